"""The renewal window of a course: how long before its end a pass may be renewed."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.problems import read_reply
from courses import access
from courses.api.renewals_schemas import RenewalIn, RenewalOut, RenewalsOut
from courses.models import Course, RenewalWindow
from courses.operations import renewals
from courses.queries import renewals as queries

router = Router(tags=["courses"])
ADMIN = ApiDoor(Role.ACADEMY_ADMIN)
READERS = ApiDoor(*access.READERS)


def _course(course_id: UUID) -> Course:
    row = Course.objects.filter(public_id=course_id).first()
    if row is None:
        raise NotFound
    return row


def _out(row: RenewalWindow) -> RenewalOut:
    return RenewalOut(
        days=row.days,
        valid_from=row.valid_from,
        ground=row.ground,
        recorded_at=row.recorded_at,
    )


@router.get(
    "/courses/{uuid:course_id}/renewal-windows",
    response=RenewalsOut,
    auth=READERS,
    url_name="list_renewal_windows",
)
def list_renewal_windows(request: PersonRequest, course_id: UUID) -> HttpResponse:
    """How many days before the end a pass may be renewed today, and every edition of that."""
    course = _course(course_id)
    rows = course.renewal_windows.order_by("-valid_from", "-pk")
    days = queries.days_on(course.pk, clock.today())
    items = [_out(row) for row in rows]
    return read_reply(request, RenewalsOut(course=course.code, days=days, editions=items))


@router.post(
    "/courses/{uuid:course_id}/renewal-windows",
    response={201: RenewalOut},
    auth=ADMIN,
    url_name="adopt_renewal_window",
)
@idempotent
def adopt_renewal_window(
    request: PersonRequest, course_id: UUID, body: RenewalIn
) -> tuple[int, RenewalOut]:
    """Put a renewal window into force from a day."""
    row = renewals.adopt(
        actor=actor(request.person),
        course=_course(course_id),
        at=clock.now(),
        **body.model_dump(),
    )
    return 201, _out(row)
