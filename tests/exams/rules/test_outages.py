"""Silences the server measured: which are outages, and whom they cost how much."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.rules.outages import (
    BUCKET_SECONDS,
    QUIET_SECONDS,
    Outage,
    Span,
    lost_seconds,
    merged,
    outages,
)

# A whole number of buckets, so that instants below can be read.
T0 = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FIRST = int(T0.timestamp()) // BUCKET_SECONDS


def t(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def span(began: float, ended: float) -> Span:
    return Span(t(began), t(ended))


def found(
    contacts: list[int], running: list[Span], at: float = 10_000
) -> list[tuple[float, float]]:
    """Outages as seconds from T0; contacts in seconds as well."""
    buckets = [FIRST + second // BUCKET_SECONDS for second in contacts]
    rows = outages(contacts=buckets, running=running, at=t(at))
    return [
        ((row.began_at - T0).total_seconds(), (row.ended_at - T0).total_seconds()) for row in rows
    ]


@pytest.mark.parametrize(("gap", "is_one"), [(59, False), (60, False), (61, True)])
def test_only_longer_than_the_threshold(gap: int, is_one: bool) -> None:
    until = 100 + gap
    assert found([99], [span(0, until)]) == ([(0, 95), (100, until)] if is_one else [(0, 95)])


@pytest.mark.parametrize(
    ("second", "wanted"),
    [(164, []), (165, [(100, 165)]), (169, [(100, 165)]), (170, [(100, 170)])],
)
def test_begins_after_the_last_bucket_and_ends_before_the_next(
    second: int, wanted: list[tuple[float, float]]
) -> None:
    contacts = [*range(0, 100, 20), 99, second, *range(second, 300, 20)]
    assert found(contacts, [span(0, 300)]) == wanted


def test_a_start_is_a_contact_and_nobody_is_missed_before_it() -> None:
    assert found([130, 150], [span(70, 180)]) == []
    assert found([131, 150], [span(69, 180)]) == [(69, 130)]
    assert found([], []) == []


@pytest.mark.parametrize(("at", "wanted"), [(159, []), (160, []), (161, [(100, 161)])])
def test_open_ended_until_now(at: int, wanted: list[tuple[float, float]]) -> None:
    assert found([*range(0, 100, 20), 99], [span(0, 5000)], at) == wanted


def test_everybody_gone_is_no_outage() -> None:
    assert found([*range(0, 100, 20), 99], [span(0, 100), span(1000, 1060)]) == []


def test_each_span_of_its_own() -> None:
    contacts = [50, 1050, 1200]
    assert found(contacts, [span(0, 200), span(1000, 1300)]) == [
        (55, 200),
        (1055, 1200),
        (1205, 1300),
    ]


spans = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(0, 900)).map(
        lambda pair: span(pair[0], pair[0] + pair[1])
    ),
    max_size=6,
)
buckets = st.lists(st.integers(FIRST - 5, FIRST + 600), max_size=80)


@given(contacts=buckets, running=spans, at=st.integers(0, 3000))
def test_never_where_a_contact_lies(contacts: list[int], running: list[Span], at: int) -> None:
    for row in outages(contacts=contacts, running=running, at=t(at)):
        assert row.ended_at - row.began_at > timedelta(seconds=QUIET_SECONDS)
        assert row.ended_at <= t(at)
        for number in contacts:
            began = datetime.fromtimestamp(number * BUCKET_SECONDS, UTC)
            ended = began + timedelta(seconds=BUCKET_SECONDS)
            assert ended <= row.began_at or began >= row.ended_at


@given(contacts=buckets, running=spans, at=st.integers(0, 3000))
def test_outages_and_contacts_cover_all_the_time_somebody_sat(
    contacts: list[int], running: list[Span], at: int
) -> None:
    """What is left between them is never longer than the threshold; outages lie within."""
    rows = outages(contacts=contacts, running=running, at=t(at))
    heard = [
        Span(
            datetime.fromtimestamp(number * BUCKET_SECONDS, UTC),
            datetime.fromtimestamp((number + 1) * BUCKET_SECONDS, UTC),
        )
        for number in contacts
    ]
    covered = merged([*rows, *heard])
    for sat in merged(running):
        since, until = sat.began_at, min(sat.ended_at, t(at))
        for part in covered:
            if part.ended_at > since and part.began_at < until:
                assert part.began_at - since <= timedelta(seconds=QUIET_SECONDS)
                since = max(since, part.ended_at)
        assert until - since <= timedelta(seconds=QUIET_SECONDS)
    for row in rows:
        assert any(
            sat.began_at <= row.began_at and row.ended_at <= sat.ended_at for sat in merged(running)
        )


@given(contacts=buckets, running=spans, at=st.integers(0, 3000))
def test_order_and_repetition_do_not_matter(
    contacts: list[int], running: list[Span], at: int
) -> None:
    one = outages(contacts=contacts, running=running, at=t(at))
    other = outages(contacts=[*reversed(contacts), *contacts], running=running[::-1], at=t(at))
    assert one == other


def test_more_contacts_never_make_more_outage() -> None:
    running = [span(0, 1000)]
    few = sum(row.seconds for row in outages(contacts=[FIRST], running=running, at=t(1000)))
    more = sum(
        row.seconds for row in outages(contacts=[FIRST, FIRST + 90], running=running, at=t(1000))
    )
    assert (few, more) == (995, 990)


def test_merged() -> None:
    assert merged([span(5, 9), span(0, 3), span(3, 4), span(6, 7), span(8, 8)]) == [
        span(0, 4),
        span(5, 9),
    ]


OUTAGE = Outage(t(100), t(400))


@pytest.mark.parametrize(
    ("worked", "paused", "lost"),
    [
        ((0, 1000), [], 300),
        ((0, 100), [], 0),
        ((0, 101), [], 1),
        ((399, 1000), [], 1),
        ((400, 1000), [], 0),
        ((399.5, 1000), [], 1),
        ((200, 300), [], 100),
        ((0, 1000), [(200, 350)], 150),
        ((0, 1000), [(200, 350), (300, 500)], 100),
        ((0, 1000), [(0, 1000)], 0),
        ((0, 1000), [(0, 100), (400, 500)], 300),
        ((0, 1000), [(100, 101)], 299),
    ],
)
def test_lost_seconds(
    worked: tuple[float, float], paused: list[tuple[float, float]], lost: int
) -> None:
    pauses = [span(*each) for each in paused]
    assert lost_seconds(OUTAGE, worked=[span(*worked)], paused=pauses) == lost


def test_length_is_rounded_up() -> None:
    assert Outage(t(0), t(60.001)).seconds == 61
