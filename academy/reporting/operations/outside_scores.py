"""Scores that others gave to units for a month: imported to stand beside the board, undone."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from academy.audit.record import Actor, record
from academy.people.models import Person
from academy.reporting.enums import BoardVerb, OutsideFault
from academy.reporting.errors.board import (
    BoardTextInvalid,
    OutsideListEmpty,
    OutsideListRefused,
    OutsideStands,
    OutsideUnitTwice,
)
from academy.reporting.models import OutsideImport, OutsideScore
from academy.reporting.operations import boards
from academy.reporting.queries.outside import Sorted
from academy.reporting.rules import board as ranking

SOURCE_LENGTH, PROVENANCE_LENGTH = 60, 300


@dataclass(frozen=True, slots=True)
class Given:
    """Whose scores for which month, and the document they come from."""

    month: date
    source: str
    provenance: str


def check(found: Sorted) -> None:
    """Refuse a list with a row that cannot be taken: all of it comes in, or nothing.

    Raises:
        OutsideUnitTwice, OutsideListRefused, OutsideListEmpty
    """
    twice = [each for each in found.faults if each.fault is OutsideFault.UNIT_TWICE]
    if twice:
        raise OutsideUnitTwice(field="file", unit=twice[0].shown)
    if found.faults:
        raise OutsideListRefused(field="file", count=len(found.faults))
    if not found.rows:
        raise OutsideListEmpty(field="file")


@transaction.atomic
def take(*, actor: Actor, given: Given, found: Sorted, at: datetime) -> OutsideImport:
    """Import a list; the very same once more is the one that stands.

    Raises:
        BoardTextInvalid: without source or provenance, or with too many words.
        OutsideUnitTwice, OutsideListRefused, OutsideListEmpty: the list cannot be taken.
        OutsideStands: another list of the source stands for the month.
    """
    check(found)
    month = ranking.month_of(given.month)
    source = _words(given.source, SOURCE_LENGTH, "source")
    provenance = _words(given.provenance, PROVENANCE_LENGTH, "provenance")
    drafted = OutsideImport(
        month=month,
        source=source,
        provenance=provenance,
        imported_by=Person.objects.get(public_id=UUID(actor.key)),
        imported_at=at,
    )
    # Two may import at once: the schema lets one of them in.
    OutsideImport.objects.bulk_create([drafted], ignore_conflicts=True)
    row = OutsideImport.objects.get(month=month, source=source, undone_at__isnull=True)
    if row.public_id != drafted.public_id:
        if _scores(row) == {each.unit: each.row.score for each in found.rows}:
            return row
        raise OutsideStands(month=boards.said(month), source=source)
    OutsideScore.objects.bulk_create(
        OutsideScore(given=row, unit_id=each.unit, score=each.row.score, row=each.row.number)
        for each in found.rows
    )
    facts = {"month": boards.said(month), "rows": len(found.rows)}
    record(actor, BoardVerb.OUTSIDE_IMPORTED, row, at=at, facts=facts)
    return row


@transaction.atomic
def undo(*, actor: Actor, given: OutsideImport, reason: str, at: datetime) -> OutsideImport:
    """Let an import no longer stand beside the board, for a reason; twice is success.

    Raises:
        BoardTextInvalid
    """
    said = boards.text(reason, "reason")
    rows = OutsideImport.objects.select_for_update(of=("self",), no_key=True)
    row = rows.get(pk=given.pk)
    if row.undone_at is not None:
        return row
    row.undone_by = Person.objects.get(public_id=UUID(actor.key))
    row.undone_at, row.undone_reason = at, said
    row.save(update_fields=["undone_by", "undone_at", "undone_reason"])
    record(actor, BoardVerb.OUTSIDE_UNDONE, row, at=at, facts={"month": boards.said(row.month)})
    return row


def _scores(row: OutsideImport) -> dict[int, object]:
    return dict(row.scores.values_list("unit_id", "score"))


def _words(words: str, most: int, field: str) -> str:
    found = words.strip()
    if not 0 < len(found) <= most:
        raise BoardTextInvalid(field=field, limit=most)
    return found
