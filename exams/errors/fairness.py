"""Refusals about accommodations, leave, outages and late answers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal
from exams.errors.base import Reasoned


class AccommodationRefused(Reasoned):
    """A grant out of range, of nothing, without a ground, or that ends before it starts."""

    code = "exams.accommodation_refused"
    status = 422
    message = _("合理便利没有登记：%(why)s。")
    next_step = _("延长时间为 0–200%% 或 0–240 分钟，至少给予一项便利，并写明事由和起止日期。")


class AccommodationOverlaps(Refusal):
    """The person has an accommodation in force on some of the days."""

    code = "exams.accommodation_overlaps"
    message = _("该人员在 %(starts_on)s 起已有合理便利，日期重叠，没有重复登记。")
    next_step = _("请先结束已有的一项，或把新的一项改在它结束之后开始。")


class AccommodationEndRefused(Reasoned):
    """An end in the past, before the start, or of what is over already."""

    code = "exams.accommodation_end_refused"
    message = _("不能这样结束合理便利：%(why)s。")
    next_step = _("结束日期最早为 %(earliest)s（从这一天起不再适用），且只能提前，不能推后。")


class OutageNotMeasured(Refusal):
    """The server measured no outage of that place that began then."""

    code = "exams.outage_not_measured"
    message = _("服务器没有测得该考场在这一时刻开始的中断，没有补时。")
    next_step = _("只能补还服务器自己测得的中断；个别情况请在监考页为本人加时。")


class OutageLasts(Refusal):
    """The place is still silent, so nobody knows how much is to be given back."""

    code = "exams.outage_lasts"
    message = _("该考场的中断还没有结束，暂时不能补时。")
    next_step = _("请等网络恢复后再补；期间可以先暂停该考场，计时随之停止。")


class OutageConcernsNobody(Refusal):
    """Everybody the outage cost time is over."""

    code = "exams.outage_concerns_nobody"
    message = _("受这次中断影响的人都已结束作答，没有可以补时的人。")
    next_step = _("截止后才到达的答案，请在“迟到的答案”中逐份决定。")


class LateNotAdmissible(Reasoned):
    """Late answers that no measured outage excuses, or that may not be counted any more."""

    code = "exams.late_not_admissible"
    message = _("这份迟到的答案不能计入：%(why)s。")
    next_step = _("只有服务器测得的中断能作为依据；可以改为不予计入并写明理由，答案仍会留存。")


class LateDecided(Refusal):
    """The other decision stands already; it can't be taken back."""

    code = "exams.late_decided"
    message = _("这份迟到的答案已经作出相反的决定，不能更改。")
    next_step = _("请核对已有的决定；对成绩有疑问，请按复核程序提出。")


class LateUndecided(Refusal):
    """Released while late answers wait that an outage of ours may excuse."""

    code = "exams.late_undecided"
    message = _("还有 %(waiting)s 份因测得的中断而迟到的答案没有决定，不能发布成绩。")
    next_step = _("请在“迟到的答案”中逐份决定是否计入，然后发布。")


class ExcuseRefused(Reasoned):
    """Leave for somebody who has started, with results out, or over a standing one."""

    code = "exams.excuse_refused"
    message = _("不能登记或撤销准假：%(why)s。")
    next_step = _("准假须在成绩发布前为未开考的应考人员登记；更改事由请先撤销再登记。")


class MakeUpOutsideDays(Refusal):
    """A make-up on days that the first exam's rules do not allow."""

    code = "exams.make_up_window"
    status = 422
    message = _("补考时间不在规定的日期内：%(allowed)s。")
    next_step = _("请把最早入场和最晚入场都安排在规定的日期内，或修改首考的补考规则。")
