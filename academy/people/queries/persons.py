"""Staff lists and one person's file."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from academy.people.enums import StaffKind
from academy.people.models import Assignment, Grant, Person
from academy.people.queries.units import valid_on
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
    """Return the person's whole service, newest first."""
    rows = Assignment.objects.filter(person=person).select_related("unit", "post", "rank")
    return rows.order_by("-valid_from")


def grants_of(person: Person, on: date) -> QuerySet[Grant]:
    """Return the roles the person holds on a day."""
    return Grant.objects.filter(valid_on(on), person=person).select_related("unit").order_by("pk")
