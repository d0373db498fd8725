"""Minutes and periods into 学时, rounded half up to a tenth."""

from decimal import Decimal

import pytest

from courses.rules.conversion import Conversion


@pytest.mark.parametrize(
    ("measure", "per", "quantity", "hours"),
    [
        (1, 45, "45", "1.0"),
        (1, 45, "300", "6.7"),
        # A tenth of 50 minutes is 5: the border of rounding lies at 2.5.
        (1, 50, "2.4", "0.0"),
        (1, 50, "2.5", "0.1"),
        (1, 50, "2.6", "0.1"),
        (1, 50, "52", "1.0"),
        (1, 50, "53", "1.1"),
        (40, 45, "10", "8.9"),
        (45, 45, "7", "7.0"),
        (60, 45, "6", "8.0"),
    ],
)
def test_rounded_half_up(measure: int, per: int, quantity: str, hours: str) -> None:
    assert Conversion(measure, per).hours(Decimal(quantity)) == Decimal(hours)


def test_the_ledger_says_what_was_written() -> None:
    said = Conversion(1, 45).stated(Decimal(300))
    assert said == "（原记 300×1 分钟，按 45 分钟折 1 学时）"
