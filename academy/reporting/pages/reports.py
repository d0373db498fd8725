"""The reports as pages: figures, the names behind them, files."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from academy.people import labels as people_labels
from academy.people.access import PersonRequest, actor, page_door, roles_of
from academy.people.enums import Role
from academy.reporting import access, charts, frames, labels, listing, sheets
from academy.reporting.access import READERS, Reach, scheduled
from academy.reporting.api.reports import file_response
from academy.reporting.enums import Form
from academy.reporting.frames import Report
from academy.reporting.operations import extracts
from academy.reporting.pages import asking, views
from academy.reporting.pages.asking import Typed
from academy.reporting.queries import dimensions, headings
from academy.reporting.queries.facts import BRANCHES
from academy.reporting.queries.places import Place
from academy.reporting.queries.snapshot import snapshot
from academy.reporting.reports import REPORTS
from academy.reporting.rules import timetable
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.shapes import SCREEN
from academy.reporting.specs import Charted, ListColumn, Spec
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal

PAGE = 100
REPORT, PEOPLE = "reporting/report.html", "reporting/people.html"
_ALSO = ("chart", "parts")
_ALSO_OF_PEOPLE = ("figure", "row", "part", "cursor")


def _spec(report: str) -> Spec:
    if report not in REPORTS:
        raise Http404
    return REPORTS[report]


@require_GET
@page_door(*READERS)
def report_page(request: PersonRequest, report: str) -> HttpResponse:
    """A report, with its filters in the address."""
    spec = _spec(report)
    within = access.reach(request.person, clock.today())
    typed = Typed({}, access.Wish())
    try:
        typed = asking.typed(spec, request.GET, _ALSO)
        _charted(request, spec)
        ask = None if typed.errors else access.asked(spec, typed.wish, within, clock.today())
        found = frames.read(spec, ask) if ask else None
    except Refusal as refusal:
        return _refused(request, spec, typed, within, refusal)
    context = _filters(spec, typed, ask, within)
    if found is not None and ask is not None:
        context |= _figures(request, found, typed)
        context["schedule_url"] = _schedule_url(request, spec, typed, ask)
    return render(request, REPORT, context, status=422 if typed.errors else 200)


def _schedule_url(request: PersonRequest, spec: Spec, typed: Typed, ask: Ask) -> str:
    """Return where the question of a page is made a schedule; "" for who makes none.

    Days that the reader named become the relative period that means them, where one does.
    """
    today = clock.today()
    if not roles_of(request.person, today) & set(scheduled.SCHEDULERS):
        return ""
    kept = ("unit", *access.conditions.kept(spec))
    given = {name: text for name, text in typed.values.items() if name in kept}
    relative = timetable.relative_to(ask.period, today) if spec.has_period else None
    if relative is not None:
        given["relative"] = relative.value
    return f"{reverse('reporting:new_schedule')}?{urlencode({'report': spec.code} | given)}"


def _refused(
    request: PersonRequest, spec: Spec, typed: Typed, within: Reach, refusal: Refusal
) -> HttpResponse:
    """Show the page with what was typed and why there is no report."""
    field = {"until": "to"}.get(refusal.field or "", refusal.field)
    context = _filters(spec, typed, None, within) | {"refusal": refusal}
    context["errors"] = {field: str(refusal)} if field else {}
    return render(request, REPORT, context, status=refusal.status)


def _filters(spec: Spec, typed: Typed, ask: Ask | None, within: Reach) -> dict[str, Any]:
    return {
        "spec": spec,
        "asks": asking.filters(spec),
        "values": asking.shown(spec, typed, ask),
        "errors": typed.errors,
        "units": [place for place in within.choices if not place.ended],
        "tracks": headings.tracks() if "track" in spec.asks else [],
        "cohorts": headings.cohorts(ask.period) if ask and "cohort" in spec.asks else [],
        "staff_kinds": people_labels.STAFF_KIND.items(),
        "rank_bands": labels.RANK_BAND.items(),
        "sittings": labels.SITTING.items() if "sitting" in spec.asks else [],
        "steps": labels.STEP.items() if "step" in spec.asks else [],
        "requirements": headings.requirements() if "requirement" in spec.asks else [],
        "dimensions": [(each, labels.DIMENSION[each]) for each in spec.dimensions],
        "forms": labels.FORM_NAME.items(),
    }


def _figures(request: PersonRequest, report: Report, typed: Typed) -> dict[str, Any]:
    spec, total = report.spec, report.total
    people_url = reverse("reporting:people", kwargs={"report": spec.code})
    wanted, charted = request.GET.get("chart", ""), _charted(request, spec)
    latest = spec.latest(report.ask) if report.is_empty and spec.latest else None
    left_out = total[spec.left_out] if spec.left_out else 0
    context: dict[str, Any] = {
        "report": report,
        "period_line": sheets.period_line(report),
        "as_of": sheets.in_words(report.as_of),
        "counted": labels.printed(total[spec.whole[0]]),
        "persons": labels.printed(report.person_count),
        "left_out": left_out,
        "left_out_url": f"{people_url}?{views.link_to(total, spec.left_out, typed)}",
        "names_url": f"{people_url}?{views.link_to(total, spec.printed, typed)}"
        if spec.printed
        else "",
        "tiles": views.tiles(report, typed, people_url),
        "groups": spec.grouped(),
        "part_heading": sheets.part_heading(report),
        "lines": views.lines(report, typed, people_url),
        "parts_shown": request.GET.get("parts") == "1",
        "parts_url": f"?{typed.link(parts='1', chart=wanted)}",
        "folded_url": f"?{typed.link(chart=wanted)}",
        "files": [(labels.FORM[form], f"{_form_url(spec, form)}?{typed.link()}") for form in Form],
        "latest": latest,
        "latest_url": f"?from={latest.year}-01-01&to={latest.year}-12-31" if latest else "",
    }
    if spec.banded is not None:
        context["distribution"] = charts.distribution(report, spec.banded, SCREEN)
    if charted is not None:
        context |= {
            "chart": charts.rate(report, charted, SCREEN, columns=2),
            "chart_tabs": [
                (
                    spec.entry[each.column].label,
                    f"?{typed.link(chart=each.column)}",
                    each is charted,
                )
                for each in spec.charted
            ],
        }
    return context


def _form_url(spec: Spec, form: Form) -> str:
    return reverse(f"reporting:{form.value}", kwargs={"report": spec.code})


def _charted(request: PersonRequest, spec: Spec) -> Charted | None:
    """Return the rate to draw: the one asked for, else the report's first choice.

    Raises:
        NotFound: the report has no such rate.
    """
    wanted = request.GET.get("chart", "")
    of = {each.column: each for each in spec.charted}
    if wanted and wanted not in of:
        raise NotFound(field="chart")
    return of.get(wanted, spec.first_charted)


@require_GET
@page_door(*READERS)
def people_page(request: PersonRequest, report: str) -> HttpResponse:
    """The names behind one figure of one row."""
    spec = _spec(report)
    return people(request, spec, READERS, reverse("reporting:report", kwargs={"report": spec.code}))


def people(request: PersonRequest, spec: Spec, roles: Collection[Role], back: str) -> HttpResponse:
    """Show the names behind a figure, as far as `roles` reach; `back` leads to where it stood."""
    today = clock.today()
    try:
        typed = asking.typed(spec, request.GET, _ALSO_OF_PEOPLE)
        within = access.reach(request.person, today, roles)
        if typed.errors:
            raise NotFound
        ask = access.asked(spec, typed.wish, within, today)
        figure = access.figure(spec, request.GET.get("figure", ""))
        row, part = request.GET.get("row", ""), request.GET.get("part", "")
        with snapshot():
            heading, every = headings.heading(ask), within.then(ask.as_of)
            found = listing.page(
                spec,
                ask,
                every,
                figure=figure,
                row=row,
                part=part,
                cursor=request.GET.get("cursor"),
                limit=PAGE,
            )
            parts = dimensions.part_names(ask) if part else {}
    except Refusal as refusal:
        context = {"refusal": refusal, "spec": spec}
        return render(request, PEOPLE, context, status=refusal.status)
    # On a narrow screen the name is what must be seen without scrolling.
    columns = sorted(
        spec.source_of(figure).names.shown(figure), key=lambda each: each.code != "name"
    )
    context = {
        "spec": spec,
        "figure": spec.figures[figure],
        "place": _place(row, every),
        "part": parts.get(part, part),
        "definition": _definition(spec, figure),
        "count": labels.printed(found.count),
        "as_of": sheets.in_words(ask.as_of),
        "period": sheets.period_words(ask) if spec.has_period else "",
        "narrowed": [
            name
            for name, wanted in ((heading.track, ask.track), (heading.cohort, ask.cohort))
            if wanted
        ],
        "page": found,
        "columns": [(column, column.shape in _NUMBERS) for column in columns],
        "people": [
            [_cell(column, each.values[column.code]) for column in columns] for each in found.items
        ],
        "back": f"{back}?{typed.link()}" if roles == READERS else back,
    }
    return render(request, PEOPLE, context)


_NUMBERS = (
    labels.Shape.COUNT,
    labels.Shape.PERCENT,
    labels.Shape.SCORE,
    labels.Shape.HOURS,
)


def _cell(column: ListColumn, value: object) -> tuple[str, str, str]:
    """Return a cell's text, its class, and the state of its chip ("" for none)."""
    if column.words is not None:
        text = column.said(value)
    else:
        text = labels.printed(None if value == "" else value)
    css = "num" if column.shape in _NUMBERS else "date" if column.shape is labels.Shape.DATE else ""
    chip = (column.chips or {}).get(str(value), "")
    return text, css, chip


def _place(row: str, every: list[Place]) -> str:
    """Return the name of the row: a unit, all branches, or everything in scope."""
    if not row:
        return _("全部单位")
    if row == BRANCHES:
        return str(labels.BRANCHES)
    return next((place.name for place in every if place.code == row), row)


def _definition(spec: Spec, figure: str) -> str:
    """Return the definition of the column that prints the figure, if one does."""
    return next(
        (
            str(entry.definition)
            for entry in spec.entries
            if entry.figure == figure and entry.shape is labels.Shape.COUNT
        ),
        "",
    )


@require_GET
@page_door(*READERS)
def xlsx(request: PersonRequest, report: str) -> HttpResponse:
    """The report as a workbook."""
    return _file(request, report, Form.XLSX)


@require_GET
@page_door(*READERS)
def csv(request: PersonRequest, report: str) -> HttpResponse:
    """The table as CSV."""
    return _file(request, report, Form.CSV)


@require_GET
@page_door(*READERS)
def pdf(request: PersonRequest, report: str) -> HttpResponse:
    """The report as PDF."""
    return _file(request, report, Form.PDF)


def _file(request: PersonRequest, report: str, form: Form) -> HttpResponse:
    spec = _spec(report)
    within = access.reach(request.person, clock.today())
    typed = Typed({}, access.Wish())
    try:
        typed = asking.typed(spec, request.GET)
        if typed.errors:
            context = _filters(spec, typed, None, within)
            return render(request, REPORT, context, status=422)
        ask = access.asked(spec, typed.wish, within, clock.today())
        made = extracts.make(
            actor=actor(request.person), spec=spec, ask=ask, form=form, at=clock.now()
        )
    except Refusal as refusal:
        return _refused(request, spec, typed, within, refusal)
    return file_response(made)
