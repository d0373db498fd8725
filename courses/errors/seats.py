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
    SeatWhy.OVERLAPPING: OverlappingCohort,
    SeatWhy.NO_SEAT_LEFT: CohortFull,
    SeatWhy.OVER_QUOTA: OverQuota,
}
