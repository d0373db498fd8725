"""For how long a certificate is good, at the borders of days, months and quarters."""

from datetime import date

import pytest

from certificates.enums import CertificateState, Validity
from certificates.rules import validity


@pytest.mark.parametrize(
    ("issued_on", "months", "ends"),
    [
        ("2026-11-23", 36, "2029-11-23"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-01", 600, "2076-12-01"),
    ],
)
def test_expires_on(issued_on: str, months: int, ends: str) -> None:
    expires = validity.expires_on(date.fromisoformat(issued_on), months)
    assert expires == date.fromisoformat(ends)


def test_for_ever() -> None:
    assert validity.expires_on(date(2026, 1, 1), None) is None


def test_the_last_day_is_the_one_before() -> None:
    assert validity.last_day(date(2029, 11, 23)) == date(2029, 11, 22)
    assert validity.last_day(date(2027, 1, 1)) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("on", "told"),
    [("2026-03-01", Validity.VALID), ("2026-03-02", Validity.EXPIRED), ("2026-03-03", "expired")],
)
def test_validity_around_the_day(on: str, told: str) -> None:
    day, expires = date.fromisoformat(on), date(2026, 3, 2)
    assert validity.validity(CertificateState.ISSUED, expires, on=day) == told
    assert validity.validity(CertificateState.ISSUED, None, on=day) == Validity.VALID
    assert validity.validity(CertificateState.REVOKED, expires, on=day) == Validity.REVOKED
    assert validity.validity(CertificateState.SUPERSEDED, expires, on=day) == Validity.SUPERSEDED


@pytest.mark.parametrize(
    ("left", "days"),
    [
        (91, None), (90, 90), (89, 90), (31, 90), (30, 30), (29, 30), (8, 30),
        (7, 7), (6, 7), (1, 7), (0, None), (-1, None),
    ],
)  # fmt: skip
def test_reminder(left: int, days: int | None) -> None:
    assert validity.reminder(left) == days


def test_quarters_begin_with_what_is_left() -> None:
    found = validity.quarters(date(2026, 11, 23), 3)
    assert [(each.key, each.first_on, each.last_on) for each in found] == [
        ("2026Q4", date(2026, 11, 23), date(2026, 12, 31)),
        ("2027Q1", date(2027, 1, 1), date(2027, 3, 31)),
        ("2027Q2", date(2027, 4, 1), date(2027, 6, 30)),
    ]


@pytest.mark.parametrize(
    ("day", "key"),
    [
        ("2026-01-01", "2026Q1"), ("2026-03-31", "2026Q1"), ("2026-04-01", "2026Q2"),
        ("2026-06-30", "2026Q2"), ("2026-07-01", "2026Q3"), ("2026-12-31", "2026Q4"),
    ],
)  # fmt: skip
def test_the_quarter_of_a_day(day: str, key: str) -> None:
    (found,) = validity.quarters(date.fromisoformat(day), 1)
    assert (found.key, found.first_on) == (key, date.fromisoformat(day))
    assert validity.quarter(key, as_of=date.fromisoformat(day)) == found


def test_a_quarter_that_is_over_is_empty() -> None:
    found = validity.quarter("2026Q1", as_of=date(2026, 4, 1))
    assert found.first_on > found.last_on


def test_no_quarter() -> None:
    with pytest.raises(ValueError, match="month must be"):
        validity.quarter("2026Q5", as_of=date(2026, 1, 1))
