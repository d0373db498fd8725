"""What stays in a cohort come to."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from academy.people.access import ApiDoor, PersonRequest
from academy.shared import clock
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from courses import access
from courses.api.stay_schemas import StayOut, StaysOut
from courses.models import Enrolment
from courses.queries import stay
from courses.queries.stay import StayFigures

router = Router(tags=["courses"])


@router.get(
    "/cohorts/{uuid:cohort_id}/stay",
    response=StaysOut,
    auth=ApiDoor(*access.STAY_READERS),
    url_name="list_stays",
)
def list_stays(
    request: PersonRequest,
    cohort_id: UUID,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """Attendance, leave and conduct of the people one may see in a cohort, by pinyin."""
    at = clock.now()
    _cohort, rows = access.stays_for(request.person, cohort_id, on=clock.local_date(at))
    rows = rows.select_related("person", "unit", "cohort__syllabus")
    page = page_of(rows, key=("person__pinyin_key", "pk"), cursor=cursor, limit=limit)
    figures = stay.figures(page.items, at=at)
    items = [_out(row, figures[row.pk]) for row in page.items]
    return read_reply(request, StaysOut(items=items, next_cursor=page.next_cursor))


def _out(row: Enrolment, found: StayFigures) -> StayOut:
    called = found.attendance
    return StayOut(
        enrolment=row.public_id,
        staff_number=row.person.staff_number,
        name=row.person.name,
        unit=row.unit.code,
        hours_there=called.hours_there,
        hours_on_leave=called.hours_on_leave,
        hours_absent=called.hours_absent,
        late=called.late,
        left_early=called.left_early,
        leave_used=found.leave_used,
        leave_limit=found.leave_limit,
        over_leave=found.over,
        out=found.out,
        points=found.points,
        entries=found.entries,
        removals=found.removals,
    )
