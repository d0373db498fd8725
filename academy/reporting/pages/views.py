"""What a report's page shows, drawn from the one frame."""

from dataclasses import dataclass

from academy.reporting import labels
from academy.reporting.enums import Level
from academy.reporting.frames import Report, Row
from academy.reporting.labels import Entry, Shape
from academy.reporting.pages.asking import Typed


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the table and where it leads; "" where there is nobody to list."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table."""

    row: Row
    css: str
    cells: list[Cell]
    folds: bool


@dataclass(frozen=True, slots=True)
class Tile:
    """One number above the table."""

    label: str
    value: str
    unit: str
    note: str
    href: str


def lines(report: Report, typed: Typed, people_url: str) -> list[Line]:
    """Return the table with a link behind every number that counts people."""
    found = []
    with_parts = {row.key for row in report.rows if row.level is Level.PART}
    for row in report.rows:
        cells = [
            Cell(labels.printed(row[entry.column]), _href(row, entry, typed, people_url))
            for entry in report.spec.entries
        ]
        folds = row.level is Level.UNIT and row.key in with_parts
        found.append(Line(row, f"row-{row.level.value}", cells, folds))
    return found


def _href(row: Row, entry: Entry, typed: Typed, people_url: str) -> str:
    if entry.shape not in (Shape.COUNT, Shape.HOURS) or not entry.figure or not row[entry.column]:
        return ""
    return f"{people_url}?{link_to(row, entry.figure, typed)}"


def link_to(row: Row, figure: str, typed: Typed) -> str:
    """Return the query string of the list behind a figure of a row."""
    return typed.link(figure=figure, row=row.key, part=row.part)


def tiles(report: Report, typed: Typed, people_url: str) -> list[Tile]:
    """Return the numbers that stand above everything: the total row's."""
    total, entry = report.total, report.spec.entry
    shown = {column: labels.printed(total[column]) for column in entry}
    parts = {each.column: each for each in report.spec.charted if each.is_rate}

    def beside(column: str, other: str) -> str:
        if column in parts:
            of = parts[column]
            return f"{shown[of.part]} / {entry[of.whole].label} {shown[of.whole]}"
        return f"{entry[other].label} {shown[other]}" if other else ""

    found = []
    for tile in report.spec.tiles:
        each, value = entry[tile.column], total[tile.column]
        href = f"{people_url}?{link_to(total, each.figure, typed)}" if value and each.figure else ""
        counts = each.shape is Shape.COUNT or each.shape is Shape.PERCENT
        unit = str(each.unit) if counts and value is not None else ""
        text = shown[tile.column]
        if each.shape is Shape.HOURS:
            text = text.removesuffix(".0")
        note = beside(tile.column, tile.beside)
        found.append(Tile(str(each.label), text, unit, note, href))
    return found
