"""What a read file looks like to the rules: sheets of plain cells. Pure values, no Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | float | bool | date | datetime | None
"""One cell. Numbers are as the file stored them, so an ID number kept as a number shows itself."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, zero-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. `rows[0]` is the sheet's first row, `rows[r][0]` its column A."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False

    def cell(self, row: int, column: int) -> Cell:
        """Return the cell at a zero-based place, None outside the sheet."""
        if not 0 <= row < len(self.rows):
            return None
        cells = self.rows[row]
        return cells[column] if 0 <= column < len(cells) else None


@dataclass(frozen=True, slots=True)
class Workbook:
    """A read file: its kind ("xlsx", "xls", "csv"), sheets, and for text the encoding used."""

    kind: str
    grids: tuple[Grid, ...]
    encoding: str | None = None
    date_1904: bool = False


def column_letters(index: int) -> str:
    """Return the letters of a zero-based column as Excel shows them: 0 is A, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, remainder = divmod(number - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return letters
