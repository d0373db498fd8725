"""Every anticipated no about findings."""

from django.utils.translation import gettext_lazy as _

from academy.findings.enums import FindingWhy
from academy.shared.errors import Refusal


class FindingTextRequired(Refusal):
    """Something that has to be said in words, and is not."""

    code = "findings.text_required"
    status = 422
    message = _("没有填写说明。")
    next_step = _("请写明情况、依据或原因后重新提交。")


class FindingTextTooLong(Refusal):
    """A text that its column does not hold: better refused than cut."""

    code = "findings.text_too_long"
    status = 422
    message = _("说明有 %(count)s 个字，超过 %(most)s 个字的上限。")
    next_step = _("请精简后重新提交；较长的材料请注明存放处和编号。")


class FindingDueInvalid(Refusal):
    """A deadline in the past, or too far away to be meant."""

    code = "findings.due_invalid"
    status = 422
    message = _("整改期限须在 %(first)s 至 %(last)s 之间。")
    next_step = _("请重新选择整改期限。")


class FindingDueNotLater(Refusal):
    """A deadline to be extended, to a day that is not later."""

    code = "findings.due_not_later"
    status = 422
    message = _("新的期限须晚于现在的期限 %(due_on)s。")
    next_step = _("请选择更晚的日期；期限不提前。")


class FindingOwnerInvalid(Refusal):
    """Nobody on the staff within reach who could own a finding."""

    code = "findings.owner_invalid"
    status = 422
    message = _("没有找到可以作为责任人的在职人员。")
    next_step = _("请核对工号；责任人须在职，并在您管理的单位内。")


class FindingPersonInvalid(Refusal):
    """Nobody who serves in the unit of a finding that is to be about them."""

    code = "findings.person_invalid"
    status = 422
    message = _("涉及人员不在这个单位。")
    next_step = _("请核对工号和单位；不涉及具体人员的，请留空。")


class FindingKeyReused(Refusal):
    """A form that was handed in already, with something else in it."""

    code = "findings.key_reused"
    message = _("这份登记表已经提交过，内容与这次不同。")
    next_step = _("已登记的整改没有改动，请在整改台账查看；另一项问题请重新打开登记页。")


class FindingOwnRecheck(Refusal):
    """A recheck by whoever reported, or owns, what is to be rechecked."""

    code = "findings.own_recheck"
    status = 403
    message = _("复查须由责任人和报告人以外的人员进行。")
    next_step = _("请由单位负责人、组织人事或学院的其他人员复查。")


class FindingNotReported(Refusal):
    """A recheck of what nobody has reported as put right."""

    code = "findings.not_reported"
    message = _("还没有报告整改完成，不能复查。")
    next_step = _("请先由责任人报告整改结果。")


class FindingReported(Refusal):
    """A change to what was reported as put right and waits for a recheck."""

    code = "findings.reported"
    message = _("整改已报告完成，正在等待复查。")
    next_step = _("请先复查；未通过的，复查时另定期限。")


class FindingClosed(Refusal):
    """A change to a finding that is closed."""

    code = "findings.finding_closed"
    message = _("这项整改已经办结，不再改动。")
    next_step = _("发现新的问题，请另行登记。")


class FindingWithdrawn(Refusal):
    """A change to a finding that is withdrawn."""

    code = "findings.finding_withdrawn"
    message = _("这项整改已经撤销，不再改动。")
    next_step = _("确需整改的，请另行登记。")


FINDING_REFUSAL: dict[FindingWhy, type[Refusal]] = {
    FindingWhy.NOT_REPORTED: FindingNotReported,
    FindingWhy.REPORTED: FindingReported,
    FindingWhy.CLOSED: FindingClosed,
    FindingWhy.WITHDRAWN: FindingWithdrawn,
}
