"""Reports made in the background, as pages: asked for, watched, fetched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.reporting import access, labels, sheets
from academy.reporting.access import READERS, scheduled
from academy.reporting.api.runs import file_reply
from academy.reporting.enums import Form, RunState
from academy.reporting.models import ReportRun
from academy.reporting.operations import report_runs
from academy.reporting.pages import asking
from academy.reporting.queries import places
from academy.reporting.reports import REPORTS, named
from academy.reporting.rules.asking import Ask, asked_again
from academy.reporting.specs import Spec
from academy.shared import clock
from academy.shared.errors import InputInvalid, Refusal
from academy.shared.paging import page_of
from academy.shared.parameters import knows

PAGE = 50
LIST, RUN = "reporting/runs.html", "reporting/run.html"
TONE = {
    RunState.WAITING: "owed",
    RunState.RUNNING: "info",
    RunState.DONE: "done",
    RunState.FAILED: "late",
    RunState.CANCELLED: "plain",
}
UNDERWAY = (RunState.WAITING, RunState.RUNNING)


@dataclass(frozen=True, slots=True)
class Line:
    """A report made in the background, in words."""

    run: ReportRun
    title: str
    form: str
    question: str
    state: str
    tone: str


def unit_names(on: date) -> dict[str, str]:
    """Return the names of the units by their codes."""
    return {place.code: place.name for place in places.places(on)}


def line_of(run: ReportRun, units: Mapping[str, str]) -> Line:
    """Return a run in words; needs its job to be fetched along."""
    spec = REPORTS.get(run.report)
    return Line(
        run=run,
        title=str(spec.name) if spec else run.report,
        form=labels.FORM_NAME[Form(run.form)],
        question=question(spec, asked_again(run.parameters), units) if spec else "",
        state=str(labels.RUN_STATE[run.state]),
        tone=TONE[run.state],
    )


def question(spec: Spec, ask: Ask, units: Mapping[str, str]) -> str:
    """Return what was asked in a few words: unit, period, day."""
    parts = [units.get(ask.unit, ask.unit), sheets.period_words(ask) if spec.has_period else ""]
    parts.append(_("数据截至 %(on)s") % {"on": sheets.in_words(ask.as_of)})
    return " · ".join(part for part in parts if part)


@require_GET
@page_door(*READERS)
def run_list(request: PersonRequest) -> HttpResponse:
    """One's own reports made in the background, the newest first."""
    context: dict[str, Any] = {"days": settings.REPORT_FILE_DAYS}
    try:
        access.refuse_unknown(request.GET, ("cursor",))
        page = page_of(
            scheduled.runs(request.person),
            key=("asked_at", "pk"),
            cursor=request.GET.get("cursor"),
            limit=PAGE,
            descending=True,
        )
    except Refusal as refusal:
        return render(request, LIST, context | {"refusal": refusal}, status=refusal.status)
    units = unit_names(clock.today())
    context |= {"page": page, "lines": [line_of(each, units) for each in page.items]}
    return render(request, LIST, context)


@require_POST
@page_door(*READERS)
def begin(request: PersonRequest, report: str) -> HttpResponse:
    """Ask for a report to be made in the background; what is wrong, its own page says."""
    spec, today = named(report), clock.today()
    given = request.POST.copy()
    form = str(given.get("form", ""))
    for name in ("csrfmiddlewaretoken", "form"):
        given.pop(name, None)
    typed = asking.typed(spec, given)
    if typed.errors:
        page = reverse("reporting:report", kwargs={"report": spec.code})
        return redirect(f"{page}?{urlencode(typed.values)}")
    if form not in set(Form):
        raise InputInvalid(field="form", reason=_("请选择文件格式"))
    run = report_runs.begin(
        actor=actor(request.person),
        spec=spec,
        ask=access.asked(spec, typed.wish, access.reach(request.person, today), today),
        form=Form(form),
        language=get_language() or settings.LANGUAGE_CODE,
        at=clock.now(),
    )
    return redirect("reporting:run", run.public_id)


@require_GET
@page_door(*READERS)
@knows()
def run_page(request: PersonRequest, run_id: UUID) -> HttpResponse:
    """How far one is, and its file."""
    return _page(request, scheduled.run(request.person, run_id, clock.today()))


def _page(request: PersonRequest, run: ReportRun, refusal: Refusal | None = None) -> HttpResponse:
    days = timedelta(days=settings.REPORT_FILE_DAYS)
    made, gone = run.made_at is not None, run.removed_at is not None
    context = {
        "line": line_of(run, unit_names(clock.today())),
        "ready": made and not gone and refusal is None,
        "expired": gone,
        "underway": run.state in UNDERWAY,
        "until": run.made_at + days if run.made_at else None,
        "report_url": reverse("reporting:report", kwargs={"report": run.report}),
        "refusal": refusal,
    }
    return render(request, RUN, context, status=refusal.status if refusal else 200)


@require_GET
@page_door(*READERS)
@knows()
def run_file(request: PersonRequest, run_id: UUID) -> HttpResponseBase:
    """The file, streamed from disk."""
    run = scheduled.run(request.person, run_id, clock.today())
    try:
        return file_reply(request, run)
    except Refusal as refusal:
        return _page(request, run, refusal)
