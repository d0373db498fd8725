"""What the words of findings are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.findings.enums import EntryKind, FindingState
from academy.findings.rules.deadlines import Level, RecheckLevel

STATE: dict[FindingState, Promise] = {
    FindingState.OPEN: _("待整改"),
    FindingState.RECTIFIED: _("待复查"),
    FindingState.CLOSED: _("已办结"),
    FindingState.WITHDRAWN: _("已撤销"),
}
TONE: dict[FindingState, str] = {
    FindingState.OPEN: "owed",
    FindingState.RECTIFIED: "info",
    FindingState.CLOSED: "done",
    FindingState.WITHDRAWN: "plain",
}
ENTRY: dict[EntryKind, Promise] = {
    EntryKind.OPENED: _("登记"),
    EntryKind.EVIDENCE: _("补充材料"),
    EntryKind.REASSIGNED: _("变更责任人"),
    EntryKind.DEADLINE_MOVED: _("延长期限"),
    EntryKind.RECTIFIED: _("已报告整改完成"),
    EntryKind.RECHECK_PASSED: _("复查通过，已办结"),
    EntryKind.RECHECK_FAILED: _("复查未通过，继续整改"),
    EntryKind.ESCALATED: _("逾期督办"),
    EntryKind.RECHECK_LATE: _("复查逾期"),
    EntryKind.WITHDRAWN: _("撤销"),
}
ENTRY_TONE: dict[EntryKind, str] = {
    EntryKind.OPENED: "info",
    EntryKind.EVIDENCE: "plain",
    EntryKind.REASSIGNED: "plain",
    EntryKind.DEADLINE_MOVED: "owed",
    EntryKind.RECTIFIED: "info",
    EntryKind.RECHECK_PASSED: "done",
    EntryKind.RECHECK_FAILED: "late",
    EntryKind.ESCALATED: "late",
    EntryKind.RECHECK_LATE: "late",
    EntryKind.WITHDRAWN: "stop",
}
LEVEL: dict[Level, Promise] = {
    Level.OWNER: _("提醒责任人"),
    Level.UNIT: _("告知单位负责人"),
    Level.ACADEMY: _("告知学院"),
}
RECHECK_LEVEL: dict[RecheckLevel, Promise] = {
    RecheckLevel.RECHECKER: _("提醒复查人员"),
    RecheckLevel.ACADEMY: _("告知学院和组织人事"),
}
