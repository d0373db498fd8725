"""Why a person may not have a seat."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal
from courses.enums import SeatWhy


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


class UnitEnded(Refusal):
    """The person's unit was dissolved or merged."""

    code = "courses.unit_ended"
    message = _("%(person)s 所属的“%(unit)s”已撤并（接续单位：%(successor)s）。")
    next_step = _("请先在花名册中把此人转到接续单位，再由该单位提名。")


class AlreadyCertified(Refusal):
    """What the course proves, the person has proved, and it still holds."""

    code = "courses.already_certified"
    message = _("%(person)s 已有本课程的有效结业记录，有效期至 %(until)s。")
    next_step = _("%(again)s确需参加的，由学院说明理由后安排。")


class SameCourseElsewhere(Refusal):
    """The person already has a live place in another cohort of the course."""

    code = "courses.same_course_elsewhere"
    message = _("%(person)s 已在同一课程的“%(other)s”中。")
    next_step = _("请办理转期，或先在原期次退出。")


class PersonBlocked(Refusal):
    """Duty, leave or the like on days of the cohort; what concerns health is not named."""

    code = "courses.person_blocked"
    message = _("%(person)s 在 %(starts_on)s 至 %(ends_on)s 已有安排（%(kind)s）。")
    next_step = _("请改选其他期次或换人；安排已取消的，请先更正。")


class HoursNotOwed(Refusal):
    """The cohort is for those who owe hours, and this person owes none."""

    code = "courses.hours_not_owed"
    message = _("%(person)s 目前不欠学时，本期只面向欠学时的人员。")
    next_step = _("请换一名欠学时的人员；名单见学时台账。")


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


SEAT_REFUSAL: dict[SeatWhy, type[Refusal]] = {
    SeatWhy.LEFT: PersonLeft,
    SeatWhy.WRONG_STAFF_KIND: WrongStaffKind,
    SeatWhy.NO_ASSIGNMENT: NoAssignment,
    SeatWhy.UNIT_ENDED: UnitEnded,
    SeatWhy.CERTIFIED: AlreadyCertified,
    SeatWhy.OVERLAPPING: OverlappingCohort,
    SeatWhy.SAME_COURSE: SameCourseElsewhere,
    SeatWhy.BLOCKED: PersonBlocked,
    SeatWhy.NOT_OWED: HoursNotOwed,
    SeatWhy.NO_SEAT_LEFT: CohortFull,
    SeatWhy.OVER_QUOTA: OverQuota,
}
