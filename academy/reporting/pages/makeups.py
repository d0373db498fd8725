"""Make-up training as pages: the register, one of it with its history, letting somebody off."""

import io
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from academy.findings.queries.findings import names_of
from academy.findings.rules.deadlines import days_over
from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.reporting import access, labels
from academy.reporting.access import MakeUpReach
from academy.reporting.enums import MakeUpCause, MakeUpEventKind, MakeUpState
from academy.reporting.models import MakeUp, MakeUpEvent
from academy.reporting.operations import makeups
from academy.reporting.pages.makeup_next import next_step
from academy.reporting.queries import makeups as queries
from academy.reporting.queries.makeups import Wanted
from academy.reporting.rules.makeup import REASON_LENGTH, Level
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.paging import page_of
from academy.shared.parameters import knows
from academy.shared.tabular.writing import TEXT, Column, Sheet, write_workbook

PAGE = 50
ALL = "all"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILTERS = ("state", "cause", "unit", "course", "overdue")


@require_GET
@page_door(Role.TRAINEE)
@knows(*_FILTERS, "cursor")
def make_up_list(request: PersonRequest) -> HttpResponse:
    """The make-ups of one's units and one's own, those due first first."""
    on = clock.today()
    reach = access.make_up_reach(request.person, on)
    typed = _typed(request)
    rows = queries.narrowed(reach.rows, wanted_of(typed, reach), on=on)
    page = page_of(rows, key=("due_on", "pk"), cursor=request.GET.get("cursor"), limit=PAGE)
    context = {
        "page": page,
        "rows": shown(page.items, reach, on=on),
        "counts": queries.counts(reach.rows, on=on),
        "wanted": typed,
        "narrowed": any(typed.values()),
        "query": urlencode({name: text for name, text in typed.items() if text}),
        "units": [place for place in reach.within.choices if not place.ended],
        "courses": queries.courses_of(reach.rows),
        "states": [(each.value, labels.MAKE_UP_STATE[each]) for each in MakeUpState],
        "causes": [(each.value, labels.MAKE_UP_CAUSE[each]) for each in MakeUpCause],
        "reads": bool(reach.within.scope),
    }
    return render(request, "reporting/make_ups.html", context)


def _typed(request: PersonRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip()[:60] for name in _FILTERS}


def wanted_of(typed: dict[str, str], reach: MakeUpReach) -> Wanted:
    """Return what the filters of an address ask; what cannot be read narrows nothing.

    Without a state it is what is still open.

    Raises:
        NotFound: the unit is not in reach.
    """
    state, cause = typed["state"], typed["cause"]
    named = MakeUpState(state) if state in set(MakeUpState) else MakeUpState.OPEN
    return Wanted(
        state=None if state == ALL else named,
        cause=MakeUpCause(cause) if cause in set(MakeUpCause) else None,
        units=reach.within.narrowed(typed["unit"]) if typed["unit"] else None,
        course=typed["course"],
        overdue=typed["overdue"] == "1",
    )


def shown(rows: Iterable[MakeUp], reach: MakeUpReach, *, on: date) -> list[dict[str, Any]]:
    """Return make-ups as a page says them."""
    names = {place.id: place.short_name or place.name for place in reach.within.every}
    return [_row(row, names.get(row.unit_id, ""), on=on) for row in rows]


def _row(row: MakeUp, unit: str, *, on: date) -> dict[str, Any]:
    state = MakeUpState(row.state)
    over = days_over(row.due_on, on) if state is MakeUpState.OPEN else 0
    late = ngettext("逾期 %(n)d 天", "逾期 %(n)d 天", over) % {"n": over} if over else ""
    return {
        "row": row,
        "unit": unit,
        "cause": labels.MAKE_UP_CAUSE[MakeUpCause(row.cause)],
        "caused_on": clock.local_date(row.caused_at),
        "state": labels.MAKE_UP_STATE[state],
        "tone": labels.MAKE_UP_TONE[state],
        "over": over,
        "late": late,
    }


@require_GET
@page_door(Role.TRAINEE)
@knows()
def make_up_page(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One make-up: what it comes from, until when, and what became of it."""
    reach = access.make_up_reach(request.person, clock.today())
    return _show(request, reach, reach.one(public_id))


def _show(
    request: PersonRequest, reach: MakeUpReach, row: MakeUp, *, refusal: Refusal | None = None
) -> HttpResponse:
    on = clock.today()
    (item,) = shown([row], reach, on=on)
    context = {
        "item": item,
        "paused": row.state == MakeUpState.OPEN and queries.is_paused(row, clock.now()),
        "next": next_step(row, at=clock.now()) if row.state == MakeUpState.OPEN else "",
        "history": _history(queries.events_of(row)),
        "may_withdraw": row.state == MakeUpState.OPEN and reach.may_withdraw(row),
        "typed_reason": request.POST.get("reason", ""),
        "most": REASON_LENGTH,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "reporting/make_up.html", context, status=status)


def _history(events: Collection[MakeUpEvent]) -> list[dict[str, Any]]:
    """The lines of a history in words, the latest first; one query, for the names."""
    names = names_of(each.by for each in events)
    lines = [
        {
            "row": each,
            "word": labels.MAKE_UP_EVENT[MakeUpEventKind(each.kind)],
            "tone": labels.MAKE_UP_EVENT_TONE[MakeUpEventKind(each.kind)],
            "by": names.get(each.by) or _("系统"),
            "level": labels.MAKE_UP_LEVEL[Level(each.level)] if each.level else "",
        }
        for each in events
    ]
    return lines[::-1]


@require_POST
@page_door(*access.MAKE_UP_KEEPERS)
def withdraw(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Let somebody off, for a reason."""
    on = clock.today()
    row = access.make_up_to_withdraw(request.person, public_id, on)
    reason, who = request.POST.get("reason", ""), actor(request.person)
    try:
        makeups.withdraw(actor=who, make_up=row, reason=reason, at=clock.now())
    except Refusal as no:
        reach = access.make_up_reach(request.person, on)
        return _show(request, reach, reach.one(public_id), refusal=no)
    said = _("%(person)s 的补训任务已撤销，并已通知本人。")
    messages.success(request, said % {"person": row.person.name})
    return redirect("reporting:make_up", public_id)


@require_GET
@page_door(*access.MAKE_UP_READERS)
@knows(*_FILTERS)
def sheet(request: PersonRequest) -> HttpResponse:
    """What the register shows under these filters, as a workbook."""
    at = clock.now()
    on = clock.local_date(at)
    reach = access.make_up_reach(request.person, on)
    rows = queries.narrowed(reach.rows, wanted_of(_typed(request), reach), on=on)
    order = {place.id: number for number, place in enumerate(reach.within.every)}
    found = sorted(
        rows, key=lambda row: (order[row.unit_id], row.person.pinyin_key, row.due_on, row.pk)
    )
    stamp = at.astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M")
    made = Sheet(
        name=_("补训台账"),
        title=_("补训台账"),
        columns=_columns(),
        rows=[
            _cells(number, item) for number, item in enumerate(shown(found, reach, on=on), start=1)
        ],
        subtitle_lines=[_("截至 %(at)s；单位为登记当天的归属") % {"at": stamp}],
        footer_lines=[_("填表人：　　　　　　　　审核人：　　　　　　　　日期：")],
    )
    makeups.take_list(actor=actor(request.person), person=request.person, count=len(found), at=at)
    out = io.BytesIO()
    write_workbook(out, [made])
    reply = HttpResponse(out.getvalue(), content_type=XLSX)
    reply["Content-Disposition"] = f'attachment; filename="make-ups-{on.isoformat()}.xlsx"'
    reply["Cache-Control"] = "private, no-store"
    return reply


def _columns() -> list[Column]:
    return [
        Column("number", _("序号")),
        Column("unit", _("单位")),
        Column("name", _("姓名")),
        Column("staff_number", _("工号"), number_format=TEXT),
        Column("course", _("课程")),
        Column("cause", _("原因")),
        Column("caused_on", _("发生日期")),
        Column("due_on", _("补训期限")),
        Column("state", _("状态")),
        Column("over", _("逾期天数")),
        Column("ended_on", _("结束日期")),
    ]


def _cells(number: int, item: dict[str, Any]) -> dict[str, object]:
    row: MakeUp = item["row"]
    return {
        "number": number,
        "unit": item["unit"],
        "name": row.person.name,
        "staff_number": row.person.staff_number,
        "course": row.course.name,
        "cause": str(item["cause"]),
        "caused_on": item["caused_on"],
        "due_on": row.due_on,
        "state": str(item["state"]),
        "over": item["over"] or None,
        "ended_on": clock.local_date(row.ended_at) if row.ended_at else None,
    }
