"""Blueprints, and the papers drawn by them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from academy.audit.record import Actor, record
from academy.shared.text import digest
from exams.enums import Difficulty, ItemKind, ItemState, Verb
from exams.errors import BankShort, BlueprintDiffers, BlueprintRefused
from exams.models import Bank, Blueprint, BlueprintLine, Item, ItemVersion, Paper, PaperItem
from exams.queries.papers import scheme_of
from exams.rules import assembly, candidate
from exams.rules.assembly import Draw, Line, PoolItem
from exams.rules.candidate import Shown
from exams.rules.scoring import MultipleScheme
from exams.rules.shapes import BLANK

MAX_ITEMS = 300


@transaction.atomic
def define(
    *,
    actor: Actor,
    bank: Bank,
    name: str,
    lines: Sequence[Line],
    scheme: MultipleScheme,
    at: datetime,
) -> Blueprint:
    """Write down what papers have to consist of; the same definition again is the same row.

    Raises:
        BlueprintRefused: no lines, a count or points not positive, or too many items.
        BlueprintDiffers: the bank has another blueprint of that name.
    """
    _check(lines)
    Bank.objects.select_for_update(no_key=True).get(pk=bank.pk)
    known = Blueprint.objects.filter(bank=bank, name=name).first()
    if known is not None:
        if lines_of(known) != list(lines) or scheme_of(known) != scheme:
            raise BlueprintDiffers(field="name", name=name)
        return known
    blueprint = Blueprint.objects.create(
        bank=bank,
        name=name,
        multiple_rule=scheme.rule.value,
        multiple_share=scheme.share.value if scheme.share else "",
        multiple_per_option=scheme.per_option,
        created_at=at,
    )
    BlueprintLine.objects.bulk_create(
        BlueprintLine(
            blueprint=blueprint,
            position=position,
            kind=line.kind.value,
            subject=line.subject or "",
            difficulty=line.difficulty.value if line.difficulty else "",
            count=line.count,
            points=line.points,
        )
        for position, line in enumerate(lines, start=1)
    )
    record(actor, Verb.BLUEPRINT_DEFINED, blueprint, at=at, facts={"lines": len(lines)})
    return blueprint


def _check(lines: Sequence[Line]) -> None:
    if not lines:
        raise BlueprintRefused(field="lines", reason="no_lines")
    if any(line.count < 1 or line.points <= 0 for line in lines):
        raise BlueprintRefused(field="lines", reason="count_and_points_must_be_positive")
    if sum(line.count for line in lines) > MAX_ITEMS:
        raise BlueprintRefused(field="lines", reason="too_many_items")


def lines_of(blueprint: Blueprint) -> list[Line]:
    """A blueprint's lines as values, in paper order."""
    return [
        Line(
            kind=ItemKind(line.kind),
            count=line.count,
            points=line.points,
            subject=line.subject or None,
            difficulty=Difficulty(line.difficulty) if line.difficulty else None,
        )
        for line in blueprint.lines.order_by("position")
    ]


@transaction.atomic
def assemble(
    *,
    actor: Actor,
    blueprint: Blueprint,
    seed: int,
    at: datetime,
    makes_up_for: Paper | None = None,
) -> Paper:
    """Draw and freeze a paper; the same blueprint, seed and first paper give the same row.

    Args:
        makes_up_for: the first exam's paper, whose items are repeated only where the bank leaves
            no choice.

    Raises:
        BankShort: with every line the bank cannot fill; no paper is made.
    """
    Blueprint.objects.select_for_update(no_key=True).get(pk=blueprint.pk)
    known = Paper.objects.filter(blueprint=blueprint, seed=seed, makes_up_for=makes_up_for).first()
    if known is not None:
        return known
    lines = lines_of(blueprint)
    versions = {
        item.pk: item.current
        for item in Item.objects.filter(
            bank=blueprint.bank_id, state=ItemState.ACTIVE.value, current__isnull=False
        ).select_related("current")
        if item.current is not None
    }
    drawn = assembly.draw(lines, _pool(versions), seed=seed, avoid=_used(makes_up_for))
    if not drawn.complete:
        raise BankShort(lines=len(drawn.shortages), shortages=_named(drawn))
    paper = _freeze(blueprint, makes_up_for, lines, drawn, versions, seed, at)
    facts = {"digest": paper.digest, "items": paper.item_count, "repeated": drawn.repeated}
    record(actor, Verb.PAPER_ASSEMBLED, paper, at=at, facts=facts)
    return paper


def _pool(versions: dict[int, ItemVersion]) -> list[PoolItem]:
    return [
        PoolItem(key, ItemKind(row.kind), row.subject, Difficulty(row.difficulty))
        for key, row in versions.items()
    ]


def _used(paper: Paper | None) -> frozenset[int]:
    if paper is None:
        return frozenset()
    return frozenset(paper.items.values_list("item_id", flat=True))


def _named(drawn: Draw) -> list[dict[str, object]]:
    return [
        {
            "line": short.line + 1,
            "kind": short.kind.value,
            "subject": short.subject,
            "wanted": short.wanted,
            "fitting": short.fitting,
            "drawn": short.drawn,
        }
        for short in drawn.shortages
    ]


def _freeze(
    blueprint: Blueprint,
    makes_up_for: Paper | None,
    lines: Sequence[Line],
    drawn: Draw,
    versions: dict[int, ItemVersion],
    seed: int,
    at: datetime,
) -> Paper:
    """Write the paper, its items and the one serialised view."""
    placed = [
        (section, versions[key], line.points)
        for section, (line, keys) in enumerate(zip(lines, drawn.lines, strict=True), start=1)
        for key in keys
    ]
    shown = [
        _shown(position, section, version, points)
        for position, (section, version, points) in enumerate(placed, start=1)
    ]
    full_marks = sum((points for _, _, points in placed), Decimal("0.00"))
    scheme = scheme_of(blueprint)
    view = candidate.view(shown, full_marks=full_marks, scheme=scheme)
    content: dict[str, object] = {
        "candidate": view,
        "versions": [version.digest for _, version, _ in placed],
    }
    paper = Paper.objects.create(
        blueprint=blueprint,
        makes_up_for=makes_up_for,
        seed=seed,
        item_count=len(placed),
        full_marks=full_marks,
        candidate=view,
        digest=digest(content),
        frozen_at=at,
    )
    PaperItem.objects.bulk_create(
        PaperItem(
            paper=paper,
            position=position,
            section=section,
            item_id=version.item_id,
            version=version,
            points=points,
        )
        for position, (section, version, points) in enumerate(placed, start=1)
    )
    return paper


def _shown(position: int, section: int, version: ItemVersion, points: Decimal) -> Shown:
    kind = ItemKind(version.kind)
    return Shown(
        key=str(position),
        section=section,
        kind=kind,
        stem=version.stem,
        options=tuple((option["id"], option["text"]) for option in version.options),
        blanks=version.stem.count(BLANK) if kind is ItemKind.FILL_IN else 0,
        points=points,
    )
