"""Refusals about banks, papers, exams and their release."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal
from exams.errors.base import Reasoned


class ItemRefused(Reasoned):
    """An item of an import is not in shape; nothing of the import is kept."""

    code = "exams.item_refused"
    status = 422
    message = _("试题 %(item)s 的“%(part)s”不符合要求（%(why)s），整批未导入。")
    next_step = _("请改正该题后重新导入整批试题。")


class BlueprintRefused(Reasoned):
    """A blueprint without lines or with impossible ones."""

    code = "exams.blueprint_refused"
    status = 422
    message = _("组卷方案不成立：%(why)s。")
    next_step = _("请核对题型、题数、分值和多选题计分规则。")


class BlueprintDiffers(Refusal):
    """The name is taken by a blueprint of other content."""

    code = "exams.blueprint_differs"
    message = _("该题库已有名为“%(name)s”而内容不同的组卷方案。")
    next_step = _("请换一个名称；已有方案不会改变。")


class BankShort(Refusal):
    """The bank cannot supply what the blueprint asks; facts list every line that falls short."""

    code = "exams.bank_short"
    message = _("题库试题不足，无法组卷：%(lines)s 处要求未满足。")
    next_step = _("请补充所列题型和科目的试题，或调整组卷方案。")


class CohortNotReady(Refusal):
    """Exams are for cohorts that are published or running."""

    code = "exams.cohort_not_ready"
    message = _("该期次当前不能安排考试（%(state_name)s）。")
    next_step = _("请先发布期次；已结班或已取消的期次不再安排考试。")


class WindowRefused(Reasoned):
    """A start window that ends before it begins, or a duration out of range."""

    code = "exams.window_refused"
    status = 422
    message = _("考试时间不成立：%(why)s。")
    next_step = _("请核对最早入场、最晚入场时间和考试时长。")


class ExamDiffers(Refusal):
    """Another exam stands at the same time for the cohort, or another make-up for the exam."""

    code = "exams.exam_differs"
    message = _("该期次在这一时间已安排了另一场考试，或这场考试已有补考。")
    next_step = _("请打开已有的考试核对；如需更改，请先取消它。")


class MakeUpRefused(Reasoned):
    """A make-up without a released first exam, or where the syllabus allows none."""

    code = "exams.make_up_refused"
    message = _("不能安排补考：%(why)s。")
    next_step = _("请先发布首考成绩，并核对大纲的补考规定。")


class ExamCancelled(Refusal):
    """The exam was called off."""

    code = "exams.exam_cancelled"
    message = _("这场考试已取消。")
    next_step = _("请留意新的考试安排。")


class CancelRefused(Refusal):
    """An exam that was sat cannot be called off any more."""

    code = "exams.cancel_refused"
    message = _("这场考试已有 %(started)s 人开考，不能取消。")
    next_step = _("如个别作答有问题，请作废该次作答。")


class ResultNotReleased(Refusal):
    """The result exists perhaps, but is not public yet."""

    code = "exams.result_not_released"
    message = _("成绩尚未发布。")
    next_step = _("发布后可在“我的考试”查看。")


class WindowStillOpen(Refusal):
    """Released while people may still start."""

    code = "exams.window_still_open"
    message = _("入场时间未过，还有人可以开始考试，不能发布成绩。")
    next_step = _("请在 %(closes)s 之后，或应考人员全部交卷后发布。")


class SittingsRunning(Refusal):
    """Released while people are still sitting."""

    code = "exams.sittings_running"
    message = _("还有 %(running)s 人正在作答，不能发布成绩。")
    next_step = _("请等最后一人交卷；最晚 %(ends)s 全部结束。")
