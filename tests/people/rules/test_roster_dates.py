"""Dates as rosters write them."""

from datetime import date, datetime, timedelta

import pytest

from academy.people.rules import roster_dates
from academy.shared.tabular.grid import Cell

DAY = date(2019, 3, 5)
SERIAL = (DAY - date(1899, 12, 30)).days


@pytest.mark.parametrize(
    "cell",
    [
        DAY,
        datetime(2019, 3, 5, 8, 30),
        "2019年3月5日",
        "２０１９年０３月０５日",
        " 2019 年 3 月 5 日 ",
        "2019.3.5",
        "2019-03-05",
        "2019/3/5",
        "2019．3．5",
        "20190305",
        20190305,
        "2019-03-05 00:00:00",
        "'2019-03-05",
        "二〇一九年三月五日",
        SERIAL,
        SERIAL + 0.5,
        str(SERIAL),
    ],
)
def test_ways_to_write_a_day(cell: Cell) -> None:
    assert roster_dates.parse(cell) == DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二〇一九年十月十日", date(2019, 10, 10)),
        ("二〇一九年十二月三十一日", date(2019, 12, 31)),
        ("二○一九年十一月二十日", date(2019, 11, 20)),
        ("二零一九年一月十九日", date(2019, 1, 19)),
        ("二〇一九年二月二十八日", date(2019, 2, 28)),
    ],
)
def test_chinese_numerals(text: str, day: date) -> None:
    assert roster_dates.parse(text) == day


@pytest.mark.parametrize(
    "cell", ["2019年3月", "2019.03", "2019-3", "201903", 201903, 2019.03, "2019/3"]
)
def test_a_month_alone_is_its_first_day(cell: Cell) -> None:
    assert roster_dates.parse(cell) == date(2019, 3, 1)


@pytest.mark.parametrize("cell", [None, "", "  "])
def test_nothing(cell: Cell) -> None:
    assert roster_dates.parse(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        "2019年2月30日",
        "2019-02-29",
        "2019-13-01",
        "2019.0.5",
        "19.3.5",
        "昨天",
        "3月5日",
        "2019年",
        2019,
        20191301,
        123456789,
        -1,
        True,
        0.5,
        "1899-12-31",
    ],
)
def test_what_is_no_day(cell: Cell) -> None:
    with pytest.raises(roster_dates.DateError) as refused:
        roster_dates.parse(cell)
    assert not refused.value.ambiguous


def test_a_number_that_may_be_january_or_october() -> None:
    with pytest.raises(roster_dates.DateError) as refused:
        roster_dates.parse(2019.1)
    assert refused.value.ambiguous
    assert roster_dates.parse("2019.1") == date(2019, 1, 1)
    assert roster_dates.parse(2019.11) == date(2019, 11, 1)


def test_leap_day_borders() -> None:
    assert roster_dates.parse("2020-02-28") == date(2020, 2, 28)
    assert roster_dates.parse("2020-02-29") == date(2020, 2, 29)
    with pytest.raises(roster_dates.DateError):
        roster_dates.parse("2020-02-30")


def test_earliest_border() -> None:
    earliest = roster_dates.EARLIEST
    with pytest.raises(roster_dates.DateError):
        roster_dates.parse(earliest - timedelta(days=1))
    assert roster_dates.parse(earliest) == earliest
    assert roster_dates.parse(earliest + timedelta(days=1)) == earliest + timedelta(days=1)


def test_workbooks_of_the_1904_system() -> None:
    assert roster_dates.parse(SERIAL - 1462, date_1904=True) == DAY
