"""Refusals to those who watch over an exam."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal
from exams.errors.base import Reasoned


class VoidRefused(Refusal):
    """Only a sitting that has not been marked can be voided."""

    code = "exams.void_refused"
    message = _("本次作答已评分，不能作废。")
    next_step = _("对成绩有疑问，请按复核程序提出。")


class ExtraTimeRefused(Reasoned):
    """Extra time out of range, or for a sitting that is over."""

    code = "exams.extra_time_refused"
    message = _("不能加时：%(why)s。")
    next_step = _("加时须在本次作答结束前，每次 1 秒至 4 小时。")


class WordsRefused(Reasoned):
    """A reason, announcement or note that is empty, too long or not storable."""

    code = "exams.words_refused"
    status = 422
    message = _("没有执行：文字说明%(why)s。")
    next_step = _("请写 1 至 %(limit)s 字，然后重新提交。")


class AdmitRefused(Reasoned):
    """Only somebody who has checked in can be let in."""

    code = "exams.admit_refused"
    message = _("不能放行：%(why)s。")
    next_step = _("请考生先在“我的考试”中签到，签到后再放行。")


class PauseRefused(Reasoned):
    """Only a sitting that is under way can be paused."""

    code = "exams.pause_refused"
    message = _("不能暂停：%(why)s。")
    next_step = _("只有正在作答的人可以暂停，请核对当前状态。")


class ResumeRefused(Reasoned):
    """Only a paused sitting can be resumed."""

    code = "exams.resume_refused"
    message = _("不能恢复：%(why)s。")
    next_step = _("只有已暂停的人可以恢复，请核对当前状态。")


class ForceRefused(Reasoned):
    """Only a sitting that is under way can be handed in by staff."""

    code = "exams.force_refused"
    message = _("不能强制收卷：%(why)s。")
    next_step = _("只有作答中或已暂停的人可以强制收卷，请核对当前状态。")


class WaiverRefused(Reasoned):
    """The lockdown can be waived only for a sitting that is not over."""

    code = "exams.waiver_refused"
    message = _("不能免除锁定浏览器的要求：%(why)s。")
    next_step = _("只对尚未交卷的人可以免除，请核对当前状态。")


class IncidentRefused(Reasoned):
    """A kind of incident that only the system itself notes."""

    code = "exams.incident_refused"
    status = 422
    message = _("不能记录：事件类别%(why)s。")
    next_step = _("请选择“一般情况”“违纪”或“技术故障”。")
