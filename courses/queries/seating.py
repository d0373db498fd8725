"""Who of a list may be nominated to, or seated in, a cohort, and why the others may not.

The operation asks this under its locks; the page's dry run asks the same without, so that what
is shown is what will happen unless somebody is faster.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from academy.people.models import Assignment, Person
from academy.shared.errors import Refusal
from courses import labels
from courses.enums import EnrolmentState, EnrolmentVerb, SeatWhy
from courses.enums.planning import BlockKind
from courses.errors import ENROLMENT_REFUSAL, SEAT_REFUSAL
from courses.labels.enrolling import BLOCK_SHOWN
from courses.models import Cohort, Completion, Enrolment
from courses.queries.entrants import Facts, facts_of
from courses.rules import eligibility, transitions


@dataclass(frozen=True, slots=True)
class PersonRefusal:
    """One person of a list who was refused, and why."""

    person: Person
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Place:
    """A person who may be entered: with the facts of the day, and the old row if there is one.

    `waived` are the rules that were set aside just now; `beyond_quota` says that the nomination
    holds no place of the unit's quota.
    """

    person: Person
    assignment: Assignment
    enrolment: Enrolment | None
    waived: tuple[SeatWhy, ...] = ()
    beyond_quota: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A list sorted into who goes in, who is in already, and who is refused (in list order)."""

    places: list[Place]
    already: list[Enrolment]
    refused: list[PersonRefusal]


def plan(
    cohort: Cohort,
    persons: Sequence[Person],
    *,
    verb: EnrolmentVerb,
    on: date,
    overrides: bool = False,
) -> Plan:
    """Sort `persons` for NOMINATE or ENROL as of the local day `on`.

    A seat counts against capacity and quota, a nomination against the quota only. `overrides`
    sets the rules aside that an admin may set aside. The number of queries does not depend on
    the number of persons.
    """
    facts = facts_of(cohort, persons, on=on)
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
            _place(made, cohort, person, facts=facts, verb=verb, on=on, overrides=overrides)
    return made


def person_facts(person: Person, state: EnrolmentState | None) -> dict[str, Any]:
    """Return what a refusal about one person may say."""
    return {
        "person": person.name,
        "state": str(labels.ENROLMENT_STATE[state]) if state else "",
    }


def ruling_on(
    cohort: Cohort, person: Person, facts: Facts, *, on: date, overrides: bool = False
) -> eligibility.Ruling:
    """Return what the rules about the person, seats apart, come to."""
    against = eligibility.reasons(
        facts.entrant(person),
        starts_on=cohort.starts_on,
        today=on,
        staff_kinds=cohort.syllabus.staff_kinds,
    )
    on_record = facts.overridden.get(person.pk, ())
    return eligibility.ruling(against, overrides=overrides, on_record=on_record)


def _place(
    made: Plan,
    cohort: Cohort,
    person: Person,
    *,
    facts: Facts,
    verb: EnrolmentVerb,
    on: date,
    overrides: bool,
) -> None:
    """Ask eligibility, then seats; put the person where the answer says."""
    assignment = facts.assignments.get(person.pk)
    ruled = ruling_on(cohort, person, facts, on=on, overrides=overrides)
    why, beyond = ruled.why, False
    if why is None and assignment is not None:
        if verb is EnrolmentVerb.ENROL:
            why = facts.seats.why_not(assignment.unit_id)
        else:
            why = facts.seats.why_not_nominated(assignment.unit_id)
            beyond = why is not None and facts.beyond_quota_waits
    if assignment is None or (why is not None and not beyond):
        no = refusal_of(why or SeatWhy.NO_ASSIGNMENT, person, facts)
        made.refused.append(PersonRefusal(person, no))
        return
    if verb is EnrolmentVerb.ENROL:
        facts.seats.take(assignment.unit_id)
    elif not beyond:
        facts.seats.hold(assignment.unit_id)
    enrolment = facts.enrolments.get(person.pk)
    made.places.append(Place(person, assignment, enrolment, ruled.waived, beyond))


def _held(held: Completion, days: int) -> dict[str, Any]:
    """Return until when a pass holds, and when the person may come again."""
    until = held.valid_until_on
    if until is None:
        return {"until": _("长期"), "days": days, "again": _("结业长期有效，无需续训；")}
    first = eligibility.renewable_from(until, days)
    facts = {"days": days, "first": f"{first:%Y-%m-%d}"}
    again = _("到期前 %(days)s 天起可以续训，即 %(first)s 及以后结束的期次可以报名；") % facts
    return {"until": until, "days": days, "again": again}


def refusal_of(why: SeatWhy, person: Person, facts: Facts) -> Refusal:
    """Return the refusal for a rule, filled with what the unit may know."""
    said: dict[str, Any] = {"person": person.name}
    assignment = facts.assignments.get(person.pk)
    if why is SeatWhy.OVERLAPPING:
        said["other"] = facts.clashes[person.pk].name
    elif why is SeatWhy.SAME_COURSE:
        said["other"] = facts.same_course[person.pk].name
    elif why is SeatWhy.CERTIFIED:
        said |= _held(facts.certified[person.pk], facts.renewal_days)
    elif why is SeatWhy.BLOCKED:
        block = facts.blocks[person.pk]
        said["kind"] = str(BLOCK_SHOWN[BlockKind(block.kind)])
        said["starts_on"], said["ends_on"] = block.starts_on, block.ends_on
    elif why is SeatWhy.UNIT_ENDED and assignment is not None:
        said["unit"], said["successor"] = facts.ended[assignment.unit_id]
    elif why is SeatWhy.NO_SEAT_LEFT:
        said["capacity"] = facts.seats.capacity
    elif why is SeatWhy.OVER_QUOTA and assignment is not None:
        said["unit"] = facts.unit_names.get(assignment.unit_id, assignment.unit.code)
        said["quota"] = facts.seats.quota_of(assignment.unit_id)
    return SEAT_REFUSAL[why](**said)
