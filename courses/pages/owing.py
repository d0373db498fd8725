"""Who owes what by when: by unit, by name, as a workbook, and as seats of the quarters ahead."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from academy.people.access import PersonRequest, page_door, visible_units
from academy.people.enums import Role
from academy.people.models import Person
from academy.people.queries import units
from academy.people.queries.units import UnitNode
from academy.shared import clock
from academy.shared.tabular.writing import TEXT, Column, Sheet, write_workbook
from courses.models import Course, RequirementEdition
from courses.pages import requirement_words as words
from courses.queries import forecast
from courses.queries.owing import Ask, Owing, by_unit, editions_on, end_of, standings

READERS = (Role.HR, Role.ACADEMY_ADMIN, Role.UNIT_TRAINING_OFFICER)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 50
AHEAD = 8


@dataclass(slots=True)
class Asked:
    """What a page was asked: day, requirement and unit, within what its reader may see."""

    on: date
    nodes: list[UnitNode]
    scope: frozenset[int]
    unit: str
    editions: list[RequirementEdition]
    edition: str
    known: date | None = None

    @property
    def ask(self) -> Ask:
        """The question for the database."""
        return Ask(self.on, unit_ids=self.scope, known_before=end_of(self.known))

    @property
    def chosen(self) -> list[RequirementEdition]:
        """The editions asked for: one, or all in force."""
        return [row for row in self.editions if str(row.public_id) == self.edition] or self.editions


def asked(request: PersonRequest) -> Asked:
    """Read day, unit and requirement; a unit out of sight, or none, means all one may see."""
    today = clock.today()
    on, known = _day(request.GET.get("on", "")), _day(request.GET.get("known", ""))
    visible = visible_units(request.person, *READERS, on=today)
    nodes = units.tree(on or today)
    unit = request.GET.get("unit", "")
    named = [node.id for node in nodes if node.code == unit and node.id in visible]
    scope = (units.below(named, nodes) & visible) if named else visible
    return Asked(
        on=on or today,
        nodes=[node for node in nodes if node.id in visible],
        scope=scope,
        unit=unit if named else "",
        editions=editions_on(on or today, known_before=end_of(known)),
        edition=request.GET.get("edition", ""),
        known=known,
    )


def _day(text: str) -> date | None:
    """The day that was typed; None for nothing, or for what is no day."""
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_GET
@page_door(*READERS)
def attainment(request: PersonRequest) -> HttpResponse:
    """How many of each unit have met each requirement on a day."""
    wanted = asked(request)
    names = {node.id: node for node in wanted.nodes}
    order = {node.id: place for place, node in enumerate(wanted.nodes)}
    found = [line for line in by_unit(wanted.ask, wanted.chosen) if line.unit_id in names]
    found.sort(key=lambda line: (line.edition.priority, order[line.unit_id]))
    lines = [
        {
            "line": line,
            "unit": names[line.unit_id],
            "percent": f"{100 * line.met / line.people:.1f}",
            "missing": words.number(line.missing),
        }
        for line in found
    ]
    context = {
        "wanted": wanted,
        "lines": lines,
        "people": sum(line.people for line in found),
        "met": sum(line.met for line in found),
        "late": sum(line.late for line in found),
    }
    return render(request, "courses/hours/attainment.html", context)


@require_GET
@page_door(*READERS)
def owing(request: PersonRequest) -> HttpResponse:
    """The names: who owes what by which day."""
    wanted = asked(request)
    found = _found(wanted)
    typed = request.GET.get("page", "1")
    pages = max(1, -(-len(found) // PAGE))
    place = min(int(typed), pages) if typed.isdecimal() and int(typed) else 1
    shown = _lines(found[(place - 1) * PAGE : place * PAGE], wanted)
    query = request.GET.copy()
    links = {}
    for name, other in (("previous", place - 1), ("next", place + 1)):
        query["page"] = str(other)
        links[name] = f"?{query.urlencode()}" if 1 <= other <= pages else ""
    query.pop("page", None)
    context = {
        "wanted": wanted,
        "lines": shown,
        "total": len(found),
        "people": len({each.person_id for each in found}),
        "place": place,
        "pages": pages,
        "query": query.urlencode(),
        **links,
    }
    return render(request, "courses/hours/owing.html", context)


def _found(wanted: Asked) -> list[Owing]:
    found = standings(wanted.ask, wanted.chosen, short_only=True)
    found.sort(key=lambda each: (each.standing.due_on, each.edition.priority, each.person_id))
    return found


def _lines(found: list[Owing], wanted: Asked) -> list[dict[str, Any]]:
    people = Person.objects.in_bulk([each.person_id for each in found])
    names = {node.id: node.short_name for node in wanted.nodes}
    return [
        {
            "person": people[each.person_id],
            "unit": names.get(each.unit_id, ""),
            "edition": each.edition,
            "standing": each.standing,
            "owed": words.number(each.standing.owed),
            "earned": words.number(each.standing.earned),
            "missing": words.number(each.standing.missing),
            "state": words.state(each.standing),
        }
        for each in found
    ]


@require_GET
@page_door(*READERS)
def workbook(request: PersonRequest) -> HttpResponse:
    """The same names as a workbook."""
    wanted = asked(request)
    found = _found(wanted)
    rows = []
    for start in range(0, len(found), 500):
        for each in _lines(found[start : start + 500], wanted):
            standing = each["standing"]
            rows.append(
                {
                    "unit": each["unit"],
                    "number": each["person"].staff_number,
                    "name": each["person"].name,
                    "requirement": each["edition"].requirement.name,
                    "owed": standing.owed,
                    "earned": standing.earned,
                    "missing": standing.missing,
                    "due": standing.due_on,
                    "state": each["state"][1],
                }
            )
    sheet = Sheet(
        name=_("未达标名单"),
        title=_("培训要求未达标名单"),
        subtitle_lines=_subtitles(wanted),
        columns=[
            Column("unit", _("单位"), width=14),
            Column("number", _("工号"), width=12, number_format=TEXT),
            Column("name", _("姓名"), width=12),
            Column("requirement", _("要求"), width=26),
            Column("owed", _("应达"), width=8, number_format="0.0"),
            Column("earned", _("已得"), width=8, number_format="0.0"),
            Column("missing", _("尚缺"), width=8, number_format="0.0"),
            Column("due", _("最迟"), width=12),
            Column("state", _("状态"), width=10),
        ],
        rows=rows,
    )
    return sheet_reply(sheet, f"owing-{wanted.on.isoformat()}.xlsx")


def _subtitles(wanted: Asked) -> list[str]:
    lines = [_("统计日期：%(on)s") % {"on": wanted.on.isoformat()}]
    if wanted.known is not None:
        lines.append(_("台账截至：%(day)s") % {"day": wanted.known.isoformat()})
    return lines


def sheet_reply(sheet: Sheet, name: str) -> HttpResponse:
    """A workbook to save, kept by no cache."""
    return sheets_reply([sheet], name)


def sheets_reply(sheets: Sequence[Sheet], name: str) -> HttpResponse:
    """Likewise, of several sheets."""
    out = io.BytesIO()
    write_workbook(out, sheets)
    reply = HttpResponse(out.getvalue(), content_type=XLSX)
    reply["Content-Disposition"] = f'attachment; filename="{name}"'
    reply["Cache-Control"] = "private, no-store"
    return reply


@require_GET
@page_door(*READERS)
def seats(request: PersonRequest) -> HttpResponse:
    """Seats of a course needed by unit and quarter; with a unit and quarter, the names."""
    wanted = asked(request)
    courses = list(Course.objects.order_by("code"))
    code = request.GET.get("course", "")
    course = next((row for row in courses if row.code == code), courses[0] if courses else None)
    first = forecast.Quarter.of(wanted.on)
    quarters = [first.after(place) for place in range(AHEAD)]
    found = (
        forecast.needs(course, on=wanted.on, quarters=AHEAD, unit_ids=wanted.scope)
        if course
        else []
    )
    named = request.GET.get("quarter", "")
    chosen = next((each for each in quarters if _quarter(each) == named), None)
    context = {
        "wanted": wanted,
        "courses": courses,
        "course": course,
        "quarters": [_quarter(each) for each in quarters],
        "matrix": _matrix(found, quarters, wanted),
        "total": sum(need.seats for need in found),
        "lapsing": sum(need.lapses for need in found),
        "chosen": _quarter(chosen) if chosen else "",
        "names": _names([each for each in found if each.quarter == chosen], wanted),
    }
    return render(request, "courses/hours/seats.html", context)


def _quarter(quarter: forecast.Quarter) -> str:
    return f"{quarter.year}Q{quarter.number}"


def _matrix(
    found: list[forecast.Need], quarters: list[forecast.Quarter], wanted: Asked
) -> list[dict[str, Any]]:
    sums: dict[tuple[int, forecast.Quarter], int] = {}
    for need in found:
        key = (need.unit_id, need.quarter)
        sums[key] = sums.get(key, 0) + need.seats
    rows = []
    for node in wanted.nodes:
        cells = [(_quarter(each), sums.get((node.id, each), 0)) for each in quarters]
        if any(seats for _name, seats in cells):
            rows.append({"unit": node, "cells": cells, "sum": sum(n for _name, n in cells)})
    return rows


def _names(found: list[forecast.Need], wanted: Asked) -> list[dict[str, Any]]:
    names = {node.id: node.short_name for node in wanted.nodes}
    people = Person.objects.in_bulk([need.person_id for need in found])
    return [
        {"person": people[need.person_id], "unit": names.get(need.unit_id, ""), "need": need}
        for need in found
    ]
