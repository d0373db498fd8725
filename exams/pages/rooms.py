"""Rooms, for those who keep them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import Refusal
from exams import access
from exams.models import Room
from exams.operations import rooms
from exams.pages.forms import RoomForm
from exams.queries.rooms import seats_to_come, with_use


@require_GET
@page_door(Role.ACADEMY_ADMIN)
def room_list(request: PersonRequest) -> HttpResponse:
    """All rooms, those in use first, with who is still to sit there."""
    found = list(with_use(at=clock.now()))
    used = [row for row in found if row.retired_at is None]
    context = {
        "rows": found,
        "rooms": len(used),
        "seats": sum(row.capacity for row in used if not row.separate),
        "apart": sum(row.capacity for row in used if row.separate),
    }
    return render(request, "exams/rooms.html", context)


@require_http_methods(["GET", "POST"])
@page_door(Role.ACADEMY_ADMIN)
def new_room(request: PersonRequest) -> HttpResponse:
    """Open a room; what was typed stays in the form when it is refused."""
    form = RoomForm(request.POST if request.method == "POST" else None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            room = rooms.open_(actor=actor(request.person), at=clock.now(), **form.cleaned_data)
        except Refusal as refused:
            refusal = refused
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("考场“%(name)s”已设立。") % {"name": room.name})
            return redirect("exams:rooms")
    return render(request, "exams/room.html", {"form": form}, status=_status(form, refusal))


@require_http_methods(["GET", "POST"])
@page_door(Role.ACADEMY_ADMIN)
def room(request: PersonRequest, room_id: UUID) -> HttpResponse:
    """One room: its particulars to change, and taking it out of use."""
    row = access.room_for_staff(room_id)
    names = RoomForm.base_fields
    form = RoomForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(row, name) for name in names},
    )
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        who, at = actor(request.person), clock.now()
        try:
            rooms.change(actor=who, room=row, at=at, **form.cleaned_data)
        except Refusal as refused:
            refusal = refused
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("考场已保存。"))
            return redirect("exams:rooms")
    context = _context(row) | {"form": form}
    return render(request, "exams/room.html", context, status=_status(form, refusal))


def _context(row: Room) -> dict[str, object]:
    coming = seats_to_come(row, at=clock.now())
    return {"room": row, "coming": coming.count()}


def _status(form: RoomForm, refusal: Refusal | None) -> int:
    return refusal.status if refusal else (422 if form.errors else 200)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def retire_room(request: PersonRequest, room_id: UUID) -> HttpResponse:
    """Take a room out of use."""
    row = access.room_for_staff(room_id)
    try:
        rooms.retire(actor=actor(request.person), room=row, at=clock.now())
    except Refusal as refusal:
        form = RoomForm(initial={name: getattr(row, name) for name in RoomForm.base_fields})
        context = _context(row) | {"form": form, "refusal": refusal}
        return render(request, "exams/room.html", context, status=refusal.status)
    messages.success(request, _("考场“%(name)s”已停用。") % {"name": row.name})
    return redirect("exams:rooms")
