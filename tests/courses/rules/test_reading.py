"""Time read, by the server's clock and not by the reader's word."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules.reading import LONGEST_BEAT, Beat, Heard, credited, percent

AT = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
HEARD = Heard("a", 3, AT, 100)


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("view", "sequence", "added"),
    [("a", 2, 0), ("a", 3, 0), ("a", 4, 15), ("b", 1, 15), ("b", 0, 15)],
)
def test_a_word_counts_once(view: str, sequence: int, added: int) -> None:
    assert credited(HEARD, Beat(view, sequence, 15), at=after(20)) == added


@pytest.mark.parametrize(
    ("passed", "added"), [(-1, 0), (0, 0), (0.9, 0), (1, 1), (14.9, 14), (15, 15), (16, 15)]
)
def test_not_longer_than_the_clock(passed: float, added: int) -> None:
    assert credited(HEARD, Beat("a", 4, 15), at=after(passed)) == added


@pytest.mark.parametrize(("said", "added"), [(-5, 0), (59, 59), (60, 60), (61, 60), (10**9, 60)])
def test_not_longer_than_a_beat(said: int, added: int) -> None:
    assert LONGEST_BEAT == 60
    assert credited(HEARD, Beat("a", 4, said), at=after(3600)) == added


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c"]),
            st.integers(0, 6),
            st.integers(-10, 200),
            st.floats(0, 90),
        ),
        max_size=30,
    )
)
def test_pages_together_read_no_longer_than_time_passes(
    words: list[tuple[str, int, int, float]],
) -> None:
    heard, now = Heard("", 0, AT, 0), AT
    for view, sequence, seconds, passed in words:
        now += timedelta(seconds=passed)
        added = credited(heard, Beat(view, sequence, seconds), at=now)
        if view == heard.view and sequence <= heard.sequence:
            assert added == 0
            continue
        heard = Heard(view, sequence, now, heard.seconds + added)
        assert timedelta(seconds=heard.seconds) <= now - AT


@pytest.mark.parametrize(
    ("seconds", "length", "shown"),
    [(0, 100, 0), (1, 200, 0), (99, 100, 99), (100, 100, 100), (101, 100, 100), (5, None, None),
     (5, 0, None)],
)  # fmt: skip
def test_percent(seconds: int, length: int | None, shown: int | None) -> None:
    assert percent(seconds, length) == shown
