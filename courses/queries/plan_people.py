"""Who could teach a planned cohort."""

from courses.rules.calendar import Span
from courses.rules.planner import instance as ask


def instructors(span: Span) -> list[ask.Instructor]:
    """Those on the list of instructors during a span; a plan asks for none of them by itself.

    Slots need no instructor (`Slot.instructors` is 0) until somebody says how many a cohort has:
    a timetable decides that, not a year's plan.
    """
    return []
