"""Timetables (课程表): a week of a cohort or of an instructor, on the screen and on paper."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from academy.people.access import PersonRequest, page_door
from academy.people.enums import Role
from academy.shared import clock
from courses import access
from courses.labels import teaching as labels
from courses.models import Teaching
from courses.queries import timetable as queries
from courses.rules.timetable import FIRST_DAY, LAST_DAY, monday_of


@require_GET
@page_door(Role.TRAINEE)
def cohort_timetable(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """A cohort's week: for who teaches it, who is seated in it, and the academy."""
    today = clock.today()
    cohort = access.timetabled_cohort_for(request.person, public_id, on=today)
    teaches = access.taught_cohorts(request.person, on=today).filter(pk=cohort.pk).exists()
    return _page(
        request,
        queries.of_cohort(cohort),
        {"cohort": cohort, "title": cohort.name, "teaches": teaches, "near": cohort.starts_on},
    )


@require_GET
@page_door(*access.TEACHING)
def instructor_timetable(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """An instructor's week, over all cohorts."""
    row = access.instructor_for(request.person, public_id, on=clock.today())
    context = {"instructor": row, "title": row.name, "near": clock.today()}
    return _page(request, queries.of_instructor(row), context)


def _page(
    request: PersonRequest, lines: QuerySet[Teaching], context: dict[str, Any]
) -> HttpResponse:
    near = max(clock.today(), context["near"])
    monday = _asked(request) or queries.nearest_week(lines, near)
    week = queries.week_of(lines, monday)
    context |= {
        "week": week,
        "sunday": week.monday + timedelta(days=6),
        "days": [(day, labels.WEEKDAY[day.weekday()]) for day in week.days],
        "parts": [(labels.DAY_PART[part], bands) for part, bands in week.parts],
        "agenda": _agenda(week),
        "today": clock.today(),
    }
    return render(request, "courses/teaching/timetable.html", context)


def _asked(request: PersonRequest) -> date | None:
    """The Monday of the week that the address names; None where it names no day."""
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return None
    return monday_of(day) if FIRST_DAY <= day <= LAST_DAY else None


def _agenda(week: queries.Week) -> list[tuple[date, Any, list[Any]]]:
    """The same week day by day, for narrow screens: only the days on which something is taught."""
    found = []
    for place, day in enumerate(week.days):
        taught = [(band.row, cell) for band in week.bands for cell in band.cells[place]]
        if taught:
            found.append((day, labels.WEEKDAY[day.weekday()], taught))
    return found
