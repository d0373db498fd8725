"""Hours against requirements (学时达标情况统计表), and who has not finished (未完成名单)."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.reporting import labels
from academy.reporting.enums import Dimension, TargetFigure, Way
from academy.reporting.labels import Entry, Shape
from academy.reporting.queries import attainment, staff
from academy.reporting.reports.approvals import APPROVAL, ONLY, approval_of
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.figures import mean, percent
from academy.reporting.specs import (
    Charted,
    Counts,
    ListColumn,
    Names,
    Source,
    Spec,
    Tile,
    Value,
)
from courses.enums.hours import Metric

_GROUPS: dict[str, Promise] = {
    "met": _("达标"),
    "short": _("未达标"),
    "hours": _("学时（门次）"),
}
_TIMES, _AMOUNT = _("人次"), _("学时")
_DUE = Entry(
    "due", "met", _("应达标"), _TIMES, Shape.COUNT, "due",
    _("统计日有培训要求的人次；一人有几项要求的，每项各计一次。"),
)  # fmt: skip
_EXCLUDED = Entry(
    "excluded", "met", _("不计"), _TIMES, Shape.COUNT, "excluded",
    _("有培训要求而统计日经批准不计入统计的人次，逐人列名并注明原因。"),
)  # fmt: skip
_MET = Entry("met", "met", _("达标"), _TIMES, Shape.COUNT, "met", _("已满足该项要求的。"))
_MET_RATE = Entry(
    "met_rate", "met", _("达标率"), labels.PERCENT, Shape.PERCENT, "met", _("达标 ÷ 应达标。")
)
_SHORT: tuple[Entry, ...] = (
    Entry("short", "short", _("未达标"), _TIMES, Shape.COUNT, "short", _("尚未满足该项要求的。")),
    Entry("late", "short", _("其中逾期"), _TIMES, Shape.COUNT, "late",
          _("未达标而期限已过的。")),
    Entry("soon", "short", _("30 天内到期"), _TIMES, Shape.COUNT, "soon",
          _("未达标而期限在 30 天之内的。")),
    Entry("later", "short", _("30 天后到期"), _TIMES, Shape.COUNT, "later",
          _("未达标而期限在 30 天以后的。")),
)  # fmt: skip
_MISSING = Entry(
    "missing", "hours", _("尚欠"), _AMOUNT, Shape.HOURS, "short",
    _("未达标人次尚欠的学时之和；要求为通过课程的，一门计 1。"),
)  # fmt: skip
ENTRIES: tuple[Entry, ...] = (
    _DUE,
    _EXCLUDED,
    _MET,
    _MET_RATE,
    *_SHORT,
    Entry("earned", "hours", _("已得"), _AMOUNT, Shape.HOURS, "due", _("计入各项要求的学时之和。")),
    Entry("average", "hours", _("人均已得"), _AMOUNT, Shape.SCORE, "due", _("已得 ÷ 应达标。")),
    _MISSING,
)
_NOTES: tuple[Promise, ...] = (
    _("要求以统计日有效的版本为准；单位、职级、人员类别按该要求认定日的归属。"),
    _("学时台账以统计日当天二十四时前记录的为准，事后补记、冲销的不改变当时的数字。"),
    _("比率保留一位小数、平均数保留两位小数，四舍五入；分母为零的记“—”。"),
)
WAY: dict[str, Promise] = {
    Way.NONE: _("尚未报名"),
    Way.NOMINATED: _("已提名，待审批"),
    Way.SEATED: _("已有名额，培训中或待开班"),
    Way.PASSED: _("已结业，仍欠学时"),
    Way.FAILED: _("考试不合格"),
    Way.ABSENT: _("缺训、缺考"),
    Way.WITHDRAWN: _("中途退训"),
    Way.DECLINED: _("提名未获批准"),
}
_CHIP: dict[str, str] = {
    Way.NONE: "late",
    Way.NOMINATED: "owed",
    Way.SEATED: "owed",
    Way.PASSED: "owed",
    Way.FAILED: "late",
    Way.ABSENT: "late",
    Way.WITHDRAWN: "stop",
    Way.DECLINED: "late",
}
_LIST = (
    ListColumn("unit", _("单位"), 26),
    ListColumn("name", _("姓名"), 10),
    ListColumn("staff_number", _("工号"), 11, Shape.CENTRE),
    ListColumn("requirement", _("培训要求"), 30),
    ListColumn("owed", _("应达"), 9, Shape.HOURS),
    ListColumn("earned", _("已得"), 9, Shape.HOURS),
    ListColumn("missing", _("尚欠"), 9, Shape.HOURS),
    ListColumn("measure", _("计量"), 8, Shape.CENTRE, words={
        Metric.HOURS: _("学时"), Metric.COMPLETION: _("门"),
    }),
    ListColumn("due_on", _("完成期限"), 12, Shape.DATE),
    ListColumn("reason", _("未完成原因"), 24, words=WAY, chips=_CHIP),
    *APPROVAL,
)  # fmt: skip


_OWED = ("unit", "name", "staff_number", "requirement", "owed", "earned")
_KEPT = (*_OWED, "missing", "measure", "due_on", "reason")
_ONLY = {
    **dict.fromkeys(("due", "met", "short", "late", "soon", "later"), _KEPT),
    "excluded": (*_OWED, *ONLY),
}


def _line(row: dict[str, Any], names: Mapping[int, str]) -> dict[str, object]:
    owed, earned = (Decimal(int(row[name])) / 10 for name in ("owed", "earned"))
    is_short = earned < owed and not row["excluded"]
    return {
        "unit": names[row["unit_id"]],
        "name": row["name"],
        "staff_number": row["staff_number"],
        "requirement": row["edition"].requirement.name,
        "owed": owed,
        "earned": earned,
        "missing": max(owed - earned, Decimal("0.0")),
        "measure": row["edition"].metric,
        "due_on": row["due_on"],
        "reason": (row["standing"] or Way.NONE) if is_short else "",
        **approval_of(row),
    }


def _derived(counts: Counts) -> Mapping[str, Value]:
    earned = Decimal(counts["earned_tenths"]) / 10
    return {
        "met_rate": percent(counts["met"], counts["due"]),
        "earned": earned,
        "average": mean(earned, counts["due"]),
        "missing": Decimal(counts["missing_tenths"]) / 10,
    }


def _missing(counts: Counts) -> Mapping[str, Value]:
    return {"missing": Decimal(counts["missing_tenths"]) / 10}


def _persons(ask: Ask) -> int:
    return staff.serving(ask).count()


def _sentence(total: Mapping[str, str], persons: str) -> str:
    words = gettext(
        "应达标 %(due)s 人次（另有 %(excluded)s 人次经批准不计），达标 %(met)s 人次，"
        "达标率 %(met_rate)s%%；未达标 %(short)s 人次，其中逾期 %(late)s 人次；"
        "已得 %(earned)s 学时，人均 %(average)s，尚欠 %(missing)s。"
    )
    return words % total


def _unfinished(total: Mapping[str, str], persons: str) -> str:
    words = gettext(
        "在岗 %(persons)s 人中，未完成 %(short)s 人次，其中逾期 %(late)s 人次，"
        "30 天内到期 %(soon)s 人次；尚欠 %(missing)s。"
    )
    return words % {**total, "persons": persons}


SPEC = Spec(
    code="hours",
    name=_("学时达标情况"),
    title=_("全市城管系统学时达标情况统计表"),
    matter=_("学时达标情况"),
    about=_("每项培训要求应达标、达标、逾期的人次和学时，按要求展开"),
    groups=_GROUPS,
    entries=ENTRIES,
    notes=_NOTES,
    sources=(Source(attainment.OWING, Names(_LIST, _line, _ONLY), _("人员名单")),),
    derive=_derived,
    figures={entry.column: entry.label for entry in ENTRIES if entry.shape is Shape.COUNT},
    charted=(Charted("met_rate", "met", "due", target=TargetFigure.HOURS),),
    tiles=(
        Tile("due", "excluded"),
        Tile("met_rate", ""),
        Tile("short", "late"),
        Tile("soon", "later"),
        Tile("earned", "average"),
    ),
    whole=("due", "excluded"),
    left_out="excluded",
    count_persons=_persons,
    sentence=_sentence,
    counted_in=_TIMES,
    list_note=_("单位按该要求认定日的归属；一人有几项要求的各列一行"),
    row_label=_("单位"),
    charts_first="met_rate",
    asks=("as_of", "unit", "requirement", "by"),
    dimensions=(Dimension.REQUIREMENT,),
)
_ENTRIES = (*_SHORT, _MISSING)
UNFINISHED = replace(
    SPEC,
    code="unfinished",
    name=_("未完成名单"),
    title=_("全市城管系统未完成培训人员名单"),
    matter=_("未完成培训情况"),
    about=_("还没有完成培训要求的人，逐人列出原因和期限"),
    entries=_ENTRIES,
    sources=(Source(attainment.UNFINISHED, Names(_LIST[:-3], _line, _ONLY), _("未完成名单")),),
    derive=_missing,
    figures={entry.column: entry.label for entry in _ENTRIES if entry.shape is Shape.COUNT},
    charted=(Charted("short", "late"),),
    tiles=(Tile("short", "late"), Tile("soon", "later"), Tile("missing", "")),
    whole=("short",),
    sentence=_unfinished,
    left_out="",
    charts_first="short",
    printed="short",
)
