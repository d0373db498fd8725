"""When an instructor can teach."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from courses.rules.calendar import Span


@dataclass(frozen=True, slots=True)
class Days:
    """What is known of an instructor's days.

    In force during [`valid_from`, `valid_until`). `away` are spans on which they do not teach.
    An instructor who teaches `offered_only` does so on the days of `offered` and on no other.
    """

    valid_from: date
    valid_until: date | None = None
    offered_only: bool = False
    away: Sequence[Span] = ()
    offered: Sequence[Span] = ()


def in_force(span: Span, *, valid_from: date, valid_until: date | None) -> bool:
    """Whether every day of `span` lies in [valid_from, valid_until)."""
    return valid_from <= span.starts_on and (valid_until is None or span.ends_on < valid_until)


def can_teach(days: Days, span: Span) -> bool:
    """Whether the instructor can teach on every day of `span`, as far as their own days go."""
    if not in_force(span, valid_from=days.valid_from, valid_until=days.valid_until):
        return False
    if any(each.overlaps(span) for each in days.away):
        return False
    return not days.offered_only or covered(span, days.offered)


def covered(span: Span, offered: Iterable[Span]) -> bool:
    """Whether every day of `span` lies in one of the offered spans."""
    day = span.starts_on
    for each in sorted(offered, key=lambda one: one.starts_on):
        if each.starts_on > day:
            return False
        if each.ends_on >= day:
            day = each.ends_on + timedelta(days=1)
        if day > span.ends_on:
            return True
    return False
