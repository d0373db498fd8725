"""What a stay comes to: sums of roll-calls, the limit of leave, points of conduct."""

from decimal import Decimal

import pytest

from courses.enums.attendance import ConductEffect, Presence
from courses.rules import stay
from courses.rules.residence import Settings
from courses.rules.stay import Attendance, Called, Entered

USUAL = Settings()


def test_every_presence_counts_in_its_place() -> None:
    called = [Called(each, Decimal("2.5")) for each in Presence]
    assert stay.attendance([*called, Called(Presence.ABSENT, Decimal("0.0"))]) == Attendance(
        calls=8,
        hours_there=Decimal("10.0"),
        hours_on_leave=Decimal("5.0"),
        hours_absent=Decimal("2.5"),
        late=1,
        left_early=1,
        absences=2,
    )
    assert stay.attendance([]) == Attendance()


@pytest.mark.parametrize(("total", "limit"), [("40", "5.7"), ("35", "5.0"), ("0", "0.0")])
def test_limit_of_leave_goes_down_to_a_tenth(total: str, limit: str) -> None:
    assert stay.leave_limit(Decimal(total), USUAL) == Decimal(limit)


@pytest.mark.parametrize(("used", "over"), [("4.9", False), ("5.0", False), ("5.1", True)])
def test_exactly_the_part_is_allowed(used: str, over: bool) -> None:
    assert stay.over_limit(Decimal(used), Decimal(35), USUAL) is over


@pytest.mark.parametrize(
    ("effect", "points", "left"),
    [
        (ConductEffect.REWARD, "9.9", "109.9"),
        (ConductEffect.REWARD, "10.0", "110.0"),
        (ConductEffect.REWARD, "10.1", "110.0"),
        (ConductEffect.DEDUCTION, "-99.9", "0.1"),
        (ConductEffect.DEDUCTION, "-100.0", "0.0"),
        (ConductEffect.DEDUCTION, "-100.1", "0.0"),
        (ConductEffect.REMOVAL, "0.0", "100.0"),
    ],
)
def test_points_end_at_the_most_and_at_nothing(
    effect: ConductEffect, points: str, left: str
) -> None:
    assert stay.score([Entered(effect, Decimal(points))], USUAL) == Decimal(left)


def test_rewards_over_their_most_make_no_loss_good() -> None:
    rows = [
        Entered(ConductEffect.REWARD, Decimal("15.0")),
        Entered(ConductEffect.DEDUCTION, Decimal("-3.0")),
    ]
    assert stay.score(rows, USUAL) == Decimal("107.0")
