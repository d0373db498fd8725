"""Every anticipated no about points of conduct and the residence rules."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class ResidenceRulesInvalid(Refusal):
    """Figures of leave and conduct outside what they can be."""

    code = "courses.residence_rules_invalid"
    status = 422
    message = _("住训规则“%(name)s”应在 %(least)s 与 %(most)s 之间。")
    next_step = _("请修改这一项后重新保存。")


class ConductRuleInvalid(Refusal):
    """A rule of conduct that contradicts itself."""

    code = "courses.conduct_rule_invalid"
    status = 422
    message = _("操行规则的内容前后矛盾。")
    next_step = _("扣分和加分须大于 0、上限不低于下限、以 0.5 分为单位；退训不计分；"
                  "点名自动登记的只能是固定分值的扣分。")  # fmt: skip


class ConductRuleOverlaps(Refusal):
    """A second rule for the same code, or the same finding of a roll-call, on the same days."""

    code = "courses.conduct_rule_overlaps"
    message = _("“%(name)s”自 %(valid_from)s 起已对同一代码或同一点名结果作出规定。")
    next_step = _("请先让原规则在新规则生效之日截止，再登记新规则。")


class ConductRuleEnded(Refusal):
    """Another end for a rule that has one."""

    code = "courses.conduct_rule_ended"
    message = _("这条操行规则已定于 %(valid_until)s 截止。")
    next_step = _("截止日期不再改动；如需恢复，请登记新的一条。")


class ConductRuleEndInvalid(Refusal):
    """An end in the past, or before the rule begins."""

    code = "courses.conduct_rule_end_invalid"
    status = 422
    message = _("截止日期须晚于生效日期，且不早于今天。")
    next_step = _("请选择今天或以后的日期；已经登记的操行记录不受影响。")


class ConductRuleNotInForce(Refusal):
    """An entry under a rule that did not hold on the day."""

    code = "courses.conduct_rule_not_in_force"
    status = 422
    message = _("“%(name)s”在 %(on)s 不是有效的操行规则。")
    next_step = _("请选择当天有效的规则，或核对发生日期。")


class ConductPointsInvalid(Refusal):
    """Points outside what the rule allows."""

    code = "courses.conduct_points_invalid"
    status = 422
    message = _("“%(name)s”的分值应在 %(least)s 与 %(most)s 之间，以 0.5 分为单位。")
    next_step = _("请改填分值；按学时计的规则先填学时。")


class ConductDayInvalid(Refusal):
    """A day on which the person was not in the cohort, or that is still ahead."""

    code = "courses.conduct_day_invalid"
    status = 422
    message = _("发生日期须在该学员住训期间内，且不晚于今天。")
    next_step = _("请核对日期和期次；转期的学员在事情发生时所在的期次登记。")


class ConductPlaceInvalid(Refusal):
    """People of another cohort, or who never came."""

    code = "courses.conduct_place_invalid"
    status = 422
    message = _("名单中有人没有在本期报到。")
    next_step = _("请只选择本期已报到的学员。")


class ConductSettled(Refusal):
    """Somebody who was closed out in the cohort where the person went on."""

    code = "courses.conduct_settled"
    message = _("名单中有人已在转入的期次结班，操行分不再改动。")
    next_step = _("请从名单中去掉已结班的学员；确有错误的，请由学院按更正程序处理。")


class ConductTwice(Refusal):
    """The same rule on the same day for the same person."""

    code = "courses.conduct_twice"
    message = _("%(count)s 人当天已按“%(name)s”登记过，没有重复登记。")
    next_step = _("请核对是否同一件事；确属两次的，请勾选“再记一次”。")


class ConductReversed(Refusal):
    """A second reversal of an entry, for another reason, or an objection to what is reversed."""

    code = "courses.conduct_reversed"
    message = _("这条操行记录已于 %(on)s 撤销。")
    next_step = _("分数不会再变；如需恢复，请另行登记并附依据。")


class ConductReversalFinal(Refusal):
    """Taking back, or objecting to, a line that itself takes one back."""

    code = "courses.conduct_reversal_final"
    message = _("撤销记录本身不能撤销，也不能申诉。")
    next_step = _("如需恢复，请另行登记并附依据。")


class ConductRecorderReverses(Refusal):
    """A class tutor who would take back an entry of their own."""

    code = "courses.conduct_recorder_reverses"
    status = 403
    message = _("自己登记的操行记录不能由自己撤销。")
    next_step = _("请由学院管理员撤销。")


class ObjectionLate(Refusal):
    """An objection after its days are over."""

    code = "courses.objection_late"
    message = _("申诉期限已于 %(until)s 届满。")
    next_step = _("如认为确有错误，请向班主任或学院说明，由学院核实后撤销。")


class ObjectionTwice(Refusal):
    """A second objection to an entry, in other words."""

    code = "courses.objection_twice"
    message = _("这条操行记录已经申诉过，一条只能申诉一次。")
    next_step = _("请等待或查看学院的答复。")


class ObjectionOwnEntry(Refusal):
    """Deciding on an objection to what one recorded oneself."""

    code = "courses.objection_own_entry"
    status = 403
    message = _("申诉须由登记人和点名人以外的人处理。")
    next_step = _("请由另一位学院管理员处理。")


class ObjectionDecided(Refusal):
    """Another decision on what is decided."""

    code = "courses.objection_decided"
    message = _("这条申诉已于 %(on)s 处理。")
    next_step = _("请查看已有的答复；处理结果不再改动。")
