"""Who may be in a cohort at all, seats apart."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from courses.enums import OVERRIDABLE, SeatWhy

# Who holds the course for no more than so many days after a cohort's end may renew it there,
# where the course says nothing else; and the most it may say (three years).
USUAL_RENEWAL_DAYS = 90
MOST_RENEWAL_DAYS = 1095


def renewal_days_allowed(days: int) -> bool:
    """Whether a renewal window may be so long; 0 days lets nobody renew before the end."""
    return 0 <= days <= MOST_RENEWAL_DAYS


def must_hold_on(ends_on: date, renewal_days: int) -> date:
    """The day on which a pass must still hold to stand in the way of a cohort that ends then."""
    return _moved(ends_on, renewal_days)


def renewable_from(valid_until_on: date, renewal_days: int) -> date:
    """The first day on which a cohort may end so that a pass until then can be renewed there."""
    return _moved(valid_until_on, -renewal_days)


def _moved(day: date, by: int) -> date:
    """A day so many days on, within the calendar."""
    return date.fromordinal(max(1, min(day.toordinal() + by, date.max.toordinal())))


@dataclass(frozen=True, slots=True)
class Entrant:
    """What is asked about one person before nomination or enrolment.

    `left_on` is the first day on which the person no longer belongs to the bureau; `unit_id` is
    the unit of the day, None where there is no assignment; `clashes` says whether another cohort
    already has days of this one, `blocked` whether duty, leave or the like has.
    """

    staff_kind: str
    left_on: date | None
    unit_id: int | None
    clashes: bool
    unit_ended: bool = False
    certified: bool = False
    same_course: bool = False
    blocked: bool = False
    owes: bool = True


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rule that stands in the way, if any, and those that were set aside on the way."""

    why: SeatWhy | None
    waived: tuple[SeatWhy, ...] = ()


def reasons(
    entrant: Entrant, *, starts_on: date, today: date, staff_kinds: Collection[str]
) -> list[SeatWhy]:
    """Every reason against, in the order of asking. An empty `staff_kinds` lets all kinds in."""
    left = entrant.left_on is not None and entrant.left_on <= max(starts_on, today)
    asked = (
        (left, SeatWhy.LEFT),
        (bool(staff_kinds) and entrant.staff_kind not in staff_kinds, SeatWhy.WRONG_STAFF_KIND),
        (entrant.unit_id is None, SeatWhy.NO_ASSIGNMENT),
        (entrant.unit_ended, SeatWhy.UNIT_ENDED),
        (entrant.certified, SeatWhy.CERTIFIED),
        (entrant.clashes, SeatWhy.OVERLAPPING),
        (entrant.same_course, SeatWhy.SAME_COURSE),
        (entrant.blocked, SeatWhy.BLOCKED),
        (not entrant.owes, SeatWhy.NOT_OWED),
    )
    return [why for against, why in asked if against]


def why_not(
    entrant: Entrant, *, starts_on: date, today: date, staff_kinds: Collection[str]
) -> SeatWhy | None:
    """The first reason against, or None."""
    found = reasons(entrant, starts_on=starts_on, today=today, staff_kinds=staff_kinds)
    return found[0] if found else None


def ruling(
    against: Sequence[SeatWhy], *, overrides: bool, on_record: Collection[SeatWhy] = ()
) -> Ruling:
    """What is left of the reasons when those are set aside that may be.

    `overrides` says that an admin gives a reason now; `on_record` are the rules that were set
    aside for this person and cohort before.
    """
    open_ = [why for why in against if why not in on_record]
    standing = [why for why in open_ if not overrides or why not in OVERRIDABLE]
    if standing:
        return Ruling(standing[0])
    return Ruling(None, tuple(open_))
