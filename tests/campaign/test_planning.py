"""Dealing the staff into weeks."""

from datetime import date, timedelta

import pytest

from academy.campaign.planning import CAPACITY, CohortPlan, deal, first_monday, weeks


@pytest.mark.parametrize(
    ("people", "cohorts"), [(1, 1), (119, 1), (120, 1), (121, 2), (240, 2), (241, 3), (3600, 30)]
)
def test_the_fewest_cohorts_of_even_size(people: int, cohorts: int) -> None:
    dealt = deal(range(people))
    assert len(dealt) == cohorts
    sizes = [len(group) for group in dealt]
    assert max(sizes) - min(sizes) <= 1
    assert max(sizes) <= CAPACITY
    assert sorted(member for group in dealt for member in group) == list(range(people))


def test_neighbours_go_in_different_weeks() -> None:
    dealt = deal(range(360))
    assert dealt[0][:2] == (0, 3)


def test_the_last_close_out_is_past_when_the_campaign_is_laid_out() -> None:
    for offset in range(7):
        today = date(2026, 11, 16) + timedelta(days=offset)
        begin = first_monday(today, 30)
        last: CohortPlan[str] = CohortPlan(1, weeks(begin, 30)[-1], ())
        assert begin.weekday() == 0
        assert last.closing_at().date() <= today
        # and not needlessly long ago
        assert last.closing_at().date() + timedelta(days=14) > today
