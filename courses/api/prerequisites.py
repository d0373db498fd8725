"""Which courses have to be completed before another."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.problems import read_reply
from courses.api.planning_schemas import PrerequisitesIn, PrerequisitesListOut, PrerequisitesOut
from courses.errors.plans import PlanCourseUnknown
from courses.models import Course
from courses.operations import prerequisites
from courses.queries import plan_demand

router = Router(tags=["planning"])
ADMIN = ApiDoor(Role.ACADEMY_ADMIN)


@router.get(
    "/courses/prerequisites",
    response=PrerequisitesListOut,
    auth=ADMIN,
    url_name="list_prerequisites",
)
def list_prerequisites(request: PersonRequest) -> HttpResponse:
    """Every course that others have to be completed before, by code."""
    found = plan_demand.prerequisites_by_course()
    items = [
        PrerequisitesOut(course=course.code, before=[each.code for each in before])
        for course, before in found
        if before
    ]
    return read_reply(request, PrerequisitesListOut(items=items))


@router.put(
    "/courses/{uuid:course_id}/prerequisites",
    response=PrerequisitesOut,
    auth=ADMIN,
    url_name="set_prerequisites",
)
def set_prerequisites(
    request: PersonRequest, course_id: UUID, body: PrerequisitesIn
) -> PrerequisitesOut:
    """Replace what has to be completed before a course; planning keeps the order."""
    course = Course.objects.filter(public_id=course_id).first()
    if course is None:
        raise NotFound
    known = {row.code: row for row in Course.objects.filter(code__in=body.before)}
    for code in body.before:
        if code not in known:
            raise PlanCourseUnknown(field="before", code=code)
    prerequisites.set_prerequisites(
        actor=actor(request.person), course=course, before=list(known.values()), at=clock.now()
    )
    rows = course.prerequisites.order_by("before__code").values_list("before__code", flat=True)
    return PrerequisitesOut(course=course.code, before=list(rows))
