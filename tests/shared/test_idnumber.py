"""Resident identity numbers, GB 11643-1999."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.shared import idnumber

# The standard's own worked example has the check character X: 11010519491231002X.
STANDARD = "11010519491231002X"


def test_the_example_of_the_standard() -> None:
    assert idnumber.parse(STANDARD) == idnumber.IdNumber(
        STANDARD, "110105", date(1949, 12, 31), female=True
    )


def test_a_small_x_and_blanks_around_are_read() -> None:
    assert idnumber.parse(f" {STANDARD.lower()} ").number == STANDARD


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "shape"),
        (STANDARD[:17], "shape"),
        (STANDARD + "0", "shape"),
        ("0" + STANDARD[1:], "shape"),
        ("1101051949123100XX", "shape"),
        ("１１０１０５１９４９１２３１００２X", "shape"),
        ("1.10105194912310e17", "shape"),
        ("110105194913310020", "birth_date"),
        ("110105194902290021", "birth_date"),
        ("110105194912310021", "check_digit"),
        ("110105194912310030", "check_digit"),
    ],
)
def test_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(idnumber.IdNumberError) as error:
        idnumber.parse(text)
    assert error.value.reason == reason


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 999), st.integers(0, 16))
def test_one_wrong_digit_is_always_found(born: date, serial: int, place: int) -> None:
    first17 = f"999999{born:%Y%m%d}{serial:03d}"
    right = first17 + idnumber.check_digit(first17)
    assert idnumber.parse(right).born_on == born
    wrong = right[:place] + str((int(right[place]) + 1) % 10) + right[place + 1 :]
    with pytest.raises(idnumber.IdNumberError):
        idnumber.parse(wrong)


@pytest.mark.parametrize(("serial", "female"), [("001", False), ("002", True)])
def test_sex_is_in_the_seventeenth_digit(serial: str, female: bool) -> None:
    first17 = "99999919900101" + serial
    assert idnumber.parse(first17 + idnumber.check_digit(first17)).female is female
