"""Workbooks of teaching: plans, hours of a year, what was read, what was said."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext as _

from academy.shared.tabular.writing import TEXT, Column, Sheet
from courses.models import Cohort, Instructor
from courses.queries.evaluations import LineResult, Results
from courses.queries.materials import Summary
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
            Column("begins", _("开始")),
            Column("ends", _("结束")),
            Column("hall", _("教室")),
            Column("instructor", _("教官")),
            Column("organisation", _("单位")),
            Column("hours", _("学时"), number_format="0.0"),
        ],
        rows=[
            {
                "subject": each.subject.name,
                "day": line.taught_on,
                "begins": f"{line.begins:%H:%M}",
                "ends": f"{line.ends:%H:%M}",
                "hall": line.hall.name if line.hall is not None else "",
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


def reading_sheet(cohort: Cohort, summary: Summary) -> Sheet:
    """Who of a cohort has read how much."""
    count = len(summary.materials)
    return Sheet(
        name=_("资料阅读"),
        title=_("%(cohort)s资料阅读情况") % {"cohort": cohort.name},
        subtitle_lines=[_("开放的资料 %(n)s 份；已阅由学员自己标记，只计当前版次") % {"n": count}],
        columns=[
            Column("number", _("工号"), number_format=TEXT),
            Column("name", _("姓名")),
            Column("opened", _("打开（份）")),
            Column("read", _("已阅（份）")),
            Column("minutes", _("时间（分钟）")),
        ],
        rows=[
            {
                "number": each.enrolment.person.staff_number,
                "name": each.enrolment.person.name,
                "opened": each.opened,
                "read": each.read,
                "minutes": each.seconds // 60,
            }
            for each in summary.readers
        ],
    )


def results_sheet(cohort: Cohort, results: Results) -> Sheet:
    """What may be shown of a cohort's evaluation, a row for each line; free texts are not in it."""
    said = {
        "answers": results.answers,
        "invited": results.invited,
        "minimum": results.evaluation.minimum,
    }
    return Sheet(
        name=_("评教"),
        title=_("%(cohort)s评教结果") % {"cohort": cohort.name},
        subtitle_lines=[
            _("%(invited)s 人中 %(answers)s 人作答；不足 %(minimum)s 人的项目不显示") % said
        ],
        columns=[
            Column("about", _("针对")),
            Column("text", _("题干")),
            Column("answers", _("作答（人）")),
            Column("average", _("平均（分）"), number_format="0.00"),
            Column("counts", _("各项人数")),
        ],
        rows=[_result(each) for each in results.lines if each.texts is None],
    )


def _result(each: LineResult) -> dict[str, object]:
    line = each.line
    about = line.subject or line.instructor
    words = dict(enumerate(line.prompt.choices, start=1))
    counts = (each.counts or {}).items()
    return {
        "about": about.name if about else _("本期整体"),
        "text": line.prompt.text,
        "answers": each.answers,
        "average": each.average,
        "counts": "、".join(f"{words.get(value, value)}: {count}" for value, count in counts),
    }


def download(content: bytes, name: str) -> HttpResponse:
    """A workbook under that name, which no proxy keeps."""
    response = HttpResponse(content, content_type=_XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    response["Cache-Control"] = "private, no-store"
    return response
