"""Reading a duty roster or leave list: which row says that whom is not to be sent when. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from academy.people.rules import list_rows, roster_cells
from academy.people.rules.list_rows import Bad, Headings, Line
from academy.shared.tabular.grid import Grid, Workbook
from courses.enums.planning import BlockKind
from courses.enums.plans import BlockFault

LIMIT_DAYS = 400
"""More days than anybody is away by one entry: a mistyped year shows itself."""
_HEADINGS = Headings(
    {
        "number": "工号 人员编号 职工号 员工编号 警号 值班人员工号 值班人工号 StaffNumber",
        "name": "姓名 人员姓名 值班人员 值班人 Name",
        "kind": "类别 类型 事由 原因 请假类别 请假类型 Kind",
        "first": "开始日期 起始日期 开始时间 起始时间 起始 开始 从 日期 值班日期 StartsOn Date",
        "last": "结束日期 截止日期 结束时间 截止时间 截止 结束 到 至 EndsOn",
    },
    needed=("number", "first"),
)
_KINDS: dict[str, BlockKind] = {
    word: BlockKind(kind)
    for kind, words in {
        "duty": "值班 值守 备勤 带班 值班备勤 执勤 DUTY",
        "leave": "休假 年假 年休假 事假 请假 公休 探亲假 婚假 丧假 LEAVE",
        "pregnancy": "孕产期 孕期 产假 哺乳期 孕产 产检 陪产假 PREGNANCY",
        "medical": "病休 病假 伤病 住院 医疗期 MEDICAL",
        "secondment": "借调 抽调 挂职 跟班 外派 SECONDMENT",
        "other": "其他 其它 OTHER",
    }.items()
    for word in words.split()
}
_BETWEEN = re.compile(r"[\s,，;；、/]+")


TEMPLATE = ("工号", "姓名", "类别", "开始日期", "结束日期")
"""Headings that are understood, in the order in which an office writes them."""


@dataclass(frozen=True, slots=True)
class BlockRow:
    """One person and some days, as a row of the list says; `number` counts the sheet's rows."""

    sheet: str
    number: int
    staff_number: str
    name: str
    kind: BlockKind
    starts_on: date
    ends_on: date


RowFault = list_rows.RowFault[BlockFault]
BlockReading = list_rows.Reading[BlockRow, BlockFault]


def kind_of(word: str) -> BlockKind | None:
    """What kind a word names, None for a word nobody uses."""
    return _KINDS.get(roster_cells.key(word))


def read(book: Workbook, *, usual: BlockKind) -> BlockReading:
    """Read every sheet that has a header; `usual` is the kind of rows that name none.

    A cell may hold several staff numbers: all of them are on duty that day. Without a last day
    the first is the only one.
    """
    return list_rows.read(book, _HEADINGS, lambda line: _rows(line, usual), BlockFault)


def header_row(grid: Grid) -> int | None:
    """Where a sheet's headings stand, counted from 0; None for a sheet without."""
    found = _HEADINGS.find(grid)
    return found[0] if found is not None else None


def _rows(line: Line[str], usual: BlockKind) -> list[BlockRow]:
    staff_numbers = [each for each in _BETWEEN.split(line.text("number")) if each]
    if not staff_numbers:
        raise Bad(BlockFault.NO_STAFF_NUMBER)
    first = line.day("first", BlockFault.BAD_DATE)
    if first is None:
        raise Bad(BlockFault.NO_DATE)
    last = line.day("last", BlockFault.BAD_DATE) or first
    fault = span_fault(first, last)
    if fault is not None:
        raise Bad(fault, f"{first} – {last}")
    word = line.text("kind")
    kind = kind_of(word) if word else usual
    if kind is None:
        raise Bad(BlockFault.UNKNOWN_KIND, word)
    # Several on one row share its days; a name can then be no one's.
    name = line.name("name") if len(staff_numbers) == 1 else ""
    return [
        BlockRow(line.sheet, line.number, each, name, kind, first, last) for each in staff_numbers
    ]


def span_fault(first: date, last: date) -> BlockFault | None:
    """What is wrong with two days, None if they are in order and not too far apart."""
    if last < first:
        return BlockFault.ENDS_BEFORE
    if (last - first).days + 1 > LIMIT_DAYS:
        return BlockFault.TOO_LONG
    return None
