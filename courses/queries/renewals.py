"""The renewal windows of courses as of a day."""

from dataclasses import dataclass
from datetime import date

from courses.models import Course, RenewalWindow, Syllabus
from courses.rules.eligibility import USUAL_RENEWAL_DAYS


@dataclass(frozen=True, slots=True)
class Standing:
    """A course with its window of the day, and for how many months a pass holds (None: for ever).

    `window` is None where the usual days apply.
    """

    course: Course
    window: RenewalWindow | None
    valid_months: int | None

    @property
    def days(self) -> int:
        """How many days before the end a pass may be renewed."""
        return self.window.days if self.window is not None else USUAL_RENEWAL_DAYS


def window_on(course_id: int, on: date) -> RenewalWindow | None:
    """The edition that holds on a day, None where the course has none."""
    rows = RenewalWindow.objects.filter(course_id=course_id, valid_from__lte=on)
    return rows.order_by("-valid_from", "-pk").first()


def days_on(course_id: int, on: date) -> int:
    """How many days before the end a pass of the course may be renewed, as of a day."""
    row = window_on(course_id, on)
    return row.days if row is not None else USUAL_RENEWAL_DAYS


def standings(on: date) -> list[Standing]:
    """Every course by code with its window of the day, in three queries."""
    windows: dict[int, RenewalWindow] = {}
    for row in RenewalWindow.objects.filter(valid_from__lte=on).order_by("valid_from", "pk"):
        windows[row.course_id] = row
    months: dict[int, int | None] = {}
    for syllabus in Syllabus.objects.filter(valid_from__lte=on).order_by("valid_from"):
        months[syllabus.course_id] = syllabus.valid_months
    return [
        Standing(course, windows.get(course.pk), months.get(course.pk))
        for course in Course.objects.order_by("code")
    ]
