"""When a make-up may be sat, and by whom."""

from __future__ import annotations

from datetime import date

import pytest

from exams.enums import ResultVerdict as R
from exams.rules.make_up import Days, days, is_due

RELEASED = date(2026, 3, 2)


def test_days_are_counted_from_the_release() -> None:
    assert days(released_on=RELEASED, from_days=0, until_days=None) == Days(RELEASED, None)
    assert days(released_on=RELEASED, from_days=3, until_days=4) == Days(
        date(2026, 3, 5), date(2026, 3, 5)
    )
    assert days(released_on=RELEASED, from_days=7, until_days=31) == Days(
        date(2026, 3, 9), date(2026, 4, 1)
    )


@pytest.mark.parametrize(
    ("opens", "last", "held"),
    [
        (date(2026, 3, 8), date(2026, 3, 9), False),
        (date(2026, 3, 9), date(2026, 3, 9), True),
        (date(2026, 3, 10), date(2026, 3, 31), True),
        (date(2026, 4, 1), date(2026, 4, 1), True),
        (date(2026, 4, 1), date(2026, 4, 2), False),
    ],
)
def test_hold(opens: date, last: date, held: bool) -> None:
    assert Days(date(2026, 3, 9), date(2026, 4, 1)).hold(opens, last) is held
    assert Days(date(2026, 3, 9), None).hold(date(2026, 3, 9), date(2036, 3, 9))


@pytest.mark.parametrize(
    ("verdict", "excused", "for_unexcused", "due"),
    [
        (R.PASSED, False, True, False),
        (R.PASSED, False, False, False),
        (R.FAILED, False, True, True),
        (R.FAILED, False, False, True),
        (R.ABSENT, True, True, True),
        (R.ABSENT, True, False, True),
        (R.ABSENT, False, True, True),
        (R.ABSENT, False, False, False),
    ],
)
def test_is_due(verdict: R, excused: bool, for_unexcused: bool, due: bool) -> None:
    assert is_due(verdict=verdict, excused=excused, for_unexcused=for_unexcused) is due
