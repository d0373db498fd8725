"""Finding somebody at the gate by the little that is typed."""

from datetime import date

import pytest

from academy.shared.text import pinyin_key
from courses.rules.arrivals import Handle, handle, is_meant, may_undo

WANG = handle("王建国", pinyin_key("王建国"), "T1001")
OUYANG = handle("欧阳䶮", pinyin_key("欧阳䶮"), "DG-00A7")
LUU = handle("吕绿", pinyin_key("吕绿"), "9")


def test_handles_come_out_of_the_sort_key() -> None:
    assert Handle("王建国", "wangjianguo", "wjg", "t1001") == WANG
    assert (OUYANG.pinyin, OUYANG.initials) == ("ouyangyan", "oyy")
    assert handle("〇Ａ", pinyin_key("〇Ａ"), "") == Handle("〇Ａ", "ling", "l", "")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", True),
        ("王", True),
        ("建国", True),
        ("王 建国", True),
        ("国建", False),
        ("wang", True),
        ("Wang Jian", True),
        ("wangjianguo", True),
        ("jianguo", False),
        ("wjg", True),
        ("WJ", True),
        ("jg", False),
        ("1", False),
        ("01", True),
        ("1001", True),
        ("T1001", True),
        ("T10", False),
    ],
)
def test_what_may_be_meant(typed: str, found: bool) -> None:
    assert is_meant(WANG, typed) is found


def test_who_shares_letters_is_found_too() -> None:
    assert [is_meant(each, "l") for each in (WANG, OUYANG, LUU)] == [False, False, True]
    assert is_meant(OUYANG, "0a7")


def test_an_arrival_is_taken_back_on_its_own_day() -> None:
    day = date(2026, 3, 9)
    others = (date(2026, 3, 8), date(2026, 3, 9), date(2026, 3, 10))
    assert [may_undo(day, today=today) for today in others] == [False, True, False]
