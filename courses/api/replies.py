"""Rows as the API says them."""

from courses.api.schemas import (
    CohortOut,
    CourseOut,
    EnrolmentOut,
    MyEnrolmentOut,
    PassRuleOut,
    RefusedOut,
    ReportOut,
    SubjectOut,
    SyllabusOut,
)
from courses.enums import CohortState, CompletionVerdict, EnrolmentState
from courses.models import Cohort, Completion, Course, Enrolment, Syllabus
from courses.operations.enrolments import Report
from courses.queries import board
from courses.queries.seating import PersonRefusal


def course(row: Course) -> CourseOut:
    """A course whose syllabi and subjects were prefetched."""
    return CourseOut(
        id=row.public_id,
        code=row.code,
        name=row.name,
        track=row.track.code,
        syllabi=[_syllabus(each) for each in row.syllabi.all()],
    )


def _syllabus(row: Syllabus) -> SyllabusOut:
    rule = row.pass_rule
    return SyllabusOut(
        id=row.public_id,
        edition=row.edition,
        valid_from=row.valid_from,
        hours=row.hours,
        valid_months=row.valid_months,
        staff_kinds=row.staff_kinds,
        pass_rule=PassRuleOut(
            pass_percent=rule.pass_percent,
            excellence_percent=rule.excellence_percent,
            make_up_allowed=rule.make_up_allowed,
            make_up_capped=rule.make_up_capped,
        ),
        subjects=[SubjectOut(name=each.name, hours=each.hours) for each in row.subjects.all()],
    )


def cohort(standing: board.Standing) -> CohortOut:
    """A cohort with its numbers."""
    row = standing.cohort
    return CohortOut(
        id=row.public_id,
        course=row.syllabus.course.code,
        syllabus=row.syllabus.public_id,
        year=row.year,
        number=row.number,
        name=row.name,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        capacity=row.capacity,
        state=CohortState(row.state),
        seats_taken=standing.taken,
        counts=standing.counts,
    )


def cohort_now(row: Cohort) -> CohortOut:
    """A cohort as it stands after an operation."""
    return cohort(board.standing_of(row))


def enrolment(row: Enrolment) -> EnrolmentOut:
    """An enrolment with person, unit and cohort loaded."""
    return EnrolmentOut(
        id=row.public_id,
        cohort=row.cohort.public_id,
        staff_number=row.person.staff_number,
        name=row.person.name,
        unit=row.unit.code,
        staff_kind=row.staff_kind,
        state=EnrolmentState(row.state),
        enrolled_at=row.enrolled_at,
        checked_in_at=row.checked_in_at,
        finished_at=row.finished_at,
        withdrawn_at=row.withdrawn_at,
    )


def report(made: Report, *, numbers: dict[int, str], unknown: list[str]) -> ReportOut:
    """What became of a list; `numbers` are the staff numbers by person id."""
    return ReportOut(
        done=[numbers[row.person_id] for row in made.done],
        already=[numbers[row.person_id] for row in made.already],
        refused=[_refused(each) for each in made.refused],
        unknown=unknown,
    )


def _refused(each: PersonRefusal) -> RefusedOut:
    return RefusedOut(
        staff_number=each.person.staff_number,
        code=each.refusal.code,
        title=str(each.refusal),
        next_step=each.refusal.advice,
    )


def my_enrolment(row: Enrolment) -> MyEnrolmentOut:
    """One's own enrolment; the completion is there once the cohort is closed out."""
    end: Completion | None = getattr(row, "completion", None)
    return MyEnrolmentOut(
        id=row.public_id,
        cohort=row.cohort.public_id,
        cohort_name=row.cohort.name,
        course=row.cohort.syllabus.course.code,
        starts_on=row.cohort.starts_on,
        ends_on=row.cohort.ends_on,
        state=EnrolmentState(row.state),
        verdict=CompletionVerdict(end.verdict) if end else None,
        final_score=end.final_score if end else None,
        hours=end.hours if end else None,
    )
