"""The dashboard, and the names behind its numbers."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, page_door, roles_of
from academy.reporting import access, charts, dashboards, labels, sheets
from academy.reporting.access import DASHBOARD, DASHBOARD_REFRESHERS
from academy.reporting.dashboards import Dashboard, MonthLine, UnitLine
from academy.reporting.operations import summaries as operations
from academy.reporting.pages import reports, views
from academy.reporting.queries import summaries
from academy.reporting.queries.facts import row_units
from academy.reporting.reports import completion, history
from academy.reporting.reports.attainment import SPEC as HOURS
from academy.reporting.rules.bar_charts import bars
from academy.reporting.rules.shapes import SCREEN, WHOLE, Datum, Drawing
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.paging import page_of
from academy.shared.parameters import knows
from certificates import labels as certificate_labels
from certificates.enums import CertificateKind
from certificates.models import Certificate
from certificates.queries import forecast
from certificates.rules import validity

PAGE = 100
_BEHIND = {spec.code: spec for spec in (HOURS, completion.SPEC, history.SPEC)}
_COLUMNS = ("due", "met", "short", "late", "soon")


@require_GET
@page_door(*DASHBOARD)
@knows()
def dashboard_page(request: PersonRequest) -> HttpResponse:
    """Everything in reach at a glance, as of today."""
    today = clock.today()
    within = access.reach(request.person, today, DASHBOARD)
    ask = access.asked(HOURS, access.Wish(), within, today)
    found = dashboards.read(ask)
    context: dict[str, Any] = {
        "found": found,
        "as_of": sheets.in_words(today),
        "staff": labels.printed(found.staff),
        "quarter": quarter_name(found),
        "missing": labels.printed(found.missing),
        "tiles": _tiles(found),
        "unit_drawings": _unit_chart(found),
        "unit_note": charts.small_note() if any(each.is_small for each in found.units) else "",
        "units": [_unit(each) for each in dashboards.ranked(found.units)],
        "columns": [HOURS.entry[name] for name in _COLUMNS],
        "month_drawings": _month_chart(found),
        "months": [_month(each, found) for each in found.months],
        "targets_url": reverse("reporting:targets"),
        "own_targets": {each.target for each in found.units} != {found.target},
        "may_refresh": bool(set(DASHBOARD_REFRESHERS) & roles_of(request.person, today)),
        "running": [(each, _running_url(each)) for each in found.running],
    }
    return render(request, "reporting/dashboard.html", context)


@require_POST
@page_door(*DASHBOARD_REFRESHERS)
def refresh(request: PersonRequest) -> HttpResponse:
    """Have the kept counts made anew in the background."""
    operations.ask_for_refresh(actor=actor(request.person), at=clock.now())
    messages.success(request, _("正在重新汇总，稍后刷新本页即可看到新的数字。"))
    return redirect("reporting:dashboard")


def quarter_name(found: Dashboard) -> str:
    """Return the next quarter in words."""
    return _("%(year)s 年第 %(quarter)s 季度") % {
        "year": found.quarter.year,
        "quarter": found.quarter.number,
    }


def _people_url(report: str, **asked: object) -> str:
    address = reverse("reporting:dashboard_people", kwargs={"report": report})
    return f"{address}?{urlencode({name: str(each) for name, each in asked.items() if each})}"


def _hours_url(figure: str, row: str = "") -> str:
    return _people_url(HOURS.code, figure=figure, row=row)


def _lapsing_url(row: str = "") -> str:
    address = reverse("reporting:dashboard_lapsing")
    return f"{address}?{urlencode({'row': row})}" if row else address


def _running_url(each: Any) -> str:
    day = each.starts_on.isoformat()
    return _people_url(
        completion.SPEC.code, figure="required", cohort=each.cohort, **{"from": day, "to": day}
    )


def _tiles(found: Dashboard) -> list[views.Tile]:
    counts, entry = found.counts, HOURS.entry
    times = str(HOURS.counted_in)

    def tile(name: str, note: str, label: str = "") -> views.Tile:
        href, said = _hours_url(name) if counts[name] else "", label or str(entry[name].label)
        return views.Tile(said, labels.printed(counts[name]), times, note, href)

    met = _("达标率 %(rate)s%%，目标 %(target)s%%") % {
        "rate": labels.printed(found.rate),
        "target": found.target,
    }
    running = _("%(n)s 期正在办班") % {"n": len(found.running)}
    return [
        tile("due", _("另有 %(n)s 人次不计") % {"n": labels.printed(counts["excluded"])}),
        tile("met", met if found.rate is not None else ""),
        views.Tile(
            _("正在培训"),
            labels.printed(found.in_training),
            times,
            running,
            "#running" if found.running else "",
        ),
        tile("late", _("共 %(n)s 人次未达标") % {"n": labels.printed(counts["short"])}, _("逾期")),
        tile("soon", _("尚未达标")),
        views.Tile(
            _("下季度证书到期"),
            labels.printed(found.lapsing),
            _("张"),
            quarter_name(found),
            _lapsing_url() if found.lapsing else "",
        ),
    ]


def _unit_chart(found: Dashboard) -> list[Drawing]:
    data = [
        Datum(
            each.short_name,
            each.rate,
            labels.NOTHING if each.rate is None else f"{labels.printed(each.rate)}%",
            f"{labels.printed(each.counts['met'])}/{labels.printed(each.counts['due'])}",
            small=each.is_small,
            goal=Decimal(each.target),
        )
        for each in dashboards.ranked(found.units)
    ]
    data, marks = charts.aimed(data)
    return bars(data, full=WHOLE, look=SCREEN, marks=marks)


def _month_chart(found: Dashboard) -> list[Drawing]:
    data = [
        Datum(
            each.key,
            Decimal(each.counts["required"]),
            labels.printed(each.counts["required"]),
            "" if each.rate is None else f"{labels.printed(each.rate)}%",
        )
        for each in found.months
    ]
    most = max((each.counts["required"] for each in found.months), default=0) or 1
    return bars(data, full=Decimal(most), look=SCREEN, tracked=False)


def _unit(each: UnitLine) -> dict[str, Any]:
    cells = [
        (labels.printed(each.counts[name]), _hours_url(name, each.key) if each.counts[name] else "")
        for name in _COLUMNS
    ]
    ending = (labels.printed(each.lapsing), _lapsing_url(each.key) if each.lapsing else "")
    return {"line": each, "rate": labels.printed(each.rate), "cells": cells, "ending": ending}


def _month(each: MonthLine, found: Dashboard) -> dict[str, Any]:
    days = summaries.monthly_ask(found.ask).period
    asked = {"row": each.key, "from": days.starts_on.isoformat(), "to": days.last_on.isoformat()}
    cells = [
        (
            labels.printed(each.counts[name]),
            _people_url(history.SPEC.code, figure=name, **asked) if each.counts[name] else "",
        )
        for name in dashboards.MONTHLY
    ]
    return {"line": each, "rate": labels.printed(each.rate), "cells": cells}


@require_GET
@page_door(*DASHBOARD)
def people_page(request: PersonRequest, report: str) -> HttpResponse:
    """The names behind a number of the dashboard."""
    spec = _BEHIND.get(report)
    if spec is None:
        raise Http404
    return reports.people(request, spec, DASHBOARD, reverse("reporting:dashboard"))


@require_GET
@page_door(*DASHBOARD)
def lapsing_page(request: PersonRequest) -> HttpResponse:
    """Whose certificate ends next quarter, soonest first."""
    today = clock.today()
    within = access.reach(request.person, today, DASHBOARD)
    row = request.GET.get("row", "")
    quarter = validity.quarters(today, 2)[1]
    try:
        access.refuse_unknown(request.GET, ("row", "cursor"))
        ask = access.asked(HOURS, access.Wish(), within, today)
        units = row_units(ask, row, within.every)
        rows = forecast.behind(units, as_of=today, quarter=quarter)
        cursor = request.GET.get("cursor")
        page = page_of(rows, key=("expires_on", "pk"), cursor=cursor, limit=PAGE)
    except Refusal as refusal:
        told = {"refusal": refusal}
        return render(request, "reporting/lapsing.html", told, status=refusal.status)
    names = {place.id: place.name for place in within.every}
    context = {
        "page": page,
        "place": next((each.name for each in within.every if each.code == row), ""),
        "count": labels.printed(rows.count()),
        "quarter": _("%(year)s 年第 %(quarter)s 季度")
        % {"year": quarter.year, "quarter": quarter.number},
        "rows": [_ending(each, names) for each in page.items],
    }
    return render(request, "reporting/lapsing.html", context)


def _ending(each: Certificate, names: dict[int, str]) -> dict[str, Any]:
    now = getattr(each, "unit_now", None)
    return {
        "certificate": each,
        "unit": names.get(now, "") if now else "",
        "course": each.completion.enrolment.cohort.syllabus.course.name,
        "kind": certificate_labels.CERTIFICATE_KIND[CertificateKind(each.kind)],
        "last_on": validity.last_day(each.expires_on) if each.expires_on else None,
    }
