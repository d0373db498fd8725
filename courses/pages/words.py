"""How a cohort and a place in it are said in one line."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

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


def what_is_next(enrolment: Enrolment) -> str:
    """What the trainee has to do, or wait for, next."""
    cohort = enrolment.cohort
    state = EnrolmentState(enrolment.state)
    if state is _S.NOMINATED:
        return _("单位已提名，等待单位负责人审批。")
    if state is _S.ENDORSED:
        return _("单位负责人已同意，等待学院审批。")
    if state is _S.RETURNED:
        return _("单位负责人已退回：%(reason)s") % {"reason": enrolment.reason}
    if state is _S.WAITING:
        return _("学院已批准，正在候补；有人退出时按次序递补，届时会通知您。")
    if state is _S.TRANSFERRED:
        return _("已转到其他期次：%(reason)s") % {"reason": enrolment.reason}
    if state is _S.ENROLLED:
        if cohort.state == CohortState.RUNNING:
            return _("已经开班，请尽快报到。")
        return _("请于 %(day)s 报到。") % {"day": day(cohort.starts_on)}
    if state is _S.CHECKED_IN:
        return _("已报到，按课程安排参加培训和考试；%(day)s 结束。") % {"day": day(cohort.ends_on)}
    if state is _S.COMPLETED:
        return _("已结业；证书签发后可在“我的证书”下载。")
    if state is _S.FAILED:
        return _("考试不合格，等待单位安排重训。")
    if state is _S.ABSENT:
        return _("没有参加考试，等待单位安排重训。")
    if state is _S.DECLINED:
        return _("提名未获批准：%(reason)s") % {"reason": enrolment.reason}
    return _("已退出：%(reason)s") % {"reason": enrolment.reason}
