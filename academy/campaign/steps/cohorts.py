"""Seating everybody where the plan has them, opening each cohort and checking people in."""

from datetime import timedelta

from academy.campaign import ability
from academy.campaign.context import PLANNER, Campaign
from academy.campaign.planning import CohortPlan
from academy.campaign.staff import StaffLine
from academy.people.models import Person
from courses.enums import CohortState
from courses.models import Cohort
from courses.operations import cohorts, enrolments

WITHDRAWAL_REASONS = ("因公出差", "病假", "借调外单位", "产假")


def run(campaign: Campaign) -> dict[str, int]:
    """Bring every cohort to where its people are checked in; return cohorts and enrolments."""
    people = Person.objects.in_bulk(
        [line.staff_number for line in campaign.lines], field_name="staff_number"
    )
    refused = 0
    for turn, run_ in enumerate(campaign.runs):
        if run_.cohort.state != CohortState.CLOSED:
            refused += _fill(campaign, run_.cohort, run_.plan, people)
        campaign.progress(turn + 1, len(campaign.runs))
    enrolled = sum(run_.cohort.enrolments.count() for run_ in campaign.runs)
    return {"cohorts": len(campaign.runs), "enrolled": enrolled, "refused": refused}


def _fill(
    campaign: Campaign,
    cohort: Cohort,
    plan: CohortPlan,
    people: dict[str, Person],
) -> int:
    """Publish, enrol, take withdrawals, open and check in; return the refused."""
    at = plan.check_in_at()
    state = CohortState(cohort.state)
    if state is CohortState.DRAFT:
        cohorts.publish(actor=PLANNER, cohort=cohort, at=at - timedelta(days=21))
    refused = 0
    if state in (CohortState.DRAFT, CohortState.PUBLISHED):
        refused = _seat(campaign, cohort, plan, people)
        cohorts.open_(actor=PLANNER, cohort=cohort, at=at)
    coming = [
        people[line.staff_number]
        for line in plan.members
        if fate_of(campaign, line) in ("present", "missed_exam")
    ]
    enrolments.check_in_many(actor=PLANNER, cohort=cohort, persons=coming, at=at)
    return refused


def _seat(campaign: Campaign, cohort: Cohort, plan: CohortPlan, people: dict[str, Person]) -> int:
    """Enrol everybody and take the withdrawals; return how many were refused a seat."""
    at = plan.check_in_at()
    report = enrolments.enrol_many(
        actor=PLANNER,
        cohort=cohort,
        persons=[people[line.staff_number] for line in plan.members],
        at=at - timedelta(days=14),
    )
    seated = {each.person_id: each for each in (*report.done, *report.already)}
    for line in plan.members:
        enrolment = seated.get(people[line.staff_number].pk)
        if enrolment is not None and fate_of(campaign, line) == "withdrawn":
            rng = ability.rng_of(campaign.seed, line.staff_number, "reason")
            enrolments.withdraw(
                actor=PLANNER,
                enrolment=enrolment,
                reason=rng.choice(WITHDRAWAL_REASONS),
                at=at - timedelta(days=3),
            )
    return len(report.refused)


def fate_of(campaign: Campaign, line: StaffLine) -> str:
    """Return what becomes of a person: withdrawn, never_came, missed_exam or present.

    Of those absent from the exam, three in five were at the course and fell ill on the day.
    """
    rng = ability.rng_of(campaign.seed, line.staff_number, "fate")
    draw = rng.random()
    if draw < ability.WITHDRAWN_SHARE:
        return "withdrawn"
    if draw < ability.WITHDRAWN_SHARE + ability.ABSENT_SHARE:
        return "missed_exam" if rng.random() < 0.6 else "never_came"
    return "present"
