"""One line of a plan: its people and quotas, and what a person decides about them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.people.queries import units
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from courses import access
from courses.enums.plans import PlanState
from courses.models import PlanLine, PlanSeat
from courses.operations import plan_accepting, plan_edits
from courses.pages.plan_choices import plan_line_choices, taught_by
from courses.pages.plan_forms import LineForm
from courses.queries import daysoff, plan_board


def _line(request: PersonRequest, public_id: UUID) -> PlanLine:
    return access.plan_line_for(request.person, public_id, on=clock.today())


@require_GET
@page_door(Role.ACADEMY_ADMIN)
def plan_line(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One proposed cohort: days, quotas, people."""
    return line_page(request, _line(request, public_id))


def line_page(
    request: PersonRequest,
    row: PlanLine,
    *,
    refusal: Refusal | None = None,
    form: LineForm | None = None,
    typed: dict[int, str] | None = None,
    bounds: dict[int, tuple[str, str]] | None = None,
    picked: tuple[Sequence[str], Sequence[str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one line, with whatever was typed and refused."""
    today = clock.today()
    row = access.plan_line_for(request.person, row.public_id, on=today)
    line = plan_board.line(row, on=today)
    nodes = units.tree(today)
    names = {node.id: node.short_name or node.name for node in nodes}
    place = {node.id: turn for turn, node in enumerate(nodes)}
    seats = sorted(
        row.seats.select_related("person"),
        key=lambda seat: (place.get(seat.unit_id, len(place)), seat.person.pinyin_key, seat.pk),
    )
    others = row.run.lines.filter(syllabus=row.syllabus, cohort__isnull=True).exclude(pk=row.pk)
    given = typed or {}
    is_open = row.run.state == PlanState.PROPOSED and row.cohort_id is None
    context = {
        "row": row,
        "line": line,
        "seats": [(seat, names.get(seat.unit_id, "")) for seat in seats],
        "others": others.order_by("starts_on", "number"),
        "quotas": [(each, given.get(each.unit_id, str(each.quota))) for each in line.units],
        "bounds": _bounds(line, bounds),
        "open": is_open,
        # What was being edited when it was refused stays in sight.
        "opened": _edited(typed, bounds, form, picked),
        "bounded": sum(bool(each.minimum) or each.maximum is not None for each in line.units),
        **taught_by(row),
        **(plan_line_choices(row, picked, on=today) if is_open else {}),
        "form": form or LineForm(initial={"starts_on": row.starts_on, "ends_on": row.ends_on}),
        "off": daysoff.within(row.span),
        "decisions": row.decisions.select_related("person").order_by("-pk")[:20],
        "refusal": refusal,
        # Figures that are none: what was typed stays, and the page says so.
        "unread": refusal is None and form is None and status != 200,
    }
    status = refusal.status if refusal else status
    return render(request, "courses/plan_line.html", context, status=status)


def _edited(quotas: object, bounds: object, days: object, place: object) -> str:
    """The tool of the page that is in use: the one of which something was typed."""
    tools = {"quotas": quotas, "bounds": bounds, "days": days, "place": place}
    return next((name for name, typed in tools.items() if typed is not None), "")


def _done(
    request: PersonRequest, row: PlanLine, step: Callable[[datetime], object], said: str
) -> HttpResponse:
    try:
        step(clock.now())
    except Refusal as no:
        return line_page(request, row, refusal=no)
    messages.success(request, said)
    return redirect("courses:plan_line", row.public_id)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def lock_line(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Lock the line for the runs to come, or release it."""
    row = _line(request, public_id)
    locked = request.POST.get("locked") == "1"
    return _done(
        request,
        row,
        lambda at: plan_edits.lock_line(
            actor=actor(request.person),
            line=row,
            locked=locked,
            reason=request.POST.get("reason", ""),
            at=at,
        ),
        _("已锁定，重新排班时保持不变。") if locked else _("已解锁，重新排班时可以调整。"),
    )


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def accept_line(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Draft this line's cohort."""
    row = _line(request, public_id)
    return _done(
        request,
        row,
        lambda at: plan_accepting.accept(
            actor=actor(request.person), run=row.run, lines=[row], at=at
        ),
        _("已采纳，期次已存为草稿并带名额。"),
    )


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def reschedule_line(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Give the line other days."""
    row = _line(request, public_id)
    form = LineForm(request.POST)
    if not form.is_valid():
        return line_page(request, row, form=form, status=422)
    try:
        plan_edits.reschedule(
            actor=actor(request.person), line=row, at=clock.now(), **form.cleaned_data
        )
    except Refusal as no:
        return line_page(request, row, refusal=no, form=form)
    messages.success(request, _("日期已改，并已锁定在新的日期。"))
    return redirect("courses:plan_line", row.public_id)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def set_line_quotas(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Replace the line's quotas, as typed into the fields of its units."""
    row = _line(request, public_id)
    line = plan_board.line(row, on=clock.today())
    typed = {
        each.unit_id: request.POST.get(f"seats_{each.unit_id}", "").strip() for each in line.units
    }
    if not all(_is_seats(text) for text in typed.values()):
        return line_page(request, row, typed=typed, status=422)
    wanted = {unit: int(text or 0) for unit, text in typed.items()}
    try:
        plan_edits.set_quotas(actor=actor(request.person), line=row, quotas=wanted, at=clock.now())
    except Refusal as no:
        return line_page(request, row, refusal=no, typed=typed)
    messages.success(request, _("名额已保存。"))
    return redirect("courses:plan_line", row.public_id)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def fix_line_bounds(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Say how few and how many people each unit sends to the line in the next run."""
    row = _line(request, public_id)
    line = plan_board.line(row, on=clock.today())
    typed = {
        each.unit_id: (
            request.POST.get(f"least_{each.unit_id}", "").strip(),
            request.POST.get(f"most_{each.unit_id}", "").strip(),
        )
        for each in line.units
    }
    if not all(_is_seats(text) for pair in typed.values() for text in pair):
        return line_page(request, row, bounds=typed, status=422)
    wanted = {
        unit: (int(least or 0), int(most) if most else None)
        for unit, (least, most) in typed.items()
    }
    try:
        plan_edits.fix_bounds(actor=actor(request.person), line=row, bounds=wanted, at=clock.now())
    except Refusal as no:
        return line_page(request, row, refusal=no, bounds=typed)
    messages.success(request, _("固定名额已保存，重新排班时生效。"))
    return redirect("courses:plan_line", row.public_id)


def _bounds(line: plan_board.Line, typed: dict[int, tuple[str, str]] | None) -> list[Any]:
    """Each unit with its fewest and most as typed, or as they stand."""
    given = typed or {}
    return [
        (
            each,
            *given.get(
                each.unit_id,
                (str(each.minimum or ""), "" if each.maximum is None else str(each.maximum)),
            ),
        )
        for each in line.units
    ]


def _is_seats(text: str) -> bool:
    return not text or (text.isascii() and text.isdigit() and len(text) <= 6)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def decide_seat(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Lock, release, move or take out one person of the line, as the button says."""
    row = _line(request, public_id)
    seat = _seat(row, request.POST.get("seat", ""))
    who, reason = actor(request.person), request.POST.get("reason", "")
    steps: dict[str, Callable[[datetime], object]] = {
        "lock": lambda at: plan_edits.lock_seat(
            actor=who, seat=seat, locked=True, reason=reason, at=at
        ),
        "release": lambda at: plan_edits.lock_seat(
            actor=who, seat=seat, locked=False, reason=reason, at=at
        ),
        "move": lambda at: plan_edits.move(
            actor=who, seat=seat, to=_target(request, row), reason=reason, at=at
        ),
        "drop": lambda at: plan_edits.drop(actor=who, seat=seat, reason=reason, at=at),
    }
    step = steps.get(request.POST.get("verb", ""))
    if step is None:
        return HttpResponse(status=400)
    said = _("%(person)s 的安排已更新。") % {"person": seat.person.name}
    return _done(request, row, step, said)


def _seat(row: PlanLine, number: str) -> PlanSeat:
    """The seat of this line by its key; raises NotFound for any other."""
    key: Any = number if number.isascii() and number.isdigit() and len(number) < 18 else None
    seat = row.seats.select_related("person").filter(pk=key).first() if key else None
    if seat is None:
        raise NotFound
    return seat


def _target(request: PersonRequest, row: PlanLine) -> PlanLine:
    number = request.POST.get("to", "")
    if not (number.isascii() and number.isdigit() and len(number) < 5):
        raise NotFound
    target = row.run.lines.filter(number=int(number)).first()
    if target is None:
        raise NotFound
    return target
