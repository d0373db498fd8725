"""Every anticipated no about questionnaires and evaluations."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal
from courses.enums.evaluation import AnswerWhy


class QuestionnaireNameRequired(Refusal):
    """A questionnaire without a name."""

    code = "courses.questionnaire_name_required"
    status = 422
    message = _("请填写问卷名称。")
    next_step = _("写明名称后重新提交。")


class QuestionnaireEmpty(Refusal):
    """An edition that asks nothing, or too much."""

    code = "courses.questionnaire_empty"
    status = 422
    message = _("问卷须有 1 到 %(most)s 道题，每道题都要写明题干。")
    next_step = _("请补全题目，或删去空白的行。")


class PromptChoicesInvalid(Refusal):
    """A choice between fewer than two things, too many, or the same twice."""

    code = "courses.prompt_choices_invalid"
    status = 422
    message = _("第 %(number)s 题：选择题须有 2 到 %(most)s 个互不相同的选项，其他题没有选项。")
    next_step = _("请修改该题的选项，每行一个。")


class PromptTextRequired(Refusal):
    """A required free text."""

    code = "courses.prompt_text_required"
    status = 422
    message = _("第 %(number)s 题：文字题不能设为必答。")
    next_step = _("请改为选答；必答的文字容易让人写出身份。")


class EvaluationTooEarly(Refusal):
    """An evaluation that would be opened before the cohort's last day."""

    code = "courses.evaluation_too_early"
    message = _("本期 %(ends_on)s 结束，最后一天之前不能开放评教。")
    next_step = _("请在最后一天或结班之后开放。")


class EvaluationCohortNotRun(Refusal):
    """An evaluation of a cohort that never ran."""

    code = "courses.evaluation_cohort_not_run"
    message = _("本期没有开班，无从评教。")
    next_step = _("请选择进行中或已结班的期次。")


class EvaluationTaken(Refusal):
    """A second evaluation of a cohort, by another edition or over other days."""

    code = "courses.evaluation_taken"
    message = _("本期已经开放过评教（%(opens_on)s 至 %(last_on)s）。")
    next_step = _("每期评教一次；请查看已有的结果。")


class EvaluationDaysInvalid(Refusal):
    """A window of no days, or of too many."""

    code = "courses.evaluation_days_invalid"
    status = 422
    message = _("评教开放天数须为 1 到 %(most)s 天。")
    next_step = _("请修改天数。")


class EvaluationTooSmall(Refusal):
    """A cohort of which the results could never be shown."""

    code = "courses.evaluation_too_small"
    message = _("本期可以评教的只有 %(people)s 人，少于公布结果所需的 %(minimum)s 人。")
    next_step = _("人数太少，无法保证匿名；请改用座谈等方式听取意见。")


class EvaluationNotYet(Refusal):
    """An answer before the window opens."""

    code = "courses.evaluation_not_yet"
    message = _("评教 %(opens_on)s 开放，现在还不能提交。")
    next_step = _("请在开放之后填写。")


class EvaluationOver(Refusal):
    """An answer after the window has closed."""

    code = "courses.evaluation_over"
    message = _("评教已于 %(last_on)s 截止。")
    next_step = _("如有意见，请直接向学院反映。")


class AlreadyAnswered(Refusal):
    """A second answer of the same person."""

    code = "courses.already_answered"
    message = _("您已经提交过本期的评教，每人一次。")
    next_step = _("答卷匿名保存，提交后无法找回或修改。")


class AnswerIncomplete(Refusal):
    """An answer without something that is required."""

    code = "courses.answer_incomplete"
    status = 422
    message = _("还有 %(count)s 道必答题没有填写。")
    next_step = _("请补全后重新提交；已填的内容没有丢失。")


class AnswerUnknownLine(Refusal):
    """An answer to something this evaluation does not ask."""

    code = "courses.answer_unknown_line"
    status = 422
    message = _("答卷中有不属于本期问卷的内容。")
    next_step = _("请刷新页面，按当前的问卷填写。")


class AnswerOutOfRange(Refusal):
    """A value that the prompt does not offer."""

    code = "courses.answer_out_of_range"
    status = 422
    message = _("第 %(number)s 题的答案不在可选范围内。")
    next_step = _("请从题目给出的选项中选择。")


class AnswerTextTooLong(Refusal):
    """A free text over its limit."""

    code = "courses.answer_text_too_long"
    status = 422
    message = _("第 %(number)s 题的文字超过 %(most)s 字。")
    next_step = _("请缩短后重新提交；已填的内容没有丢失。")


class ResultsNotYet(Refusal):
    """Results while answers still come in."""

    code = "courses.results_not_yet"
    message = _("评教 %(last_on)s 截止，截止之前不显示结果。")
    next_step = _("请在截止后的次日查看。")


ANSWER_REFUSAL: dict[AnswerWhy, type[Refusal]] = {
    AnswerWhy.BEFORE: EvaluationNotYet,
    AnswerWhy.AFTER: EvaluationOver,
    AnswerWhy.INCOMPLETE: AnswerIncomplete,
    AnswerWhy.UNKNOWN_LINE: AnswerUnknownLine,
    AnswerWhy.OUT_OF_RANGE: AnswerOutOfRange,
    AnswerWhy.TEXT_TOO_LONG: AnswerTextTooLong,
}
