"""Finding the header of a roster sheet among its title, unit and date lines. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from academy.people.rules.roster_faults import Field
from academy.shared.tabular.grid import Cell, Grid, Merge
from academy.shared.text import fold

SEARCHED_ROWS = 40
"""A header lower than this is not looked for."""

_SYNONYMS: dict[Field, str] = {
    Field.STAFF_NUMBER: "工号 人员编号 职工号 员工编号 员工号 职工编号 警号 编号 人员代码 工作证号",
    Field.NAME: "姓名 人员姓名 职工姓名 员工姓名 名字",
    Field.SEX: "性别",
    Field.ID_NUMBER: "身份证号 身份证号码 公民身份号码 公民身份证号码 身份证 居民身份证号 证件号码 "
    "身份号码 居民身份证号码",
    Field.MOBILE: "手机 手机号 手机号码 联系电话 电话 联系方式 移动电话 电话号码 联系手机 "
    "联系方式手机 联系方式手机号码",
    Field.UNIT: "单位 所属分局 所属单位 工作单位 所在单位 单位名称 分局 部门 所在部门 所属部门 "
    "所在分局 单位简称 单位全称 所在单位名称",
    Field.STAFF_KIND: "人员类别 人员类型 岗位类别 人员分类 类别 人员性质 队伍类别 岗位类型",
    Field.ESTABLISHMENT: "编制类型 编制 编制性质 编制类别 身份性质 用工性质 编制情况 用工形式 "
    "编制情况类型 编制情况性质",
    Field.POST: "职务 现任职务 行政职务 职务名称 现职务 岗位职务",
    Field.RANK: "职级 现任职级 职务职级 职级名称 现职级",
    Field.JOINED_ON: "入职日期 参加工作时间 入职时间 参加工作日期 工作时间 参加工作年月 入职年月 "
    "到岗时间 参工时间 入职",
    Field.POST_SINCE: "任现职时间 任职时间 现任职务时间 任现职日期 任现职务时间 任职日期 "
    "任现职级时间 任现职年月",
}
_FIELD_OF = {word: field for field, words in _SYNONYMS.items() for word in words.split()}
_BRACKETS = re.compile(r"[(（\[【〔].*?[)）\]】〕]")
_UNIT_LINE = re.compile(r"^(?:填报|报送|编制)?单位(?:名称)?(?:[(（]盖章[)）])?[:：](.+)$")
_UNIT_STOPS = re.compile(
    r"\s+|[,，;；]|(?:填报|填表|制表|报送)?(?:日期|时间|人)[:：]|[(（]盖?章?公?章?[)）]"
)
_UNIT_LABELS = {"单位", "填报单位", "报送单位", "单位名称"}


@dataclass(frozen=True, slots=True)
class Header:
    """Where a sheet's columns are.

    `first_row` is the zero-based row below the header; `columns` maps a field to its zero-based
    column; `titles` is what stood there; `ignored` are headings nobody asked for; `unit_line`
    is the unit named above the table, "" if none.
    """

    first_row: int
    columns: dict[Field, int]
    titles: dict[Field, str]
    ignored: tuple[str, ...]
    unit_line: str


def find(grid: Grid) -> Header | None:
    """Return the sheet's header, or None if no row names both the staff number and the person.

    Headings may be spread over two rows; the upper one, filled over its merged range, and the
    lower are tried apart and joined.
    """
    covering = _cover(grid.merges, SEARCHED_ROWS + 2)
    best: Header | None = None
    best_rank: tuple[int, bool, int, int] | None = None
    for top in range(min(SEARCHED_ROWS, len(grid.rows))):
        anchored = any(isinstance(cell, str) and field_of(cell) for cell in grid.rows[top])
        for depth in (1, 2):
            found = _header_at(grid, covering, top, depth)
            if found is None:
                continue
            # Most columns; then a range that begins with a heading (not with the title line);
            # then the first on the sheet, since printed sheets repeat theirs; then both rows.
            rank = (len(found.columns), anchored, -top, depth)
            if best_rank is None or rank > best_rank:
                best, best_rank = found, rank
    return best


def field_of(title: str) -> Field | None:
    """Return what a heading names, None if it is no known one."""
    return _FIELD_OF.get(bare(title))


def bare(title: str) -> str:
    """Return a heading without blanks, brackets and their content, stars and colons."""
    return re.sub(r"[\s*＊:：、/／|_\-]", "", _BRACKETS.sub("", fold(title)))


def _header_at(
    grid: Grid, covering: dict[tuple[int, int], tuple[int, int]], top: int, depth: int
) -> Header | None:
    if top + depth > len(grid.rows):
        return None
    width = max(len(grid.rows[top + level]) for level in range(depth))
    columns: dict[Field, int] = {}
    titles: dict[Field, str] = {}
    ignored: list[str] = []
    for column in range(width):
        levels = [_title(grid, covering, top + level, column) for level in range(depth)]
        if depth == 2 and levels[0] == levels[1]:
            levels = levels[:1]
        field = _match(levels)
        shown = " ".join(level for level in levels if level)
        if field is not None and field not in columns:
            columns[field] = column
            titles[field] = shown
        elif shown:
            ignored.append(shown)
    if Field.STAFF_NUMBER not in columns or Field.NAME not in columns:
        return None
    if depth == 2 and not _second_level_helps(grid, top):
        return None
    return Header(top + depth, columns, titles, tuple(ignored), _unit_line(grid, top + depth))


def _match(levels: Sequence[str]) -> Field | None:
    named = [level for level in levels if bare(level)]
    if not named:
        return None
    return field_of("".join(named)) or field_of(named[-1])


def _second_level_helps(grid: Grid, top: int) -> bool:
    """Return whether the row below `top` holds at least one heading, so is no row of people."""
    return any(isinstance(cell, str) and field_of(cell) for cell in grid.rows[top + 1]) or any(
        merge.top <= top < merge.bottom for merge in grid.merges
    )


def _title(
    grid: Grid, covering: dict[tuple[int, int], tuple[int, int]], row: int, column: int
) -> str:
    row, column = covering.get((row, column), (row, column))
    cell: Cell = grid.cell(row, column)
    return fold(cell) if isinstance(cell, str) else ""


def _cover(merges: Sequence[Merge], rows: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each merged cell of the first `rows` rows the cell that holds its value."""
    covering: dict[tuple[int, int], tuple[int, int]] = {}
    for merge in merges:
        for row in range(merge.top, min(merge.bottom, rows) + 1):
            for column in range(merge.left, min(merge.right, merge.left + 512) + 1):
                covering[row, column] = (merge.top, merge.left)
    return covering


def _unit_line(grid: Grid, before: int) -> str:
    for row in reversed(grid.rows[:before]):
        texts = [cell.strip() for cell in row if isinstance(cell, str) and cell.strip()]
        if sum(1 for text in texts if field_of(text)) > 1:
            continue  # a row of headings, where 单位 is one of them
        for place, text in enumerate(texts):
            joined = text
            if bare(text) in _UNIT_LABELS and place + 1 < len(texts):
                joined = f"单位：{texts[place + 1]}"
            match = _UNIT_LINE.match(joined)
            if match:
                return fold(_UNIT_STOPS.split(match.group(1).strip())[0])
    return ""
