"""Who of a list may be nominated to, or seated in, a cohort, and why the others may not.

The operation asks this under its locks; the page's dry run asks the same without, so that what
is shown is what will happen unless somebody is faster.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from academy.people.models import Assignment, Person
from academy.people.queries import units
from academy.shared.errors import Refusal
from courses import labels
from courses.enums import EnrolmentState, EnrolmentVerb, SeatWhy
from courses.errors import ENROLMENT_REFUSAL, SEAT_REFUSAL
from courses.models import Cohort, Enrolment
from courses.rules import eligibility, transitions
from courses.rules.capacity import SeatCount


@dataclass(frozen=True, slots=True)
class PersonRefusal:
    """One person of a list who was refused, and why."""

    person: Person
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Place:
    """A person who may be entered: with the facts of the day, and the old row if there is one."""

    person: Person
    assignment: Assignment
    enrolment: Enrolment | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A list sorted into who goes in, who is in already, and who is refused (in list order)."""

    places: list[Place]
    already: list[Enrolment]
    refused: list[PersonRefusal]


@dataclass(frozen=True, slots=True)
class _Facts:
    assignments: dict[int, Assignment]
    enrolments: dict[int, Enrolment]
    clashes: dict[int, Cohort]
    seats: SeatCount
    unit_names: dict[int, str]


def plan(cohort: Cohort, persons: Sequence[Person], *, verb: EnrolmentVerb, on: date) -> Plan:
    """Sort `persons` for NOMINATE or ENROL as of the local day `on`.

    Seats are counted for ENROL only: a nomination holds none. The number of queries does not
    depend on the number of persons.
    """
    facts = _facts(cohort, persons, on=on)
    made = Plan([], [], [])
    for person in dict.fromkeys(persons):
        enrolment = facts.enrolments.get(person.pk)
        state = EnrolmentState(enrolment.state) if enrolment else None
        move = transitions.enrolment_move(state, verb)
        if move.why is not None:
            refusal = ENROLMENT_REFUSAL[move.why](**person_facts(person, state))
            made.refused.append(PersonRefusal(person, refusal))
        elif enrolment is not None and not move.changes:
            made.already.append(enrolment)
        else:
            _place(made, cohort, person, enrolment, facts=facts, verb=verb, on=on)
    return made


def person_facts(person: Person, state: EnrolmentState | None) -> dict[str, Any]:
    """Return what a refusal about one person may say."""
    return {
        "person": person.name,
        "state": str(labels.ENROLMENT_STATE[state]) if state else "",
    }


def _place(
    made: Plan,
    cohort: Cohort,
    person: Person,
    enrolment: Enrolment | None,
    *,
    facts: _Facts,
    verb: EnrolmentVerb,
    on: date,
) -> None:
    """Ask eligibility, then seats; put the person where the answer says."""
    assignment = facts.assignments.get(person.pk)
    entrant = eligibility.Entrant(
        staff_kind=person.staff_kind,
        left_on=person.left_on,
        unit_id=assignment.unit_id if assignment else None,
        clashes=person.pk in facts.clashes,
    )
    why = eligibility.why_not(
        entrant,
        starts_on=cohort.starts_on,
        today=on,
        staff_kinds=cohort.syllabus.staff_kinds,
    )
    if why is None and verb is EnrolmentVerb.ENROL and assignment is not None:
        why = facts.seats.why_not(assignment.unit_id)
    if why is not None or assignment is None:
        refusal = _refusal(why or SeatWhy.NO_ASSIGNMENT, person, assignment, facts)
        made.refused.append(PersonRefusal(person, refusal))
        return
    facts.seats.take(assignment.unit_id)
    made.places.append(Place(person, assignment, enrolment))


def _refusal(why: SeatWhy, person: Person, assignment: Assignment | None, facts: _Facts) -> Refusal:
    said: dict[str, Any] = {"person": person.name}
    if why is SeatWhy.OVERLAPPING:
        said["other"] = facts.clashes[person.pk].name
    elif why is SeatWhy.NO_SEAT_LEFT:
        said["capacity"] = facts.seats.capacity
    elif why is SeatWhy.OVER_QUOTA and assignment is not None:
        said["unit"] = facts.unit_names.get(assignment.unit_id, assignment.unit.code)
        said["quota"] = facts.seats.quota_of(assignment.unit_id)
    return SEAT_REFUSAL[why](**said)


def _facts(cohort: Cohort, persons: Sequence[Person], *, on: date) -> _Facts:
    ids = [person.pk for person in persons]
    enrolments = Enrolment.objects.filter(cohort=cohort, person_id__in=ids)
    elsewhere = (
        Enrolment.objects.busy()
        .filter(person_id__in=ids)
        .filter(cohort__in=Cohort.objects.overlapping(cohort.span))
        .exclude(cohort=cohort)
        .select_related("cohort")
        .order_by("-pk")
    )
    tree = units.tree(on)
    return _Facts(
        assignments=units.assignments_on(ids, on),
        enrolments={each.person_id: each for each in enrolments.select_related("person")},
        clashes={each.person_id: each.cohort for each in elsewhere},
        seats=seat_count(cohort, {node.id: node.parent_id for node in tree}),
        unit_names={node.id: node.short_name or node.name for node in tree},
    )


def seat_count(
    cohort: Cohort,
    parents: dict[int, int | None],
    *,
    quotas: dict[int, int] | None = None,
) -> SeatCount:
    """Count the cohort's seats now; `quotas` (unit id → seats) stands in for the stored ones."""
    if quotas is None:
        quotas = dict(cohort.quotas.values_list("unit_id", "seats"))
    taken = dict(
        Enrolment.objects.seated()
        .filter(cohort=cohort)
        .order_by()
        .values_list("unit_id")
        .annotate(count=Count("pk"))
    )
    return SeatCount(
        capacity=cohort.capacity,
        taken=sum(taken.values()),
        quotas=quotas,
        parents=parents,
        taken_by_unit=taken,
    )
