"""Where time is read."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from academy.shared import clock


@pytest.mark.parametrize(
    ("at", "on"),
    [
        (datetime(2026, 3, 1, 15, 59, 59, 999999, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 16, 0, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 1, 16, 0, 0, 1, tzinfo=UTC), date(2026, 3, 2)),
    ],
)
def test_a_day_begins_at_midnight_in_dongguan(at: datetime, on: date) -> None:
    assert clock.local_date(at) == on


def test_today_is_the_local_day() -> None:
    with time_machine.travel(datetime(2026, 3, 1, 23, 0, tzinfo=UTC), tick=False):
        assert clock.today() == date(2026, 3, 2)
        assert clock.now() == datetime(2026, 3, 1, 23, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_database_clock_is_a_utc_instant_and_runs() -> None:
    first, second = clock.database_now(), clock.database_now()
    assert first.utcoffset() == timedelta(0)
    assert first <= second
    assert abs(first - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.django_db
def test_a_shift_moves_every_clock_within_its_block_only() -> None:
    real, off = clock.now(), timedelta(seconds=5)
    with clock.shifted(timedelta(days=3)):
        for read in (clock.now, clock.database_now):
            assert abs(read() - real - timedelta(days=3)) < off
        assert clock.today() == clock.local_date(clock.now())
        with clock.shifted(timedelta(hours=-1)):
            assert abs(clock.now() - real - timedelta(days=3, hours=-1)) < off
        assert abs(clock.now() - real - timedelta(days=3)) < off
    assert abs(clock.now() - real) < off


def test_a_shift_ends_with_its_block_also_when_the_block_fails() -> None:
    with pytest.raises(ValueError, match="inside"), clock.shifted(timedelta(days=3)):
        raise ValueError("inside")
    assert clock.now() - datetime.now(UTC) < timedelta(seconds=5)


def test_no_other_thread_sees_a_shift() -> None:
    seen: list[datetime] = []
    with clock.shifted(timedelta(days=3)):
        other = threading.Thread(target=lambda: seen.append(clock.now()))
        other.start()
        other.join()
    assert abs(seen[0] - datetime.now(UTC)) < timedelta(seconds=5)
