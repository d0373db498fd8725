"""What the words of leave are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.enums.attendance import LeaveKind, LeaveState, LeaveStep

LEAVE_KIND: dict[LeaveKind, Promise] = {
    LeaveKind.PERSONAL: _("事假"),
    LeaveKind.SICK: _("病假"),
    LeaveKind.OFFICIAL: _("公假"),
}
LEAVE_STATE: dict[LeaveState, Promise] = {
    LeaveState.ASKED: _("待审批"),
    LeaveState.GRANTED: _("已批准"),
    LeaveState.REFUSED: _("未批准"),
    LeaveState.WITHDRAWN: _("已撤回"),
    LeaveState.RETURNED: _("已销假"),
}
LEAVE_TONE: dict[LeaveState, str] = {
    LeaveState.ASKED: "owed",
    LeaveState.GRANTED: "info",
    LeaveState.REFUSED: "stop",
    LeaveState.WITHDRAWN: "plain",
    LeaveState.RETURNED: "done",
}
LEAVE_STEP: dict[LeaveStep, Promise] = {
    LeaveStep.TUTOR: _("班主任审批"),
    LeaveStep.UNIT: _("单位审批"),
    LeaveStep.ACADEMY: _("学院审批"),
    LeaveStep.REVIEW: _("学院复核"),
}
