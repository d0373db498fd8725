"""What the words of reports are called, and how their numbers are printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.people import labels as people_labels
from academy.reporting.enums import (
    BoardColour,
    BoardEvent,
    BoardFigure,
    BoardObjectionState,
    BoardStanding,
    BoardState,
    Dimension,
    Every,
    ExclusionFault,
    ExclusionReason,
    ExclusionState,
    Form,
    GoalSource,
    MakeUpCause,
    MakeUpEventKind,
    MakeUpState,
    OutsideFault,
    RankBand,
    ReceiptOutcome,
    RelativePeriod,
    RunState,
    ScheduleState,
    Sitting,
    Step,
    TargetFigure,
)
from academy.reporting.rules.board import SchemeWhy
from academy.reporting.rules.makeup import Level

ALL_TRACKS = _("全部业务线")
ALL_COHORTS = _("全部期次")
ALL_REQUIREMENTS = _("全部要求")
TOTAL = _("合计")
BRANCHES = _("分局小计")
OWN_STAFF = _("%(unit)s（本级）")
ENDED = _("%(unit)s（已撤并）")
ALL_PARTS = _("小计")
NOTHING = "—"


class Shape(StrEnum):
    """How a column's numbers are printed."""

    COUNT = "count"
    PERCENT = "percent"
    SCORE = "score"
    HOURS = "hours"
    TEXT = "text"
    CENTRE = "centre"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Entry:
    """One column: heading, unit, definition, and the list its number opens to ("" for none)."""

    column: str
    group: str
    label: Promise
    unit: Promise | str
    shape: Shape
    figure: str
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
PEOPLE = _("人次")
PERCENT = "%"
POINTS = _("分")
HOURS = _("学时")

FORM: dict[Form, Promise] = {
    Form.XLSX: _("下载 Excel"),
    Form.CSV: _("下载 CSV"),
    Form.PDF: _("下载 PDF"),
}


STAFF_KIND: dict[str, Promise] = {
    kind.value: label for kind, label in people_labels.STAFF_KIND.items()
}
DIMENSION: dict[Dimension, Promise] = {
    Dimension.STAFF_KIND: _("人员类别"),
    Dimension.RANK_BAND: _("职级层次"),
    Dimension.TRACK: _("业务线"),
    Dimension.REQUIREMENT: _("培训要求"),
}
SITTING: dict[Sitting, Promise] = {
    Sitting.FIRST: _("首考成绩"),
    Sitting.FINAL: _("补考后成绩"),
}
STEP: dict[Step, Promise] = {
    Step.MONTH: _("按月"),
    Step.YEAR: _("按年"),
}
CONDITION: dict[str, Promise] = {
    "track": _("业务线"),
    "cohort": _("期次"),
    "requirement": _("培训要求"),
    "staff_kind": _("人员类别"),
    "rank_band": _("职级层次"),
    "sitting": _("成绩分布按"),
    "step": _("分期"),
    "by": _("展开到"),
}
RANK_BAND: dict[RankBand, Promise] = {
    RankBand.COUNTY: _("县处级（四级调研员及以上）"),
    RankBand.SECTION: _("乡科级（主任科员）"),
    RankBand.CLERK: _("科员级"),
    RankBand.OTHER: _("其他职级"),
    RankBand.NONE: _("无职级"),
}


def printed(value: object) -> str:
    """Return a value as offices print it: 3,600; 98.3; 2026-03-05; "—" for what has none."""
    if value is None:
        return NOTHING
    return f"{value:,}" if isinstance(value, int | Decimal) else str(value)


def numbered(titles: Iterable[str]) -> list[str]:
    """Return headings with their numbers before them: 一、人员构成. There are twelve at most."""
    numerals = gettext("一,二,三,四,五,六,七,八,九,十,十一,十二").split(",")
    return [
        gettext("%(number)s、%(title)s") % {"number": numeral, "title": each}
        for numeral, each in zip(numerals, titles, strict=False)
    ]


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


BOARD_FIGURE: dict[BoardFigure, Promise] = {
    BoardFigure.ATTENDANCE: _("参训率"),
    BoardFigure.PASSING: _("补考后合格率"),
    BoardFigure.HOURS: _("学时达标率"),
    BoardFigure.HOLDING: _("在岗持证率"),
}
BOARD_EVENT: dict[BoardEvent, Promise] = {
    BoardEvent.CONDUCT: _("操行扣分记录"),
    BoardEvent.OVERDUE: _("逾期未完成"),
}
BOARD_STANDING: dict[BoardStanding, Promise] = {
    BoardStanding.RANKED: _("参加排名"),
    BoardStanding.TOO_SMALL: _("人数不足，不排名"),
    BoardStanding.NO_FIGURES: _("当期无数据，不排名"),
}
BOARD_COLOUR: dict[BoardColour, Promise] = {
    BoardColour.RED: _("红榜"),
    BoardColour.BLACK: _("黑榜"),
    BoardColour.PLAIN: _("不上榜"),
}
BOARD_STATE: dict[BoardState, Promise] = {
    BoardState.DRAFT: _("草稿"),
    BoardState.ANNOUNCED: _("公示中"),
    BoardState.PUBLISHED: _("已发布"),
    BoardState.WITHDRAWN: _("已撤回"),
}
BOARD_OBJECTION: dict[BoardObjectionState, Promise] = {
    BoardObjectionState.OPEN: _("待处理"),
    BoardObjectionState.UPHELD: _("异议成立"),
    BoardObjectionState.DISMISSED: _("异议不成立"),
}
BOARD_SCHEME_WHY: dict[SchemeWhy, Promise] = {
    SchemeWhy.WEIGHTS: _("四项权重须为整数，合计 100"),
    SchemeWhy.DEDUCTIONS: _("每次扣分须在 0 到 20 之间，最多两位小数"),
    SchemeWhy.COUNTS: _("最低人数、红榜数、黑榜数至少为 1，统计月数为 1 到 12"),
    SchemeWhy.DAYS: _("异议天数至少 1 天、不多于公示天数，公示和整改天数不超过 60 天"),
}
OUTSIDE_FAULT: dict[OutsideFault, Promise] = {
    OutsideFault.NO_UNIT: _("没有单位"),
    OutsideFault.UNKNOWN_UNIT: _("没有这个单位"),
    OutsideFault.UNIT_TWICE: _("单位重复"),
    OutsideFault.NO_SCORE: _("没有得分"),
    OutsideFault.BAD_SCORE: _("得分读不懂，或不在范围内"),
}
NO_CAUSE = _("外部得分仅并列供参考，不表示与培训名次之间有因果关系。")
"""What stands wherever outside scores stand beside a board."""


def moved_by(movement: int | None) -> str:
    """Return a movement in words: 升 7 位, 降 12 位, 持平, 新上榜."""
    if movement is None:
        return gettext("新上榜")
    if movement == 0:
        return gettext("持平")
    words = gettext("升 %(n)s 位") if movement > 0 else gettext("降 %(n)s 位")
    return words % {"n": abs(movement)}


MAKE_UP_CAUSE: dict[MakeUpCause, Promise] = {
    MakeUpCause.FAILED: _("考试不合格"),
    MakeUpCause.ABSENT: _("缺考"),
    MakeUpCause.WITHDRAWN: _("中途退出"),
    MakeUpCause.LAPSED: _("合格到期"),
}
MAKE_UP_STATE: dict[MakeUpState, Promise] = {
    MakeUpState.OPEN: _("待补训"),
    MakeUpState.PASSED: _("已补训合格"),
    MakeUpState.LEFT: _("离职终止"),
    MakeUpState.WITHDRAWN: _("已撤销补训"),
}
MAKE_UP_TONE: dict[MakeUpState, str] = {
    MakeUpState.OPEN: "owed",
    MakeUpState.PASSED: "done",
    MakeUpState.LEFT: "plain",
    MakeUpState.WITHDRAWN: "plain",
}
MAKE_UP_EVENT: dict[MakeUpEventKind, Promise] = {
    MakeUpEventKind.OPENED: _("登记待补训"),
    MakeUpEventKind.ESCALATED: _("逾期督办"),
    MakeUpEventKind.PASSED: _("培训合格，自动销号"),
    MakeUpEventKind.LEFT: _("人员离职，自动终止"),
    MakeUpEventKind.WITHDRAWN: _("撤销"),
}
MAKE_UP_EVENT_TONE: dict[MakeUpEventKind, str] = {
    MakeUpEventKind.OPENED: "info",
    MakeUpEventKind.ESCALATED: "late",
    MakeUpEventKind.PASSED: "done",
    MakeUpEventKind.LEFT: "plain",
    MakeUpEventKind.WITHDRAWN: "stop",
}
MAKE_UP_LEVEL: dict[Level, Promise] = {
    Level.OFFICER: _("提醒本人和单位联络员"),
    Level.LEADER: _("告知单位负责人"),
    Level.ACADEMY: _("告知学院"),
}

FORM_NAME: dict[Form, str] = {Form.XLSX: "Excel", Form.CSV: "CSV", Form.PDF: "PDF"}
RUN_STATE: dict[RunState, Promise] = {
    RunState.WAITING: _("等待生成"),
    RunState.RUNNING: _("正在生成"),
    RunState.DONE: _("已生成"),
    RunState.FAILED: _("未生成"),
    RunState.CANCELLED: _("已停止"),
}
EVERY: dict[Every, Promise] = {Every.MONTH: _("每月"), Every.WEEK: _("每周")}
WEEKDAY: dict[int, Promise] = {
    1: _("周一"),
    2: _("周二"),
    3: _("周三"),
    4: _("周四"),
    5: _("周五"),
    6: _("周六"),
    7: _("周日"),
}
RELATIVE_PERIOD: dict[RelativePeriod, Promise] = {
    RelativePeriod.LAST_MONTH: _("上个月"),
    RelativePeriod.LAST_QUARTER: _("上个季度"),
    RelativePeriod.THIS_YEAR: _("本年至今"),
    RelativePeriod.LAST_12_MONTHS: _("最近 12 个月"),
}
SCHEDULE_STATE: dict[ScheduleState, Promise] = {
    ScheduleState.ACTIVE: _("按时发送"),
    ScheduleState.PAUSED: _("已暂停"),
}
SENDING_STATE: dict[RunState, Promise] = {
    RunState.WAITING: _("等待发送"),
    RunState.RUNNING: _("正在发送"),
    RunState.DONE: _("已发送"),
    RunState.FAILED: _("没有发出"),
    RunState.CANCELLED: _("已停止"),
}
TARGET_FIGURE: dict[TargetFigure, Promise] = {
    TargetFigure.HOURS: _("学时达标率"),
    TargetFigure.PASSING: _("补考后合格率"),
    TargetFigure.HOLDING: _("持证率"),
}
GOAL_SOURCE: dict[GoalSource, Promise] = {
    GoalSource.OWN: _("单独设定"),
    GoalSource.ABOVE: _("随上级单位"),
    GoalSource.WHOLE: _("随全局目标"),
    GoalSource.SETTING: _("系统默认"),
    GoalSource.NONE: _("未设"),
}
RECEIPT_OUTCOME: dict[ReceiptOutcome, Promise] = {
    ReceiptOutcome.TOLD: _("已通知"),
    ReceiptOutcome.DROPPED: _("已无查看权限，未发"),
}
