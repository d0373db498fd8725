"""What the words of courses are called on pages and sheets."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.people import labels as people_labels
from academy.people.enums import StaffKind
from courses.enums import (
    AttemptKind,
    CohortState,
    CompletionVerdict,
    EnrolmentState,
    HoursSource,
    OutcomeVerdict,
)

COHORT_STATE: dict[CohortState, Promise] = {
    CohortState.DRAFT: _("草稿"),
    CohortState.PUBLISHED: _("已发布"),
    CohortState.RUNNING: _("进行中"),
    CohortState.CLOSED: _("已结班"),
    CohortState.CANCELLED: _("已取消"),
}
ENROLMENT_STATE: dict[EnrolmentState, Promise] = {
    EnrolmentState.NOMINATED: _("已提名"),
    EnrolmentState.APPROVED: _("已批准"),
    EnrolmentState.DECLINED: _("未批准"),
    EnrolmentState.ENROLLED: _("已入班"),
    EnrolmentState.CHECKED_IN: _("已报到"),
    EnrolmentState.COMPLETED: _("已结业"),
    EnrolmentState.FAILED: _("不合格"),
    EnrolmentState.ABSENT: _("缺考"),
    EnrolmentState.WITHDRAWN: _("已退出"),
}
ATTEMPT: dict[AttemptKind, Promise] = {
    AttemptKind.FIRST: _("首考"),
    AttemptKind.MAKE_UP: _("补考"),
}
OUTCOME_VERDICT: dict[OutcomeVerdict, Promise] = {
    OutcomeVerdict.PASSED: _("合格"),
    OutcomeVerdict.FAILED: _("不合格"),
    OutcomeVerdict.ABSENT: _("缺考"),
}
COMPLETION_VERDICT: dict[CompletionVerdict, Promise] = {
    CompletionVerdict.PASSED: _("合格"),
    CompletionVerdict.FAILED: _("不合格"),
    CompletionVerdict.ABSENT: _("缺考"),
    CompletionVerdict.WITHDRAWN: _("退出"),
}
HOURS_SOURCE: dict[HoursSource, Promise] = {
    HoursSource.COMPLETION: _("结业"),
    HoursSource.PAST_RECORD: _("以往记录"),
    HoursSource.OUTSIDE: _("外出培训"),
    HoursSource.ONLINE: _("线上学习"),
    HoursSource.ADJUSTMENT: _("补登"),
    HoursSource.TRANSFER: _("转班"),
    HoursSource.REVERSAL: _("冲销"),
}
# The colour and sign of a state: names of the chip component's tones.
COHORT_TONE: dict[CohortState, str] = {
    CohortState.DRAFT: "plain",
    CohortState.PUBLISHED: "owed",
    CohortState.RUNNING: "owed",
    CohortState.CLOSED: "done",
    CohortState.CANCELLED: "stop",
}
ENROLMENT_TONE: dict[EnrolmentState, str] = {
    EnrolmentState.NOMINATED: "owed",
    EnrolmentState.APPROVED: "owed",
    EnrolmentState.DECLINED: "stop",
    EnrolmentState.ENROLLED: "owed",
    EnrolmentState.CHECKED_IN: "done",
    EnrolmentState.COMPLETED: "done",
    EnrolmentState.FAILED: "late",
    EnrolmentState.ABSENT: "late",
    EnrolmentState.WITHDRAWN: "stop",
}


def staff_kind(value: str) -> Promise:
    """What a staff kind is called, from its stored value."""
    return people_labels.STAFF_KIND[StaffKind(value)]


def attempt(value: str) -> Promise:
    """What an attempt is called, from its stored value."""
    return ATTEMPT[AttemptKind(value)]


def outcome_verdict(value: str) -> Promise:
    """What an outcome's verdict is called, from its stored value."""
    return OUTCOME_VERDICT[OutcomeVerdict(value)]
