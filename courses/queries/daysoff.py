"""Days off within a span: public holidays and the days on which the academy itself is shut."""

from datetime import date, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.models import Shut
from courses.rules import workdays
from courses.rules.calendar import Span

# How far around the wished days a free week is looked for.
_NEAR = timedelta(days=35)


def language() -> str:
    """The holiday calendar's name for the language that is spoken now."""
    return "en_US" if (get_language() or "").startswith("en") else "zh_CN"


def closed(span: Span) -> dict[date, str]:
    """The academy's own closed days within a span, with their reasons."""
    rows = Shut.objects.standing().of_the_academy().touching(span)
    found: dict[date, str] = {}
    for row in rows.order_by("pk"):
        for on in workdays.days(row.span):
            if span.starts_on <= on <= span.ends_on:
                found.setdefault(on, row.reason)
    return found


def within(span: Span) -> list[workdays.DayOff]:
    """Public holidays and closed days of a span, in the reader's language."""
    return workdays.days_off(span, closed=closed(span), language=language())


def nearest_clear(span: Span) -> Span | None:
    """The nearest days of the same length and weekday that meet no day off, if any are near."""
    around = Span(span.starts_on - _NEAR, span.ends_on + _NEAR)
    off = {each.on for each in workdays.days_off(around, closed=closed(around))}
    weeks = sorted(range(-5, 6), key=abs)
    for week in weeks:
        step = timedelta(days=7 * week)
        moved = Span(span.starts_on + step, span.ends_on + step)
        if not off.intersection(workdays.days(moved)):
            return moved
    return None


def clear_text(span: Span) -> str:
    """What to say about where there is room: the nearest clear days, or that there are none."""
    found = nearest_clear(span)
    if found is None:
        return _("前后五周内没有同样长的空档")
    return _("最近没有假日的同样一段是 %(first)s 至 %(last)s") % {
        "first": found.starts_on,
        "last": found.ends_on,
    }
