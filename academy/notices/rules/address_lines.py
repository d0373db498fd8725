"""What an imported list of staff numbers and addresses would do."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from academy.notices.enums import LineVerdict
from academy.notices.rules.addresses import is_address, tidy
from academy.shared.text import fold

#: More than the whole staff twice over.
MOST_LINES = 8000
WRITES = frozenset({LineVerdict.ADDED, LineVerdict.CHANGED})
FAULTS = frozenset({LineVerdict.ADDRESS_INVALID, LineVerdict.PERSON_UNKNOWN, LineVerdict.TWICE})
_BETWEEN = re.compile(r"[\s,，;；、]+")
_HEADINGS = frozenset({"工号", "staff number", "staff_number", "人员编号"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was sent: its number from 1, a staff number and an address."""

    number: int
    staff_number: str
    address: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A line and what it would do; `person_id` where there is such a person."""

    line: Line
    verdict: LineVerdict
    person_id: int | None = None


def lines_of(rows: Iterable[Sequence[object]]) -> list[Line]:
    """Return the lines of a table: of each row the first cell, and the first cell with an @.

    Empty rows and a row of headings are left out.
    """
    found = []
    for number, row in enumerate(rows, start=1):
        cells = [_text(cell) for cell in row]
        cells = [cell for cell in cells if cell]
        if not cells or cells[0].casefold() in _HEADINGS:
            continue
        address = next((cell for cell in cells[1:] if "@" in tidy(cell)), "".join(cells[1:2]))
        found.append(line_of(number, cells[0], address))
    return found


def line_of(number: int, staff_number: str, address: str) -> Line:
    """Return a line with its cells as they are compared."""
    return Line(number, fold(staff_number), tidy(address))


def as_text(lines: Sequence[Line]) -> str:
    """Return the lines as text that can be read again, each on the line of its number."""
    rows = [""] * max((line.number for line in lines), default=0)
    for line in lines:
        rows[line.number - 1] = f"{line.staff_number}\t{line.address}"
    return "\n".join(rows)


def split(text: str) -> list[list[str]]:
    """Return the rows of a pasted list; tabs, blanks and commas of both kinds part the cells."""
    return [_BETWEEN.split(row.strip()) for row in text.splitlines()]


def plan(
    lines: Sequence[Line], persons: Mapping[str, int], present: Mapping[int, str]
) -> list[Planned]:
    """Return what each line would do.

    `persons` gives the keys of those one may write for by their folded staff number, `present`
    the addresses they have now. Two lines about one person contradict each other unless they say
    the same: neither is taken.
    """
    said: dict[int, set[str]] = {}
    for line in lines:
        if (known := persons.get(line.staff_number.casefold())) is not None:
            said.setdefault(known, set()).add(line.address)
    return [_planned(line, persons, present, said) for line in lines]


def _planned(
    line: Line, persons: Mapping[str, int], present: Mapping[int, str], said: dict[int, set[str]]
) -> Planned:
    person_id = persons.get(line.staff_number.casefold())
    if person_id is None:
        return Planned(line, LineVerdict.PERSON_UNKNOWN)
    if not is_address(line.address):
        return Planned(line, LineVerdict.ADDRESS_INVALID, person_id)
    if len(said[person_id]) > 1:
        return Planned(line, LineVerdict.TWICE, person_id)
    now = present.get(person_id, "")
    if now == line.address:
        return Planned(line, LineVerdict.SAME, person_id)
    return Planned(line, LineVerdict.CHANGED if now else LineVerdict.ADDED, person_id)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    # A workbook keeps a number typed into a cell as a number: 10234 may come as 10234.0.
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()
