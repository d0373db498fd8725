"""Instructors and their teaching: run by academy admins, seen by those who teach."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.people.models import Person
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from courses import access
from courses.api.schemas import ReasonIn
from courses.api.teaching_schemas import (
    AvailableOut,
    DaysIn,
    DaysOut,
    InstructorIn,
    InstructorOut,
    InstructorsOut,
    LeadIn,
    PlanOut,
    QualificationIn,
    QualificationOut,
    QualificationsOut,
    RatingOut,
    SubjectPlanOut,
    TeachingIn,
    TeachingOut,
)
from courses.enums.teaching import AvailabilityKind, QualificationLevel
from courses.models import (
    Cohort,
    CohortLead,
    Course,
    Hall,
    Instructor,
    Qualification,
    Subject,
    Teaching,
)
from courses.operations import instructors, teaching
from courses.queries import evaluations
from courses.queries import teaching as queries
from courses.queries.instructors import available
from courses.rules.calendar import Span
from courses.rules.periods import Slot, Times

router = Router(tags=["courses"])
ADMIN = ApiDoor(Role.ACADEMY_ADMIN)
TEACHING = ApiDoor(*access.TEACHING)


def _instructor(request: PersonRequest, public_id: UUID) -> Instructor:
    return access.instructor_for(request.person, public_id, on=clock.today())


def _shown(rows: list[Instructor], year: int, today: date) -> list[InstructorOut]:
    ids = [row.pk for row in rows]
    hours = queries.hours_of_year(ids, year, on=today)
    ratings = evaluations.ratings_of(ids, on=today)
    return [
        InstructorOut(
            id=row.public_id,
            name=row.name,
            organisation=row.organisation,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            offered_only=row.offered_only,
            year=year,
            hours_taught=hours[row.pk].taught,
            hours_ahead=hours[row.pk].ahead,
            rating=RatingOut(average=rating.average, values=rating.values)
            if (rating := ratings.get(row.pk))
            else None,
        )
        for row in rows
    ]


@router.get("/instructors", response=InstructorsOut, auth=TEACHING, url_name="list_instructors")
def list_instructors(
    request: PersonRequest,
    year: int | None = Query(None, ge=2000, le=9999),  # type: ignore[type-arg]  # ninja's default marker
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """The instructors one may see, by pinyin, with the hours of a year (this one if none)."""
    today = clock.today()
    rows = access.instructors_for(request.person, on=today)
    page = page_of(rows, key=("pinyin_key", "pk"), cursor=cursor, limit=limit)
    items = _shown(page.items, year or today.year, today)
    return read_reply(request, InstructorsOut(items=items, next_cursor=page.next_cursor))


@router.post(
    "/instructors", response={201: InstructorOut}, auth=ADMIN, url_name="create_instructor"
)
@idempotent
def create_instructor(request: PersonRequest, body: InstructorIn) -> tuple[int, InstructorOut]:
    """Put somebody on the list."""
    facts = body.model_dump(exclude={"staff_number", "name", "organisation"})
    who, at = actor(request.person), clock.now()
    if body.staff_number is None:
        row = instructors.list_outside(
            actor=who, name=body.name, organisation=body.organisation, at=at, **facts
        )
    else:
        person = Person.objects.filter(staff_number=body.staff_number).first()
        if person is None:
            raise NotFound(field="staff_number")
        row = instructors.list_staff(actor=who, person=person, at=at, **facts)
    today = clock.local_date(at)
    return 201, _shown([row], today.year, today)[0]


@router.get(
    "/instructors/{uuid:instructor_id}",
    response=InstructorOut,
    auth=TEACHING,
    url_name="get_instructor",
)
def get_instructor(request: PersonRequest, instructor_id: UUID) -> HttpResponse:
    """One instructor with this year's hours."""
    today = clock.today()
    row = _instructor(request, instructor_id)
    return read_reply(request, _shown([row], today.year, today)[0])


@router.get(
    "/instructors/{uuid:instructor_id}/qualifications",
    response=QualificationsOut,
    auth=TEACHING,
    url_name="list_qualifications",
)
def list_qualifications(request: PersonRequest, instructor_id: UUID) -> HttpResponse:
    """What an instructor may teach, by course."""
    row = _instructor(request, instructor_id)
    rows = row.qualifications.select_related("course").order_by("course__code", "valid_from")
    return read_reply(request, QualificationsOut(items=[_qualification(each) for each in rows]))


def _qualification(row: Qualification) -> QualificationOut:
    return QualificationOut(
        id=row.public_id,
        course=row.course.code,
        level=QualificationLevel(row.level),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        evidence=row.evidence,
    )


@router.post(
    "/instructors/{uuid:instructor_id}/qualifications",
    response={201: QualificationOut},
    auth=ADMIN,
    url_name="qualify_instructor",
)
@idempotent
def qualify_instructor(
    request: PersonRequest, instructor_id: UUID, body: QualificationIn
) -> tuple[int, QualificationOut]:
    """Say that an instructor may teach a course."""
    course = Course.objects.filter(public_id=body.course).first()
    if course is None:
        raise NotFound(field="course")
    made = instructors.qualify(
        actor=actor(request.person),
        instructor=_instructor(request, instructor_id),
        course=course,
        at=clock.now(),
        **body.model_dump(exclude={"course"}),
    )
    return 201, _qualification(made)


@router.post(
    "/instructors/{uuid:instructor_id}/days",
    response={201: DaysOut},
    auth=TEACHING,
    url_name="set_instructor_days",
)
@idempotent
def set_instructor_days(
    request: PersonRequest, instructor_id: UUID, body: DaysIn
) -> tuple[int, DaysOut]:
    """Enter days away or offered."""
    made = instructors.set_days(
        actor=actor(request.person),
        instructor=_instructor(request, instructor_id),
        kind=body.kind,
        span=Span(body.starts_on, body.ends_on),
        reason=body.reason,
        at=clock.now(),
    )
    return 201, DaysOut(
        id=made.public_id,
        kind=AvailabilityKind(made.kind),
        starts_on=made.starts_on,
        ends_on=made.ends_on,
    )


@router.get(
    "/courses/{uuid:course_id}/available-instructors",
    response=AvailableOut,
    auth=ADMIN,
    url_name="list_available_instructors",
)
def list_available_instructors(
    request: PersonRequest, course_id: UUID, starts_on: date, ends_on: date
) -> HttpResponse:
    """Who may teach a course on every day from `starts_on` to `ends_on`."""
    course = Course.objects.filter(public_id=course_id).first()
    if course is None:
        raise NotFound
    rows = available(course.pk, Span(starts_on, ends_on))
    return read_reply(request, AvailableOut(items=[row.public_id for row in rows]))


def _cohort(request: PersonRequest, public_id: UUID) -> Cohort:
    return access.taught_cohort_for(request.person, public_id, on=clock.today())


@router.get(
    "/cohorts/{uuid:cohort_id}/teaching",
    response=PlanOut,
    auth=TEACHING,
    url_name="get_teaching",
)
def get_teaching(request: PersonRequest, cohort_id: UUID) -> HttpResponse:
    """A cohort's teaching by subject."""
    return read_reply(request, _plan(_cohort(request, cohort_id)))


def _plan(cohort: Cohort) -> PlanOut:
    lead = CohortLead.objects.filter(cohort=cohort).select_related("instructor").first()
    subjects = [
        SubjectPlanOut(
            subject=each.subject.sequence,
            name=each.subject.name,
            hours=each.subject.hours,
            covered=each.covered,
            lines=[_line(line, each.subject.sequence) for line in each.lines],
        )
        for each in queries.plan_of(cohort)
    ]
    return PlanOut(lead=lead.instructor.public_id if lead else None, subjects=subjects)


def _line(row: Teaching, subject: int) -> TeachingOut:
    return TeachingOut(
        id=row.public_id,
        subject=subject,
        instructor=row.instructor.public_id,
        day=row.taught_on,
        begins=row.begins,
        ends=row.ends,
        hours=row.hours,
        hall=row.hall.public_id if row.hall is not None else None,
        books_instructor=row.books_instructor,
    )


@router.post(
    "/cohorts/{uuid:cohort_id}/teaching",
    response={201: PlanOut},
    auth=ADMIN,
    url_name="add_teaching",
)
@idempotent
def add_teaching(request: PersonRequest, cohort_id: UUID, body: TeachingIn) -> tuple[int, PlanOut]:
    """Give an instructor times of a subject: all of them or none."""
    cohort = _cohort(request, cohort_id)
    subject = Subject.objects.filter(syllabus=cohort.syllabus_id, sequence=body.subject).first()
    if subject is None:
        raise NotFound(field="subject")
    teaching.assign(
        actor=actor(request.person),
        cohort=cohort,
        subject=subject,
        instructor=_instructor(request, body.instructor),
        slots=[Slot(each.day, Times(each.begins, each.ends)) for each in body.slots],
        hall=_hall(body.hall),
        together=body.together,
        at=clock.now(),
    )
    return 201, _plan(cohort)


def _hall(public_id: UUID | None) -> Hall | None:
    if public_id is None:
        return None
    hall = Hall.objects.filter(public_id=public_id).first()
    if hall is None:
        raise NotFound(field="hall")
    return hall


@router.post(
    "/teaching/{uuid:teaching_id}/withdraw",
    response=PlanOut,
    auth=ADMIN,
    url_name="cancel_teaching",
)
def cancel_teaching(request: PersonRequest, teaching_id: UUID, body: ReasonIn) -> PlanOut:
    """Take a line of teaching out, with a reason."""
    row = Teaching.objects.select_related("cohort").filter(public_id=teaching_id).first()
    if row is None:
        raise NotFound
    teaching.withdraw(actor=actor(request.person), teaching=row, reason=body.reason, at=clock.now())
    return _plan(row.cohort)


@router.put("/cohorts/{uuid:cohort_id}/lead", response=PlanOut, auth=ADMIN, url_name="set_lead")
def set_lead(request: PersonRequest, cohort_id: UUID, body: LeadIn) -> PlanOut:
    """Name who answers for the teaching of a cohort."""
    cohort = _cohort(request, cohort_id)
    who = _instructor(request, body.instructor)
    teaching.name_lead(actor=actor(request.person), cohort=cohort, instructor=who, at=clock.now())
    return _plan(cohort)
