"""Staff lists and one person's file."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from academy.people.enums import CorrectionKind, StaffKind
from academy.people.models import Assignment, Grant, Person
from academy.people.queries.units import valid_on
from academy.shared.clock import local_date
from academy.shared.text import fold


@dataclass(frozen=True, slots=True)
class PersonFilter:
    """What a staff list is narrowed by; empty means everything."""

    text: str = ""
    unit_ids: frozenset[int] | None = None
    staff_kind: StaffKind | None = None
    with_left: bool = False


def persons(scope: Collection[int], wanted: PersonFilter, *, on: date) -> QuerySet[Person]:
    """Return people whose assignment of the day (or, for leavers, last one) is in `scope`.

    Each row has `open_assignments`: at most one, with unit, post and rank.
    """
    units = scope if wanted.unit_ids is None else set(scope) & wanted.unit_ids
    serving = Assignment.objects.filter(person=OuterRef("pk"), unit_id__in=list(units))
    rows = Person.objects.filter(Exists(serving.filter(valid_on(on))))
    if wanted.with_left:
        rows = Person.objects.filter(Exists(serving))
    if wanted.staff_kind is not None:
        rows = rows.filter(staff_kind=wanted.staff_kind.value)
    text = fold(wanted.text)
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(staff_number__istartswith=text))
    current = Assignment.objects.filter(valid_on(on)).select_related("unit", "post", "rank")
    return rows.prefetch_related(
        Prefetch("assignments", queryset=current, to_attr="open_assignments")
    )


def assignments_of(person: Person) -> QuerySet[Assignment]:
    """Return the person's whole service, newest first, with what was withdrawn of it."""
    rows = Assignment.every.filter(person=person).select_related("unit", "post", "rank")
    return rows.order_by("-valid_from", "-pk")


@dataclass(frozen=True, slots=True)
class Correction:
    """What was said of a person's service on a later day than it was of: who, when, of which day.

    Reports of the days between still tell what was known then.
    """

    kind: CorrectionKind
    unit_id: int
    unit_code: str
    on: date
    said_at: datetime


def corrections(rows: Iterable[Assignment]) -> list[Correction]:
    """Return what was corrected of a service after the fact, the last correction first."""
    found = []
    for row in rows:
        said = (
            (CorrectionKind.BEGUN, row.valid_from, row.recorded_at),
            (CorrectionKind.ENDED, row.valid_until, row.closed_at),
            (CorrectionKind.WITHDRAWN, row.valid_from, row.withdrawn_at),
        )
        found += [
            Correction(kind, row.unit_id, row.unit.code, on, at)
            for kind, on, at in said
            if on is not None
            and at is not None
            and (local_date(at) > on or kind is CorrectionKind.WITHDRAWN)
        ]
    return sorted(found, key=lambda each: (each.said_at, each.on), reverse=True)


def grants_of(person: Person, on: date) -> QuerySet[Grant]:
    """Return the roles the person holds on a day."""
    return Grant.objects.filter(valid_on(on), person=person).select_related("unit").order_by("pk")
