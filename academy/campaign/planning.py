"""Dealing the whole staff into cohorts of at most 120 without emptying any branch."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar

from academy.shared.clock import LOCAL
from courses.rules.calendar import Span
from courses.rules.workdays import days_off

T = TypeVar("T")
CAPACITY = 120
EXAM_MINUTES = 90


@dataclass(frozen=True, slots=True)
class CohortPlan(Generic[T]):
    """One week of one track: Monday to Friday, exam on Friday, make-up the Friday after."""

    number: int
    starts_on: date
    members: tuple[T, ...]

    @property
    def ends_on(self) -> date:
        """The last day, which belongs to the cohort."""
        return self.starts_on + timedelta(days=4)

    def exam_at(self) -> datetime:
        """When the first exam opens: Friday 14:30."""
        return _at(self.ends_on, time(14, 30))

    def make_up_at(self) -> datetime:
        """When the make-up exam opens: a week later."""
        return _at(self.ends_on + timedelta(days=7), time(14, 30))

    def check_in_at(self) -> datetime:
        """When people arrive: Monday 08:00."""
        return _at(self.starts_on, time(8, 0))

    def closing_at(self) -> datetime:
        """When the cohort is closed out: the Monday after the make-up."""
        return _at(self.ends_on + timedelta(days=10), time(10, 0))


def _at(on: date, clock: time) -> datetime:
    return datetime.combine(on, clock, LOCAL)


def deal(members: Sequence[T]) -> list[tuple[T, ...]]:
    """Return the members in the fewest groups of at most `CAPACITY`, sizes equal within one.

    Dealt out like cards: people who follow each other (the same branch) land in different
    groups, so a branch sends a few to each week and keeps the rest on duty.
    """
    count = -(-len(members) // CAPACITY)
    return [tuple(members[turn::count]) for turn in range(count)]


def _is_free(monday: date) -> bool:
    """Whether no public holiday falls on Monday to Friday."""
    return not days_off(Span(monday, monday + timedelta(days=4)))


def weeks(first_monday: date, count: int) -> list[date]:
    """Return `count` Mondays from the first one on, weeks with a public holiday left out."""
    mondays = (first_monday + timedelta(weeks=week) for week in itertools.count())
    return list(itertools.islice(filter(_is_free, mondays), count))


def first_monday(today: date, count: int) -> date:
    """Return the Monday from which `count` weekly cohorts and the last close-out are past.

    Weeks with a public holiday are not counted, so the longer the campaign, the earlier it began.
    """
    last = today - timedelta(days=21)
    monday = last - timedelta(days=last.weekday())
    mondays = filter(_is_free, (monday - timedelta(weeks=week) for week in itertools.count()))
    return next(itertools.islice(mondays, count - 1, None))
