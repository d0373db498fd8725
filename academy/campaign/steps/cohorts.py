"""Planning the cohorts, seating everybody, opening each and checking people in."""

from collections import Counter
from datetime import timedelta

from academy.campaign import ability
from academy.campaign.catalogue import TRACKS, TrackLine, track_of
from academy.campaign.context import PLANNER, Campaign, Run
from academy.campaign.planning import CAPACITY, CohortPlan, deal, weeks
from academy.campaign.staff import StaffLine
from academy.people.models import Person, Unit
from courses.enums import CohortState
from courses.models import Cohort, Syllabus
from courses.operations import cohorts, enrolments

WITHDRAWAL_REASONS = ("因公出差", "病假", "借调外单位", "产假")


def groups(lines: list[StaffLine]) -> list[tuple[TrackLine, tuple[StaffLine, ...]]]:
    """Return the whole staff in groups of at most 120, the tracks taking turns week by week."""
    by_track = {
        track.code: deal([line for line in lines if track_of(line.staff_kind) == track])
        for track in TRACKS
    }
    turns = max(len(dealt) for dealt in by_track.values())
    return [
        (track, by_track[track.code][turn])
        for turn in range(turns)
        for track in TRACKS
        if turn < len(by_track[track.code])
    ]


def run(campaign: Campaign) -> dict[str, int]:
    """Bring every cohort to where its people are checked in; return cohorts and enrolments."""
    planned = groups(campaign.lines)
    mondays = weeks(campaign.first_monday, len(planned))
    people = Person.objects.in_bulk(
        [line.staff_number for line in campaign.lines], field_name="staff_number"
    )
    unit_ids = dict(Unit.objects.values_list("code", "pk"))
    number: Counter[str] = Counter()
    refused = 0
    for turn, ((track, members), monday) in enumerate(zip(planned, mondays, strict=True)):
        number[track.code] += 1
        plan = CohortPlan(number[track.code], monday, members)
        cohort = _draft(track, plan)
        if cohort.state != CohortState.CLOSED:
            refused += _fill(campaign, cohort, plan, people, unit_ids)
        campaign.runs.append(Run(track, plan, cohort))
        campaign.progress(turn + 1, len(planned))
    enrolled = sum(run.cohort.enrolments.count() for run in campaign.runs)
    return {"cohorts": len(planned), "enrolled": enrolled, "refused": refused}


def _draft(track: TrackLine, plan: CohortPlan[StaffLine]) -> Cohort:
    syllabus = Syllabus.objects.get(course__code=track.course_code, edition=1)
    return cohorts.draft(
        actor=PLANNER,
        syllabus=syllabus,
        number=plan.number,
        name=f"{track.course_name}第{plan.number}期",
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        capacity=CAPACITY,
        at=plan.check_in_at() - timedelta(days=30),
    )


def _fill(
    campaign: Campaign,
    cohort: Cohort,
    plan: CohortPlan[StaffLine],
    people: dict[str, Person],
    unit_ids: dict[str, int],
) -> int:
    """Set quotas, publish, enrol, take withdrawals, open and check in; return the refused."""
    at = plan.check_in_at()
    state = CohortState(cohort.state)
    if state is CohortState.DRAFT:
        quotas = Counter(unit_ids[line.unit.code] for line in plan.members)
        noticed = at - timedelta(days=21)
        cohorts.set_quotas(actor=PLANNER, cohort=cohort, quotas=quotas, at=noticed)
        cohorts.publish(actor=PLANNER, cohort=cohort, at=noticed)
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


def _seat(
    campaign: Campaign, cohort: Cohort, plan: CohortPlan[StaffLine], people: dict[str, Person]
) -> int:
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
