"""What the words of reports are called, and how their numbers are printed."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.people import labels as people_labels
from academy.reporting.enums import (
    Dimension,
    Every,
    ExclusionFault,
    ExclusionReason,
    ExclusionState,
    Form,
    RankBand,
    ReceiptOutcome,
    RelativePeriod,
    RunState,
    ScheduleState,
    Sitting,
    Step,
)

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
RECEIPT_OUTCOME: dict[ReceiptOutcome, Promise] = {
    ReceiptOutcome.TOLD: _("已通知"),
    ReceiptOutcome.DROPPED: _("已无查看权限，未发"),
}
