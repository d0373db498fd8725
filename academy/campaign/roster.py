"""The demonstration roster as a workbook, laid out as Chinese units send theirs."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from academy.campaign.staff import StaffLine
from academy.people.labels import ESTABLISHMENT, SEX, STAFF_KIND
from academy.shared.clock import LOCAL

_TOP = (
    ("序号", 1), ("工号", 1), ("姓名", 1), ("性别", 1), ("身份证号", 1), ("手机号码", 1),
    ("任职情况", 4), ("入职日期", 1), ("备注", 1),
)  # fmt: skip
_SECOND = {6: "人员类别", 7: "编制类型", 8: "职务", 9: "职级"}
_WIDTHS = (6, 12, 14, 6, 22, 14, 15, 10, 12, 16, 14, 10)


def write_roster(path: Path, lines: Sequence[StaffLine], *, on: date) -> None:
    """Write one sheet a unit: title, unit line, two-level merged header, rows, total, signatures.

    Dates are text as officers type them, in the three styles one meets; numbers are text too.
    """
    import xlsxwriter

    by_unit: dict[str, list[StaffLine]] = defaultdict(list)
    for line in lines:
        by_unit[line.unit.name].append(line)
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        # A fixed creation date: the same staff gives the same bytes, hence the same import.
        book.set_properties(
            {
                "title": "人员名册",
                "created": datetime.combine(on, time(), LOCAL).replace(tzinfo=None),
            }
        )
        styles = {
            "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
            "plain": book.add_format({"font_size": 11}),
            "head": book.add_format(
                {"bold": True, "border": 1, "align": "center", "valign": "vcenter",
                 "bg_color": "#EEF2F7"}
            ),
            "cell": book.add_format({"border": 1, "num_format": "@"}),
            "number": book.add_format({"border": 1, "align": "center"}),
        }  # fmt: skip
        for name, members in by_unit.items():
            _write_sheet(book, styles, name, members, on)


def _write_sheet(
    book: Any, styles: dict[str, Any], unit: str, members: Sequence[StaffLine], on: date
) -> None:
    sheet = book.add_worksheet(unit[:31])
    last = len(_WIDTHS) - 1
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.merge_range(0, 0, 0, last, "城管系统人员名册（演示数据）", styles["title"])
    sheet.write_string(1, 0, f"单位：{unit}", styles["plain"])
    sheet.write_string(1, 8, f"填报日期：{on:%Y年}{on.month}月{on.day}日", styles["plain"])
    _write_header(sheet, styles["head"])
    for row, line in enumerate(members, start=4):
        _write_person(sheet, styles, row, row - 3, line)
    end = 4 + len(members)
    sheet.write_string(end, 0, "合计", styles["head"])
    sheet.write_string(end, 1, f"{len(members)}人", styles["head"])
    sheet.write_string(end + 2, 0, "填表人：        审核人：        （盖章）", styles["plain"])
    sheet.freeze_panes(4, 3)


def _write_header(sheet: Any, style: Any) -> None:
    column = 0
    for title, span in _TOP:
        if span == 1:
            sheet.merge_range(2, column, 3, column, title, style)
        else:
            sheet.merge_range(2, column, 2, column + span - 1, title, style)
        column += span
    for place, title in _SECOND.items():
        sheet.write_string(3, place, title, style)


def _write_person(
    sheet: Any, styles: dict[str, Any], row: int, number: int, line: StaffLine
) -> None:
    sheet.write_number(row, 0, number, styles["number"])
    values = (
        line.staff_number,
        line.name,
        str(SEX[line.sex]),
        line.id_number,
        line.mobile,
        str(STAFF_KIND[line.staff_kind]),
        str(ESTABLISHMENT[line.establishment]),
        line.post,
        line.rank,
        _typed(line.joined_on, number),
        "",
    )
    for column, value in enumerate(values, start=1):
        sheet.write_string(row, column, value, styles["cell"])


def _typed(on: date, number: int) -> str:
    if number % 7 == 0:
        return f"{on.year}.{on.month}.{on.day}"
    if number % 11 == 0:
        return f"{on:%Y%m%d}"
    return f"{on.year}年{on.month}月{on.day}日"
