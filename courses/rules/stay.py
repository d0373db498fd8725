"""What a person's stay comes to: hours attended and missed, leave used, points of conduct.

Sources: courses.rules.residence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from courses.enums.attendance import HERE, ON_LEAVE, ConductEffect, Presence
from courses.rules.residence import Settings

_NONE = Decimal("0.0")


@dataclass(frozen=True, slots=True)
class Called:
    """What one roll-call says of a person; `hours` (学时) are the cell's, 0 for a formation."""

    presence: Presence
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Attendance:
    """Sums over roll-calls: calls in all, hours there, on leave and absent, times late or early."""

    calls: int = 0
    hours_there: Decimal = _NONE
    hours_on_leave: Decimal = _NONE
    hours_absent: Decimal = _NONE
    late: int = 0
    left_early: int = 0
    absences: int = 0


def attendance(called: Iterable[Called]) -> Attendance:
    """Add up what roll-calls say of one person, along all cohorts they went through."""
    rows = list(called)

    def hours(which: Iterable[Presence]) -> Decimal:
        wanted = frozenset(which)
        return sum((each.hours for each in rows if each.presence in wanted), _NONE)

    def times(which: Presence) -> int:
        return sum(each.presence is which for each in rows)

    return Attendance(
        calls=len(rows),
        hours_there=hours({*HERE, Presence.ON_DUTY}),
        hours_on_leave=hours(ON_LEAVE),
        hours_absent=hours({Presence.ABSENT}),
        late=times(Presence.LATE),
        left_early=times(Presence.LEFT_EARLY),
        absences=times(Presence.ABSENT),
    )


def leave_limit(total: Decimal, settings: Settings) -> Decimal:
    """Return how many hours (学时) of `total` leave may take, down to one decimal."""
    part = total * settings.leave_part / settings.leave_whole
    return part.quantize(Decimal("0.1"), rounding=ROUND_DOWN)


def over_limit(used: Decimal, total: Decimal, settings: Settings) -> bool:
    """Whether leave took more than its part of the hours; exactly that part is allowed."""
    return used * settings.leave_whole > total * settings.leave_part


@dataclass(frozen=True, slots=True)
class Entered:
    """A conduct entry that stands: its effect and signed points."""

    effect: ConductEffect
    points: Decimal


def score(entries: Iterable[Entered], settings: Settings) -> Decimal:
    """Return the points of conduct: rewards up to their most, never below 0."""
    rows = list(entries)
    rewards = sum((each.points for each in rows if each.effect is ConductEffect.REWARD), _NONE)
    losses = sum((each.points for each in rows if each.effect is ConductEffect.DEDUCTION), _NONE)
    return max(_NONE, settings.start_points + min(rewards, settings.most_reward) + losses)
