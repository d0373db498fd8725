"""Filling the bank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from academy.audit.record import Actor, record
from academy.shared.text import digest
from exams.enums import Verb
from exams.errors import ItemRefused
from exams.models import Bank, Item, ItemVersion
from exams.rules import shapes
from exams.rules.shapes import ItemContent, ShapeError


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: numbers of items added, given a new version, and left alone."""

    added: int
    changed: int
    unchanged: int


@transaction.atomic
def found(*, actor: Actor, code: str, name: str, at: datetime) -> Bank:
    """The bank called ``code``, founded now if there was none."""
    bank, founded = Bank.objects.get_or_create(code=code, defaults={"name": name, "created_at": at})
    if founded:
        record(actor, Verb.BANK_FOUNDED, bank, at=at, facts={"code": code})
    return bank


def _parsed(items: Iterable[Mapping[str, Any]]) -> dict[str, ItemContent]:
    contents: dict[str, ItemContent] = {}
    for raw in items:
        name = str(raw.get("code", ""))[:60]
        try:
            content = shapes.parse(raw)
        except ShapeError as refused:
            raise ItemRefused(item=name, part=refused.field, reason=refused.reason) from None
        if content.code in contents:
            raise ItemRefused(item=name, part="code", reason="code_twice")
        contents[content.code] = content
    return contents


def import_items(
    *, actor: Actor, bank: Bank, items: Sequence[Mapping[str, Any]], at: datetime
) -> ImportReport:
    """Bring items in the bank's JSON form into ``bank``, all or none.

    An item whose content is known already is left alone; other content under a known code
    becomes its next version (or points back to an earlier version with that content). The number
    of statements does not depend on the number of items.

    Raises:
        ItemRefused: for the first item out of shape; nothing is written.
    """
    contents = _parsed(items)
    digests = {code: digest(content.canonical()) for code, content in contents.items()}
    with transaction.atomic():
        Bank.objects.select_for_update(no_key=True).get(pk=bank.pk)
        rows = {row.code: row for row in Item.objects.filter(bank=bank, code__in=contents)}
        added = [Item(bank=bank, code=code) for code in contents if code not in rows]
        Item.objects.bulk_create(added, batch_size=500)
        rows.update((row.code, row) for row in added)
        versions = _versions_of(rows.values())
        fresh = [
            _version(rows[code], contents[code], digests[code], versions, at)
            for code in contents
            if (rows[code].pk, digests[code]) not in versions
        ]
        ItemVersion.objects.bulk_create(fresh, batch_size=500)
        versions.update({(row.item_id, row.digest): row for row in fresh})
        moved = []
        for code, row in rows.items():
            target = versions[row.pk, digests[code]]
            if row.current_id != target.pk:
                row.current = target
                moved.append(row)
        Item.objects.bulk_update(moved, ["current"], batch_size=500)
        report = ImportReport(len(added), len(moved) - len(added), len(contents) - len(moved))
        if moved:
            facts = {"added": report.added, "changed": report.changed}
            record(actor, Verb.ITEMS_IMPORTED, bank, at=at, facts=facts)
    return report


def _versions_of(items: Iterable[Item]) -> dict[tuple[int, str], ItemVersion]:
    """All versions of ``items`` by (item, digest)."""
    rows = ItemVersion.objects.filter(item__in=[item.pk for item in items]).only(
        "item_id", "digest", "number"
    )
    return {(row.item_id, row.digest): row for row in rows}


def _version(
    item: Item,
    content: ItemContent,
    content_digest: str,
    versions: Mapping[tuple[int, str], ItemVersion],
    at: datetime,
) -> ItemVersion:
    numbers = [row.number for (item_id, _), row in versions.items() if item_id == item.pk]
    return ItemVersion(
        item=item,
        number=max(numbers, default=0) + 1,
        kind=content.kind.value,
        subject=content.subject,
        difficulty=content.difficulty.value,
        stem=content.stem,
        options=content.options_json(),
        key=content.key,
        explanation=content.explanation,
        citations=content.citations_json(),
        digest=content_digest,
        created_at=at,
    )
