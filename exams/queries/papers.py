"""Frozen papers as values, kept in memory: nothing about a paper can change.

A ``PaperSheet`` holds keys. It is for marking and checking on the server and must never be handed
to a serialiser; candidates get ``candidate``, built by ``rules.candidate``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from exams.enums import ItemKind, MultipleRule, PartShare
from exams.models import Blueprint, Paper, PaperItem
from exams.rules import scoring
from exams.rules.answers import AnswerShape
from exams.rules.ordering import Order, order_for
from exams.rules.scoring import MultipleScheme, Scored
from exams.rules.shapes import BLANK

# Free text makes the number of different answers unbounded, so the memory of marks is not.
_MEMORY = 20_000


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """A paper ready for checking and marking answers; maps go by the item's key."""

    public_id: UUID
    digest: str
    full_marks: Decimal
    candidate: str
    scheme: MultipleScheme
    keys: tuple[str, ...]
    row_ids: Mapping[str, int]
    key_of_row: Mapping[int, str]
    shapes: Mapping[str, AnswerShape]
    scored: Mapping[str, Scored]
    sections: tuple[tuple[str, ...], ...]
    options: Mapping[str, tuple[str, ...]]
    _known: dict[tuple[str, str], Decimal] = field(default_factory=dict)

    @property
    def item_count(self) -> int:
        """The number of items."""
        return len(self.keys)

    def mark(self, key: str, answer: str) -> Decimal:
        """Points for a stored answer text; each different text is worked out once."""
        known = self._known.get((key, answer))
        if known is None:
            known = scoring.score(self.scored[key], json.loads(answer), scheme=self.scheme)
            if len(self._known) < _MEMORY:
                self._known[key, answer] = known
        return known

    def order(self, seed: int) -> Order:
        """The order in which the person with ``seed`` sees items and options."""
        return order_for(seed=seed, sections=self.sections, options=self.options)


def scheme_of(blueprint: Blueprint) -> MultipleScheme:
    """A blueprint's multiple-choice rule as a value."""
    return MultipleScheme(
        MultipleRule(blueprint.multiple_rule),
        share=PartShare(blueprint.multiple_share) if blueprint.multiple_share else None,
        per_option=blueprint.multiple_per_option,
    )


@lru_cache(maxsize=256)
def sheet_of(paper_id: UUID) -> PaperSheet:
    """The sheet of the paper with public id ``paper_id``; two queries the first time, then none.

    Raises:
        Paper.DoesNotExist: there is no such paper.
    """
    paper = Paper.objects.select_related("blueprint").get(public_id=paper_id)
    rows = list(
        PaperItem.objects.filter(paper=paper).select_related("version").order_by("position")
    )
    return _sheet(paper, rows)


def _sheet(paper: Paper, rows: Sequence[PaperItem]) -> PaperSheet:
    shapes: dict[str, AnswerShape] = {}
    scored: dict[str, Scored] = {}
    options: dict[str, tuple[str, ...]] = {}
    sections: dict[int, list[str]] = {}
    for row in rows:
        key, version = str(row.position), row.version
        kind = ItemKind(version.kind)
        ids = tuple(option["id"] for option in version.options)
        blanks = version.stem.count(BLANK) if kind is ItemKind.FILL_IN else 0
        shapes[key] = AnswerShape(kind, frozenset(ids), blanks)
        scored[key] = Scored(kind, version.key, row.points)
        if ids:
            options[key] = ids
        sections.setdefault(row.section, []).append(key)
    return PaperSheet(
        public_id=paper.public_id,
        digest=paper.digest,
        full_marks=paper.full_marks,
        candidate=paper.candidate,
        scheme=scheme_of(paper.blueprint),
        keys=tuple(shapes),
        row_ids={str(row.position): row.pk for row in rows},
        key_of_row={row.pk: str(row.position) for row in rows},
        shapes=shapes,
        scored=scored,
        sections=tuple(tuple(keys) for _, keys in sorted(sections.items())),
        options=options,
    )
