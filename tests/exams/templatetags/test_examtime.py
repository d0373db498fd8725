"""When an exam may be started, as pages say it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from exams.models import Exam
from exams.templatetags.examtime import closing, window

#: Ten to midnight of New Year's Eve, local time.
OPENS = datetime.fromisoformat("2026-12-31T23:50:00+08:00")


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(9, "2026-12-31 23:50–23:59"), (10, "2026-12-31 23:50–2027-01-01 00:00")],
)
def test_the_day_is_told_where_it_is_another(minutes: int, shown: str) -> None:
    exam = Exam(opens_at=OPENS, closes_at=OPENS + timedelta(minutes=minutes))
    assert window(exam) == shown


def test_the_year_is_left_out_where_it_is_the_same() -> None:
    opens = OPENS - timedelta(days=9)
    assert closing(Exam(opens_at=opens, closes_at=opens + timedelta(days=6))) == "12-28 23:50"
