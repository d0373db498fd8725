"""The completion report as pages: figures, the names behind them, files."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from academy.people import labels as people_labels
from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import StaffKind
from academy.reporting import access, frames, labels, notices, sheets
from academy.reporting.access import READERS, Reach
from academy.reporting.api.completion import file_response
from academy.reporting.enums import Column, Figure, Form
from academy.reporting.frames import Report
from academy.reporting.operations import extracts
from academy.reporting.pages import asking, views
from academy.reporting.pages.asking import Typed
from academy.reporting.queries import headings, people
from academy.reporting.queries.snapshot import snapshot
from academy.reporting.rules.asking import Ask
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from academy.shared.paging import page_of

PAGE = 100
REPORT, PEOPLE = "reporting/completion.html", "reporting/people.html"
_ALSO = ("chart", "kinds")
_ALSO_OF_PEOPLE = ("figure", "row", "staff_kind", "cursor")


@require_GET
@page_door(*READERS)
def report_page(request: PersonRequest) -> HttpResponse:
    """The report, with its filters in the address."""
    within = access.reach(request.person, clock.today())
    typed = Typed({}, access.Wish())
    try:
        typed = asking.typed(request.GET, *_ALSO)
        ask = None if typed.errors else access.asked(typed.wish, within, clock.today())
        report = frames.completion(ask) if ask else None
    except Refusal as refusal:
        return _refused(request, typed, within, refusal)
    context = _filters(typed, ask, within)
    if report is not None:
        context |= _figures(request, report, typed)
    return render(request, REPORT, context, status=422 if typed.errors else 200)


def _refused(request: PersonRequest, typed: Typed, within: Reach, refusal: Refusal) -> HttpResponse:
    """Show the page with what was typed and why there is no report."""
    field = {"until": "to"}.get(refusal.field or "", refusal.field)
    context = _filters(typed, None, within) | {"refusal": refusal}
    context["errors"] = {field: str(refusal)} if field else {}
    return render(request, REPORT, context, status=refusal.status)


def _filters(typed: Typed, ask: Ask | None, within: Reach) -> dict[str, Any]:
    return {
        "values": asking.shown(typed, ask),
        "errors": typed.errors,
        "units": [place for place in within.choices if not place.ended],
        "tracks": headings.tracks(),
        "cohorts": headings.cohorts(ask.period) if ask else [],
    }


def _figures(request: PersonRequest, report: Report, typed: Typed) -> dict[str, Any]:
    people_url = reverse("reporting:people")
    wanted = request.GET.get("chart", "")
    charted = Column(wanted) if wanted in views.CHARTED else Column.FINAL_PASS_RATE
    latest = headings.latest_start(report.ask) if report.is_empty else None
    return {
        "report": report,
        "period_line": sheets.period_line(report),
        "as_of": sheets.in_words(report.as_of),
        "required": labels.printed(report.total[Column.REQUIRED]),
        "persons": labels.printed(report.person_count),
        "left_out": report.total[Column.EXCLUDED],
        "left_out_url": f"{people_url}?{views.link_to(report.total, Figure.EXCLUDED, typed)}",
        "tiles": views.tiles(report, typed, people_url),
        "groups": notices.headings(),
        "lines": views.lines(report, typed, people_url),
        "kinds_shown": request.GET.get("kinds") == "1",
        "kinds_url": f"?{typed.link(kinds='1', chart=wanted)}",
        "folded_url": f"?{typed.link(chart=wanted)}",
        "charts": views.chart(report, charted),
        "charted": labels.ENTRY[charted],
        "chart_total": labels.printed(report.total[charted]),
        "chart_tabs": [
            (labels.ENTRY[column].label, f"?{typed.link(chart=column.value)}", column is charted)
            for column in views.CHARTED
        ],
        "glossary": labels.GLOSSARY,
        "notes": labels.NOTES,
        "files": [
            (labels.FORM[form], f"{reverse(f'reporting:{form.value}')}?{typed.link()}")
            for form in Form
        ],
        "latest": latest,
        "latest_url": f"?from={latest.year}-01-01&to={latest.year}-12-31" if latest else "",
    }


@require_GET
@page_door(*READERS)
def people_page(request: PersonRequest) -> HttpResponse:
    """The names behind one figure of one row."""
    today = clock.today()
    try:
        typed = asking.typed(request.GET, *_ALSO_OF_PEOPLE)
        within = access.reach(request.person, today)
        if typed.errors:
            raise NotFound
        ask = access.asked(typed.wish, within, today)
        figure, kind = _figure(request.GET.get("figure", "")), request.GET.get("staff_kind", "")
        with snapshot():
            heading = headings.heading(ask)
            row = request.GET.get("row", "")
            units = people.row_units(ask, row, within.every)
            found = people.behind(ask, figure, units, _kind(kind))
            key = ("person__pinyin_key", "pk")
            page = page_of(found, key=key, cursor=request.GET.get("cursor"), limit=PAGE)
            listed = people.listed(ask, within.every, only=page.items)
            count = found.count()
    except Refusal as refusal:
        return render(request, PEOPLE, {"refusal": refusal}, status=refusal.status)
    context = {
        "figure": labels.FIGURE[figure],
        "is_left_out": figure is Figure.EXCLUDED,
        "place": _place(row, within),
        "kind": people_labels.STAFF_KIND[StaffKind(kind)] if kind else "",
        "definition": _definition(figure),
        "count": labels.printed(count),
        "as_of": sheets.in_words(ask.as_of),
        "period": sheets.period_words(ask),
        "narrowed": [
            name
            for name, wanted in ((heading.track, ask.track), (heading.cohort, ask.cohort))
            if wanted
        ],
        "page": page,
        "people": [
            (each, people_labels.STAFF_KIND[each.staff_kind], labels.STANDING[each.standing])
            for each in listed
        ],
        "back": f"{reverse('reporting:completion')}?{typed.link()}",
    }
    return render(request, PEOPLE, context)


def _figure(text: str) -> Figure:
    if text not in set(Figure):
        raise NotFound(field="figure")
    return Figure(text)


def _kind(text: str) -> StaffKind | None:
    if text and text not in set(StaffKind):
        raise NotFound(field="staff_kind")
    return StaffKind(text) if text else None


def _place(row: str, within: Reach) -> str:
    """Return the name of the row: a unit, all branches, or everything in scope."""
    if not row:
        return _("全部单位")
    if row == people.BRANCHES:
        return str(labels.BRANCHES)
    return next(place.name for place in within.every if place.code == row)


def _definition(figure: Figure) -> str:
    """Return the definition of the column that prints the figure, if one does."""
    return next(
        (
            str(entry.definition)
            for entry in labels.GLOSSARY
            if entry.figure is figure and entry.shape is labels.Shape.COUNT
        ),
        "",
    )


@require_GET
@page_door(*READERS)
def xlsx(request: PersonRequest) -> HttpResponse:
    """The report as a workbook."""
    return _file(request, Form.XLSX)


@require_GET
@page_door(*READERS)
def csv(request: PersonRequest) -> HttpResponse:
    """The table as CSV."""
    return _file(request, Form.CSV)


@require_GET
@page_door(*READERS)
def pdf(request: PersonRequest) -> HttpResponse:
    """The report as PDF."""
    return _file(request, Form.PDF)


def _file(request: PersonRequest, form: Form) -> HttpResponse:
    within = access.reach(request.person, clock.today())
    typed = Typed({}, access.Wish())
    try:
        typed = asking.typed(request.GET)
        if typed.errors:
            return render(request, REPORT, _filters(typed, None, within), status=422)
        ask = access.asked(typed.wish, within, clock.today())
        made = extracts.completion(actor=actor(request.person), ask=ask, form=form, at=clock.now())
    except Refusal as refusal:
        return _refused(request, typed, within, refusal)
    return file_response(made)
