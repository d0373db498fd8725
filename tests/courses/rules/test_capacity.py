"""Borders of capacity and quotas, one seat each side."""

import pytest

from courses.enums import SeatWhy
from courses.rules.capacity import SeatCount, capacity_allowed, quota_holder, quotas_fit

BUREAU, BRANCH, SQUAD, OTHER = 1, 2, 3, 4
PARENTS = {BUREAU: None, BRANCH: BUREAU, SQUAD: BRANCH, OTHER: BUREAU}


def seats(capacity: int, taken: dict[int, int], quotas: dict[int, int]) -> SeatCount:
    return SeatCount(capacity, sum(taken.values()), quotas, PARENTS, taken)


@pytest.mark.parametrize(("capacity", "allowed"), [(-1, False), (0, False), (1, True), (2, True)])
def test_capacity_starts_at_one(capacity: int, allowed: bool) -> None:
    assert capacity_allowed(capacity) is allowed


@pytest.mark.parametrize(
    ("quotas", "fit"),
    [([4, 5], True), ([5, 5], True), ([5, 6], False), ([0], True), ([-1, 5], False), ([], True)],
)
def test_quotas_stay_within_capacity(quotas: list[int], fit: bool) -> None:
    assert quotas_fit(quotas, 10) is fit


@pytest.mark.parametrize(
    ("taken", "why"),
    [(9, None), (10, SeatWhy.NO_SEAT_LEFT), (11, SeatWhy.NO_SEAT_LEFT)],
)
def test_last_seat(taken: int, why: SeatWhy | None) -> None:
    assert seats(10, {BRANCH: taken}, {}).why_not(BRANCH) is why


@pytest.mark.parametrize(
    ("taken", "why"), [(2, None), (3, SeatWhy.OVER_QUOTA), (4, SeatWhy.OVER_QUOTA)]
)
def test_last_seat_of_a_quota(taken: int, why: SeatWhy | None) -> None:
    assert seats(10, {BRANCH: taken}, {BRANCH: 3}).why_not(BRANCH) is why


def test_unit_without_quota_has_no_seat_once_quotas_are_given() -> None:
    assert seats(10, {}, {BRANCH: 3}).why_not(OTHER) is SeatWhy.OVER_QUOTA
    assert seats(10, {}, {BRANCH: 0}).why_not(BRANCH) is SeatWhy.OVER_QUOTA


def test_a_nomination_holds_quota_and_no_seat() -> None:
    count = seats(1, {}, {BRANCH: 1})
    assert count.why_not_nominated(SQUAD) is None
    count.hold(SQUAD)
    assert (count.taken, count.held_by_holder()) == (0, {})
    assert count.why_not_nominated(BRANCH) is SeatWhy.OVER_QUOTA
    assert count.why_not(OTHER) is SeatWhy.OVER_QUOTA


def test_squad_draws_on_its_branch() -> None:
    count = seats(10, {SQUAD: 1}, {BRANCH: 3})
    assert count.quota_of(SQUAD) == 3
    count.take(BRANCH)
    assert count.why_not(SQUAD) is None
    count.take(SQUAD)
    assert count.why_not(SQUAD) is SeatWhy.OVER_QUOTA
    assert count.taken == 3


def test_full_cohort_is_said_before_full_quota() -> None:
    assert seats(3, {BRANCH: 3}, {BRANCH: 3}).why_not(BRANCH) is SeatWhy.NO_SEAT_LEFT


def test_quota_holder_is_the_nearest_above() -> None:
    assert quota_holder(SQUAD, parents=PARENTS, holders=[BUREAU, BRANCH]) == BRANCH
    assert quota_holder(OTHER, parents=PARENTS, holders=[BUREAU, BRANCH]) == BUREAU
    assert quota_holder(OTHER, parents=PARENTS, holders=[BRANCH]) is None


def test_a_ring_of_units_ends() -> None:
    assert quota_holder(1, parents={1: 2, 2: 1}, holders=[9]) is None
