"""Settings of courses that could not work are refused before anything starts."""

from typing import Any

import pytest

from courses.checks import check_periods


@pytest.mark.parametrize(
    ("periods", "minutes", "ids"),
    [(["08:30-10:00"], 45, []), (["08:30-10:00"], 20, []), (["08:30-10:00"], 90, []),
     ([], 45, ["courses.E001"]), (["10:00-08:30"], 45, ["courses.E001"]),
     (["08:30-10:00"], 19, ["courses.E002"]), (["x"], 91, ["courses.E001", "courses.E002"])],
)  # fmt: skip
def test_periods_and_hours(settings: Any, periods: list[str], minutes: int, ids: list[str]) -> None:
    settings.TEACHING_PERIODS, settings.TEACHING_HOUR_MINUTES = periods, minutes
    assert [each.id for each in check_periods(None)] == ids
