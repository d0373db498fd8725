"""Charts: from high to low, small groups marked and last; months in their order."""

from datetime import date, datetime
from typing import Any

import pytest

from academy.reporting import frames
from academy.reporting.frames import Report
from academy.reporting.pages import views
from academy.reporting.reports import REPORTS
from academy.reporting.specs import Charted
from tests.cast import Cast
from tests.make import reporting

RATE = Charted("attendance_rate", "attended", "required")


def _bars(report: Report) -> list[tuple[str, bool]]:
    return [(bar.label, bar.small) for half in views.chart(report, RATE) for bar in half.bars]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        # Attendance: bureau 0 of 1, east 3 of 3, south 1 of 1.
        (1, [("东湖", False), ("南桥", False), ("市局", False)]),
        (2, [("东湖", False), ("南桥", True), ("市局", True)]),
        (3, [("东湖", False), ("南桥", True), ("市局", True)]),
        (4, [("东湖", True), ("南桥", True), ("市局", True)]),
    ],
)
def test_a_unit_of_fewer_than_the_limit_is_shown_and_not_ranked(
    cast: Cast, at: datetime, settings: Any, limit: int, expected: list[tuple[str, bool]]
) -> None:
    settings.ACADEMY_SMALL_GROUP = limit
    reporting.closed_cohort(cast, at=at)
    report = frames.read(REPORTS["completion"], reporting.everybody(cast, at=at))
    assert _bars(report) == expected


def test_months_keep_their_order(cast: Cast, at: datetime) -> None:
    reporting.closed_cohort(cast, at=at)
    spec = REPORTS["history"]
    report = frames.read(spec, reporting.everybody(cast, at=at))
    # The third month begins with the day it is asked on; later ones are left out.
    assert [row.key for row in report.units] == ["2026-01", "2026-02", "2026-03"]
    labels = [bar.label for half in views.chart(report, RATE) for bar in half.bars]
    assert labels == [row.short_name for row in report.units]
    assert date.fromisoformat(f"{report.units[-1].key}-01") == date(2026, 3, 1)
