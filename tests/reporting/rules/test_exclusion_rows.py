"""Reading lists of people who are not to be counted."""

from datetime import date

import pytest

from academy.reporting.enums import ExclusionFault, ExclusionReason
from academy.reporting.labels import EXCLUSION_REASON
from academy.reporting.rules import exclusion_rows
from academy.reporting.rules.exclusion_rows import Reading, Usual, read
from academy.shared.tabular.grid import Cell, Grid, Workbook

HEAD: list[Cell] = ["工号", "姓名", "原因", "开始日期", "结束日期", "业务线", "依据", "说明"]


def reading(*rows: list[Cell], usual: Usual | None = None, hidden: bool = False) -> Reading:
    book = Workbook("xlsx", (Grid("名单", rows, hidden=hidden),))
    return read(book, usual=usual or Usual())


def test_a_list_under_its_title() -> None:
    found = reading(
        ["东湖分局不计入统计人员", None],
        HEAD,
        ["T1001", "王 建国", "病假", date(2026, 3, 9), "2026年3月13日", None, "诊断书", None],
        [None] * 8,
        ["Ｔ１００２", "", "其他", "2026.3.10", "—", "综合执法", "会议纪要", "专案组"],
    )
    assert found.faults == ()
    first, second = found.rows
    assert (first.number, first.name, first.reason) == (3, "王建国", ExclusionReason.SICK)
    # The last day that is written belongs to the days.
    assert (first.starts_on, first.until_on) == (date(2026, 3, 9), date(2026, 3, 14))
    assert (second.number, second.staff_number, second.track) == (5, "T1002", "综合执法")
    assert (second.starts_on, second.until_on) == (date(2026, 3, 10), None)
    assert (second.evidence, second.words) == ("会议纪要", "专案组")


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (["", "王建国", "病休", "2026-03-09", "", "", "证", ""], ExclusionFault.NO_STAFF_NUMBER),
        (["T1", "", "病休", "", "", "", "证", ""], ExclusionFault.NO_DATE),
        (["T1", "", "病休", "三月", "", "", "证", ""], ExclusionFault.BAD_DATE),
        (["T1", "", "病休", "2026-03-09", "2026-03-08", "", "证", ""], ExclusionFault.ENDS_BEFORE),
        (["T1", "", "旅游", "2026-03-09", "", "", "证", ""], ExclusionFault.UNKNOWN_REASON),
        (["T1", "", "", "2026-03-09", "", "", "证", ""], ExclusionFault.UNKNOWN_REASON),
        (["T1", "", "其他", "2026-03-09", "", "", "证", ""], ExclusionFault.NO_WORDS),
        (["T1", "", "病休", "2026-03-09", "", "", "", ""], ExclusionFault.NO_EVIDENCE),
        (["T1", "", "病休", "2026-03-09", "", "", "字" * 301, ""], ExclusionFault.TOO_LONG),
    ],
)
def test_rows_that_cannot_be_asked(cells: list[Cell], fault: ExclusionFault) -> None:
    found = reading(HEAD, cells)
    assert (found.rows, [each.fault for each in found.faults]) == ((), [fault])
    assert found.faults[0].number == 2


@pytest.mark.parametrize(
    ("last", "fine"), [("2026-03-08", False), ("2026-03-09", True), ("2026-03-10", True)]
)
def test_one_day_is_enough(last: str, fine: bool) -> None:
    found = reading(HEAD, ["T1", "", "借调", "2026-03-09", last, "", "证", ""])
    assert bool(found.rows) is fine


def test_what_is_usual_fills_what_is_not_said() -> None:
    usual = Usual(ExclusionReason.NEW, "录用名册")
    found = reading(["工号", "开始日期"], ["T1", "2026-03-09"], usual=usual)
    (row,) = found.rows
    assert (row.reason, row.evidence, row.until_on) == (ExclusionReason.NEW, "录用名册", None)
    said = reading(HEAD, ["T1", "", "退休", "2026-03-09", "", "", "文号", ""], usual=usual)
    assert (said.rows[0].reason, said.rows[0].evidence) == (ExclusionReason.RETIRED, "文号")


def test_sheets_without_headings_or_hidden_are_passed_over() -> None:
    assert reading(["请见附件"]) == Reading((), ())
    assert reading(HEAD, ["T1"] * 8, hidden=True) == Reading((), ())


def test_every_word_of_the_house_is_understood() -> None:
    words = {exclusion_rows.reason_of(str(word)) for word in EXCLUSION_REASON.values()}
    assert words == set(ExclusionReason)
    assert exclusion_rows.reason_of("年假") is None
