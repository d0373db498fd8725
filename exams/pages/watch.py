"""Watching over an exam: the live board of a room, one person's story, and what is done there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.shared import clock
from academy.shared.errors import Refusal
from exams import access
from exams.enums import ExamState
from exams.models import Exam, Sitting
from exams.pages import watch_deeds, watch_rows
from exams.queries import sitting_story, watched_room
from exams.queries.policies import policy_of
from exams.queries.scopes import Scope

SHOWN_DIGEST = 16


@require_GET
@page_door(*access.STAFF)
def room(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """The board of a room; asked for by htmx, only the part that changes."""
    exam = access.exam_for_staff(exam_id)
    partly = "HX-Request" in request.headers
    context = _room_context(request, exam, request.GET.get("room") or "all")
    return render(request, "exams/watch_now.html" if partly else "exams/watch.html", context)


def _room_context(
    request: PersonRequest, exam: Exam, where: str, refusal: Refusal | None = None
) -> dict[str, Any]:
    at = clock.database_now()
    scope = access.scope_for_staff(request.person, exam, room=where, on=clock.today())
    board = watched_room.board(exam, scope.units or frozenset(), scope.place, at=at)
    totals = board.totals
    going_on = at < exam.closes_at or totals.running or totals.paused
    place = next((each for each in board.places if each.key == scope.place), None)
    return {
        "exam": exam,
        "at": at,
        "where": where,
        "place": place,
        "place_name": watch_rows.place_name(place) if place else "",
        "tabs": [watch_rows.tab(each, where) for each in board.places],
        "everybody": sum(each.people for each in board.places),
        "rows": [watch_rows.row(each, exam, at) for each in board.people],
        "totals": totals,
        "to_come": totals.people - totals.checked_in,
        "incidents": [watch_rows.noted(each) for each in board.incidents],
        "announcements": board.announcements,
        "live": exam.state == ExamState.SCHEDULED.value and bool(going_on),
        "dialogs": watch_deeds.for_room(board.people),
        "kinds": watch_deeds.KINDS,
        "minutes": exam.duration_seconds // 60,
        "refusal": refusal,
    }


@require_POST
@page_door(*access.STAFF)
def room_do(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """Do something to a whole room, or to those chosen in it."""
    exam, where = access.exam_for_staff(exam_id), request.POST.get("room") or "all"
    partly = "HX-Request" in request.headers
    try:
        scope = _chosen(request, exam, where)
        said = watch_deeds.do_room(actor(request.person), scope, request.POST, clock.database_now())
    except Refusal as refusal:
        if partly:
            found = {"refusal": refusal}
            return render(request, "exams/watch_said.html", found, status=refusal.status)
        context = _room_context(request, exam, "all", refusal)
        return render(request, "exams/watch.html", context, status=refusal.status)
    if partly:
        return render(request, "exams/watch_said.html", {"said": said})
    messages.success(request, said)
    return redirect(_board_url(exam, where))


def _chosen(request: PersonRequest, exam: Exam, where: str) -> Scope:
    """Whom it concerns: those ticked, or everybody of the place."""
    ticked = watch_deeds.ids_of(request.POST.getlist("chosen"))
    return access.scope_for_staff(
        request.person, exam, room=where, chosen=ticked or None, on=clock.today()
    )


def _board_url(exam: Exam, where: str) -> str:
    return f"{reverse('exams:watch', args=[exam.public_id])}?room={where}"


@require_GET
@page_door(*access.STAFF)
def person(request: PersonRequest, sitting_id: UUID) -> HttpResponse:
    """One person's story; asked for by htmx, what may be done about them now."""
    row = access.sitting_for_staff(request.person, sitting_id, on=clock.today())
    partly = "HX-Request" in request.headers
    context = _person_context(row) | {"partly": partly}
    return render(
        request, "exams/watch_deeds.html" if partly else "exams/watch_person.html", context
    )


def _person_context(row: Sitting, refusal: Refusal | None = None) -> dict[str, Any]:
    at = clock.database_now()
    policy = policy_of(row.exam)
    lockdown = bool(policy.config_keys or policy.exam_keys)
    told = sitting_story.story(row)
    where = str(row.room.public_id) if row.room else "none"
    return {
        "sitting": row,
        "exam": row.exam,
        "at": at,
        "refusal": refusal,
        "facts": watch_rows.facts(row, at),
        "deeds": watch_deeds.for_person(row, lockdown=lockdown, at=at),
        "kinds": watch_deeds.KINDS,
        "saves": told.saves,
        "digest": row.head_digest[:SHOWN_DIGEST],
        "events": [watch_rows.event(each) for each in told.events],
        "incidents": [watch_rows.noted(each) for each in told.incidents],
        "late": [watch_rows.late(each) for each in told.late],
        "board_url": _board_url(row.exam, where),
    }


@require_POST
@page_door(*access.STAFF)
def person_do(request: PersonRequest, sitting_id: UUID) -> HttpResponse:
    """Do something about one person; a refusal is shown where it was asked for."""
    row = access.sitting_for_staff(request.person, sitting_id, on=clock.today())
    partly = "HX-Request" in request.headers
    try:
        deed = watch_deeds.do_person(actor(request.person), row, request.POST, clock.database_now())
    except Refusal as refusal:
        row = access.sitting_for_staff(request.person, sitting_id, on=clock.today())
        context = _person_context(row, refusal) | {"typed": request.POST, "partly": partly}
        name = "exams/watch_deeds.html" if partly else "exams/watch_person.html"
        return render(request, name, context, status=refusal.status)
    said = str(watch_deeds.DONE[deed]) % {"name": row.person.name}
    if partly:
        return render(request, "exams/watch_said.html", {"said": said})
    messages.success(request, said)
    return redirect("exams:watch_person", row.public_id)
