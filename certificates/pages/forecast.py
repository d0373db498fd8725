"""Which certificates end when: figures by quarter, unit, course and kind, and the names behind."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from academy.people.access import PersonRequest, page_door
from academy.people.queries import units
from academy.people.queries.units import UnitNode
from academy.shared import clock
from academy.shared.paging import page_of
from certificates import access, labels
from certificates.enums import CertificateKind
from certificates.models import Certificate
from certificates.pages import register
from certificates.pages.register import Wanted
from certificates.queries import forecast
from certificates.queries.forecast import Figure
from certificates.rules import validity
from certificates.rules.validity import Quarter

PAGE = 50
AHEAD = (4, 8, 12)


@dataclass(slots=True)
class Line:
    """One row of the table: a unit's certificates of one course and kind, by quarter."""

    unit_code: str
    unit_name: str
    course: str
    course_id: UUID
    kind: CertificateKind
    counts: Counter[str] = field(default_factory=Counter)


@require_GET
@page_door(*access.REGISTER)
def renewals(request: PersonRequest) -> HttpResponse:
    """Renewals to come: a bar for each quarter, and who has how many of which course."""
    today = clock.today()
    wanted = Wanted.of(request.GET)
    typed = request.GET.get("quarters", "")
    ahead = next((n for n in AHEAD if str(n) == typed), AHEAD[0])
    nodes = register.visible_nodes(request, on=today)
    reach = _reach(nodes, wanted)
    figures = [
        each
        for each in forecast.renewals(reach, as_of=today, quarters=ahead)
        if (wanted.kind in (None, each.kind)) and (wanted.course in (None, each.course.public_id))
    ]
    spans = validity.quarters(today, ahead)
    context = {
        **_figures(figures, spans, wanted),
        "today": today,
        "wanted": wanted,
        "ahead": ahead,
        "choices_ahead": AHEAD,
        "nodes": nodes,
        **register.choices(),
    }
    return render(request, "certificates/forecast.html", context)


def _reach(nodes: list[UnitNode], wanted: Wanted) -> set[int]:
    """Return the units asked for: one and all below it, or all that one may see."""
    if not wanted.unit:
        return {node.id for node in nodes}
    return set(units.below([node.id for node in nodes if node.code == wanted.unit], nodes))


def _figures(figures: list[Figure], spans: list[Quarter], wanted: Wanted) -> dict[str, Any]:
    lines: dict[tuple[str, UUID, CertificateKind], Line] = {}
    for each in figures:
        key = (each.unit_code, each.course.public_id, each.kind)
        line = lines.setdefault(
            key,
            Line(
                each.unit_code, each.unit_name, each.course.name, each.course.public_id, each.kind
            ),
        )
        line.counts[each.quarter.key] += each.count
    sums: Counter[str] = Counter()
    for line in lines.values():
        sums.update(line.counts)
    narrowed = {"unit": wanted.unit, "course": wanted.course, "kind": wanted.kind}
    return {
        "quarters": [
            {
                "quarter": span,
                "label": quarter_label(span),
                "count": sums[span.key],
                "href": _names(quarter=span.key, **narrowed),
            }
            for span in spans
        ],
        "most": max(sums.values(), default=0),
        "total": sum(sums.values()),
        "lines": [_row(line, spans) for line in sorted_lines(lines)],
    }


def sorted_lines(lines: dict[tuple[str, UUID, CertificateKind], Line]) -> list[Line]:
    """Return the lines, units in the order in which the figures first named them."""
    order: dict[str, int] = {}
    for line in lines.values():
        order.setdefault(line.unit_code, len(order))
    return sorted(lines.values(), key=lambda each: (order[each.unit_code], each.course, each.kind))


def _row(line: Line, spans: list[Quarter]) -> dict[str, Any]:
    about = {"only": line.unit_code, "course": line.course_id, "kind": line.kind}
    return {
        "line": line,
        "kind": labels.CERTIFICATE_KIND[line.kind],
        "cells": [
            {"count": line.counts[span.key], "href": _names(quarter=span.key, **about)}
            for span in spans
        ],
        "total": line.counts.total(),
    }


def _names(**asked: object) -> str:
    """Return the query of the page with the names behind a figure."""
    return urlencode({name: str(value) for name, value in asked.items() if value})


def quarter_label(span: Quarter) -> str:
    """Return a quarter in words: 2026年第四季度."""
    ordinals = (_("第一季度"), _("第二季度"), _("第三季度"), _("第四季度"))
    return _("%(year)d 年%(quarter)s") % {"year": span.year, "quarter": ordinals[span.number - 1]}


@require_GET
@page_door(*access.REGISTER)
def names(request: PersonRequest) -> HttpResponse:
    """The people behind a figure, soonest first."""
    today = clock.today()
    wanted = Wanted.of(request.GET)
    quarter = _quarter(request.GET.get("quarter", ""))
    nodes = register.visible_nodes(request, on=today)
    rows = forecast.behind(
        _reach(nodes, wanted),
        as_of=today,
        quarter=quarter,
        unit_code=request.GET.get("only", ""),
        course=wanted.course,
        kind=wanted.kind,
    )
    page = page_of(rows, key=("expires_on", "pk"), cursor=request.GET.get("cursor"), limit=PAGE)
    unit_names = {node.id: node.name for node in nodes}
    # Whoever came from elsewhere is on the list; the old certificate is that other unit's to show.
    may_open = access.readable(request.person, on=today)
    linked = set(
        may_open.filter(pk__in=[row.pk for row in page.items]).values_list("pk", flat=True)
    )
    total = rows.count()
    line = ngettext("%(n)d 张证书到期", "%(n)d 张证书到期", total) % {"n": total}
    context = {
        "page": page,
        "rows": [_ending(row, unit_names, linked) for row in page.items],
        "line": f"{quarter_label(quarter)} · {line}",
        "back": _names(unit=wanted.unit, course=wanted.course, kind=wanted.kind),
    }
    return render(request, "certificates/forecast_names.html", context)


def _quarter(key: str) -> Quarter:
    """Return the quarter of an address; this one where there is none in it."""
    today = clock.today()
    this = validity.quarters(today, 1)[0]
    year, _sign, number = key.partition("Q")
    known = len(year) == 4 and year.isascii() and year.isdigit() and number in {"1", "2", "3", "4"}
    return validity.quarter(key, as_of=today) if known and int(year) >= this.year else this


def _ending(row: Certificate, unit_names: dict[int, str], linked: set[int]) -> dict[str, Any]:
    now = getattr(row, "unit_now", None)
    return {
        "certificate": row,
        "kind": labels.CERTIFICATE_KIND[CertificateKind(row.kind)],
        "readable": row.pk in linked,
        "last_on": validity.last_day(row.expires_on) if row.expires_on else None,
        "unit": unit_names.get(now, "") if now else "",
        "days_left": (row.expires_on - clock.today()).days - 1 if row.expires_on else None,
    }
