"""Builders of tracks, cohorts and enrolments; every state is reached through operations."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from academy.people.enums import StaffKind
from academy.people.models import Person
from courses.enums import AttemptKind, CohortState, OutcomeVerdict
from courses.models import Cohort, Enrolment, ExamOutcome, Syllabus
from courses.operations import catalogue, cohorts, completions, enrolments
from courses.operations.catalogue import SubjectLine
from courses.rules.completion import PassRule
from tests import keep
from tests.cast import SYSTEM

STARTS_ON = date(2026, 3, 9)
ENDS_ON = date(2026, 3, 13)
SUBJECTS = (
    SubjectLine("行政处罚程序", Decimal("24.0")),
    SubjectLine("队列与体能", Decimal("16.0")),
)


@keep.kept
def syllabus(
    *,
    at: datetime,
    code: str = "LAW",
    pass_rule: PassRule | None = None,
    staff_kinds: Sequence[StaffKind] = (),
    edition: int = 1,
    valid_from: date = date(2020, 1, 1),
    valid_months: int | None = None,
) -> Syllabus:
    """Publish edition 1 of course `code`-1 (40 hours) of track `code`."""
    track = catalogue.create_track(actor=SYSTEM, code=code, name=f"综合执法{code}", at=at)
    course = catalogue.create_course(
        actor=SYSTEM, track=track, code=f"{code}-1", name=f"执法办案基础{code}", at=at
    )
    return catalogue.publish_syllabus(
        actor=SYSTEM,
        course=course,
        edition=edition,
        valid_from=valid_from,
        subjects=SUBJECTS,
        pass_rule=pass_rule or PassRule(),
        staff_kinds=staff_kinds,
        valid_months=valid_months,
        at=at,
    )


@keep.kept
def cohort(
    *,
    at: datetime,
    number: int = 1,
    state: CohortState = CohortState.PUBLISHED,
    capacity: int = 120,
    starts_on: date = STARTS_ON,
    ends_on: date = ENDS_ON,
    of: Syllabus | None = None,
    persons: Sequence[Person] = (),
    check_in: bool = True,
    name: str = "",
) -> Cohort:
    """Return cohort no. `number`, with `persons` seated where it is published or running.

    A running one needs at least one person; `check_in` checks them all in.
    """
    row = cohorts.draft(
        actor=SYSTEM,
        syllabus=of or syllabus(at=at),
        number=number,
        name=name or f"第 {number} 期执法骨干班",
        starts_on=starts_on,
        ends_on=ends_on,
        capacity=capacity,
        # Tests choose their dates for their own reasons; those of holidays draft by themselves.
        holiday_reason="测试期次",
        at=at,
    )
    if state is CohortState.DRAFT:
        return row
    if state is CohortState.CANCELLED:
        return cohorts.cancel(actor=SYSTEM, cohort=row, reason="场地检修", at=at)
    row = cohorts.publish(actor=SYSTEM, cohort=row, at=at)
    if persons:
        # Who holds the course already comes again in many a story.
        report = enrolments.enrol_many(
            actor=SYSTEM, cohort=row, persons=persons, at=at, override_reason="续训"
        )
        assert not report.refused, report.refused
    if state is CohortState.PUBLISHED:
        return row
    row = cohorts.open_(actor=SYSTEM, cohort=row, at=at)
    if check_in:
        enrolments.check_in_many(actor=SYSTEM, cohort=row, persons=persons, at=at)
    if state is CohortState.CLOSED:
        for person in persons:
            outcome(enrolment_of(row, person), at=at)
        row = cohorts.close_out(actor=SYSTEM, cohort=row, at=at)
    return row


def enrolment_of(cohort: Cohort, person: Person) -> Enrolment:
    """Return the person's enrolment in the cohort, fresh."""
    return Enrolment.objects.select_related("cohort", "person").get(cohort=cohort, person=person)


@keep.kept
def outcome(
    enrolment: Enrolment,
    *,
    at: datetime,
    score: str | None = "80",
    attempt: AttemptKind = AttemptKind.FIRST,
    verdict: OutcomeVerdict | None = None,
    excellent: bool = False,
) -> ExamOutcome:
    """Report an outcome of the exam "theory" out of 100; no score means absent."""
    if verdict is None:
        if score is None:
            verdict = OutcomeVerdict.ABSENT
        else:
            verdict = OutcomeVerdict.PASSED if Decimal(score) >= 60 else OutcomeVerdict.FAILED
    return completions.record_outcome(
        actor=SYSTEM,
        enrolment_id=enrolment.pk,
        exam_ref="theory",
        sitting_ref="",
        attempt=attempt,
        verdict=verdict,
        score=None if score is None else Decimal(score),
        full_marks=Decimal(100),
        excellent=excellent,
        at=at,
    )
