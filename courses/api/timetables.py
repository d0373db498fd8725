"""Timetables: the week of a cohort, for whoever teaches it or has a seat in it."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from academy.people.access import ApiDoor, PersonRequest
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.problems import read_reply
from courses import access
from courses.api.teaching_schemas import TimetabledOut, TimetableOut
from courses.queries import timetable as queries
from courses.rules.timetable import monday_of

router = Router(tags=["courses"])


@router.get(
    "/cohorts/{uuid:cohort_id}/timetable",
    response=TimetableOut,
    auth=ApiDoor(Role.TRAINEE),
    url_name="get_timetable",
)
def get_timetable(
    request: PersonRequest, cohort_id: UUID, week: date | None = None
) -> HttpResponse:
    """The week of any of its days; without one the nearest in which something is taught."""
    today = clock.today()
    cohort = access.timetabled_cohort_for(request.person, cohort_id, on=today)
    lines = queries.of_cohort(cohort)
    near = max(today, cohort.starts_on)
    monday = monday_of(week) if week else queries.nearest_week(lines, near)
    found = queries.week_of(lines, monday)
    shown = [
        TimetabledOut(
            day=day,
            begins=cell.line.begins,
            ends=cell.line.ends,
            subject=cell.line.subject.name,
            instructor=cell.line.instructor.name,
            hall=cell.line.hall.name if cell.line.hall is not None else "",
            cohorts=cell.cohorts,
        )
        for place, day in enumerate(found.days)
        for band in found.bands
        for cell in band.cells[place]
    ]
    return read_reply(
        request,
        TimetableOut(monday=monday, before=found.before, after=found.after, lines=shown),
    )
