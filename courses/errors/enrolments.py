"""Every anticipated no about one person's place in a cohort."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal
from courses.enums import EnrolmentWhy


class NotNominated(Refusal):
    """Deciding on a nomination that does not exist."""

    code = "courses.not_nominated"
    message = _("%(person)s 没有被提名到本期。")
    next_step = _("请先由所在单位提名。")


class NotEndorsed(Refusal):
    """The academy decides after the unit's leader."""

    code = "courses.not_endorsed"
    message = _("%(person)s 的提名尚未经单位负责人同意。")
    next_step = _("请等待单位负责人审批；紧急时请联系该单位。")


class EnrolmentReturned(Refusal):
    """Something asked of a nomination that the unit's leader sent back."""

    code = "courses.enrolment_returned"
    message = _("%(person)s 的提名已被单位负责人退回。")
    next_step = _("补充或换人后重新提名。")


class EnrolmentTransferred(Refusal):
    """Something asked of somebody who went on to another cohort."""

    code = "courses.enrolment_transferred"
    message = _("%(person)s 已从本期转到其他期次。")
    next_step = _("请在转入的期次中办理。")


class NotApproved(Refusal):
    """A seat for somebody whose nomination is still open."""

    code = "courses.not_approved"
    message = _("%(person)s 的提名尚未批准。")
    next_step = _("请先批准提名，再安排入班。")


class NotEnrolled(Refusal):
    """Something that needs a seat."""

    code = "courses.not_enrolled"
    message = _("%(person)s 没有在本期入班。")
    next_step = _("请核对期次和名单。")


class NotCheckedIn(Refusal):
    """A result for somebody who never checked in."""

    code = "courses.not_checked_in"
    message = _("%(person)s 没有报到记录。")
    next_step = _("请先补录报到。")


class AlreadyFurther(Refusal):
    """A step that lies behind."""

    code = "courses.already_further"
    message = _("%(person)s 的报名已进入下一步（%(state)s）。")
    next_step = _("请刷新名单查看当前状态。")


class EnrolmentDeclined(Refusal):
    """Something asked of a declined nomination."""

    code = "courses.enrolment_declined"
    message = _("%(person)s 的提名未获批准。")
    next_step = _("如情况有变，请所在单位重新提名。")


class EnrolmentWithdrawn(Refusal):
    """Something asked of somebody who withdrew."""

    code = "courses.enrolment_withdrawn"
    message = _("%(person)s 已退出本期。")
    next_step = _("如需参加，请重新安排入班。")


class EnrolmentFinished(Refusal):
    """Something asked after close-out."""

    code = "courses.enrolment_finished"
    message = _("%(person)s 在本期的培训已经结束（%(state)s）。")
    next_step = _("如需再训，请安排到其他期次。")


class EnrolmentUnknown(Refusal):
    """An outcome for an enrolment that is not there."""

    code = "courses.enrolment_unknown"
    status = 422
    message = _("成绩单里有 %(count)s 条不属于任何报名记录。")
    next_step = _("请核对考试与期次是否对应。")


ENROLMENT_REFUSAL: dict[EnrolmentWhy, type[Refusal]] = {
    EnrolmentWhy.NOT_NOMINATED: NotNominated,
    EnrolmentWhy.NOT_ENDORSED: NotEndorsed,
    EnrolmentWhy.NOT_APPROVED: NotApproved,
    EnrolmentWhy.NOT_ENROLLED: NotEnrolled,
    EnrolmentWhy.NOT_CHECKED_IN: NotCheckedIn,
    EnrolmentWhy.ALREADY_FURTHER: AlreadyFurther,
    EnrolmentWhy.RETURNED: EnrolmentReturned,
    EnrolmentWhy.DECLINED: EnrolmentDeclined,
    EnrolmentWhy.WITHDRAWN: EnrolmentWithdrawn,
    EnrolmentWhy.TRANSFERRED: EnrolmentTransferred,
    EnrolmentWhy.FINISHED: EnrolmentFinished,
}
