"""A cohort's attendance and conduct person by person, with the sums of its units."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from courses.models import Cohort, Enrolment
from courses.models.enrolment import EnrolmentQuerySet
from courses.queries import board, stay
from courses.queries.stay import StayFigures

_NONE = Decimal("0.0")


@dataclass(frozen=True, slots=True)
class Line:
    """One person's figures; the unit is that of the day of entry."""

    enrolment: Enrolment
    unit_name: str
    stay: StayFigures


@dataclass(frozen=True, slots=True)
class Total:
    """Sums over people, hours in 学时; `points` is their mean."""

    name: str
    people: int
    hours_there: Decimal
    hours_on_leave: Decimal
    hours_absent: Decimal
    late: int
    left_early: int
    leave_used: Decimal
    over: int
    points: Decimal


# What lines may be sorted by; without any they stand in official order of units, by pinyin.
SORTS: dict[str, Callable[[Line], object]] = {
    "name": lambda line: line.enrolment.person.pinyin_key,
    "there": lambda line: line.stay.attendance.hours_there,
    "leave": lambda line: line.stay.attendance.hours_on_leave,
    "absent": lambda line: line.stay.attendance.hours_absent,
    "late": lambda line: line.stay.attendance.late,
    "early": lambda line: line.stay.attendance.left_early,
    "used": lambda line: line.stay.leave_used,
    "points": lambda line: line.stay.points,
}


def lines(
    cohort: Cohort,
    rows: EnrolmentQuerySet,
    *,
    on: date,
    at: datetime,
    known_before: datetime | None = None,
) -> list[Line]:
    """Return the figures of places of the cohort, in official order of units, then by pinyin.

    With `known_before` they are what they were just before that instant. The number of queries
    depends on the number of transfers in a row, not of people.
    """
    members = board.members(cohort, rows, on=on, state=None)
    for each in members:
        each.enrolment.cohort = cohort
    figures = stay.figures([each.enrolment for each in members], at=at, known_before=known_before)
    return [Line(each.enrolment, each.unit_name, figures[each.enrolment.pk]) for each in members]


def in_order(rows: Sequence[Line], sort: str) -> list[Line]:
    """Sort by a name of SORTS, downwards after a minus; other names leave the order as it is."""
    key = SORTS.get(sort.removeprefix("-"))
    if key is None:
        return list(rows)
    return sorted(rows, key=key, reverse=sort.startswith("-"))  # type: ignore[arg-type]  # each key compares with itself


def totals(rows: Iterable[Line]) -> list[Total]:
    """Return the sums of each unit, in the order of the lines."""
    units: dict[str, list[Line]] = {}
    for line in rows:
        units.setdefault(line.unit_name, []).append(line)
    return [total(name, theirs) for name, theirs in units.items()]


def total(name: str, rows: Sequence[Line]) -> Total:
    """Add up some people's figures; their mean points are rounded half up to one decimal."""
    stays = [line.stay for line in rows]
    calls = [each.attendance for each in stays]
    points = sum((each.points for each in stays), _NONE)
    return Total(
        name=name,
        people=len(stays),
        hours_there=sum((each.hours_there for each in calls), _NONE),
        hours_on_leave=sum((each.hours_on_leave for each in calls), _NONE),
        hours_absent=sum((each.hours_absent for each in calls), _NONE),
        late=sum(each.late for each in calls),
        left_early=sum(each.left_early for each in calls),
        leave_used=sum((each.leave_used for each in stays), _NONE),
        over=sum(each.over for each in stays),
        points=(points / len(stays)).quantize(_NONE, ROUND_HALF_UP) if stays else _NONE,
    )
