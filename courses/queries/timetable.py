"""Weeks of teaching, of a cohort or of an instructor, laid out as they are printed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.conf import settings
from django.db.models import Max, Min, Q, QuerySet

from courses.enums.teaching import DayPart
from courses.models import Cohort, Instructor, Teaching
from courses.rules import timetable as rules
from courses.rules.calendar import Span
from courses.rules.periods import Times, read_periods


@lru_cache(maxsize=4)
def _read(written: tuple[str, ...]) -> tuple[Times, ...]:
    return read_periods(written)


def periods() -> tuple[Times, ...]:
    """Return the academy's periods of a day."""
    return _read(tuple(settings.TEACHING_PERIODS))


@dataclass(frozen=True, slots=True)
class Cell:
    """What is taught at one time of one day: lines of one instructor, with all their cohorts."""

    line: Teaching
    cohorts: list[str]


@dataclass(frozen=True, slots=True)
class Band:
    """One row of a week, with a list of cells for each day."""

    row: rules.Row
    cells: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Week:
    """A week of teaching: its days, and its rows by part of the day."""

    monday: date
    days: list[date]
    parts: list[tuple[DayPart, list[Band]]]
    count: int
    before: date | None
    after: date | None

    @property
    def bands(self) -> list[Band]:
        """All rows, from the morning on."""
        return [band for _part, bands in self.parts for band in bands]


def of_cohort(cohort: Cohort) -> QuerySet[Teaching]:
    """Return the lines that stand of one cohort."""
    return Teaching.objects.standing().filter(cohort=cohort)


def of_instructor(instructor: Instructor) -> QuerySet[Teaching]:
    """Return the lines that stand of one instructor."""
    return Teaching.objects.standing().filter(instructor=instructor)


def nearest_week(lines: QuerySet[Teaching], on: date) -> date:
    """Return the Monday of the first week from a day's on in which somebody teaches, else its own.

    Where nothing is ahead, the last week that had something; in one query.
    """
    monday = rules.monday_of(on)
    found = lines.aggregate(
        ahead=Min("taught_on", filter=Q(taught_on__gte=monday)), last=Max("taught_on")
    )
    return rules.monday_of(found["ahead"] or found["last"] or on)


def week_of(lines: QuerySet[Teaching], monday: date) -> Week:
    """Lay out one week of these lines, in three queries.

    Each cell names every cohort that is taught together then.
    """
    span = Span(monday, monday + timedelta(days=6))
    within = Q(taught_on__gte=span.starts_on, taught_on__lte=span.ends_on)
    rows = list(
        lines.filter(within)
        .select_related("subject", "instructor", "hall", "cohort")
        .order_by("taught_on", "begins", "-books_instructor", "instructor__pinyin_key", "pk")
    )
    around = lines.aggregate(
        before=Max("taught_on", filter=Q(taught_on__lt=span.starts_on)),
        after=Min("taught_on", filter=Q(taught_on__gt=span.ends_on)),
    )
    cells = _cells(rows, within)
    days = rules.days_of(monday, {row.taught_on for row in rows})
    bands = [
        Band(each, [cells.get((day, each.times), []) for day in days])
        for each in rules.rows_of(periods(), {row.slot for row in rows})
    ]
    parts = [(part, [band for band in bands if band.row.times.part is part]) for part in DayPart]
    return Week(
        monday=monday,
        days=days,
        parts=[each for each in parts if each[1]],
        count=sum(len(each) for each in cells.values()),
        before=rules.monday_of(around["before"]) if around["before"] else None,
        after=rules.monday_of(around["after"]) if around["after"] else None,
    )


def _cells(rows: list[Teaching], within: Q) -> dict[tuple[date, Times], list[Cell]]:
    together = (
        Teaching.objects.standing()
        .filter(within, instructor__in={row.instructor_id for row in rows})
        .order_by("cohort__starts_on", "cohort_id")
        .values_list("instructor_id", "taught_on", "begins", "ends", "cohort__name")
    )
    names: dict[tuple[int, date, Times], list[str]] = defaultdict(list)
    for instructor, day, begins, ends, name in together:
        names[instructor, day, Times(begins, ends)].append(name)
    found: dict[tuple[date, Times], list[Cell]] = defaultdict(list)
    seen: set[tuple[int, date, Times]] = set()
    for row in rows:
        key = (row.instructor_id, row.taught_on, row.times)
        if key not in seen:
            seen.add(key)
            found[row.taught_on, row.times].append(Cell(row, names[key]))
    return found
