"""On which days whom of the staff the campaign cannot have: duty, leave, illness, secondment."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from academy.campaign.ability import rng_of
from academy.campaign.staff import StaffLine
from academy.people.enums import Sex, StaffKind
from courses.enums.planning import BlockKind
from courses.rules.calendar import Span


@dataclass(frozen=True, slots=True)
class Absence:
    """One person and the days on which that person cannot be sent."""

    line: StaffLine
    kind: BlockKind
    span: Span


# kind, share of those it can befall, fewest and most days.
_SHARES = (
    (BlockKind.DUTY, 0.12, 7, 7),
    (BlockKind.LEAVE, 0.06, 5, 14),
    (BlockKind.MEDICAL, 0.02, 3, 21),
    (BlockKind.PREGNANCY, 0.02, 98, 158),
    (BlockKind.SECONDMENT, 0.01, 45, 90),
)


def absences(lines: Sequence[StaffLine], period: Span, *, seed: int) -> list[Absence]:
    """Return who cannot come when, the same for the same seed; nobody for over a third of it."""
    found = []
    for line in lines:
        rng = rng_of(seed, line.staff_number, "absences")
        for kind, share, fewest, most in _SHARES:
            drawn = rng.random() < share
            if drawn and _befalls(kind, line):
                found.append(Absence(line, kind, _days(period, fewest, most, rng)))
                break
    return found


def _befalls(kind: BlockKind, line: StaffLine) -> bool:
    if kind is BlockKind.DUTY:
        return line.staff_kind is StaffKind.ENFORCEMENT
    return kind is not BlockKind.PREGNANCY or line.sex is Sex.FEMALE


def _days(period: Span, fewest: int, most: int, rng: random.Random) -> Span:
    length = (period.ends_on - period.starts_on).days + 1
    days = min(rng.randint(fewest, most), length // 3)
    first = period.starts_on + timedelta(days=rng.randrange(length - days + 1))
    return Span(first, first + timedelta(days=days - 1))
