"""The completion report (培训结业情况统计表): who trained, sat, passed, and earned hours.

Its columns are the glossary that is printed under the table, on the third sheet and at the end of
the PDF. Each definition names its denominator.
"""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.people.enums import StaffKind
from academy.reporting import labels
from academy.reporting.enums import Column, Dimension, Figure, Group, Standing, TargetFigure
from academy.reporting.labels import Entry, Shape
from academy.reporting.queries import completion, headings
from academy.reporting.reports.approvals import OF_SEATS, ONLY, ONLY_OF_SEATS, seat_approval_of
from academy.reporting.rules.figures import Counts, rates
from academy.reporting.specs import Charted, ListColumn, Names, Source, Spec, Tile, Value
from academy.reporting.specs import Counts as Tallied
from academy.shared.clock import local_date
from academy.shared.text import mask_id_number

GROUP: dict[str, Promise] = {
    Group.TRAINING: _("培训"),
    Group.EXAM: _("考试"),
    Group.RESULT: _("成绩"),
    Group.HOURS: _("学时"),
}
ENTRIES: tuple[Entry, ...] = (
    Entry(
        Column.REQUIRED, Group.TRAINING, _("应训"), labels.PEOPLE, Shape.COUNT, Figure.REQUIRED,
        _("统计期内开班的期次中取得名额的人次；退训和经批准不计的除外，另列“不计”。一人参加两期的计两人次。"),
    ),
    Entry(
        Column.EXCLUDED, Group.TRAINING, _("不计"), labels.PEOPLE, Shape.COUNT, Figure.EXCLUDED,
        _("取得名额后退训的，和经批准不计入统计的人次；不计入其他各项，逐人列名并注明原因和批准。"),
    ),
    Entry(
        Column.ATTENDED, Group.TRAINING, _("实训"), labels.PEOPLE, Shape.COUNT, Figure.ATTENDED,
        _("应训人次中已报到的。"),
    ),
    Entry(
        Column.ATTENDANCE_RATE, Group.TRAINING, _("参训率"), labels.PERCENT, Shape.PERCENT,
        Figure.ATTENDED, _("实训 ÷ 应训。"),
    ),
    Entry(
        Column.DUE, Group.EXAM, _("应考"), labels.PEOPLE, Shape.COUNT, Figure.DUE,
        _("应训人次中考试结果（含缺考）已发布的。"),
    ),
    Entry(
        Column.SAT_FIRST, Group.EXAM, _("首考实考"), labels.PEOPLE, Shape.COUNT, Figure.SAT_FIRST,
        _("应考人次中参加了首次考试的。"),
    ),
    Entry(
        Column.SAT_MAKE_UP, Group.EXAM, _("补考实考"), labels.PEOPLE, Shape.COUNT,
        Figure.SAT_MAKE_UP, _("应考人次中参加了补考的。"),
    ),
    Entry(
        Column.SAT, Group.EXAM, _("实考"), labels.PEOPLE, Shape.COUNT, Figure.SAT,
        _("应考人次中首考、补考至少参加一次的。"),
    ),
    Entry(
        Column.PASSED_FIRST, Group.RESULT, _("首考合格"), labels.PEOPLE, Shape.COUNT,
        Figure.PASSED_FIRST, _("首考实考人次中首考合格的；一期有几门考试的，各门都合格才计。"),
    ),
    Entry(
        Column.FIRST_PASS_RATE, Group.RESULT, _("首考合格率"), labels.PERCENT, Shape.PERCENT,
        Figure.PASSED_FIRST, _("首考合格 ÷ 首考实考。"),
    ),
    Entry(
        Column.PASSED_MAKE_UP, Group.RESULT, _("补考合格"), labels.PEOPLE, Shape.COUNT,
        Figure.PASSED_MAKE_UP, _("首考未合格（含缺考）而经补考合格的人次。"),
    ),
    Entry(
        Column.PASSED, Group.RESULT, _("合格"), labels.PEOPLE, Shape.COUNT, Figure.PASSED,
        _("首考合格与补考合格之和。"),
    ),
    Entry(
        Column.FINAL_PASS_RATE, Group.RESULT, _("补考后合格率"), labels.PERCENT, Shape.PERCENT,
        Figure.PASSED, _("合格 ÷ 实考。"),
    ),
    Entry(
        Column.EXCELLENT, Group.RESULT, _("优秀"), labels.PEOPLE, Shape.COUNT, Figure.EXCELLENT,
        _("首考达到优秀线的人次；补考不评优秀。"),
    ),
    Entry(
        Column.EXCELLENCE_RATE, Group.RESULT, _("优秀率"), labels.PERCENT, Shape.PERCENT,
        Figure.EXCELLENT, _("优秀 ÷ 首考实考。"),
    ),
    Entry(
        Column.AVERAGE_SCORE, Group.RESULT, _("平均分"), labels.POINTS, Shape.SCORE, Figure.SCORED,
        _("首考成绩折合百分制后之和 ÷ 首考有成绩的人次；缺考、补考不计；一期有几门的取最低一门。"),
    ),
    Entry(
        Column.HOURS, Group.HOURS, _("学时合计"), labels.HOURS, Shape.HOURS, Figure.CREDITED,
        _("学时台账中由这些期次记入的学时之和，已减去冲销。结班后才记入。"),
    ),
    Entry(
        Column.AVERAGE_HOURS, Group.HOURS, _("人均学时"), labels.HOURS, Shape.SCORE,
        Figure.CREDITED, _("学时合计 ÷ 应训。"),
    ),
)  # fmt: skip
NAMED = _(
    "经批准不计，指不计入统计的日期与期次有一天重合，而没有参加考试、没有记入学时；"
    "参加了考试的照常计入，合格与否不改变。批准、撤销批准以截止日前的为准。"
)
NOTES: tuple[Promise, ...] = (
    _("单位、人员类别按取得名额当天的归属统计；其后调动、转类的不改变已计入的单位。"),
    _("期次按开班日期归入统计期；各项事实以数据截止日当天二十四时前记录的为准。"),
    NAMED,
    _("比率保留一位小数、平均数保留两位小数，四舍五入；分母为零的记“—”。"),
    _("市局一行只含局机关本级，不含各分局；中队计入所属分局。"),
)
FIGURE: dict[str, Promise] = {
    Figure.REQUIRED: _("应训"),
    Figure.EXCLUDED: _("不计（退训、经批准）"),
    Figure.WITHDREW: _("退训"),
    Figure.NAMED: _("经批准不计"),
    Figure.ATTENDED: _("实训"),
    Figure.DUE: _("应考"),
    Figure.SAT_FIRST: _("首考实考"),
    Figure.SAT_MAKE_UP: _("补考实考"),
    Figure.SAT: _("实考"),
    Figure.PASSED_FIRST: _("首考合格"),
    Figure.PASSED_MAKE_UP: _("补考合格"),
    Figure.PASSED: _("合格"),
    Figure.EXCELLENT: _("优秀"),
    Figure.SCORED: _("首考有成绩"),
    Figure.CREDITED: _("已记学时"),
}
STANDING: dict[str, Promise] = {
    Standing.WITHDRAWN: _("退训"),
    Standing.LEFT_OUT: _("经批准不计"),
    Standing.EXCELLENT: _("优秀"),
    Standing.PASSED: _("合格"),
    Standing.PASSED_MAKE_UP: _("补考合格"),
    Standing.FAILED: _("未合格"),
    Standing.ABSENT: _("缺考"),
    Standing.AWAITED: _("成绩未发布"),
}
_CHIP: dict[str, str] = {
    Standing.WITHDRAWN: "stop",
    Standing.LEFT_OUT: "stop",
    Standing.FAILED: "late",
    Standing.ABSENT: "late",
    Standing.AWAITED: "owed",
    Standing.EXCELLENT: "done",
    Standing.PASSED: "done",
    Standing.PASSED_MAKE_UP: "done",
}
_LIST = (
    ListColumn("unit", _("单位"), 26),
    ListColumn("staff_kind", _("人员类别"), 14, words=labels.STAFF_KIND),
    ListColumn("name", _("姓名"), 10),
    ListColumn("staff_number", _("工号"), 11, Shape.CENTRE),
    ListColumn("id_number", _("身份证号"), 21, Shape.CENTRE, file_only=True),
    ListColumn("cohort", _("期次"), 30),
    ListColumn("starts_on", _("开班日期"), 12, Shape.DATE),
    ListColumn("checked_in_on", _("报到日期"), 12, Shape.DATE),
    ListColumn("first_score", _("首考成绩"), 9, Shape.SCORE),
    ListColumn("make_up_score", _("补考成绩"), 9, Shape.SCORE),
    ListColumn("standing", _("结果"), 11, Shape.CENTRE, words=STANDING, chips=_CHIP),
    ListColumn("hours", _("学时"), 8, Shape.HOURS),
    *OF_SEATS,
)
_OF_WHO_STAYED = (
    "unit", "staff_kind", "name", "staff_number", "cohort", "checked_in_on", "first_score",
    "make_up_score", "standing", "hours",
)  # fmt: skip
_OF_WHO_LEFT = ("unit", "staff_kind", "name", "staff_number", "cohort")

_ONLY: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(Figure, _OF_WHO_STAYED),
    Figure.EXCLUDED: (*_OF_WHO_LEFT, *ONLY_OF_SEATS),
    Figure.WITHDREW: (*_OF_WHO_LEFT, "withdrawn_on", "reason"),
    Figure.NAMED: (*_OF_WHO_LEFT, *ONLY),
}


def _line(row: dict[str, Any], names: Mapping[int, str]) -> dict[str, object]:
    came = row["checked_in_at"] if row["came"] else None
    return {
        "unit": names[row["unit_id"]],
        "staff_kind": StaffKind(row["staff_kind"]),
        "name": row["person__name"],
        "staff_number": row["person__staff_number"],
        "id_number": mask_id_number(row["person__id_number"]),
        "cohort": row["cohort__name"],
        "starts_on": row["cohort__starts_on"],
        "checked_in_on": local_date(came) if came else None,
        "first_score": _score(row["lowest"]),
        "make_up_score": _score(row["make_up_lowest"]),
        "standing": _standing(row),
        "hours": (Decimal(row["hours_tenths"]) / 10).quantize(Decimal("0.1")),
        **seat_approval_of(row, row["withdrawn_at"], row["reason"]),
    }


def _standing(row: dict[str, Any]) -> Standing:
    if row["withdrew"]:
        return Standing.WITHDRAWN
    if row["named"]:
        return Standing.LEFT_OUT
    if row["excellent"]:
        return Standing.EXCELLENT
    if row["passed"]:
        return Standing.PASSED_MAKE_UP if row["passed_make_up"] else Standing.PASSED
    if row["sat"]:
        return Standing.FAILED
    return Standing.ABSENT if row["reported"] else Standing.AWAITED


def _score(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else (Decimal(hundredths) / 100).quantize(Decimal("0.01"))


def _derived(counts: Tallied) -> Mapping[str, Value]:
    return asdict(rates(Counts(**counts)))


def _sentence(total: Mapping[str, str], persons: str) -> str:
    words = gettext(
        "应训 %(required)s 人次（%(persons)s 人），实训 %(attended)s 人次，"
        "参训率 %(attendance_rate)s%%；"
        "实考 %(sat)s 人次，首考合格率 %(first_pass_rate)s%%，补考后合格率 %(final_pass_rate)s%%，"
        "优秀率 %(excellence_rate)s%%，平均分 %(average_score)s 分；记入学时 %(hours)s。"
        "另有 %(excluded)s 人次退训或经批准不计。"
    )
    return words % {**total, "persons": persons}


SPEC = Spec(
    code="completion",
    name=_("培训结业情况"),
    title=_("全市城管系统培训结业情况统计表"),
    matter=_("培训结业情况"),
    about=_("各单位应训、实训、考试、合格和学时，按人员类别、职级层次或业务线展开"),
    groups=GROUP,
    entries=ENTRIES,
    notes=NOTES,
    sources=(Source(completion.FACTS, Names(_LIST, _line, _ONLY), _("人员名单")),),
    derive=_derived,
    figures=FIGURE,
    charted=(
        Charted(Column.ATTENDANCE_RATE, Column.ATTENDED, Column.REQUIRED),
        Charted(Column.FIRST_PASS_RATE, Column.PASSED_FIRST, Column.SAT_FIRST),
        Charted(Column.FINAL_PASS_RATE, Column.PASSED, Column.SAT, target=TargetFigure.PASSING),
        Charted(Column.EXCELLENCE_RATE, Column.EXCELLENT, Column.SAT_FIRST),
    ),
    tiles=(
        Tile(Column.REQUIRED, Column.EXCLUDED),
        Tile(Column.ATTENDANCE_RATE, ""),
        Tile(Column.FIRST_PASS_RATE, ""),
        Tile(Column.FINAL_PASS_RATE, ""),
        Tile(Column.EXCELLENCE_RATE, ""),
        Tile(Column.AVERAGE_SCORE, Column.SAT_FIRST),
        Tile(Column.HOURS, Column.AVERAGE_HOURS),
    ),
    whole=(Column.REQUIRED, Column.EXCLUDED),
    count_persons=completion.person_count,
    sentence=_sentence,
    counted_in=labels.PEOPLE,
    list_note=_("单位、人员类别为取得名额当天的归属；成绩为百分制；身份证号已遮蔽"),
    row_label=_("单位"),
    left_out=Figure.EXCLUDED,
    charts_first=Column.FINAL_PASS_RATE,
    asks=("from", "until", "as_of", "track", "cohort", "unit", "staff_kind", "rank_band", "by"),
    dimensions=(Dimension.STAFF_KIND, Dimension.RANK_BAND, Dimension.TRACK),
    latest=headings.latest_start,
)
