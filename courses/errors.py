"""Every anticipated no of courses."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal
from courses.enums import CohortWhy, EnrolmentWhy, SeatWhy

# -- catalogue ----------------------------------------------------------------------------------


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


# -- cohorts ------------------------------------------------------------------------------------


class CapacityTooSmall(Refusal):
    """A cohort without seats."""

    code = "courses.capacity_too_small"
    status = 422
    message = _("名额至少为 1 人。")
    next_step = _("请填写大于 0 的名额。")


class EndsBeforeStart(Refusal):
    """A cohort whose last day is before its first."""

    code = "courses.ends_before_start"
    status = 422
    message = _("结班日期 %(ends_on)s 早于开班日期 %(starts_on)s。")
    next_step = _("请核对两个日期；一天的班两个日期相同。")


class CohortNumberTaken(Refusal):
    """A number that another cohort of the same syllabus and year already has."""

    code = "courses.cohort_number_taken"
    message = _("%(year)s 年第 %(number)s 期已经存在。")
    next_step = _("请换一个期号，或打开已有的期次。")


class QuotasOverCapacity(Refusal):
    """Quotas that are negative or together exceed the capacity."""

    code = "courses.quotas_over_capacity"
    status = 422
    message = _("各单位名额合计 %(total)s 人，超过本期名额 %(capacity)s 人，或有名额小于 0。")
    next_step = _("请调整各单位名额，合计不超过本期名额。")


class QuotaBelowSeated(Refusal):
    """A quota smaller than the number of the unit's people who are already in."""

    code = "courses.quota_below_seated"
    message = _("%(unit)s 已入班 %(seated)s 人，名额不能少于此数。")
    next_step = _("请先为多出的人员办理退出，或提高名额。")


class CohortNotPublished(Refusal):
    """Opening a draft."""

    code = "courses.cohort_not_published"
    message = _("本期还是草稿，尚未发布到各单位。")
    next_step = _("请先发布本期。")


class CohortNotRunning(Refusal):
    """Something that needs a running cohort."""

    code = "courses.cohort_not_running"
    message = _("本期尚未开班。")
    next_step = _("请先开班。")


class CohortAlreadyRunning(Refusal):
    """Something that is too late once people are in the building."""

    code = "courses.cohort_already_running"
    message = _("本期已经开班。")
    next_step = _("已开班的期次只能办理结班。")


class CohortClosed(Refusal):
    """Something that is too late after close-out."""

    code = "courses.cohort_closed"
    message = _("本期已经结班，名单和成绩不再改动。")
    next_step = _("如有差错，请联系学院管理员更正。")


class CohortCancelled(Refusal):
    """Something asked of a cancelled cohort."""

    code = "courses.cohort_cancelled"
    message = _("本期已经取消。")
    next_step = _("请选择其他期次。")


class CohortNotEnrolling(Refusal):
    """Nomination or enrolment while the cohort is a draft."""

    code = "courses.cohort_not_enrolling"
    message = _("本期还是草稿，尚不接收学员。")
    next_step = _("请先发布本期。")


class CohortEmpty(Refusal):
    """Opening a cohort in which nobody has a seat."""

    code = "courses.cohort_empty"
    message = _("本期还没有学员入班，不能开班。")
    next_step = _("请先安排学员入班，或取消本期。")


class OutcomesMissing(Refusal):
    """The close-out gate: somebody's result, or check-in, is not accounted for."""

    code = "courses.outcomes_missing"
    message = _(
        "还不能结班：%(no_outcome)s 人没有考试结果，%(not_checked_in)s 人有考试结果但没有报到记录。"
    )
    next_step = _("请发布考试成绩、补录报到，或为没有参加的人员办理退出，再结班。")


class ReasonRequired(Refusal):
    """A step that is only taken with a reason."""

    code = "courses.reason_required"
    status = 422
    message = _("请填写原因。")
    next_step = _("写明原因后重新提交。")


# -- enrolment ----------------------------------------------------------------------------------


class NotNominated(Refusal):
    """Deciding on a nomination that does not exist."""

    code = "courses.not_nominated"
    message = _("%(person)s 没有被提名到本期。")
    next_step = _("请先由所在单位提名。")


class NotApproved(Refusal):
    """A seat for somebody whose nomination is still open."""

    code = "courses.not_approved"
    message = _("%(person)s 的提名尚未批准。")
    next_step = _("请先批准提名，再安排入班。")


class NotEnrolled(Refusal):
    """Something that needs a seat."""

    code = "courses.not_enrolled"
    message = _("%(person)s 没有在本期入班。")
    next_step = _("请核对期次和名单。")


class NotCheckedIn(Refusal):
    """A result for somebody who never checked in."""

    code = "courses.not_checked_in"
    message = _("%(person)s 没有报到记录。")
    next_step = _("请先补录报到。")


class AlreadyFurther(Refusal):
    """A step that lies behind."""

    code = "courses.already_further"
    message = _("%(person)s 的报名已进入下一步（%(state)s）。")
    next_step = _("请刷新名单查看当前状态。")


class EnrolmentDeclined(Refusal):
    """Something asked of a declined nomination."""

    code = "courses.enrolment_declined"
    message = _("%(person)s 的提名未获批准。")
    next_step = _("如情况有变，请所在单位重新提名。")


class EnrolmentWithdrawn(Refusal):
    """Something asked of somebody who withdrew."""

    code = "courses.enrolment_withdrawn"
    message = _("%(person)s 已退出本期。")
    next_step = _("如需参加，请重新安排入班。")


class EnrolmentFinished(Refusal):
    """Something asked after close-out."""

    code = "courses.enrolment_finished"
    message = _("%(person)s 在本期的培训已经结束（%(state)s）。")
    next_step = _("如需再训，请安排到其他期次。")


class EnrolmentUnknown(Refusal):
    """An outcome for an enrolment that is not there."""

    code = "courses.enrolment_unknown"
    status = 422
    message = _("成绩单里有 %(count)s 条不属于任何报名记录。")
    next_step = _("请核对考试与期次是否对应。")


# -- seats --------------------------------------------------------------------------------------


class PersonLeft(Refusal):
    """The person is no longer on the staff when the cohort starts."""

    code = "courses.person_left"
    message = _("%(person)s 已离开本系统，不能参加本期。")
    next_step = _("请从名单中去掉此人；如有误，请先更正花名册。")


class WrongStaffKind(Refusal):
    """The syllabus is for other staff kinds."""

    code = "courses.wrong_staff_kind"
    message = _("%(person)s 的人员类别不在本课程的培训对象之内。")
    next_step = _("请选择面向其类别的课程；如类别有误，请先更正花名册。")


class NoAssignment(Refusal):
    """Nobody knows the person's unit on that day."""

    code = "courses.no_assignment"
    message = _("%(person)s 当前没有所属单位。")
    next_step = _("请先在花名册中补录所属单位。")


class OverlappingCohort(Refusal):
    """The person already has another cohort on some of these days."""

    code = "courses.overlapping_cohort"
    message = _("%(person)s 已在日期重叠的“%(other)s”中。")
    next_step = _("请改选其他期次，或先办理原期次的退出。")


class CohortFull(Refusal):
    """No seat left."""

    code = "courses.cohort_full"
    message = _("本期 %(capacity)s 个名额已满，无法安排 %(person)s。")
    next_step = _("请改选其他期次，或等有人退出。")


class OverQuota(Refusal):
    """No seat left for this unit."""

    code = "courses.over_quota"
    message = _("%(unit)s 在本期的 %(quota)s 个名额已用完，无法安排 %(person)s。")
    next_step = _("请调整该单位名额，或改选其他期次。")


# -- outcomes and hours -------------------------------------------------------------------------


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


COHORT_REFUSAL: dict[CohortWhy, type[Refusal]] = {
    CohortWhy.NOT_PUBLISHED: CohortNotPublished,
    CohortWhy.NOT_RUNNING: CohortNotRunning,
    CohortWhy.ALREADY_RUNNING: CohortAlreadyRunning,
    CohortWhy.CLOSED: CohortClosed,
    CohortWhy.CANCELLED: CohortCancelled,
}
ENROLMENT_REFUSAL: dict[EnrolmentWhy, type[Refusal]] = {
    EnrolmentWhy.NOT_NOMINATED: NotNominated,
    EnrolmentWhy.NOT_APPROVED: NotApproved,
    EnrolmentWhy.NOT_ENROLLED: NotEnrolled,
    EnrolmentWhy.NOT_CHECKED_IN: NotCheckedIn,
    EnrolmentWhy.ALREADY_FURTHER: AlreadyFurther,
    EnrolmentWhy.DECLINED: EnrolmentDeclined,
    EnrolmentWhy.WITHDRAWN: EnrolmentWithdrawn,
    EnrolmentWhy.FINISHED: EnrolmentFinished,
}
SEAT_REFUSAL: dict[SeatWhy, type[Refusal]] = {
    SeatWhy.LEFT: PersonLeft,
    SeatWhy.WRONG_STAFF_KIND: WrongStaffKind,
    SeatWhy.NO_ASSIGNMENT: NoAssignment,
    SeatWhy.OVERLAPPING: OverlappingCohort,
    SeatWhy.NO_SEAT_LEFT: CohortFull,
    SeatWhy.OVER_QUOTA: OverQuota,
}
