"""Vocabulary of the notice, of quotas and of what is done with seats nobody took."""

from enum import StrEnum

from courses.enums.cohorts import SeatWhy


class OverQuota(StrEnum):
    """What becomes of nominations beyond a unit's quota."""

    REFUSE = "refuse"
    WAIT = "wait"


class FillRule(StrEnum):
    """By what rule seats that no unit used are given to units that ask for more."""

    LARGEST_DEMAND = "largest_demand"
    WAITING_ORDER = "waiting_order"


# An academy admin may set these aside for one person, with a reason that stays on record. The
# others cannot be argued with: who left, has no unit or sits elsewhere that day cannot come, and
# seats are given by quota and capacity, not by favour.
OVERRIDABLE = frozenset(
    {
        SeatWhy.WRONG_STAFF_KIND,
        SeatWhy.CERTIFIED,
        SeatWhy.SAME_COURSE,
        SeatWhy.BLOCKED,
        SeatWhy.NOT_OWED,
    }
)
