"""What the planner is asked: who is owed what, when and where it could be, and the rules.

Everything here is values. Integers are the caller's keys of persons and units, strings those of
slots, courses, halls and instructors. A list may come in any order: the plan does not depend on
it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from academy.people.enums import Sex
from courses.rules.calendar import Span
from courses.rules.planner.plan import Cohort, Progress, Seat

Watch = Callable[[Progress], bool]
"""Told of each better plan; the search ends with that plan where it answers False."""


@dataclass(frozen=True, slots=True)
class Member:
    """One course owed by one person. A person may have several rows, one for each course.

    `blocked` are days on which the person cannot be sent (duty, leave, another cohort that is not
    planned here). The cohort starts on or after `not_before` and has ended by `due_on`.
    `counts_away`: of the enforcement staff, of whom only a share may be away at once.
    Where the person is owed a course of `after` too, that cohort ends before this one starts.
    Higher `priority` goes first, then the nearer deadline, then the smaller key.
    """

    person: int
    course: str
    unit: int
    sex: Sex
    counts_away: bool = False
    blocked: tuple[Span, ...] = ()
    not_before: date | None = None
    due_on: date | None = None
    after: tuple[str, ...] = ()
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """A cohort that could be: days, room and beds. The planner says whether it is, and of what.

    `capacity` bounds all seats, the beds those of each sex; an opened slot has at least `minimum`
    people. It needs one of `halls` (none where the list is empty) and `instructors` people of the
    instance's who teach its course. Slots of the same `house` that share days share its beds. A
    slot that meets a closure is opened only if it is `despite_closure`.
    """

    key: str
    span: Span
    courses: tuple[str, ...]
    capacity: int
    beds_men: int
    beds_women: int
    minimum: int = 0
    halls: tuple[str, ...] = ()
    instructors: int = 0
    house: str | None = None
    despite_closure: bool = False


@dataclass(frozen=True, slots=True)
class House:
    """Beds that several slots draw on."""

    key: str
    beds_men: int
    beds_women: int


@dataclass(frozen=True, slots=True)
class Absence:
    """People of a unit's enforcement staff who are away on these days whatever is planned."""

    span: Span
    people: int


@dataclass(frozen=True, slots=True)
class Quota:
    """Fewest and most seats of a unit in one slot, if the slot is opened; None is no bound."""

    slot: str
    minimum: int = 0
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that sends people. `strength` counts its enforcement staff, all of them.

    `away_percent` takes the place of the rules' share for this unit. `absences` are those known
    beforehand; several on one day add up.
    """

    key: int
    name: str
    strength: int
    away_percent: int | None = None
    absences: tuple[Absence, ...] = ()
    quotas: tuple[Quota, ...] = ()


@dataclass(frozen=True, slots=True)
class Hall:
    """A lecture hall: seats, and the days on which it is taken by others."""

    key: str
    seats: int
    busy: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Instructor:
    """Somebody who teaches `courses`, at most `most_cohorts` of the plan (None: any number)."""

    key: str
    courses: tuple[str, ...]
    busy: tuple[Span, ...] = ()
    most_cohorts: int | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which the academy is closed, such as a public holiday."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Weights:
    """What a plan is charged for one of each part (`Parts`); only their ratios matter.

    A left-over person outweighs everything else, one with a deadline twice over. Moving a person
    costs more than any balance gained by it.
    """

    left_over: int = 10_000
    left_over_due: int = 10_000
    moved: int = 30
    opened: int = 100
    peaks: int = 10
    hurried: int = 5


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules that hold for the whole instance.

    Of a unit's enforcement staff `strength × percent // 100` may be away at once, but at least
    `away_at_least` where the percentage is not 0. With `allow_leftover` people may be left
    without a seat, at a price; without it everybody owed has one. Somebody is hurried whose cohort
    ends less than `spare_days` before the deadline.
    """

    away_percent: int = 10
    away_at_least: int = 1
    allow_leftover: bool = False
    spare_days: int = 28
    weights: Weights = field(default_factory=Weights)


@dataclass(frozen=True, slots=True)
class SlotLock:
    """A decision on a slot: kept closed, or opened, with what else is decided of it."""

    slot: str
    opened: bool
    course: str | None = None
    hall: str | None = None
    instructors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeatLock:
    """A decision on a person: `seated` in this slot for this course, or kept out of it."""

    person: int
    course: str
    slot: str
    seated: bool = True


@dataclass(frozen=True, slots=True)
class QuotaLock:
    """A decision on a unit's seats in a slot: exactly so many."""

    unit: int
    slot: str
    seats: int


@dataclass(frozen=True, slots=True)
class Locks:
    """Decisions that every plan keeps."""

    slots: tuple[SlotLock, ...] = ()
    seats: tuple[SeatLock, ...] = ()
    quotas: tuple[QuotaLock, ...] = ()


@dataclass(frozen=True, slots=True)
class Previous:
    """The plan made before, from which the new one departs as little as it must."""

    cohorts: tuple[Cohort, ...] = ()
    seats: tuple[Seat, ...] = ()


@dataclass(frozen=True, slots=True)
class Instance:
    """All that the planner is told."""

    members: tuple[Member, ...]
    slots: tuple[Slot, ...]
    units: tuple[Unit, ...]
    halls: tuple[Hall, ...] = ()
    instructors: tuple[Instructor, ...] = ()
    houses: tuple[House, ...] = ()
    closures: tuple[Closure, ...] = ()
    rules: Rules = field(default_factory=Rules)
    locks: Locks = field(default_factory=Locks)
    previous: Previous | None = None
