"""Who sits where: the plan, sheets to print, one person's seat, and entry codes."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.people.access import PersonRequest, actor, has_role, page_door
from academy.people.enums import Role
from academy.people.queries import units
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.tabular.writing import TEXT, Column, Sheet, write_csv, write_workbook
from exams import access, labels
from exams.enums import Admission, EntryRule, SittingState
from exams.models import Exam, Room, Sitting
from exams.operations import codes, seating
from exams.pages.forms import SeatForm
from exams.queries import rooms as queries
from exams.queries.candidates import enrolments_due
from exams.queries.policies import policy_of
from exams.queries.rooms import RoomPlan, Seated
from exams.rules import entry

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@never_cache
@page_door(*access.STAFF)
def seats(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """The seat plan of an exam, room by room."""
    return _plan(request, access.exam_for_staff(exam_id))


def _people(request: PersonRequest, exam: Exam) -> list[Seated]:
    today = clock.today()
    scope = access.board_units(request.person, today)
    return queries.seated(exam, scope, units.tree(today), at=clock.now())


def _plan(request: PersonRequest, exam: Exam, refusal: Refusal | None = None) -> HttpResponse:
    people = _people(request, exam)
    plans = queries.by_room(people)
    policy = policy_of(exam)
    chosen = {plan.room.pk for plan in plans if plan.room}
    context = {
        "exam": exam,
        "plans": [_shown_plan(plan) for plan in plans],
        "seated": sum(each.seat is not None for each in people),
        "due": max(len(people), enrolments_due(exam).count()),
        "apart": sum(each.separate for each in people),
        "rooms": [(room, room.pk in chosen) for room in queries.in_use()],
        "may_assign": has_role(request.person, Role.ACADEMY_ADMIN, clock.today()),
        "policy": policy,
        "entry_rule": labels.ENTRY_RULE[EntryRule(policy.entry_rule)],
        "admission": labels.ADMISSION[Admission(policy.admission)],
        "gives_codes": policy.entry_rule == EntryRule.ONE_TIME_CODE.value,
        "minutes": entry.CODE_MINUTES,
        "refusal": refusal,
    }
    return render(request, "exams/seats.html", context, status=refusal.status if refusal else 200)


def _shown_plan(plan: RoomPlan) -> dict[str, object]:
    rows = [
        {
            "each": each,
            "state": labels.SITTING_STATE[SittingState(each.sitting.state)],
            "chip": labels.SITTING_CHIP[SittingState(each.sitting.state)],
        }
        for each in plan.people
    ]
    return {"plan": plan, "room": plan.room, "rows": rows}


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def assign_seats(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """Seat everybody in the rooms ticked; a refusal is shown on the plan."""
    exam = access.exam_for_staff(exam_id)
    ticked = set(request.POST.getlist("room"))
    rooms = [room for room in queries.in_use() if str(room.public_id) in ticked]
    try:
        done = seating.assign(
            actor=actor(request.person), exam=exam, rooms=rooms, at=clock.database_now()
        )
    except Refusal as refusal:
        return _plan(request, exam, refusal)
    said = _("%(seated)s 人已排座，其中 %(moved)s 人换了座位。")
    messages.success(request, said % {"seated": done.seated, "moved": done.moved})
    return redirect("exams:seats", exam.public_id)


@require_http_methods(["GET", "POST"])
@never_cache
@page_door(*access.STAFF)
def seat(request: PersonRequest, sitting_id: UUID) -> HttpResponse:
    """One person's seat, to be changed with a reason."""
    sitting = access.sitting_for_staff(request.person, sitting_id, on=clock.today())
    initial = {"room": sitting.room.public_id if sitting.room else None, "seat": sitting.seat}
    form = SeatForm(request.POST if request.method == "POST" else None, initial=initial)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        who, at = actor(request.person), clock.database_now()
        try:
            moved = seating.move(actor=who, sitting=sitting, at=at, **form.cleaned_data)
        except Refusal as refused:
            refusal = refused
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            facts = {"room": moved.room, "seat": moved.seat, "name": sitting.person.name}
            messages.success(request, _("%(name)s 已换到 %(room)s %(seat)s 号。") % facts)
            return redirect("exams:seats", sitting.exam.public_id)
    status = refusal.status if refusal else (422 if form.errors else 200)
    return _seat_page(request, sitting, {"form": form, "refusal": refusal}, status)


def _seat_page(
    request: PersonRequest, sitting: Sitting, extra: dict[str, object], status: int = 200
) -> HttpResponse:
    state = SittingState(sitting.state)
    context = {
        "sitting": sitting,
        "exam": sitting.exam,
        "state": labels.SITTING_STATE[state],
        "chip": labels.SITTING_CHIP[state],
        "asks_code": policy_of(sitting.exam).entry_rule != EntryRule.NONE.value,
        "minutes": entry.CODE_MINUTES,
    }
    return render(request, "exams/seat.html", context | extra, status=status)


@require_POST
@never_cache
@page_door(*access.STAFF)
def seat_code(request: PersonRequest, sitting_id: UUID) -> HttpResponse:
    """A new one-time code for one person, shown on this one reply."""
    sitting = access.sitting_for_staff(request.person, sitting_id, on=clock.today())
    initial = {"room": sitting.room.public_id if sitting.room else None, "seat": sitting.seat}
    form = SeatForm(initial=initial)
    try:
        slip = codes.issue(actor=actor(request.person), sitting=sitting, at=clock.database_now())
    except Refusal as refusal:
        return _seat_page(request, sitting, {"form": form, "refusal": refusal}, refusal.status)
    return _seat_page(request, sitting, {"form": form, "slip": slip})


@require_POST
@never_cache
@page_door(*access.STAFF)
def room_codes(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """New one-time codes for a room, as slips to be cut; shown on this one reply."""
    exam = access.exam_for_staff(exam_id)
    room = access.room_for_staff(_uuid(request.POST.get("room", "")))
    text = request.POST.get("minutes", "")
    try:
        slips = codes.issue_room(
            actor=actor(request.person),
            exam=exam,
            room=room,
            units=access.board_units(request.person, clock.today()),
            minutes=int(text) if text.isdecimal() and len(text) < 6 else 0,
            at=clock.database_now(),
        )
    except Refusal as refusal:
        return _plan(request, exam, refusal)
    return render(request, "exams/slips.html", {"exam": exam, "room": room, "slips": slips})


def _uuid(text: str) -> UUID:
    """A public id from a form; one that is none finds no row."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


@require_GET
@never_cache
@page_door(*access.STAFF)
def print_seats(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """Seat plan or sign-in sheet, a page for each room, to be printed."""
    exam = access.exam_for_staff(exam_id)
    wanted = request.GET.get("room", "")
    plans = [
        plan
        for plan in queries.by_room(_people(request, exam))
        if not wanted or _key(plan.room) == wanted
    ]
    context = {
        "exam": exam,
        "plans": plans,
        "sign_in": request.GET.get("sheet") == "sign-in",
        "minutes": exam.duration_seconds // 60,
    }
    return render(request, "exams/print_seats.html", context)


def _key(room: Room | None) -> str:
    return str(room.public_id) if room else ""


@require_GET
@page_door(*access.STAFF)
def seats_xlsx(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """The seat plan as a workbook, one sheet for each room."""
    exam = access.exam_for_staff(exam_id)
    plans = queries.by_room(_people(request, exam))
    out = BytesIO()
    named = [(plan.room.name if plan.room else _("未排座"), plan.people) for plan in plans]
    write_workbook(out, [_sheet(exam, name, people) for name, people in named or [("", [])]])
    return _download(out.getvalue(), _XLSX, "xlsx")


@require_GET
@page_door(*access.STAFF)
def seats_csv(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """The seat plan as one CSV."""
    exam = access.exam_for_staff(exam_id)
    people = [each for plan in queries.by_room(_people(request, exam)) for each in plan.people]
    out = BytesIO()
    write_csv(out, _sheet(exam, "", people))
    return _download(out.getvalue(), "text/csv; charset=utf-8", "csv")


def _sheet(exam: Exam, name: str, people: Sequence[Seated]) -> Sheet:
    columns = [
        Column("room", _("考场")),
        Column("seat", _("座位号")),
        Column("unit", _("单位")),
        Column("name", _("姓名")),
        Column("staff_number", _("工号"), number_format=TEXT),
    ]
    rows = [
        {
            "room": each.room.name if each.room else None,
            "seat": each.seat,
            "unit": each.unit,
            "name": each.name,
            "staff_number": each.staff_number,
        }
        for each in people
    ]
    title = _("%(exam)s座位表") % {"exam": exam.title}
    opens = exam.opens_at.astimezone(clock.LOCAL)
    lines = [f"{exam.cohort.name} · {opens:%Y-%m-%d %H:%M}"]
    return Sheet(name or _("座位表"), title, columns, rows, subtitle_lines=lines)


def _download(data: bytes, content_type: str, ending: str) -> HttpResponse:
    reply = HttpResponse(data, content_type=content_type)
    reply["Content-Disposition"] = f'attachment; filename="seats.{ending}"'
    reply["Cache-Control"] = "no-store"
    return reply
