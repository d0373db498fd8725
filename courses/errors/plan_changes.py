"""Every anticipated no about what a proposed cohort is of, and where and by whom it is taught."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class PlanCourseNotPlanned(Refusal):
    """Giving a line a course that its plan was not asked for."""

    code = "courses.plan_course_not_planned"
    status = 422
    message = _("这份计划没有安排课程“%(course)s”。")
    next_step = _("请改选这份计划内的课程；要加开课程的，请新建一份包含它的排班。")


class PlanSyllabusLater(Refusal):
    """Giving a line a course whose syllabus is not in force by its first day."""

    code = "courses.plan_syllabus_later"
    status = 422
    message = _("“%(course)s”的大纲自 %(valid_from)s 起施行，这一期 %(starts_on)s 开班，还不能开。")
    next_step = _("请先把这一期改到施行之后，再换课程。")


class PlanPlaceUnknown(Refusal):
    """A hall that is not there, or an instructor who is not on the list."""

    code = "courses.plan_place_unknown"
    status = 422
    message = _("所选的教室、会场或教官已不在名册上。")
    next_step = _("请刷新页面后重新选择。")
