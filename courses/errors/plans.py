"""Every anticipated no about places, planning rules and planning runs."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class PlaceNameTaken(Refusal):
    """A dormitory or hall of a name that another one has."""

    code = "courses.place_name_taken"
    message = _("“%(name)s”已经登记过，内容不同。")
    next_step = _("请换一个名称，或先停用原来的。")


class PlaceInvalid(Refusal):
    """Beds or seats that are none, or a last day that is not after the first."""

    code = "courses.place_invalid"
    status = 422
    message = _("名称要填写，床位或座位至少 1 个，停用日期要晚于启用日期。")
    next_step = _("请核对后重新提交。")


class ShutInvalid(Refusal):
    """Days out of use that end before they begin, or without a reason."""

    code = "courses.shut_invalid"
    status = 422
    message = _("停用要写明原因，最后一天不能早于第一天。")
    next_step = _("请核对日期并写明原因。")


class PlanningRulesInvalid(Refusal):
    """Planning figures outside what they can be."""

    code = "courses.planning_rules_invalid"
    status = 422
    message = _("排班规则“%(name)s”应在 %(least)s 与 %(most)s 之间。")
    next_step = _("请修改这一项后重新保存。")


class PlanHorizonInvalid(Refusal):
    """A planning span that ends before it begins, is over already, or is longer than two years."""

    code = "courses.plan_horizon_invalid"
    status = 422
    message = _("排班的日期范围不成立：%(starts_on)s 至 %(ends_on)s。")
    next_step = _("请填写今天以后结束、先后有序、不超过两年的一段日期。")


class PlanCourseUnknown(Refusal):
    """A demand for a course that is not there, or has no syllabus yet."""

    code = "courses.plan_course_unknown"
    status = 422
    message = _("课程 %(code)s 不存在，或还没有发布大纲。")
    next_step = _("请从课程目录中选择，或先发布大纲。")


class PlanUnitUnknown(Refusal):
    """A demand for a unit that never was."""

    code = "courses.plan_unit_unknown"
    status = 422
    message = _("没有代码为 %(code)s 的单位。")
    next_step = _("请从单位列表中选择。")


class PlanUnitEnded(Refusal):
    """A plan with a unit that has been merged or has ended."""

    code = "courses.plan_unit_ended"
    status = 422
    message = _("%(unit)s 已于 %(ended_on)s 撤并，不能再安排名额。")
    next_step = _("%(fix)s")


class PlanDemandEmpty(Refusal):
    """A run for which nobody is to be seated."""

    code = "courses.plan_demand_empty"
    status = 422
    message = _("按这些条件没有一个人需要安排：要么没有这样的人员，要么都已结业或已在班。")
    next_step = _("请放宽人员类别或单位，或选择其他课程。")


class PlanNotProposed(Refusal):
    """Deciding on a run that is not, or no more, a proposal."""

    code = "courses.plan_not_proposed"
    message = _("这份计划现在是“%(state)s”，不能再改动或采纳。")
    next_step = _("请打开最新的一份计划；尚未求解的，请等求解结束。")


class PlanNotSolvable(Refusal):
    """Solving a run again that has its answer."""

    code = "courses.plan_not_solvable"
    message = _("这份计划已有结果（%(state)s），不再重新求解。")
    next_step = _("如条件有变，请以它为基础重新排班。")


class PlanLineAccepted(Refusal):
    """Changing a line whose cohort is already there."""

    code = "courses.plan_line_accepted"
    message = _("第 %(number)s 行已采纳为“%(cohort)s”，计划里不再改动。")
    next_step = _("请在期次页面调整名额，或取消该期后重新排班。")


class PlanLineLocked(Refusal):
    """Changing a line, or a seat, that somebody locked."""

    code = "courses.plan_line_locked"
    message = _("这一项已由 %(who)s 锁定。")
    next_step = _("请先解锁，再改动。")


class PlanRuleBroken(Refusal):
    """An edit after which the plan would break a rule."""

    code = "courses.plan_rule_broken"
    status = 422
    message = _("这样改动会违反“%(rule)s”：%(why)s。")
    next_step = _("请改选其他期次或日期；确需如此的，先修改相应规则，再重新排班。")


class PlanSeatTaken(Refusal):
    """Moving somebody to a line that runs another course, or in which the person already is."""

    code = "courses.plan_seat_taken"
    message = _("%(person)s 不能调到第 %(number)s 行：课程不同，或已在其中。")
    next_step = _("请选择同一课程的另一期。")


class PlanQuotaBelowSeats(Refusal):
    """A unit's quota below the number of its people who are proposed for the line."""

    code = "courses.plan_quota_below_seats"
    status = 422
    message = _("%(unit)s 在这一期已排 %(seats)s 人，名额不能少于此数。")
    next_step = _("请先把多出的人调到其他期次。")


class PlanBoundsInverted(Refusal):
    """A unit's most seats in a line below its fewest."""

    code = "courses.plan_bounds_inverted"
    status = 422
    message = _("%(unit)s 的最多人数 %(maximum)s 少于最少人数 %(minimum)s。")
    next_step = _("请改成最多不少于最少；不限的一项留空。")


class PrerequisiteCircle(Refusal):
    """A course that would, through others or at once, have to be completed before itself."""

    code = "courses.prerequisite_circle"
    status = 422
    message = _("“%(before)s”不能作为“%(course)s”的先修课程：这样它们互为先修。")
    next_step = _("请先取消反方向的先修关系，再保存。")


class PlanBreached(Refusal):
    """The independent check found a rule that the solver's answer does not keep."""

    code = "courses.plan_breached"
    status = 500
    message = _("求解结果没有通过独立核对，未予保存。")
    next_step = _("请重新求解；再次出现请联系系统管理员。")
