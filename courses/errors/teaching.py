"""Every anticipated no about instructors and their teaching."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal
from courses.enums.teaching import TeachingWhy


class InstructorTaken(Refusal):
    """Somebody who is on the list of instructors already, with other facts."""

    code = "courses.instructor_taken"
    message = _("“%(name)s”已在教官名单中。")
    next_step = _("请打开已有的条目修改；同名的外聘教官请注明不同的单位。")


class InstructorLeft(Refusal):
    """A person who has left the staff."""

    code = "courses.instructor_left"
    message = _("%(name)s 已离开本系统，不能列为在编教官。")
    next_step = _("如以外聘身份授课，请按外聘教官登记其现在的单位。")


class InstructorNameRequired(Refusal):
    """An outside instructor without a name, or without an organisation."""

    code = "courses.instructor_name_required"
    status = 422
    message = _("外聘教官须写明姓名和单位。")
    next_step = _("请补全姓名和单位后重新提交。")


class PeriodInvalid(Refusal):
    """A period that ends before, or on, the day it begins."""

    code = "courses.period_invalid"
    status = 422
    message = _("结束日期 %(ends)s 早于开始日期 %(starts)s。")
    next_step = _("请核对两个日期。")


class EvidenceRequired(Refusal):
    """A qualification that nothing proves."""

    code = "courses.evidence_required"
    status = 422
    message = _("请写明授课资格的依据。")
    next_step = _("例如证书编号、聘任文件的文号或学院的决定。")


class QualificationOverlaps(Refusal):
    """A qualification in a course in which the instructor has one on some of these days."""

    code = "courses.qualification_overlaps"
    message = _("%(name)s 在这些日期已有“%(course)s”的授课资格。")
    next_step = _("请先结束原来的资格，或改用其后的起始日期。")


class AvailabilityTaught(Refusal):
    """Days away on which the instructor teaches already."""

    code = "courses.availability_taught"
    message = _("%(name)s 在 %(day)s 已排有“%(cohort)s”的课。")
    next_step = _("请先在该期的授课安排里换人，再登记不能授课的日期。")


class CohortOver(Refusal):
    """Teaching that is planned for a cohort that was closed out or cancelled."""

    code = "courses.cohort_over"
    message = _("本期已经结班或取消，授课安排不再改动。")
    next_step = _("如有差错，请联系学院管理员更正记录。")


class SubjectNotInSyllabus(Refusal):
    """A subject of another syllabus."""

    code = "courses.subject_not_in_syllabus"
    status = 422
    message = _("所选科目不在本期的教学大纲中。")
    next_step = _("请从本期大纲的科目中选择。")


class SlotsMissing(Refusal):
    """Teaching without a day, or without a part of one."""

    code = "courses.slots_missing"
    status = 422
    message = _("请至少选择一天中的一个时段。")
    next_step = _("选择日期和时段，或填写起止时间后重新提交。")


class TeachingTimesInvalid(Refusal):
    """Times that end before they begin, or take longer than one line of teaching can."""

    code = "courses.teaching_times_invalid"
    status = 422
    message = _("%(times)s 不能作为一个时段：须先起后止，且不超过 %(most)s 学时。")
    next_step = _("请修改起止时间；更长的课请分成几个时段。")


class OutsideCohortDays(Refusal):
    """A day on which the cohort is not there."""

    code = "courses.outside_cohort_days"
    status = 422
    message = _("%(day)s 不在本期 %(starts_on)s 至 %(ends_on)s 之内。")
    next_step = _("请选择本期之内的日期。")


class NotQualified(Refusal):
    """An instructor without a qualification in the course on that day."""

    code = "courses.not_qualified"
    message = _("%(name)s 在 %(day)s 没有“%(course)s”的授课资格。")
    next_step = _("请换一位有资格的教官，或先为其登记资格和依据。")


class InstructorUnavailable(Refusal):
    """An instructor who is away, blocked or a trainee on that day."""

    code = "courses.instructor_unavailable"
    message = _("%(name)s 在 %(day)s 不能授课。")
    next_step = _("请换一天或换一位教官；其不能授课的日期见教官页。")


class DoubleBooked(Refusal):
    """An instructor who teaches elsewhere, or something else, at that time."""

    code = "courses.double_booked"
    message = _("%(name)s 在 %(day)s %(times)s 已排有“%(cohort)s”的课。")
    next_step = _("请换一个时段或换一位教官；同一堂课合班上的，请按相同的起止时间勾选“合班”。")


class HallNotInUse(Refusal):
    """A hall that is not in use on that day, or shut."""

    code = "courses.hall_not_in_use"
    message = _("“%(hall)s”在 %(day)s 不能使用。")
    next_step = _("请换一天或换一个教室；停用的日期见计划的条件。")


class HallTaken(Refusal):
    """A hall in which something else is taught at that time."""

    code = "courses.hall_taken"
    message = _("“%(hall)s”在 %(day)s %(times)s 已由“%(cohort)s”使用。")
    next_step = _("请换一个教室或换一个时段。")


class HallTooSmall(Refusal):
    """A hall with fewer seats than the cohorts that are taught in it have."""

    code = "courses.hall_too_small"
    message = _("“%(hall)s”有 %(seats)s 座，%(day)s %(times)s 上课的有 %(needed)s 人。")
    next_step = _("请换一个更大的教室，或不合班。")


TEACHING_REFUSAL: dict[TeachingWhy, type[Refusal]] = {
    TeachingWhy.COHORT_OVER: CohortOver,
    TeachingWhy.NOT_IN_SYLLABUS: SubjectNotInSyllabus,
    TeachingWhy.NO_SLOTS: SlotsMissing,
    TeachingWhy.TIMES_INVALID: TeachingTimesInvalid,
    TeachingWhy.OUTSIDE_COHORT_DAYS: OutsideCohortDays,
    TeachingWhy.NOT_QUALIFIED: NotQualified,
    TeachingWhy.NOT_AVAILABLE: InstructorUnavailable,
    TeachingWhy.DOUBLE_BOOKED: DoubleBooked,
    TeachingWhy.HALL_NOT_IN_USE: HallNotInUse,
    TeachingWhy.HALL_TAKEN: HallTaken,
    TeachingWhy.HALL_TOO_SMALL: HallTooSmall,
}
