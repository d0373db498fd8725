"""Charts and letters of every report: from high to low, small groups apart, months in order."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from academy.people.models import Person
from academy.reporting import charts, frames, letters
from academy.reporting.frames import Report
from academy.reporting.reports import REPORTS
from academy.reporting.rules.periods import Period
from academy.reporting.rules.shapes import SCREEN
from academy.reporting.specs import Charted
from courses.operations import requirements
from tests.cast import SYSTEM, Cast
from tests.make import certificates, reporting
from tests.reporting.drawn import assert_says_the_frame

ClientOf = Callable[[Person | None], Client]
RATE = Charted("attendance_rate", "attended", "required")


@pytest.fixture
def lived(cast: Cast, at: datetime) -> None:
    certificates.issued(reporting.closed_cohort(cast, at=at), at=at)
    requirements.publish_usual(actor=SYSTEM, at=at)


def _report(cast: Cast, at: datetime, code: str, **asked: object) -> Report:
    return frames.read(REPORTS[code], reporting.everybody(cast, at=at, **asked))


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize("code", REPORTS)
def test_charts_say_the_frame(cast: Cast, at: datetime, code: str) -> None:
    assert_says_the_frame(_report(cast, at, code))


@pytest.mark.parametrize("code", REPORTS)
def test_charts_of_nothing_say_why(cast: Cast, at: datetime, code: str) -> None:
    report = _report(cast, at, code)
    assert_says_the_frame(report)
    assert letters.letter(report).sections[0].paragraphs


def _bars(report: Report) -> list[tuple[str, bool]]:
    chart = charts.rate(report, RATE, SCREEN, columns=2)
    titles = [group.title for drawing in chart.drawings for group in drawing.groups]
    small = {
        group.title
        for drawing in chart.drawings
        for group in drawing.groups
        if any("※" in words.text for words in group.words)
    }
    return [(title.split()[0], title in small) for title in titles if "/" in title]


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
    report = _report(cast, at, "completion")
    assert _bars(report) == expected
    small = sum(is_small for _name, is_small in expected)
    chart = charts.rate(report, RATE, SCREEN)
    assert bool(chart.note) == bool(small)
    told = letters.compared(report, RATE)
    assert (f"另有 {small} 个单位" in told) == bool(small)
    assert (f"{3 - small} 个单位参与比较" in told) == (small < 3)


def test_months_keep_their_order(cast: Cast, at: datetime) -> None:
    reporting.closed_cohort(cast, at=at)
    report = _report(cast, at, "history")
    # The third month begins with the day it is asked on; later ones are left out.
    assert [row.key for row in report.units] == ["2026-01", "2026-02", "2026-03"]
    (drawing,) = charts.rate(report, RATE, SCREEN).drawings
    names = [text for text in drawing.texts if text.endswith(("月", "年"))]
    assert names == ["1月", "2026 年", "2月", "3月"]


def test_the_letter_says_who_is_first_and_last(cast: Cast, at: datetime, settings: Any) -> None:
    settings.ACADEMY_SMALL_GROUP = 1
    reporting.closed_cohort(cast, at=at)
    told = letters.compared(_report(cast, at, "completion"), RATE)
    assert told == (
        "参训率：3 个单位参与比较，不低于合计（80.0%）的 2 个；"
        "最高的是测试市城管局东湖分局、测试市城管局南桥分局（100.0%），"
        "最低的是测试市城管局（本级）（0.0%）。"
    )


def test_many_names_are_counted() -> None:
    assert letters.named(["甲", "乙", "丙"]) == "甲、乙、丙"
    assert letters.named(["甲", "乙", "丙", "丁"]) == "甲等 4 个"


@pytest.mark.parametrize(
    ("first", "until", "title"),
    [
        (date(2026, 1, 1), date(2027, 1, 1), "关于2026年培训结业情况的通报"),
        (date(2026, 7, 1), date(2027, 1, 1), "关于2026年下半年培训结业情况的通报"),
        (date(2026, 1, 1), date(2026, 4, 1), "关于2026年第1季度培训结业情况的通报"),
        (date(2026, 2, 1), date(2026, 3, 1), "关于2026年2月培训结业情况的通报"),
        (date(2026, 2, 2), date(2026, 3, 1), "关于培训结业情况的通报"),
    ],
)
def test_a_notice_is_called_after_its_matter_and_its_days(
    cast: Cast, at: datetime, first: date, until: date, title: str
) -> None:
    report = _report(cast, at, "completion", period=Period(first, until))
    assert letters.title(report) == title


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize("code", REPORTS)
def test_the_page_draws_and_counts(
    cast: Cast, at: datetime, client_of: ClientOf, code: str
) -> None:
    with time_machine.travel(at, tick=False):
        html = client_of(cast.hr).get(f"/reports/{code}/").content.decode()
    report = _report(cast, at, code)
    charted = report.spec.first_charted
    assert charted is not None
    chart = charts.rate(report, charted, SCREEN, columns=2)
    assert chart.title in html
    for drawing in chart.drawings:
        for text in drawing.texts:
            assert f">{text}</text>" in html
    assert html.count('<svg class="drawing') == len(chart.drawings) + bool(report.spec.banded)
