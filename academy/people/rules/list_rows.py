"""The frame of reading a list: where its headings stand, and the rows below them. Pure.

An office sends a list as it keeps it: under a title, with headings of its own words in any order,
in several sheets, some of them hidden or without headings. What a row means each list says itself.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from academy.people.rules import roster_cells, roster_dates, roster_headers
from academy.shared.tabular.grid import Cell, Grid, Workbook

SEARCHED_ROWS = 20
"""In how many rows from the top headings are looked for."""
SHOWN = 40
"""How many characters of what stood in a faulty row are told."""

K = TypeVar("K", bound=str)
F = TypeVar("F", bound=StrEnum)
R = TypeVar("R")


class Headings(Generic[K]):
    """The columns that a list may have, each with the words for it; some it needs to be one."""

    def __init__(self, words: Mapping[K, str], needed: Iterable[K]) -> None:
        """Take the words of each column, parted by blanks; case and brackets do not matter."""
        self._column_of = {
            word.upper(): column
            for column, all_words in words.items()
            for word in all_words.split()
        }
        self._needed = frozenset(needed)

    def find(self, grid: Grid) -> tuple[int, dict[K, int]] | None:
        """Return the row of the headings, from 0, and where each column is; None if there is none.

        Of two columns with the same heading the first counts.
        """
        for place, cells in enumerate(grid.rows[:SEARCHED_ROWS]):
            columns = self._columns(cells)
            if self._needed <= columns.keys():
                return place, columns
        return None

    def _columns(self, cells: Sequence[Cell]) -> dict[K, int]:
        found: dict[K, int] = {}
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                column = self._column_of.get(roster_headers.bare(cell).upper())
                if column is not None:
                    found.setdefault(column, place)
        return found


@dataclass(frozen=True, slots=True)
class Line(Generic[K]):
    """A row that says something; `number` counts the sheet's rows from 1, as it is shown."""

    sheet: str
    number: int
    cells: Mapping[K, Cell]
    date_1904: bool

    def text(self, column: K) -> str:
        """Return what stands in a column; "" where nothing does, or where it is not there."""
        return roster_cells.text(self.cells.get(column))

    def name(self, column: K) -> str:
        """Return a person's name."""
        return roster_cells.person_name(self.cells.get(column))

    def day(self, column: K, fault: StrEnum) -> date | None:
        """Return a day, None where nothing stands or a dash for it.

        Raises:
            Bad: what stands there is no day; with `fault`.
        """
        if self.text(column) in roster_cells.NOTHING:
            return None
        try:
            return roster_dates.parse(self.cells.get(column), date_1904=self.date_1904)
        except roster_dates.DateError:
            raise Bad(fault, self.text(column)) from None


class Bad(Exception):
    """A row that cannot be taken: why, and what stood there."""

    def __init__(self, fault: StrEnum, shown: str = "") -> None:
        super().__init__(fault)
        self.fault, self.shown = fault, shown[:SHOWN]


@dataclass(frozen=True)  # no slots: a list makes them through an alias of its own
class RowFault(Generic[F]):
    """Why a row cannot be taken; `shown` is what stood there."""

    sheet: str
    number: int
    fault: F
    shown: str


@dataclass(frozen=True)  # no slots: a list makes them through an alias of its own
class Reading(Generic[R, F]):
    """What a list says: its good rows and its faulty ones, each in the list's order."""

    rows: tuple[R, ...]
    faults: tuple[RowFault[F], ...]


def read(
    book: Workbook,
    headings: Headings[K],
    meant: Callable[[Line[K]], Iterable[R]],
    faults: type[F],
) -> Reading[R, F]:
    """Read every sheet that has the headings and is not hidden; empty rows are passed over.

    `meant` returns what a line says, or raises `Bad` with one of `faults`.
    """
    rows: list[R] = []
    faulty: list[RowFault[F]] = []
    for line in _lines(book, headings):
        try:
            rows += meant(line)
        except Bad as bad:
            faulty.append(RowFault(line.sheet, line.number, faults(bad.fault), bad.shown))
    return Reading(tuple(rows), tuple(faulty))


def _lines(book: Workbook, headings: Headings[K]) -> Iterator[Line[K]]:
    for grid in book.grids:
        found = None if grid.hidden else headings.find(grid)
        if found is None:
            continue
        top, columns = found
        for place in range(top + 1, len(grid.rows)):
            cells = {name: grid.cell(place, column) for name, column in columns.items()}
            line = Line(grid.name, place + 1, cells, book.date_1904)
            if any(line.text(name) for name in cells):
                yield line
