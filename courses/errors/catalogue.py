"""Every anticipated no about tracks, courses and syllabi."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class CodeTaken(Refusal):
    """A track or course code that already names something else."""

    code = "courses.code_taken"
    message = _("代码 %(code)s 已用于“%(name)s”。")
    next_step = _("请换一个代码，或直接使用已有的条目。")


class SyllabusTaken(Refusal):
    """An edition, or a first day, that the course already has with other content."""

    code = "courses.syllabus_taken"
    message = _("该课程已有第 %(edition)s 版大纲或同日生效的大纲，内容不同。")
    next_step = _("已发布的大纲不再改动；请以新的版次和生效日期发布。")


class SyllabusEmpty(Refusal):
    """A syllabus without subjects, or with a subject without hours."""

    code = "courses.syllabus_empty"
    status = 422
    message = _("大纲至少要有一门科目，每门科目的学时须大于 0。")
    next_step = _("请补全科目和学时。")


class PassRuleInvalid(Refusal):
    """Percentages that contradict each other."""

    code = "courses.pass_rule_invalid"
    status = 422
    message = _("合格线须大于 0，且不高于优秀线；优秀线不高于 100。")
    next_step = _("请修改合格线和优秀线。")


class SyllabusNotInForce(Refusal):
    """A cohort that would start before its syllabus is in force."""

    code = "courses.syllabus_not_in_force"
    status = 422
    message = _("大纲自 %(valid_from)s 起生效，早于此日的期次不能使用。")
    next_step = _("请改用当时有效的大纲，或推后开班日期。")


class ValidityInvalid(Refusal):
    """A validity that is no number of months, or longer than a working life."""

    code = "courses.validity_invalid"
    status = 422
    message = _("结业有效期须为 1 至 %(most)s 个月。")
    next_step = _("请改填月数；长期有效的，请留空。")
