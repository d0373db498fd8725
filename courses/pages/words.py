"""How a cohort and a place in it are said in one line."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import labels
from courses.enums import CohortState, EnrolmentState
from courses.models import Enrolment
from courses.queries.board import Standing

_S = EnrolmentState


def day(on: date) -> str:
    """A date in prose: 2026年3月9日, or March 9, 2026."""
    return date_format(on, "DATE_FORMAT")


def line(standing: Standing) -> str:
    """The state of a cohort in words and numbers."""
    cohort = standing.cohort
    parts = [str(labels.COHORT_STATE[standing.state])]
    if standing.state is CohortState.DRAFT:
        parts.append(_("名额 %(n)s 人") % {"n": cohort.capacity})
    elif standing.state is CohortState.PUBLISHED:
        seats = {"seated": standing.seated, "capacity": cohort.capacity}
        parts.append(_("%(seated)s/%(capacity)s 人入班") % seats)
        for state, said in (
            (_S.NOMINATED, _("%(n)s 人待单位负责人审批")),
            (_S.ENDORSED, _("%(n)s 人待学院审批")),
            (_S.WAITING, _("候补 %(n)s 人")),
        ):
            if standing.count(state):
                parts.append(said % {"n": standing.count(state)})
        parts.append(_("%(day)s 开班") % {"day": day(cohort.starts_on)})
    elif standing.state is CohortState.RUNNING:
        present = {"n": standing.count(_S.CHECKED_IN), "of": standing.seated}
        parts.append(_("%(n)s/%(of)s 人报到") % present)
        parts.append(_("%(n)s 人有考试结果") % {"n": standing.graded})
        parts.append(_("%(day)s 结束") % {"day": day(cohort.ends_on)})
    elif standing.state is CohortState.CLOSED:
        parts.append(_("结业 %(n)s 人") % {"n": standing.count(_S.COMPLETED)})
        parts.append(_("不合格 %(n)s 人") % {"n": standing.count(_S.FAILED)})
        parts.append(_("缺考 %(n)s 人") % {"n": standing.count(_S.ABSENT)})
        parts.append(_("退出 %(n)s 人") % {"n": standing.count(_S.WITHDRAWN)})
    else:
        parts.append(cohort.cancel_reason)
    return " · ".join(parts)


def next_step(standing: Standing) -> str:
    """What the academy has to do next with a cohort."""
    if standing.state is CohortState.DRAFT:
        return _("发布到各单位")
    if standing.state is CohortState.PUBLISHED:
        if standing.count(_S.ENDORSED):
            return _("审批 %(n)s 人提名") % {"n": standing.count(_S.ENDORSED)}
        if standing.count(_S.NOMINATED):
            return _("等待单位负责人审批 %(n)s 人") % {"n": standing.count(_S.NOMINATED)}
        return _("开班") if standing.seated else _("安排学员入班")
    if standing.state is CohortState.RUNNING:
        away = standing.count(_S.ENROLLED)
        if away and not standing.graded:
            return _("%(n)s 人未报到") % {"n": away}
        if standing.ungraded:
            return _("%(n)s 人待考试结果") % {"n": standing.ungraded}
        return _("结班")
    if standing.state is CohortState.CLOSED:
        return _("办理证书") if standing.count(_S.COMPLETED) else _("无")
    return _("无")


_WAITS = {
    _S.NOMINATED: gettext_lazy("单位已提名，等待单位负责人审批。"),
    _S.ENDORSED: gettext_lazy("单位负责人已同意，等待学院审批。"),
    _S.WAITING: gettext_lazy("学院已批准，正在候补；有人退出时按次序递补，届时会通知您。"),
    _S.COMPLETED: gettext_lazy("已结业；证书签发后可在“我的证书”下载。"),
    _S.FAILED: gettext_lazy("考试不合格，等待单位安排重训。"),
    _S.ABSENT: gettext_lazy("没有参加考试，等待单位安排重训。"),
}
_WITH_REASON = {
    _S.RETURNED: gettext_lazy("单位负责人已退回：%(reason)s"),
    _S.DECLINED: gettext_lazy("提名未获批准：%(reason)s"),
    _S.WITHDRAWN: gettext_lazy("已退出：%(reason)s"),
    _S.TRANSFERRED: gettext_lazy("已转到其他期次：%(reason)s"),
}


def what_is_next(enrolment: Enrolment) -> str:
    """What the trainee has to do, or wait for, next."""
    cohort = enrolment.cohort
    state = EnrolmentState(enrolment.state)
    if state in _WAITS:
        return str(_WAITS[state])
    if state in _WITH_REASON:
        return str(_WITH_REASON[state]) % {"reason": enrolment.reason}
    if state is _S.CHECKED_IN:
        return _("已报到，按课程安排参加培训和考试；%(day)s 结束。") % {"day": day(cohort.ends_on)}
    if cohort.state == CohortState.RUNNING:
        return _("已经开班，请尽快报到。")
    return _("请于 %(day)s 报到。") % {"day": day(cohort.starts_on)}
