"""Cohorts, places in them, and people by lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from academy.people.access import has_role, roles_of, visible_units
from academy.people.enums import Role
from academy.people.models import Person
from academy.people.queries import units
from academy.people.queries.persons import PersonFilter, persons
from academy.shared.errors import NotFound, Refusal
from academy.shared.text import fold
from courses.enums import CohortState, EnrolmentState
from courses.errors import PersonAmbiguous, PersonUnknown, RowRepeated
from courses.models import (
    Cohort,
    Enrolment,
)
from courses.models.cohort import CohortQuerySet
from courses.models.enrolment import EnrolmentQuerySet
from courses.rules.name_list import Entry

KEEPERS = (Role.ACADEMY_ADMIN, Role.UNIT_TRAINING_OFFICER)
UNIT_SIDE = (Role.UNIT_TRAINING_OFFICER, Role.UNIT_LEADER)
READERS = (*KEEPERS, Role.UNIT_LEADER)


def is_admin(person: Person, *, on: date) -> bool:
    """Whether the person runs cohorts: academy admins run all of them."""
    return has_role(person, Role.ACADEMY_ADMIN, on)


def cohorts_for(person: Person, *, on: date) -> CohortQuerySet:
    """Return the cohorts a person may see.

    Academy admins see all; training officers and leaders of units all but drafts, to nominate
    to; everybody else those in which they have a place of their own.
    """
    if is_admin(person, on=on):
        return Cohort.objects.all()
    shown = Cohort.objects.exclude(state=CohortState.DRAFT)
    if roles_of(person, on) & frozenset(UNIT_SIDE):
        return shown
    return shown.filter(pk__in=Enrolment.objects.filter(person=person).values("cohort_id"))


def cohort_for(person: Person, public_id: UUID, *, on: date) -> Cohort:
    """Return one visible cohort, or raise NotFound."""
    rows = cohorts_for(person, on=on).select_related("syllabus__course__track")
    cohort = rows.filter(public_id=public_id).first()
    if cohort is None:
        raise NotFound
    return cohort


def enrolments_for(person: Person, *, on: date) -> EnrolmentQuerySet:
    """Return the enrolments a person may see: all, one's units', or one's own."""
    if is_admin(person, on=on):
        return Enrolment.objects.all()
    scope = visible_units(person, *UNIT_SIDE, on=on)
    return Enrolment.objects.filter(Q(person=person) | Q(unit_id__in=scope)).exclude(
        cohort__state=CohortState.DRAFT
    )


def enrolment_for(person: Person, public_id: UUID, *, on: date) -> Enrolment:
    """Return one visible enrolment, or raise NotFound."""
    rows = enrolments_for(person, on=on).select_related(
        "cohort__syllabus__course",
        "person",
        "unit",
        "post",
        "rank",
        "completion",
        "transferred_from__cohort",
        "transferred_to__cohort",
    )
    enrolment = rows.filter(public_id=public_id).first()
    if enrolment is None:
        raise NotFound
    return enrolment


def to_endorse(person: Person, *, on: date) -> EnrolmentQuerySet:
    """Return the nominations that wait for this person as leader of a unit."""
    scope = visible_units(person, Role.UNIT_LEADER, on=on)
    return Enrolment.objects.filter(state=EnrolmentState.NOMINATED, unit_id__in=scope)


def led_by(person: Person, *, on: date) -> EnrolmentQuerySet:
    """Return the enrolments over which the person decides as leader of a unit."""
    return Enrolment.objects.filter(unit_id__in=visible_units(person, Role.UNIT_LEADER, on=on))


def kept_by(person: Person, *, on: date) -> EnrolmentQuerySet:
    """Return the enrolments that the person looks after as admin or training officer."""
    return Enrolment.objects.filter(unit_id__in=visible_units(person, *KEEPERS, on=on))


def one_of(rows: EnrolmentQuerySet, public_id: UUID) -> Enrolment:
    """Return one of `rows`, with person and cohort, or raise NotFound."""
    row = (
        rows.select_related("cohort__syllabus__course", "person", "unit")
        .filter(public_id=public_id)
        .first()
    )
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a list of people: whom it means, or why nobody."""

    row: int
    said: str
    person: Person | None
    refusal: Refusal | None


def people_of_list(person: Person, entries: Sequence[Entry], *, on: date) -> list[ListRow]:
    """Find whom each entry means, among the people of the units the person keeps.

    The number of queries does not depend on the number of entries.
    """
    scope = visible_units(person, *KEEPERS, on=on)
    wanted = Q(staff_number__in={each.staff_number for each in entries if each.staff_number})
    wanted |= Q(name__in={each.name for each in entries if each.name})
    rows = persons(scope, PersonFilter(with_left=True), on=on).prefetch_related(None)
    found = list(rows.filter(wanted))
    places = units.assignments_on([each.pk for each in found], on)
    names = {node.id: {node.code, node.name, node.short_name} for node in units.tree(on)}
    called = {
        each.pk: names.get(places[each.pk].unit_id, set()) if each.pk in places else set()
        for each in found
    }
    seen: dict[int, int] = {}
    listed = []
    for entry in entries:
        meant = [
            each for each in found if entry.means(each.staff_number, each.name, called[each.pk])
        ]
        no: Refusal | None = None
        if not meant:
            no = PersonUnknown(said=entry.said)
        elif len(meant) > 1:
            no = PersonAmbiguous(said=entry.said, count=len(meant))
        elif meant[0].pk in seen:
            no = RowRepeated(said=entry.said, first=seen[meant[0].pk])
        else:
            seen[meant[0].pk] = entry.row
        listed.append(ListRow(entry.row, entry.said, None if no else meant[0], no))
    return listed


@dataclass(frozen=True, slots=True)
class Named:
    """People found by their staff numbers, in the order given, and the numbers not found."""

    persons: list[Person]
    unknown: list[str]


def named_people(person: Person, numbers: Iterable[str], *, on: date) -> Named:
    """Find people by staff number among those in whose units the person is a keeper.

    Full-width digits and stray blanks are forgiven; somebody else's people count as unknown.
    Leavers are found, so that the refusal can say that they left.
    """
    wanted = list(dict.fromkeys(folded for each in numbers if (folded := fold(each))))
    scope = visible_units(person, *KEEPERS, on=on)
    rows = persons(scope, PersonFilter(with_left=True), on=on).prefetch_related(None)
    found = {row.staff_number: row for row in rows.filter(staff_number__in=wanted)}
    return Named(
        persons=[found[number] for number in wanted if number in found],
        unknown=[number for number in wanted if number not in found],
    )
