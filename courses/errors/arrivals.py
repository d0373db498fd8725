"""Every anticipated no at the gate."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class CheckInSettled(Refusal):
    """Undoing an arrival of an earlier day."""

    code = "courses.check_in_settled"
    message = _("%(person)s 是 %(arrived_on)s 报到的，只有当天办理的报到可以撤销。")
    next_step = _("人没有来的，请办理退训并说明理由。")


class CheckInHasOutcome(Refusal):
    """Undoing the arrival of somebody about whom a result was reported."""

    code = "courses.check_in_has_outcome"
    message = _("%(person)s 在本期已有成绩，报到不能撤销。")
    next_step = _("成绩记错人的，请先联系考务更正。")


class CheckInHasStay(Refusal):
    """An arrival of somebody who stands on a roll, asked leave, or has points of conduct."""

    code = "courses.check_in_has_stay"
    message = _("%(person)s 报到之后已有点名、请假或操行记录，报到不能再撤销。")
    next_step = _("确系报错人的，请先作废当次点名并更正记录；人已离开的，请办理退出。")
