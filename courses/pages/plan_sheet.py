"""A run as sheets: its cohorts, the quotas beside what became of them, the people proposed."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from academy.people import labels as people_labels
from academy.people.enums import Sex
from academy.people.queries import units
from academy.shared.tabular.writing import TEXT, Column, Sheet
from courses.models import PlanningRun, PlanSeat
from courses.queries.plan_board import Compared, Line

Row = Mapping[str, object]


def sheets(
    run: PlanningRun,
    lines: Sequence[Line],
    compared: Sequence[Compared],
    seats: Sequence[Row],
    *,
    on: date,
) -> list[Sheet]:
    """Three sheets for printing and for passing on."""
    title = _("%(year)s 年排班计划") % {"year": run.year}
    said = _("截至 %(on)s") % {"on": on}
    return [
        Sheet(_("期次"), title, _line_columns(), [_line(each) for each in lines], (said,)),
        Sheet(_("名额与实绩"), title, _compare_columns(), _compare(lines, compared), (said,)),
        Sheet(_("拟派人员"), title, _seat_columns(), list(seats), (said,)),
    ]


def _line_columns() -> list[Column]:
    return [
        Column("number", _("序号")),
        Column("course", _("课程")),
        Column("starts_on", _("开班")),
        Column("ends_on", _("结班")),
        Column("capacity", _("上限（人）")),
        Column("seats", _("拟派（人）")),
        Column("men", _("男（人）")),
        Column("women", _("女（人）")),
        Column("units", _("单位（个）")),
        Column("hall", _("教室或会场")),
        Column("cohort", _("已采纳为")),
    ]


def _line(each: Line) -> Row:
    row = each.row
    return {
        "number": row.number,
        "course": row.syllabus.course.name,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "capacity": row.capacity,
        "seats": each.seats,
        "men": each.men,
        "women": each.women,
        "units": len(each.units),
        "hall": row.hall.name if row.hall else "",
        "cohort": row.cohort.name if row.cohort else "",
    }


def _compare_columns() -> list[Column]:
    return [
        Column("starts_on", _("开班")),
        Column("unit", _("单位")),
        Column("quota", _("名额")),
        Column("seats", _("拟派")),
        Column("nominated", _("提名")),
        Column("enrolled", _("入班")),
        Column("came", _("报到")),
        Column("completed", _("结业")),
        Column("as_planned", _("按计划入班")),
    ]


def _compare(lines: Sequence[Line], compared: Sequence[Compared]) -> list[Row]:
    """Every unit of every line: with what became of it where the line is accepted."""
    real = {each.line.row.pk: each for each in compared}
    found: list[Row] = []
    for line in lines:
        there = real.get(line.row.pk)
        if there is None:
            found += [
                {
                    "starts_on": line.row.starts_on,
                    "unit": unit.name,
                    "quota": unit.quota,
                    "seats": unit.seats,
                }
                for unit in line.units
            ]
            continue
        found += [
            {
                "starts_on": line.row.starts_on,
                "unit": unit.name,
                "quota": unit.quota,
                "seats": unit.seats,
                "nominated": unit.nominated,
                "enrolled": unit.enrolled,
                "came": unit.came,
                "completed": unit.completed,
                "as_planned": unit.as_planned,
            }
            for unit in there.units
        ]
    return found


def _seat_columns() -> list[Column]:
    return [
        Column("starts_on", _("开班")),
        Column("course", _("课程")),
        Column("unit", _("单位")),
        Column("staff_number", _("工号"), number_format=TEXT),
        Column("name", _("姓名")),
        Column("sex", _("性别")),
    ]


def seats_of(run: PlanningRun, *, on: date) -> list[Row]:
    """The people proposed, by cohort, unit in official order, and pinyin."""
    nodes = units.tree(on)
    place = {node.id: turn for turn, node in enumerate(nodes)}
    names = {node.id: node.short_name or node.name for node in nodes}
    # Values, not rows: a year has thousands of seats.
    rows = PlanSeat.objects.filter(run=run).values_list(
        "line__starts_on",
        "line__number",
        "unit_id",
        "person__pinyin_key",
        "person__staff_number",
        "person__name",
        "sex",
        "line__syllabus__course__name",
    )
    sexes = {sex.value: str(people_labels.SEX[sex]) for sex in Sex}
    return [
        {
            "starts_on": starts_on,
            "course": course,
            "unit": names.get(unit, ""),
            "staff_number": staff_number,
            "name": name,
            "sex": sexes[sex],
        }
        for starts_on, _number, unit, _key, staff_number, name, sex, course in sorted(
            rows, key=lambda row: (*row[:2], place.get(row[2], len(place)), *row[3:5])
        )
    ]
