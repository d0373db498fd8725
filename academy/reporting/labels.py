"""What the report's words are called, and the definition of every figure.

The glossary printed under the table on the page, on the third sheet and at the end of the PDF is
this table; so is the heading of each column. Each definition names its denominator.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.reporting.enums import (
    Column,
    ExclusionFault,
    ExclusionReason,
    ExclusionState,
    Figure,
    Form,
    Group,
    Standing,
)

TITLE = _("全市城管系统培训结业情况统计表")
ALL_TRACKS = _("全部业务线")
ALL_COHORTS = _("全部期次")
TOTAL = _("合计")
BRANCHES = _("分局小计")
OWN_STAFF = _("%(unit)s（本级）")
ENDED = _("%(unit)s（已撤并）")
ALL_KINDS = _("小计")
NOTHING = "—"

GROUP: dict[Group, Promise] = {
    Group.TRAINING: _("培训"),
    Group.EXAM: _("考试"),
    Group.RESULT: _("成绩"),
    Group.HOURS: _("学时"),
}


class Shape(StrEnum):
    """How a column's numbers are printed."""

    COUNT = "count"
    PERCENT = "percent"
    SCORE = "score"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Entry:
    """One column: heading, unit, definition, and the list its number opens to."""

    column: Column
    group: Group
    label: Promise
    unit: Promise | str
    shape: Shape
    figure: Figure
    definition: Promise

    @property
    def heading(self) -> str:
        """The label, a rate's with its sign: 参训率（%）."""
        return f"{self.label}{self.sign}"

    @property
    def sign(self) -> str:
        """（%） for rates, nothing for what needs no unit beside its name."""
        return str(_PER_CENT) if self.shape is Shape.PERCENT else ""


_PER_CENT = _("（%）")
_PEOPLE = _("人次")
_PERCENT = "%"
_POINTS = _("分")
_HOURS = _("学时")

GLOSSARY: tuple[Entry, ...] = (
    Entry(
        Column.REQUIRED, Group.TRAINING, _("应训"), _PEOPLE, Shape.COUNT, Figure.REQUIRED,
        _("统计期内开班的期次中取得名额的人次；中途退训的不计，另列“不计”。一人参加两期的计两人次。"),
    ),
    Entry(
        Column.EXCLUDED, Group.TRAINING, _("不计"), _PEOPLE, Shape.COUNT, Figure.EXCLUDED,
        _("取得名额后退训的人次，不计入应训及其他各项；逐人列名并注明原因。"),
    ),
    Entry(
        Column.ATTENDED, Group.TRAINING, _("实训"), _PEOPLE, Shape.COUNT, Figure.ATTENDED,
        _("应训人次中已报到的。"),
    ),
    Entry(
        Column.ATTENDANCE_RATE, Group.TRAINING, _("参训率"), _PERCENT, Shape.PERCENT,
        Figure.ATTENDED, _("实训 ÷ 应训。"),
    ),
    Entry(
        Column.DUE, Group.EXAM, _("应考"), _PEOPLE, Shape.COUNT, Figure.DUE,
        _("应训人次中考试结果（含缺考）已发布的。"),
    ),
    Entry(
        Column.SAT_FIRST, Group.EXAM, _("首考实考"), _PEOPLE, Shape.COUNT, Figure.SAT_FIRST,
        _("应考人次中参加了首次考试的。"),
    ),
    Entry(
        Column.SAT_MAKE_UP, Group.EXAM, _("补考实考"), _PEOPLE, Shape.COUNT, Figure.SAT_MAKE_UP,
        _("应考人次中参加了补考的。"),
    ),
    Entry(
        Column.SAT, Group.EXAM, _("实考"), _PEOPLE, Shape.COUNT, Figure.SAT,
        _("应考人次中首考、补考至少参加一次的。"),
    ),
    Entry(
        Column.PASSED_FIRST, Group.RESULT, _("首考合格"), _PEOPLE, Shape.COUNT,
        Figure.PASSED_FIRST, _("首考实考人次中首考合格的；一期有几门考试的，各门都合格才计。"),
    ),
    Entry(
        Column.FIRST_PASS_RATE, Group.RESULT, _("首考合格率"), _PERCENT, Shape.PERCENT,
        Figure.PASSED_FIRST, _("首考合格 ÷ 首考实考。"),
    ),
    Entry(
        Column.PASSED_MAKE_UP, Group.RESULT, _("补考合格"), _PEOPLE, Shape.COUNT,
        Figure.PASSED_MAKE_UP, _("首考未合格（含缺考）而经补考合格的人次。"),
    ),
    Entry(
        Column.PASSED, Group.RESULT, _("合格"), _PEOPLE, Shape.COUNT, Figure.PASSED,
        _("首考合格与补考合格之和。"),
    ),
    Entry(
        Column.FINAL_PASS_RATE, Group.RESULT, _("补考后合格率"), _PERCENT, Shape.PERCENT,
        Figure.PASSED, _("合格 ÷ 实考。"),
    ),
    Entry(
        Column.EXCELLENT, Group.RESULT, _("优秀"), _PEOPLE, Shape.COUNT, Figure.EXCELLENT,
        _("首考达到优秀线的人次；补考不评优秀。"),
    ),
    Entry(
        Column.EXCELLENCE_RATE, Group.RESULT, _("优秀率"), _PERCENT, Shape.PERCENT,
        Figure.EXCELLENT, _("优秀 ÷ 首考实考。"),
    ),
    Entry(
        Column.AVERAGE_SCORE, Group.RESULT, _("平均分"), _POINTS, Shape.SCORE, Figure.SCORED,
        _("首考成绩折合百分制后之和 ÷ 首考有成绩的人次；缺考、补考不计；一期有几门的取最低一门。"),
    ),
    Entry(
        Column.HOURS, Group.HOURS, _("学时合计"), _HOURS, Shape.HOURS, Figure.CREDITED,
        _("学时台账中由这些期次记入的学时之和，已减去冲销。结班后才记入。"),
    ),
    Entry(
        Column.AVERAGE_HOURS, Group.HOURS, _("人均学时"), _HOURS, Shape.SCORE, Figure.CREDITED,
        _("学时合计 ÷ 应训。"),
    ),
)  # fmt: skip
ENTRY: dict[Column, Entry] = {each.column: each for each in GLOSSARY}

NOTES: tuple[Promise, ...] = (
    _("单位、人员类别按取得名额当天的归属统计；其后调动、转类的不改变已计入的单位。"),
    _("期次按开班日期归入统计期；各项事实以数据截止日当天二十四时前记录的为准。"),
    _("比率保留一位小数、平均数保留两位小数，四舍五入；分母为零的记“—”。"),
    _("市局一行只含局机关本级，不含各分局；中队计入所属分局。"),
)

FIGURE: dict[Figure, Promise] = {
    Figure.REQUIRED: _("应训"),
    Figure.EXCLUDED: _("不计（退训）"),
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
STANDING: dict[Standing, Promise] = {
    Standing.WITHDRAWN: _("退训"),
    Standing.EXCELLENT: _("优秀"),
    Standing.PASSED: _("合格"),
    Standing.PASSED_MAKE_UP: _("补考合格"),
    Standing.FAILED: _("未合格"),
    Standing.ABSENT: _("缺考"),
    Standing.AWAITED: _("成绩未发布"),
}
FORM: dict[Form, Promise] = {
    Form.XLSX: _("下载 Excel"),
    Form.CSV: _("下载 CSV"),
    Form.PDF: _("下载 PDF"),
}


def printed(value: Decimal | int | None) -> str:
    """Return a number as offices print it: 3,600; 98.3; and "—" for what has no value."""
    return NOTHING if value is None else f"{value:,}"


EXCLUSION_REASON: dict[ExclusionReason, Promise] = {
    ExclusionReason.NEW: _("新入职"),
    ExclusionReason.SICK: _("病休"),
    ExclusionReason.SECONDED: _("借调"),
    ExclusionReason.RETIRED: _("退休"),
    ExclusionReason.PREGNANT: _("孕产"),
    ExclusionReason.OTHER: _("其他"),
}
EXCLUSION_DISCREET = _("个人原因（不公开）")
"""What is said of a reason to who need not know it."""
EXCLUSION_STATE: dict[ExclusionState, Promise] = {
    ExclusionState.ASKED: _("待审批"),
    ExclusionState.GRANTED: _("已批准"),
    ExclusionState.REFUSED: _("未批准"),
    ExclusionState.WITHDRAWN: _("已撤回"),
    ExclusionState.REVOKED: _("已撤销批准"),
}
EXCLUSION_FAULT: dict[ExclusionFault, Promise] = {
    ExclusionFault.NO_STAFF_NUMBER: _("没有工号"),
    ExclusionFault.NO_DATE: _("没有开始日期"),
    ExclusionFault.BAD_DATE: _("日期读不懂"),
    ExclusionFault.ENDS_BEFORE: _("结束日期早于开始日期，或年份有误"),
    ExclusionFault.UNKNOWN_REASON: _("原因不在可选之列"),
    ExclusionFault.NO_WORDS: _("原因为“其他”而没有说明"),
    ExclusionFault.NO_EVIDENCE: _("没有依据"),
    ExclusionFault.TOO_LONG: _("依据或说明超过 300 字"),
    ExclusionFault.UNKNOWN_TRACK: _("没有这条业务线"),
    ExclusionFault.UNKNOWN_PERSON: _("查无此人，或不在您的管理范围"),
    ExclusionFault.OTHER_NAME: _("姓名与工号不符"),
    ExclusionFault.OVERLAPS: _("与已批准的或本名单前面的日期重叠"),
}
