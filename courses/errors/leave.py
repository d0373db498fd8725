"""Every anticipated no about leave."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal
from courses.enums.leave import LeaveWhy


class LeaveTimesInvalid(Refusal):
    """A leave that ends before, or when, it begins."""

    code = "courses.leave_times_invalid"
    status = 422
    message = _("请假的结束时间不晚于开始时间。")
    next_step = _("请核对起止日期和时间。")


class LeaveOutsideCohort(Refusal):
    """A leave that is not within the cohort's days."""

    code = "courses.leave_outside_cohort"
    status = 422
    message = _("请假时间不在本期培训期间（%(starts_on)s 至 %(ends_on)s）之内。")
    next_step = _("请只填写培训期间的时间；培训开始前不能参加的，请联系本单位办理替训或转期。")


class LeaveEnded(Refusal):
    """A leave that was over when it was asked for."""

    code = "courses.leave_ended"
    status = 422
    message = _("请假时间已经过去，本人不能补办。")
    next_step = _("确有原因未能事先请假的，请联系学院管理员补记。")


class LeaveOverlaps(Refusal):
    """A leave at a time at which the person has another."""

    code = "courses.leave_overlaps"
    message = _("%(starts)s 至 %(ends)s 已有请假，时间重叠。")
    next_step = _("请先撤回原来的申请；要延长的，从原来的结束时间起续假。")


class LeaveOverLimit(Refusal):
    """A leave with which too much of the hours would be missed."""

    code = "courses.leave_over_limit"
    message = _(
        "本次请假占 %(asked)s 学时，已用和已批 %(used)s 学时，"
        "合计超过上限 %(limit)s 学时（总学时的 %(part)s/%(whole)s）。"
    )
    next_step = _(
        "超过上限须退学。请缩短请假时间，或联系学院商量转期；确有特殊情况的，由学院管理员写明理由后办理。"
    )


class LeaveStepNotNext(Refusal):
    """A consent out of order."""

    code = "courses.leave_step_not_next"
    message = _("这份请假还没有到这一步审批。")
    next_step = _("请等前面的审批人决定；轮到您时会收到通知。")


class LeaveDecided(Refusal):
    """A step that somebody decided meanwhile."""

    code = "courses.leave_decided"
    message = _("这一步刚刚已由他人审批。")
    next_step = _("请刷新页面查看结果。")


class OwnLeave(Refusal):
    """Somebody who would decide on their own leave."""

    code = "courses.own_leave"
    message = _("不能审批本人的请假。")
    next_step = _("请由另一位有权审批的人办理。")


class LeaveSamePerson(Refusal):
    """Somebody who would consent twice to one leave."""

    code = "courses.leave_same_person"
    message = _("您已审批过这份请假的前一步，复核须由另一人办理。")
    next_step = _("请另一位学院管理员复核。")


class LeaveGranted(Refusal):
    """A leave that was granted already."""

    code = "courses.leave_granted"
    message = _("这份请假已经批准，不能再拒绝。")
    next_step = _("尚未开始的可由本人撤回；已经离开的，返回后销假。")


class LeaveRefused(Refusal):
    """A leave that was refused."""

    code = "courses.leave_refused"
    message = _("这份请假没有获批。")
    next_step = _("情况有变的，请重新提出申请。")


class LeaveWithdrawn(Refusal):
    """A leave that was withdrawn."""

    code = "courses.leave_withdrawn"
    message = _("这份请假已经撤回。")
    next_step = _("仍需请假的，请重新提出申请。")


class LeaveReturned(Refusal):
    """A leave that has ended with the return."""

    code = "courses.leave_returned"
    message = _("这份请假已经销假。")
    next_step = _("再次离开的，请重新提出申请；销错了的，可在当天撤销销假。")


class LeaveNotGranted(Refusal):
    """A leave that nobody has granted yet."""

    code = "courses.leave_not_granted"
    message = _("这份请假还没有批准，不能销假。")
    next_step = _("请先完成审批。")


class LeaveBegun(Refusal):
    """A granted leave that has begun, to be withdrawn."""

    code = "courses.leave_begun"
    message = _("请假已于 %(starts)s 开始，不能撤回。")
    next_step = _("提前返回的，请找班主任销假；假期到销假时为止。")


class LeaveNotBegun(Refusal):
    """A leave that has not begun, to be ended."""

    code = "courses.leave_not_begun"
    message = _("请假 %(starts)s 才开始，还不能销假。")
    next_step = _("不再需要的，请本人撤回申请。")


class ReturnSettled(Refusal):
    """A return of an earlier day, to be undone."""

    code = "courses.return_settled"
    message = _("%(returned_on)s 的销假只能在当天撤销。")
    next_step = _("请联系学院管理员，另行登记请假。")


LEAVE_REFUSAL: dict[LeaveWhy, type[Refusal]] = {
    LeaveWhy.GRANTED: LeaveGranted,
    LeaveWhy.REFUSED: LeaveRefused,
    LeaveWhy.WITHDRAWN: LeaveWithdrawn,
    LeaveWhy.RETURNED: LeaveReturned,
    LeaveWhy.NOT_GRANTED: LeaveNotGranted,
}
