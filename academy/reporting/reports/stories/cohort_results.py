"""Chapters of the cohort report about results: by unit, spread, who still owes, everybody."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.reporting.enums import Keeping, Level, Sitting
from academy.reporting.frames import Row
from academy.reporting.labels import SITTING, Shape
from academy.reporting.queries import completion as facts
from academy.reporting.reports import completion
from academy.reporting.reports import results as exam
from academy.reporting.reports.stories.cohort_told import Told
from academy.reporting.reports.stories.frame import Chapter, Line, Table
from academy.reporting.specs import ListColumn

_RESULTS = (
    ListColumn("unit", _("单位"), 28),
    ListColumn("due", _("应考"), 8, Shape.COUNT),
    ListColumn("sat_first", _("首考实考"), 9, Shape.COUNT),
    ListColumn("passed_first", _("首考合格"), 9, Shape.COUNT),
    ListColumn("first_pass_rate", _("首考合格率（%）"), 14, Shape.PERCENT),
    ListColumn("sat_make_up", _("补考实考"), 9, Shape.COUNT),
    ListColumn("passed", _("合格"), 8, Shape.COUNT),
    ListColumn("final_pass_rate", _("补考后合格率（%）"), 16, Shape.PERCENT),
    ListColumn("excellent", _("优秀"), 9, Shape.COUNT),
    ListColumn("average_score", _("平均分"), 9, Shape.SCORE),
)
_BANDS = ("below_60", "from_60", "from_70", "from_80", "from_90")
_LEVELS = ("average_score", "lowest", "p25", "median", "p75", "highest")
_SITTING = ListColumn(
    "sitting", _("成绩"), 14, words={each.value: label for each, label in SITTING.items()}
)


def _of_exam(column: str) -> ListColumn:
    entry = exam.SPEC.entry[column]
    return ListColumn(column, entry.label, 10, entry.shape)


_SPREAD = (_SITTING, ListColumn("scored", _("有成绩"), 9, Shape.COUNT), *map(_of_exam, _BANDS))
_LEVEL = (_SITTING, *map(_of_exam, _LEVELS))


def results(told: Told) -> Chapter:
    """Return the results of the first sitting and after make-ups."""
    rows = [row for row in told.completion.rows if row.level is not Level.PART]
    lines = [_by_unit(told, row) for row in rows if row["due"] or row.level is Level.TOTAL]
    both = ((Sitting.FIRST, told.first.total), (Sitting.FINAL, told.final.total))
    return Chapter(
        "results",
        _("考试成绩"),
        [
            Table(
                "results",
                _("合格情况"),
                _RESULTS,
                lines,
                charted="final_pass_rate",
                group="due",
            ),
            Table("spread", _("分数段（人次）"), _SPREAD, [_spread(told, *each) for each in both]),
            Table("levels", _("水平（百分制）"), _LEVEL, [_level(*each) for each in both]),
        ],
        _(
            "退训、转出和经批准不计入统计的不计。一期有几门考试的，合格情况以各门都合格为准、取最低一门成绩；"
            "分数段和水平各门各计一次。补考后成绩以补考为准，未补考的用首考。"
        ),
    )


def _by_unit(told: Told, row: Row) -> Line:
    values: dict[str, object] = {"unit": row.name, "short": row.short_name}
    values |= {column.code: row[column.code] for column in _RESULTS[1:]}
    opens = {
        column.code: told.opens("completion", column.code, row.key)
        for column in _RESULTS
        if column.shape is Shape.COUNT and row[column.code]
    }
    return Line(row.key, values, row.level in (Level.BRANCHES, Level.TOTAL), opens, ("unit",))


def _spread(told: Told, sitting: Sitting, total: Row) -> Line:
    columns = ("scored", *_BANDS)
    scored = sum(int(total.number(each)) for each in _BANDS)
    values = {"scored": scored, **{each: total[each] for each in _BANDS}}
    opens = {
        each: told.opens("results", each, sitting=sitting.value) for each in columns if values[each]
    }
    return Line(sitting.value, {"sitting": sitting.value, **values}, opens=opens)


def _level(sitting: Sitting, total: Row) -> Line:
    values = {each: total[each] for each in _LEVELS}
    return Line(sitting.value, {"sitting": sitting.value, **values})


_KEEPING = {"name": Keeping.NAMES, "staff_number": Keeping.NAMES, "reason": Keeping.SEALED}
_COLUMNS: Mapping[str, ListColumn] = {
    column.code: replace(column, keeping=_KEEPING.get(column.code, Keeping.PLAIN))
    for column in completion.SPEC.sources[0].names.columns
}
_OWING = tuple(
    _COLUMNS[code]
    for code in ("unit", "name", "staff_number", "first_score", "make_up_score", "standing")
)
_WIDTHS = {
    "unit": 26, "staff_kind": 17, "name": 10, "staff_number": 11, "checked_in_on": 13,
    "first_score": 9, "make_up_score": 9, "standing": 10, "hours": 8, "withdrawn_on": 13,
    "reason": 20,
}  # fmt: skip
_ROSTER = tuple(replace(_COLUMNS[code], width=width) for code, width in _WIDTHS.items())


def outstanding(told: Told) -> Chapter:
    """Return who sat in vain or not at all, and has passed no make-up yet.

    Who is left out of the figures is among them: an exclusion is no pass.
    """
    lines = _named(told, filter(_owes, _rows(told)))
    table = Table(
        "outstanding",
        gettext("未合格、缺考且补考未通过的人员（%(count)s 人）") % {"count": len(lines)},
        _OWING,
        lines,
        empty=_("没有人欠考：公布了成绩的都已合格。"),
        called_by="name",
    )
    return Chapter("outstanding", _("待补考人员"), [table])


def _owes(row: Mapping[str, Any]) -> bool:
    return bool(row["reported"]) and not row["withdrew"] and not row["passed"]


def roster(told: Told) -> Chapter:
    """Return everybody with their results, by unit and pinyin."""
    lines = _named(told, _rows(told))
    title = gettext("人员名单（%(count)s 人）") % {"count": len(lines)}
    empty = _("没有人取得名额。")
    table = Table("roster", title, _ROSTER, lines, empty=empty, is_roster=True, called_by="name")
    return Chapter("roster", _("人员及结果名单"), [table], _("不含已转到其他期次的。"))


def _rows(told: Told) -> Iterable[dict[str, Any]]:
    order: dict[int | str, int] = {place.id: at for at, place in enumerate(told.every)}
    return facts.FACTS.lines(told.ask, "", order)


def _named(told: Told, rows: Iterable[dict[str, Any]]) -> list[Line]:
    names = {place.id: place.name for place in told.every}
    line: Any = completion.SPEC.sources[0].names.line
    return [Line(str(row["public_id"]), line(row, names)) for row in rows]
