"""Every anticipated no about outcomes and the hours ledger."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class OutcomeConflict(Refusal):
    """An outcome that was reported before with other facts."""

    code = "courses.outcome_conflict"
    message = _("%(count)s 人的同一次考试已有不同的结果，原结果保留。")
    next_step = _("已发布的结果不能覆盖；如需更正，请走成绩更正程序。")


class OutcomeInvalid(Refusal):
    """Scores outside 0…full marks, or a distinction without a first pass."""

    code = "courses.outcome_invalid"
    status = 422
    message = _("%(count)s 条考试结果不合规则：分数须在 0 与满分之间，优秀只授予首考合格者。")
    next_step = _("请核对成绩后重新发布。")


class MakeUpNotAllowed(Refusal):
    """A make-up result under a syllabus that knows no make-up."""

    code = "courses.make_up_not_allowed"
    message = _("本课程大纲不设补考，%(count)s 条补考结果不能登记。")
    next_step = _("请安排重训，或以允许补考的新版大纲开班。")


class ReversalNotReversible(Refusal):
    """A correction of a correction."""

    code = "courses.reversal_not_reversible"
    message = _("冲销记录不能再冲销。")
    next_step = _("如需恢复学时，请另行登记并附依据。")
