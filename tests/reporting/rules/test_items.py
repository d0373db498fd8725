"""Figures of items: borders of how many sittings, of what is suspicious, and of order."""

from decimal import Decimal

import pytest

from academy.reporting.rules import items
from academy.reporting.rules.items import ItemFigures


@pytest.mark.parametrize(("sittings", "told"), [(4, 0), (5, 1), (6, 1)])
def test_nothing_of_a_handful(sittings: int, told: int) -> None:
    assert len(items.figures([[100]] * sittings, [100])) == told


@pytest.mark.parametrize(("sittings", "compares"), [(9, False), (10, True), (11, True)])
def test_the_best_are_compared_from_ten_on(sittings: int, compares: bool) -> None:
    found = items.figures([[100]] * sittings, [100])[0]
    assert (found.discrimination is not None) is compares


def test_facility_and_discrimination() -> None:
    # Ten sittings, so the best and the weakest are three each; the second item is one that only
    # the weakest of the others get.
    sheets = [[100, 0, 200]] * 4 + [[100, 0, 100]] * 2 + [[0, 50, 0]] * 4
    first, second, third = items.figures(sheets, [100, 50, 200])
    assert (first.facility, first.discrimination) == (Decimal("60.0"), Decimal("1.00"))
    assert (second.facility, second.discrimination) == (Decimal("40.0"), Decimal("-1.00"))
    assert third.facility == Decimal("50.0")
    assert [each.is_suspicious for each in (first, second, third)] == [False, True, False]
    assert items.figures(sheets[::-1], [100, 50, 200]) == [first, second, third]


@pytest.mark.parametrize(
    ("sittings", "facility", "discrimination", "suspicious"),
    [
        (10, "19.9", "0.10", True), (10, "20.0", "0.10", False), (10, "20.1", "0.10", False),
        (9, "19.9", None, False), (11, "19.9", "0.10", True),
        (10, "50.0", "-0.01", True), (10, "50.0", "0.00", False), (10, "50.0", "0.01", False),
    ],
)  # fmt: skip
def test_every_border_of_suspicion(
    sittings: int, facility: str, discrimination: str | None, suspicious: bool
) -> None:
    difference = None if discrimination is None else Decimal(discrimination)
    row = ItemFigures(0, sittings, Decimal(facility), difference)
    assert row.is_suspicious is suspicious


def test_hardest_and_easiest_in_the_order_of_the_paper_where_equal() -> None:
    rows = [
        ItemFigures(place, 10, Decimal(share), None) for place, share in enumerate((50, 20, 90, 20))
    ]
    assert [each.place for each in items.hardest(rows, 3)] == [1, 3, 0]
    assert [each.place for each in items.easiest(rows, 3)] == [2, 0, 1]
    assert items.hardest([], 3) == []
