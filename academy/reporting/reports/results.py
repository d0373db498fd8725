"""The exam report (考试成绩分析表): who sat and passed, and how the scores are spread."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.people.enums import StaffKind
from academy.reporting import labels
from academy.reporting.enums import Dimension
from academy.reporting.labels import Entry, Shape
from academy.reporting.queries import completion, headings, results
from academy.reporting.reports import completion as completion_report
from academy.reporting.reports.approvals import OF_SEATS, ONLY_OF_SEATS, seat_approval_of
from academy.reporting.rules.figures import hundredths, mean, percent
from academy.reporting.specs import (
    Banded,
    Charted,
    Counts,
    ListColumn,
    Names,
    Source,
    Spec,
    Tile,
    Value,
)

_GROUPS: dict[str, Promise] = {
    "sat": _("参考"),
    "passed": _("合格"),
    "spread": _("分数段"),
    "level": _("水平（百分制）"),
}
_TIMES = _("人次")


def _count(column: str, group: str, label: Promise, definition: Promise) -> Entry:
    return Entry(column, group, label, _TIMES, Shape.COUNT, column, definition)


def _rate(column: str, group: str, label: Promise, figure: str, definition: Promise) -> Entry:
    return Entry(column, group, label, labels.PERCENT, Shape.PERCENT, figure, definition)


def _score(column: str, label: Promise, definition: Promise) -> Entry:
    return Entry(column, "level", label, labels.POINTS, Shape.SCORE, "", definition)


ENTRIES: tuple[Entry, ...] = (
    _count("due", "sat", _("应考"),
           _("考试结果（含缺考）已发布的人次，不计的除外；一期有几门的，每门各计一次。")),
    _count("excluded", "sat", _("不计"),
           _("考试结果已发布，而退训或经批准不计入统计的人次；不计入其他各项，逐人列名并注明原因和批准。")),
    _count("sat_first", "sat", _("首考实考"), _("参加了首次考试的。")),
    _count("absent", "sat", _("首考缺考"), _("首次考试缺考的。")),
    _rate("sit_rate", "sat", _("首考参考率"), "sat_first", _("首考实考 ÷ 应考。")),
    _count("sat_make_up", "sat", _("补考实考"), _("参加了补考的。")),
    _count("sat", "sat", _("实考"), _("首考、补考至少参加一次的。")),
    _count("passed_first", "passed", _("首考合格"), _("首次考试合格的。")),
    _rate("first_pass_rate", "passed", _("首考合格率"), "passed_first", _("首考合格 ÷ 首考实考。")),
    _count("passed", "passed", _("补考后合格"), _("首考或补考合格的。")),
    _rate("final_pass_rate", "passed", _("补考后合格率"), "passed",
          _("补考后合格 ÷ 实考。")),
    _count("excellent", "passed", _("优秀"), _("首考达到优秀线的；补考不评优秀。")),
    _rate("excellence_rate", "passed", _("优秀率"), "excellent", _("优秀 ÷ 首考实考。")),
    _count("below_60", "spread", _("60 以下"), _("折合百分制不到 60 分的。")),
    _count("from_60", "spread", _("60–70"), _("60 分及以上、不到 70 分的。")),
    _count("from_70", "spread", _("70–80"), _("70 分及以上、不到 80 分的。")),
    _count("from_80", "spread", _("80–90"), _("80 分及以上、不到 90 分的。")),
    _count("from_90", "spread", _("90 以上"), _("90 分及以上的。")),
    _score("average_score", _("平均分"), _("所选成绩折合百分制后之和 ÷ 有成绩的人次。")),
    _score("lowest", _("最低分"), _("所选成绩中最低的。")),
    _score("p25", _("25 分位"), _("至少四分之一的成绩不高于它的最小成绩。")),
    _score("median", _("中位数"), _("至少一半的成绩不高于它的最小成绩。")),
    _score("p75", _("75 分位"), _("至少四分之三的成绩不高于它的最小成绩。")),
    _score("highest", _("最高分"), _("所选成绩中最高的。")),
)  # fmt: skip
_NOTES: tuple[Promise, ...] = (
    _("单位、人员类别按取得名额当天的归属统计；转期的只计转入的一期。"),
    completion_report.NAMED,
    _("期次按开班日期归入统计期；各项事实以数据截止日当天二十四时前记录的为准。"),
    _("分数段和水平按所选的首考成绩或补考后成绩；补考后成绩以补考为准，未补考的用首考。"),
    _("成绩折合百分制，两位小数，四舍五入；分位数取名次法，必为其中某人的成绩。"),
)
_FIGURES: dict[str, Promise] = {
    **{entry.column: entry.label for entry in ENTRIES if entry.shape is Shape.COUNT},
    "passed_make_up": _("补考合格"),
    "scored": _("有成绩"),
}
_LIST = (
    ListColumn("unit", _("单位"), 26),
    ListColumn("staff_kind", _("人员类别"), 14, words=labels.STAFF_KIND),
    ListColumn("name", _("姓名"), 10),
    ListColumn("staff_number", _("工号"), 11, Shape.CENTRE),
    ListColumn("cohort", _("期次"), 30),
    ListColumn("starts_on", _("开班日期"), 12, Shape.DATE),
    ListColumn("first_score", _("首考成绩"), 9, Shape.SCORE),
    ListColumn("make_up_score", _("补考成绩"), 9, Shape.SCORE),
    ListColumn(
        "standing", _("结果"), 11, Shape.CENTRE,
        words={
            "excellent": _("优秀"), "passed": _("合格"), "passed_make_up": _("补考合格"),
            "failed": _("未合格"), "absent": _("缺考"), "withdrawn": _("退训"),
            "left_out": _("经批准不计"),
        },
        chips={
            "excellent": "done", "passed": "done", "passed_make_up": "done", "failed": "late",
            "absent": "late", "withdrawn": "stop", "left_out": "stop",
        },
    ),
    *OF_SEATS,
)  # fmt: skip
_OF_PEOPLE = ("unit", "staff_kind", "name", "staff_number", "cohort")
_OF_WHO_STAYED = (*_OF_PEOPLE, "starts_on", "first_score", "make_up_score", "standing")
_ONLY = {
    **dict.fromkeys(_FIGURES, _OF_WHO_STAYED),
    "excluded": (*_OF_PEOPLE, *ONLY_OF_SEATS),
}


def _line(row: dict[str, Any], names: Mapping[int, str]) -> dict[str, object]:
    return {
        "unit": names[row["unit_id"]],
        "staff_kind": StaffKind(row["enrolment__staff_kind"]),
        "name": row["enrolment__person__name"],
        "staff_number": row["enrolment__person__staff_number"],
        "cohort": row["enrolment__cohort__name"],
        "starts_on": row["enrolment__cohort__starts_on"],
        "first_score": _points(row["first_score"]),
        "make_up_score": _points(row["make_up_score"]),
        "standing": _standing(row),
        **seat_approval_of(row, row["enrolment__withdrawn_at"], row["enrolment__reason"]),
    }


def _standing(row: dict[str, Any]) -> str:
    if row["excluded"]:
        return "withdrawn" if row["withdrew"] else "left_out"
    for said in ("excellent", "passed_make_up", "passed"):
        if row[said]:
            return said
    return "failed" if row["sat"] else "absent"


_NAMES = Names(_LIST, _line, _ONLY, id="enrolment__public_id")


def _points(value: int | None) -> Decimal | None:
    return None if value is None else hundredths(value)


def _derived(counts: Counts) -> Mapping[str, Value]:
    return {
        "sit_rate": percent(counts["sat_first"], counts["due"]),
        "first_pass_rate": percent(counts["passed_first"], counts["sat_first"]),
        "final_pass_rate": percent(counts["passed"], counts["sat"]),
        "excellence_rate": percent(counts["excellent"], counts["sat_first"]),
        "average_score": mean(Decimal(counts["score_hundredths"]) / 100, counts["scored"]),
    }


def _sentence(total: Mapping[str, str], persons: str) -> str:
    words = gettext(
        "应考 %(due)s 人次（另有 %(excluded)s 人次不计），首考实考 %(sat_first)s 人次，"
        "首考合格率 %(first_pass_rate)s%%，"
        "补考后合格率 %(final_pass_rate)s%%，优秀率 %(excellence_rate)s%%；"
        "平均分 %(average_score)s 分，中位数 %(median)s 分，"
        "最低 %(lowest)s 分，最高 %(highest)s 分。"
    )
    return words % total


SPEC = Spec(
    code="results",
    name=_("考试成绩分析"),
    title=_("全市城管系统培训考试成绩分析表"),
    matter=_("培训考试情况"),
    about=_("各单位首考和补考后的合格率、分数段、平均分和分位数"),
    groups=_GROUPS,
    entries=ENTRIES,
    notes=_NOTES,
    sources=(Source(results.FACTS, _NAMES, _("成绩名单")),),
    derive=_derived,
    figures=_FIGURES,
    charted=(
        Charted("first_pass_rate", "passed_first", "sat_first"),
        Charted("final_pass_rate", "passed", "sat"),
        Charted("excellence_rate", "excellent", "sat_first"),
    ),
    tiles=(
        Tile("due", "excluded"),
        Tile("sit_rate", "absent"),
        Tile("first_pass_rate", ""),
        Tile("final_pass_rate", ""),
        Tile("excellence_rate", ""),
        Tile("average_score", "median"),
        Tile("lowest", "highest"),
    ),
    whole=("due", "excluded"),
    left_out="excluded",
    count_persons=completion.person_count,
    sentence=_sentence,
    counted_in=_TIMES,
    list_note=_("单位、人员类别为取得名额当天的归属；成绩为百分制"),
    row_label=_("单位"),
    charts_first="first_pass_rate",
    banded=Banded(
        _("分数分布"),
        (
            ("below_60", 0, 60), ("from_60", 60, 70), ("from_70", 70, 80), ("from_80", 80, 90),
            ("from_90", 90, 100),
        ),
        ("lowest", "p25", "median", "p75", "highest"),
    ),
    asks=(
        "from", "until", "as_of", "track", "cohort", "unit", "staff_kind", "rank_band", "by",
        "sitting",
    ),
    dimensions=(Dimension.STAFF_KIND, Dimension.RANK_BAND, Dimension.TRACK),
    latest=headings.latest_start,
    percentiles=(
        results.FACTS,
        "shown",
        {"lowest": 0, "p25": 25, "median": 50, "p75": 75, "highest": 100},
    ),
)  # fmt: skip
