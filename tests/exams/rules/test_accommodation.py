"""What may be granted, and when two grants stand in each other's way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from exams.rules.accommodation import earliest_end, fault, overlap

D = date


def _fault(**changes: Any) -> tuple[str, str] | None:
    facts: dict[str, Any] = {
        "extra_percent": 25,
        "extra_minutes": 0,
        "large_print": False,
        "separate_room": False,
        "ground": "医嘱",
        "starts_on": D(2026, 3, 2),
        "ends_on": None,
    }
    return fault(**(facts | changes))


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, None),
        ({"extra_percent": -1}, ("extra_percent", "percent_out_of_range")),
        ({"extra_percent": 0, "extra_minutes": 1}, None),
        ({"extra_percent": 200}, None),
        ({"extra_percent": 201}, ("extra_percent", "percent_out_of_range")),
        ({"extra_minutes": -1}, ("extra_minutes", "minutes_out_of_range")),
        ({"extra_minutes": 240}, None),
        ({"extra_minutes": 241}, ("extra_minutes", "minutes_out_of_range")),
        ({"extra_percent": 0}, ("extra_percent", "nothing_granted")),
        ({"extra_percent": 0, "large_print": True}, None),
        ({"extra_percent": 0, "separate_room": True}, None),
        ({"ground": " "}, ("ground", "missing")),
        ({"ends_on": D(2026, 3, 1)}, ("ends_on", "ends_before_it_starts")),
        ({"ends_on": D(2026, 3, 2)}, ("ends_on", "ends_before_it_starts")),
        ({"ends_on": D(2026, 3, 3)}, None),
    ],
)
def test_fault(changes: dict[str, Any], wanted: tuple[str, str] | None) -> None:
    assert _fault(**changes) == wanted


STANDING = (D(2026, 3, 10), D(2026, 3, 20))


@pytest.mark.parametrize(
    ("starts", "ends", "shared"),
    [
        (D(2026, 3, 1), D(2026, 3, 9), False),
        (D(2026, 3, 1), D(2026, 3, 10), False),
        (D(2026, 3, 1), D(2026, 3, 11), True),
        (D(2026, 3, 19), None, True),
        (D(2026, 3, 20), None, False),
        (D(2026, 3, 21), None, False),
        (D(2026, 3, 1), None, True),
        (D(2026, 3, 12), D(2026, 3, 13), True),
        (D(2026, 3, 12), D(2026, 3, 12), False),
    ],
)
def test_overlap(starts: date, ends: date | None, shared: bool) -> None:
    assert overlap(starts_on=starts, ends_on=ends, other=STANDING) is shared


def test_overlap_with_open_ends() -> None:
    open_end = (D(2026, 3, 10), None)
    assert overlap(starts_on=D(2030, 1, 1), ends_on=None, other=open_end)
    assert not overlap(starts_on=D(2026, 1, 1), ends_on=D(2026, 3, 10), other=open_end)
    assert not overlap(starts_on=D(2026, 1, 1), ends_on=None, other=(D(2026, 5, 1),) * 2)


def test_earliest_end() -> None:
    for today in (1, 2):
        assert earliest_end(starts_on=D(2026, 3, 2), today=D(2026, 3, today)) == D(2026, 3, 2)
    assert earliest_end(starts_on=D(2026, 3, 2), today=D(2026, 3, 3)) == D(2026, 3, 3)
