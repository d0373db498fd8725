"""Reports sent on a timetable, as pages: the list, the form, the log, and what was sent."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.notices import labels as notice_labels
from academy.notices.queries import outcomes
from academy.people import labels as people_labels
from academy.people.access import PersonRequest, actor, page_door, roles_of
from academy.reporting import access, labels
from academy.reporting.access import READERS, scheduled
from academy.reporting.api.runs import file_reply
from academy.reporting.enums import (
    Every,
    Form,
    ReceiptOutcome,
    RelativePeriod,
    RunState,
    ScheduleState,
)
from academy.reporting.models import Schedule, ScheduleSending
from academy.reporting.operations import schedules, sendings
from academy.reporting.pages import runs, schedule_forms
from academy.reporting.queries import headings
from academy.reporting.reports import REPORTS, named
from academy.reporting.specs import Spec
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.paging import page_of
from academy.shared.parameters import knows

PAGE = 50
_SENT_FIRST = ("due_at", "pk")


@require_GET
@page_door(*READERS)
@knows("cursor")
def schedule_list(request: PersonRequest) -> HttpResponse:
    """What is sent on a timetable, the newest first."""
    today = clock.today()
    page = page_of(
        scheduled.schedules(request.person, today),
        key=("created_at", "pk"),
        cursor=request.GET.get("cursor"),
        limit=PAGE,
        descending=True,
    )
    units = runs.unit_names(today)
    context = {
        "page": page,
        "lines": [_line(each, units) for each in page.items],
        "makes": bool(roles_of(request.person, today) & set(scheduled.SCHEDULERS)),
    }
    return render(request, "reporting/schedules.html", context)


def _line(row: Schedule, units: Mapping[str, str]) -> dict[str, Any]:
    spec = REPORTS.get(row.report)
    paused = row.state == ScheduleState.PAUSED
    return {
        "row": row,
        "unit": units.get(row.unit, row.unit),
        "report": spec.name if spec else row.report,
        "form": labels.FORM_NAME[Form(row.form)],
        "relative": labels.RELATIVE_PERIOD[RelativePeriod(row.relative)]
        if spec is None or spec.has_period
        else "",
        "turns": turns(row),
        "paused": paused,
        "state": labels.SCHEDULE_STATE[ScheduleState(row.state)],
        "tone": "plain" if paused else "done",
    }


def turns(row: Schedule) -> str:
    """Return in words when a schedule is due."""
    told = {"hour": f"{row.hour:02d}", "day": row.day}
    if Every(row.every) is Every.MONTH:
        return _("每月 %(day)s 日 %(hour)s:00") % told
    return _("每%(weekday)s %(hour)s:00") % {**told, "weekday": labels.WEEKDAY[row.day]}


@require_http_methods(["GET", "POST"])
@page_door(*scheduled.SCHEDULERS)
def new(request: PersonRequest) -> HttpResponse:
    """Have a report sent on a timetable: first which, then over what, when and to whom.

    The address may bring along what its page was narrowed to.
    """
    given = request.POST if request.method == "POST" else request.GET
    if not given.get("report"):
        access.refuse_unknown(request.GET, ("report",))
        links = [(spec, f"?{urlencode({'report': spec.code})}") for spec in REPORTS.values()]
        return render(request, "reporting/schedule_report.html", {"reports": links})
    spec = named(given["report"])
    return _form(request, spec, None)


@require_http_methods(["GET", "POST"])
@page_door(*scheduled.SCHEDULERS)
@knows()
def change(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Change a schedule of one's own."""
    row = scheduled.own_schedule(request.person, public_id)
    return _form(request, named(row.report), row)


def _form(request: PersonRequest, spec: Spec, row: Schedule | None) -> HttpResponse:
    posted, today = request.method == "POST", clock.today()
    within = access.reach(request.person, today)
    refusal: Refusal | None = None
    initial = schedule_forms.initial_of(row) if row else None
    if row is None and not posted:
        initial, refusal = _brought(request, spec)
    form = schedule_forms.ScheduleForm(
        request.POST if posted else None,
        spec=spec,
        units=[place for place in within.choices if not place.ended],
        today=today,
        initial=initial,
    )
    if posted and form.is_valid():
        try:
            return _saved(request, row, form.draft())
        except Refusal as no:
            refusal = no
            if no.field in form.fields:
                form.add_error(no.field, str(no))
    status = refusal.status if refusal else 422 if form.errors else 200
    context = {"form": form, "refusal": refusal, "row": row, "spec": spec}
    return render(request, "reporting/schedule_form.html", context, status=status)


def _brought(request: PersonRequest, spec: Spec) -> tuple[dict[str, Any], Refusal | None]:
    """Return what an address brings along, and why it is left aside if it cannot be read."""
    kept = access.conditions.kept(spec)
    try:
        access.refuse_unknown(request.GET, ("report", "unit", "relative", *kept))
        given = {name: text for name in kept if (text := request.GET.get(name, ""))}
        wish = access.conditions.conditions(spec, given)
        headings.named(wish.track, wish.cohort, wish.requirement)
    except Refusal as no:
        return {}, no
    also = {name: request.GET.get(name, "") for name in ("unit", "relative")}
    return given | {name: text for name, text in also.items() if text}, None


def _saved(request: PersonRequest, row: Schedule | None, draft: schedules.Draft) -> HttpResponse:
    who, at = actor(request.person), clock.now()
    if row is None:
        language = get_language() or settings.LANGUAGE_CODE
        row = schedules.make(actor=who, draft=draft, language=language, at=at)
    else:
        row = schedules.change(actor=who, schedule=row, draft=draft, at=at)
    messages.success(request, _("“%(name)s”已保存，%(turns)s发送。") % _said(row))
    return redirect("reporting:schedule", row.public_id)


def _said(row: Schedule) -> dict[str, str]:
    return {"name": row.name, "turns": turns(row)}


@require_GET
@page_door(*READERS)
@knows("cursor")
def schedule(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """A schedule and the log of its turns, the latest first."""
    today = clock.today()
    row = scheduled.schedule(request.person, public_id, today)
    rows = scheduled.sendings(request.person, today).filter(schedule=row)
    told, gone = Q(receipts__outcome=ReceiptOutcome.TOLD), ReceiptOutcome.DROPPED
    page = page_of(
        rows.annotate(
            told=Count("receipts", filter=told),
            dropped=Count("receipts", filter=Q(receipts__outcome=gone)),
            opened=Count("receipts__opened_at"),
        ),
        key=_SENT_FIRST,
        cursor=request.GET.get("cursor"),
        limit=PAGE,
        descending=True,
    )
    people = row.recipients.select_related("person").order_by("person__pinyin_key", "pk")
    makes = bool(roles_of(request.person, today) & set(scheduled.SCHEDULERS))
    context = {
        "line": _line(row, runs.unit_names(today)),
        "conditions": _said_conditions(row),
        "page": page,
        "lines": [_turn(each) for each in page.items],
        "people": [each.person for each in people],
        "owns": makes and row.owner_id == request.person.pk,
        "makes": makes,
    }
    return render(request, "reporting/schedule.html", context)


def _said_conditions(row: Schedule) -> list[tuple[str, str]]:
    """Return in words what the report is narrowed to besides unit and days."""
    spec = REPORTS.get(row.report)
    if spec is None:
        return []
    try:
        wish = access.conditions.conditions(spec, row.conditions)
        names = headings.named(wish.track, wish.cohort, wish.requirement)
    except Refusal:
        return list(row.conditions.items())
    said: dict[str, Any] = {
        "track": names.track,
        "cohort": names.cohort,
        "requirement": names.requirement,
        "staff_kind": wish.staff_kind and people_labels.STAFF_KIND[wish.staff_kind],
        "rank_band": wish.rank_band and labels.RANK_BAND[wish.rank_band],
        "sitting": wish.sitting and labels.SITTING[wish.sitting],
        "step": wish.step and labels.STEP[wish.step],
        "by": wish.by and labels.DIMENSION[wish.by],
    }
    return [(str(labels.CONDITION[name]), str(said[name])) for name in row.conditions]


def _turn(row: ScheduleSending) -> dict[str, Any]:
    return {
        "row": row,
        "state": labels.SENDING_STATE[row.state],
        "tone": runs.TONE[row.state],
        "failed": row.state in (RunState.FAILED, RunState.CANCELLED),
        "error": row.job.error if row.state is RunState.FAILED else "",
    }


@require_POST
@page_door(*scheduled.SCHEDULERS)
def pause(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Send no more until it is resumed."""
    row = scheduled.schedule(request.person, public_id, clock.today())
    row = schedules.pause(actor=actor(request.person), schedule=row, at=clock.now())
    messages.success(request, _("“%(name)s”已暂停，恢复之前不再发送。") % _said(row))
    return redirect("reporting:schedule", public_id)


@require_POST
@page_door(*scheduled.SCHEDULERS)
def resume(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Send again, from the next turn on."""
    row = scheduled.schedule(request.person, public_id, clock.today())
    row = schedules.resume(actor=actor(request.person), schedule=row, at=clock.now())
    messages.success(request, _("“%(name)s”已恢复，%(turns)s发送。") % _said(row))
    return redirect("reporting:schedule", public_id)


@require_POST
@page_door(*scheduled.SCHEDULERS)
def try_out(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Make for oneself what would be sent now; nobody else is told."""
    row = scheduled.own_schedule(request.person, public_id)
    run = schedules.try_out(actor=actor(request.person), schedule=row, at=clock.now())
    messages.success(
        request, _("正在按“%(name)s”试做一份，只给您本人看，收件人不会收到。") % _said(row)
    )
    return redirect("reporting:run", run.public_id)


@require_POST
@page_door(*scheduled.SCHEDULERS)
def retry(request: PersonRequest, sending_id: UUID) -> HttpResponse:
    """Try a turn again that was given up."""
    row = scheduled.sending(request.person, sending_id, clock.today())
    sendings.retry(actor=actor(request.person), sending=row, at=clock.now())
    messages.success(request, _("已重新发送，结果见发送记录。"))
    return redirect("reporting:schedule", row.schedule.public_id)


@require_GET
@page_door(*READERS)
@knows()
def sending(request: PersonRequest, sending_id: UUID) -> HttpResponse:
    """A report that was sent: for its recipients, and with who got it for who looks after it."""
    found = scheduled.received(request.person, sending_id, clock.today())
    return _sending(request, found)


@require_GET
@page_door(*READERS)
@knows()
def sending_file(request: PersonRequest, sending_id: UUID) -> HttpResponseBase:
    """Its file, streamed from disk."""
    found = scheduled.received(request.person, sending_id, clock.today())
    if found.receipt is not None:
        sendings.opened(receipt=found.receipt, at=clock.now())
    try:
        return file_reply(request, found.run)
    except Refusal as refusal:
        return _sending(request, found, refusal)


def _sending(
    request: PersonRequest, found: scheduled.Received, refusal: Refusal | None = None
) -> HttpResponse:
    if found.receipt is not None:
        sendings.opened(receipt=found.receipt, at=clock.now())
    context = {
        "sending": found.sending,
        "schedule": found.sending.schedule,
        "line": runs.line_of(found.run, runs.unit_names(clock.today())),
        "ready": found.run.removed_at is None and refusal is None,
        "keeps": found.keeps,
        "receipts": _receipts(found.sending) if found.keeps else [],
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "reporting/sending.html", context, status=status)


def _receipts(row: ScheduleSending) -> list[dict[str, Any]]:
    rows = row.receipts.select_related("person").order_by("person__pinyin_key", "pk")
    receipts = list(rows)
    became = outcomes.outcomes([each.person_id for each in receipts], row.notice_key)
    lines = []
    for each in receipts:
        outcome = became.get(each.person_id)
        mail = outcome.mail if outcome else None
        reason = outcome.reason if outcome else None
        lines.append(
            {
                "receipt": each,
                "outcome": labels.RECEIPT_OUTCOME[ReceiptOutcome(each.outcome)],
                "tone": "done" if each.outcome == ReceiptOutcome.TOLD else "stop",
                "mail": notice_labels.STATE[mail] if mail else "",
                "mail_tone": notice_labels.TONE[mail] if mail else "plain",
                "read_at": outcome.read_at if outcome else None,
                "reason": notice_labels.REASON[reason] if reason else "",
            }
        )
    return lines
