"""Who could teach a planned cohort, and when not."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from courses.models import Instructor, Qualification, Teaching
from courses.queries import instructors as queries
from courses.rules.calendar import Span
from courses.rules.instructors import Days
from courses.rules.planner import instance as ask

_DAY = timedelta(days=1)


def instructors(
    span: Span, courses: Collection[str], *, without: Collection[int]
) -> list[ask.Instructor]:
    """Everybody qualified for one of these courses, with the days on which they cannot teach.

    A qualification counts where it holds on some day of the span; somebody whose qualifications
    begin or end within it is taken for busy outside of the days on which all of them hold. What
    they teach already counts, unless it is to a cohort of the plan itself (`without`).
    """
    windows: dict[int, list[Qualification]] = defaultdict(list)
    held = Qualification.objects.filter(course__code__in=courses, valid_from__lte=span.ends_on)
    for row in held.exclude(valid_until__lte=span.starts_on).select_related("course"):
        windows[row.instructor_id].append(row)
    rows = list(Instructor.objects.filter(pk__in=windows).order_by("pk"))
    days = queries.days_of(rows, span)
    taught: dict[int, list[Span]] = defaultdict(list)
    teaching = Teaching.objects.standing().within(span).filter(instructor__in=rows)
    for who, on in teaching.exclude(cohort__in=without).values_list("instructor_id", "taught_on"):
        taught[who].append(Span(on, on))
    return [
        ask.Instructor(
            key=str(row.pk),
            courses=tuple(sorted({each.course.code for each in windows[row.pk]})),
            busy=tuple(_busy(span, days[row.pk], windows[row.pk], taught[row.pk])),
        )
        for row in rows
    ]


def _busy(span: Span, days: Days, held: list[Qualification], taught: list[Span]) -> list[Span]:
    """The days of a span on which somebody cannot teach."""
    firsts = [days.valid_from, *(each.valid_from for each in held)]
    ends = [days.valid_until, *(each.valid_until for each in held)]
    untils = [each for each in ends if each is not None]
    found = [*days.away, *taught, *_outside(span, max(firsts), min(untils, default=None))]
    if days.offered_only:
        found += _gaps(span, list(days.offered))
    return sorted(found, key=lambda each: (each.starts_on, each.ends_on))


def _outside(span: Span, first: date, until: date | None) -> list[Span]:
    """What of a span lies outside [first, until)."""
    found = []
    if first > span.starts_on:
        found.append(Span(span.starts_on, min(first - _DAY, span.ends_on)))
    if until is not None and until <= span.ends_on:
        found.append(Span(max(until, span.starts_on), span.ends_on))
    return found


def _gaps(span: Span, offered: list[Span]) -> list[Span]:
    """The days of a span that nobody offered."""
    found = []
    day = span.starts_on
    for each in sorted(offered, key=lambda one: one.starts_on):
        if each.starts_on > day:
            found.append(Span(day, min(each.starts_on - _DAY, span.ends_on)))
        day = max(day, each.ends_on + _DAY)
    if day <= span.ends_on:
        found.append(Span(day, span.ends_on))
    return found
