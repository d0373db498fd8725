"""How an exam's items fared: how much of their points they gave, and whether the better got them.

Facility is the share of an item's points that was earned. Discrimination is the mean share of the
best 27 per cent of sittings less that of the weakest 27 (T. L. Kelley, The selection of upper and
lower groups for the validation of test items, 1939). Both say nothing of a handful of sittings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

LEAST_SITTINGS = 5
"""Below this many sittings no figure of an item is given."""
LEAST_TO_COMPARE = 10
"""Below this many sittings the best are not told from the weakest."""
HARD_BELOW = Decimal("20.0")
"""An item with a lower facility (per cent) is to be looked at: its key may be wrong."""
_GROUP = Decimal("0.27")
_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """An item's place on its paper (from 0), sittings, facility (%), discrimination (−1 to 1)."""

    place: int
    sittings: int
    facility: Decimal
    discrimination: Decimal | None

    @property
    def is_suspicious(self) -> bool:
        """Whether hardly anybody got it, or the weakest got it rather than the best."""
        reversed_ = self.discrimination is not None and self.discrimination < 0
        return self.sittings >= LEAST_TO_COMPARE and (self.facility < HARD_BELOW or reversed_)


def figures(sheets: Sequence[Sequence[int]], points: Sequence[int]) -> list[ItemFigures]:
    """Return the figures of each item; `sheets` hold the marks of a sitting item by item.

    Marks and `points` (the most an item gives, above 0) are in the same unit. Nothing below
    LEAST_SITTINGS. Sittings with equal totals are ordered by their marks, so the answer is always
    the same.
    """
    count = len(sheets)
    if count < LEAST_SITTINGS:
        return []
    ranked = sorted(sheets, key=lambda sheet: (sum(sheet), list(sheet)))
    size = int((count * _GROUP).quantize(Decimal(1), ROUND_HALF_UP))
    found = []
    for place, most in enumerate(points):
        facility = Decimal(sum(sheet[place] for sheet in sheets)) * 100 / (most * count)
        difference = None
        if count >= LEAST_TO_COMPARE:
            best = sum(sheet[place] for sheet in ranked[-size:])
            weakest = sum(sheet[place] for sheet in ranked[:size])
            difference = (Decimal(best - weakest) / (most * size)).quantize(
                _HUNDREDTH, ROUND_HALF_UP
            )
        found.append(
            ItemFigures(place, count, facility.quantize(_TENTH, ROUND_HALF_UP), difference)
        )
    return found


def hardest(rows: Sequence[ItemFigures], count: int) -> list[ItemFigures]:
    """Return so many items of the lowest facility, the hardest first."""
    return sorted(rows, key=lambda row: (row.facility, row.place))[:count]


def easiest(rows: Sequence[ItemFigures], count: int) -> list[ItemFigures]:
    """Return so many items of the highest facility, the easiest first."""
    return sorted(rows, key=lambda row: (-row.facility, row.place))[:count]
