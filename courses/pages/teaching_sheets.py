"""Workbooks of teaching: a cohort's plan, and the hours of a year."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext as _

from academy.shared.tabular.writing import Column, Sheet
from courses.labels import teaching as labels
from courses.models import Cohort, Instructor
from courses.queries.teaching import SubjectPlan, Taught

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def hours_sheet(rows: Sequence[tuple[Instructor, Taught]], year: int, on: date) -> Sheet:
    """Every instructor's hours of a year: taught up to a day, and planned after it."""
    return Sheet(
        name=_("授课学时"),
        title=_("%(year)s 年教官授课学时") % {"year": year},
        subtitle_lines=[_("统计截至 %(day)s，当天及以后的计入待授") % {"day": on}],
        columns=[
            Column("name", _("姓名")),
            Column("organisation", _("单位")),
            Column("taught", _("已授（学时）"), number_format="0.0"),
            Column("ahead", _("待授（学时）"), number_format="0.0"),
        ],
        rows=[
            {
                "name": row.name,
                "organisation": row.organisation or _("本系统"),
                "taught": hours.taught,
                "ahead": hours.ahead,
            }
            for row, hours in rows
        ],
    )


def plan_sheet(cohort: Cohort, plan: Sequence[SubjectPlan]) -> Sheet:
    """A cohort's lines of teaching by subject and day."""
    return Sheet(
        name=_("授课安排"),
        title=_("%(cohort)s授课安排") % {"cohort": cohort.name},
        subtitle_lines=[f"{cohort.starts_on} — {cohort.ends_on}"],
        columns=[
            Column("subject", _("科目")),
            Column("day", _("日期")),
            Column("part", _("时段")),
            Column("instructor", _("教官")),
            Column("organisation", _("单位")),
            Column("hours", _("学时"), number_format="0.0"),
        ],
        rows=[
            {
                "subject": each.subject.name,
                "day": line.taught_on,
                "part": str(labels.day_part(line.part)),
                "instructor": line.instructor.name,
                "organisation": line.instructor.organisation or _("本系统"),
                "hours": line.hours,
            }
            for each in plan
            for line in each.lines
        ],
        footer_lines=[
            _("%(subject)s：大纲 %(hours)s 学时，尚缺 %(missing)s 学时")
            % {"subject": each.subject.name, "hours": each.subject.hours, "missing": each.missing}
            for each in plan
            if each.missing
        ],
    )


def download(content: bytes, name: str) -> HttpResponse:
    """A workbook under that name, which no proxy keeps."""
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    response["Cache-Control"] = "private, no-store"
    return response
