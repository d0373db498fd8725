"""A list of people as offices send it: pasted lines, or a table with or without headings."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"[A-Za-z]{0,6}\d{3,}")
_ORDINAL = re.compile(r"\d{1,4}[.、]?")
_PARTS = re.compile(r"[\s,，;；、|]+")
_HEADINGS = {
    "staff_number": {"工号", "人员编号", "职工号", "staff number", "staff_number", "number"},
    "name": {"姓名", "名字", "name"},
    "unit": {"单位", "所在单位", "所属单位", "部门", "unit"},
}
_HEADING_ROWS = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """One person as a row names them: by staff number, or by name and perhaps unit."""

    row: int
    staff_number: str = ""
    name: str = ""
    unit: str = ""

    @property
    def said(self) -> str:
        """What stands in the row, to show it."""
        return " ".join(part for part in (self.staff_number, self.name, self.unit) if part)

    def means(self, staff_number: str, name: str, units: Collection[str]) -> bool:
        """Whether the row means this person, whose unit is called by any of `units`."""
        if self.staff_number:
            return self.staff_number == staff_number
        return self.name == name and (not self.unit or self.unit in units)


def from_text(text: str) -> list[Entry]:
    """Read pasted lines; several staff numbers may stand in one line."""
    return from_rows([_PARTS.split(line.strip()) for line in text.splitlines()])


def from_rows(rows: Sequence[Sequence[str]]) -> list[Entry]:
    """Read the rows of a table. Row numbers count from 1, as a spreadsheet shows them."""
    columns, start = _headings(rows)
    entries: list[Entry] = []
    for number, cells in enumerate(rows[start:], start + 1):
        filled = [cell for cell in cells if cell]
        if not filled:
            continue
        if columns:
            said = {what: cells[at] for what, at in columns.items() if at < len(cells)}
            if any(said.values()):
                entries.append(Entry(number, **said))
        else:
            entries += _without_headings(number, filled)
    return entries


def _headings(rows: Sequence[Sequence[str]]) -> tuple[dict[str, int], int]:
    """Return the column of each known heading, and the row after it."""
    for place, cells in enumerate(rows[:_HEADING_ROWS]):
        found = {
            what: at
            for what, words in _HEADINGS.items()
            for at, cell in enumerate(cells)
            if cell.lower() in words
        }
        if "staff_number" in found or "name" in found:
            return found, place + 1
    return {}, 0


def _without_headings(number: int, cells: list[str]) -> list[Entry]:
    if len(cells) > 1 and _ORDINAL.fullmatch(cells[0]) and not _NUMBER.fullmatch(cells[1]):
        cells = cells[1:]
    numbers = [cell for cell in cells if _NUMBER.fullmatch(cell)]
    if numbers and len(numbers) == len(cells):
        return [Entry(number, staff_number=each) for each in numbers]
    if numbers:
        return [Entry(number, staff_number=numbers[0])]
    return [Entry(number, name=cells[0], unit=cells[1] if len(cells) > 1 else "")]
