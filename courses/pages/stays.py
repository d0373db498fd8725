"""Attendance, leave and conduct of a cohort person by person (考勤汇总): a page and a workbook."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from academy.people.access import PersonRequest, page_door, roles_of
from academy.shared import clock
from academy.shared.tabular.writing import TEXT, Column, Sheet
from courses import access
from courses.models import Cohort
from courses.pages.owing import sheet_reply
from courses.queries import stay_summary
from courses.queries.stay_summary import Line, Total

_HOURS = "0.0"
_COUNT = "0"


def _lines(request: PersonRequest, public_id: UUID, *, at: datetime) -> tuple[Cohort, list[Line]]:
    on = clock.local_date(at)
    cohort, rows = access.stays_for(request.person, public_id, on=on)
    return cohort, stay_summary.lines(cohort, rows, on=on, at=at)


def _of_unit(request: PersonRequest, rows: list[Line]) -> tuple[list[Line], str]:
    """Return the lines of the unit the URL names by its code; all where it names none of them."""
    wanted = request.GET.get("unit", "")
    mine = [each for each in rows if each.enrolment.unit.code == wanted]
    return (mine, wanted) if mine else (rows, "")


@require_GET
@page_door(*access.STAY_READERS)
def stay_page(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Everybody one may see with their figures, and the sums of units."""
    cohort, rows = _lines(request, public_id, at=clock.now())
    shown, wanted = _of_unit(request, rows)
    context = {
        "cohort": cohort,
        "units": {each.enrolment.unit.code: each.unit_name for each in rows},
        "wanted": wanted,
        "lines": stay_summary.in_order(shown, request.GET.get("sort", "")),
        "totals": stay_summary.totals(shown),
        "whole": stay_summary.total("", shown),
        "reader": bool(roles_of(request.person, clock.today()) & frozenset(access.READERS)),
    }
    return render(request, "courses/stay.html", context)


@require_GET
@page_door(*access.STAY_READERS)
def stay_workbook(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The same as a workbook to print and sign."""
    at = clock.now()
    cohort, rows = _lines(request, public_id, at=at)
    shown, wanted = _of_unit(request, rows)
    unit = shown[0].unit_name if wanted else _("全部单位")
    body = [_person(each) for each in shown]
    body += [_sum(each) for each in stay_summary.totals(shown)]
    sheet = Sheet(
        name=_("考勤汇总"),
        title=_("%(cohort)s 考勤汇总表") % {"cohort": cohort.name},
        columns=_columns(),
        rows=body,
        subtitle_lines=[
            _("单位：%(unit)s") % {"unit": unit},
            _("期间：%(starts)s 至 %(ends)s；截至 %(on)s")
            % {"starts": cohort.starts_on, "ends": cohort.ends_on, "on": clock.local_date(at)},
        ],
        footer_lines=[_("填表人：　　　　　　　　审核人：　　　　　　　　日期：")],
    )
    return sheet_reply(sheet, f"stay-{cohort.year}-{cohort.number}.xlsx")


def _columns() -> list[Column]:
    return [
        Column("unit", _("单位")),
        Column("staff_number", _("工号"), number_format=TEXT),
        Column("name", _("姓名")),
        Column("there", _("实到（学时）"), number_format=_HOURS),
        Column("leave", _("请假缺课（学时）"), number_format=_HOURS),
        Column("absent", _("旷课（学时）"), number_format=_HOURS),
        Column("late", _("迟到（次）"), number_format=_COUNT),
        Column("early", _("早退（次）"), number_format=_COUNT),
        Column("used", _("请假已用（学时）"), number_format=_HOURS),
        Column("limit", _("请假上限（学时）"), number_format=_HOURS),
        Column("points", _("操行分"), number_format=_HOURS),
    ]


def _person(line: Line) -> dict[str, object]:
    stay, called = line.stay, line.stay.attendance
    return {
        "unit": line.unit_name,
        "staff_number": line.enrolment.person.staff_number,
        "name": line.enrolment.person.name,
        "there": called.hours_there,
        "leave": called.hours_on_leave,
        "absent": called.hours_absent,
        "late": called.late,
        "early": called.left_early,
        "used": stay.leave_used,
        "limit": stay.leave_limit,
        "points": stay.points,
    }


def _sum(each: Total) -> dict[str, object]:
    """A unit's sums under the people; its points are their mean."""
    return {
        "unit": each.name,
        "name": _("小计（%(n)s 人）") % {"n": each.people},
        "there": each.hours_there,
        "leave": each.hours_on_leave,
        "absent": each.hours_absent,
        "late": each.late,
        "early": each.left_early,
        "used": each.leave_used,
        "points": each.points,
    }
