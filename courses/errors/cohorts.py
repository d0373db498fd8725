"""Every anticipated no about a cohort as a whole."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal
from courses.enums import CohortWhy


class CapacityTooSmall(Refusal):
    """A cohort without seats."""

    code = "courses.capacity_too_small"
    status = 422
    message = _("名额至少为 1 人。")
    next_step = _("请填写大于 0 的名额。")


class EndsBeforeStart(Refusal):
    """A cohort whose last day is before its first."""

    code = "courses.ends_before_start"
    status = 422
    message = _("结班日期 %(ends_on)s 早于开班日期 %(starts_on)s。")
    next_step = _("请核对两个日期；一天的班两个日期相同。")


class CohortNumberTaken(Refusal):
    """A number that another cohort of the same syllabus and year already has."""

    code = "courses.cohort_number_taken"
    message = _("%(year)s 年第 %(number)s 期已经存在。")
    next_step = _("请换一个期号，或打开已有的期次。")


class QuotasOverCapacity(Refusal):
    """Quotas that are negative or together exceed the capacity."""

    code = "courses.quotas_over_capacity"
    status = 422
    message = _("各单位名额合计 %(total)s 人，超过本期名额 %(capacity)s 人，或有名额小于 0。")
    next_step = _("请调整各单位名额，合计不超过本期名额。")


class QuotaBelowSeated(Refusal):
    """A quota smaller than the number of the unit's people who are already in."""

    code = "courses.quota_below_seated"
    message = _("%(unit)s 已有 %(seated)s 人占用名额（含待审批），名额不能少于此数。")
    next_step = _("请先为多出的人员办理退出或不批准，或提高名额。")


class CohortNotPublished(Refusal):
    """Opening a draft."""

    code = "courses.cohort_not_published"
    message = _("本期还是草稿，尚未发布到各单位。")
    next_step = _("请先发布本期。")


class CohortNotRunning(Refusal):
    """Something that needs a running cohort."""

    code = "courses.cohort_not_running"
    message = _("本期尚未开班。")
    next_step = _("请先开班。")


class CohortAlreadyRunning(Refusal):
    """Something that is too late once people are in the building."""

    code = "courses.cohort_already_running"
    message = _("本期已经开班。")
    next_step = _("已开班的期次只能办理结班。")


class CohortClosed(Refusal):
    """Something that is too late after close-out."""

    code = "courses.cohort_closed"
    message = _("本期已经结班，名单和成绩不再改动。")
    next_step = _("如有差错，请联系学院管理员更正。")


class CohortCancelled(Refusal):
    """Something asked of a cancelled cohort."""

    code = "courses.cohort_cancelled"
    message = _("本期已经取消。")
    next_step = _("请选择其他期次。")


class CohortNotEnrolling(Refusal):
    """Nomination or enrolment while the cohort is a draft."""

    code = "courses.cohort_not_enrolling"
    message = _("本期还是草稿，尚不接收学员。")
    next_step = _("请先发布本期。")


class CohortEmpty(Refusal):
    """Opening a cohort in which nobody has a seat."""

    code = "courses.cohort_empty"
    message = _("本期还没有学员入班，不能开班。")
    next_step = _("请先安排学员入班，或取消本期。")


class OutcomesMissing(Refusal):
    """The close-out gate: somebody's result, or check-in, is not accounted for."""

    code = "courses.outcomes_missing"
    message = _(
        "还不能结班：%(no_outcome)s 人没有考试结果，%(not_checked_in)s 人有考试结果但没有报到记录。"
    )
    next_step = _("请发布考试成绩、补录报到，或为没有参加的人员办理退出，再结班。")


class StaysUnsettled(Refusal):
    """The close-out gate: somebody's stay is not settled."""

    code = "courses.stays_unsettled"
    message = _(
        "还不能结班：%(removed)s 人应予退训，%(over_leave)s 人请假超过上限，%(out)s 人尚未销假。"
    )
    next_step = _(
        "请为应予退训的人员办理退出，为请假超限的人员办理退出或由学院补记请假并说明理由，"
        "为已返回的人员销假，再结班。"
    )


class ReasonRequired(Refusal):
    """A step that is only taken with a reason."""

    code = "courses.reason_required"
    status = 422
    message = _("请填写原因。")
    next_step = _("写明原因后重新提交。")


COHORT_REFUSAL: dict[CohortWhy, type[Refusal]] = {
    CohortWhy.NOT_PUBLISHED: CohortNotPublished,
    CohortWhy.NOT_RUNNING: CohortNotRunning,
    CohortWhy.ALREADY_RUNNING: CohortAlreadyRunning,
    CohortWhy.CLOSED: CohortClosed,
    CohortWhy.CANCELLED: CohortCancelled,
}
