"""What the report page shows, drawn from the one frame."""

from dataclasses import dataclass
from decimal import Decimal

from academy.reporting import labels
from academy.reporting.enums import Column, Figure, Level
from academy.reporting.frames import Report, Row
from academy.reporting.labels import ENTRY, GLOSSARY, Shape
from academy.reporting.pages.asking import Typed
from academy.reporting.queries.people import BRANCHES

CHARTED = (
    Column.ATTENDANCE_RATE,
    Column.FIRST_PASS_RATE,
    Column.FINAL_PASS_RATE,
    Column.EXCELLENCE_RATE,
)
_PARTS: dict[Column, tuple[Column, Column]] = {
    Column.ATTENDANCE_RATE: (Column.ATTENDED, Column.REQUIRED),
    Column.FIRST_PASS_RATE: (Column.PASSED_FIRST, Column.SAT_FIRST),
    Column.FINAL_PASS_RATE: (Column.PASSED, Column.SAT),
    Column.EXCELLENCE_RATE: (Column.EXCELLENT, Column.SAT_FIRST),
}
_BAR_STEP = 26
# The chart's plane in per cent of its width: names, then bars, then numbers.
_BARS_FROM, _BARS_WIDTH = Decimal("20"), Decimal("48")


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
class Bar:
    """One bar: positions in pixels downwards, in per cent of the chart's width across."""

    label: str
    value: str
    parts: str
    top: int
    middle: int
    width: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars from the highest rate to the lowest, with the rate of all together as a line."""

    bars: list[Bar]
    height: int
    mark: str
    start: str
    numbers_from: str


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
    with_kinds = {row.unit_code for row in report.rows if row.level is Level.KIND}
    for row in report.rows:
        cells = [
            Cell(labels.printed(row[entry.column]), _href(row, entry, typed, people_url))
            for entry in GLOSSARY
        ]
        folds = row.level is Level.UNIT and row.unit_code in with_kinds
        found.append(Line(row, f"row-{row.level.value}", cells, folds))
    return found


def _href(row: Row, entry: labels.Entry, typed: Typed, people_url: str) -> str:
    value = row[entry.column]
    if entry.shape not in (Shape.COUNT, Shape.HOURS) or not value:
        return ""
    return f"{people_url}?{link_to(row, entry.figure, typed)}"


def link_to(row: Row, figure: Figure, typed: Typed) -> str:
    """Return the query string of the list behind a figure of a row."""
    named = BRANCHES if row.level is Level.BRANCHES else row.unit_code
    kind = row.staff_kind.value if row.staff_kind else ""
    return typed.link(figure=figure.value, row=named, staff_kind=kind)


def chart(report: Report, column: Column) -> list[Chart]:
    """Return the chart of a rate by unit in two halves, so that it fits beside itself."""
    part, whole = _PARTS[column]
    ranked = sorted(
        report.units, key=lambda row: (row[column] is None, -(row[column] or Decimal(0)))
    )
    middle = (len(ranked) + 1) // 2
    total = report.total[column]
    mark = "" if total is None else _across(Decimal(total))
    return [
        Chart(
            bars=[_bar(row, column, part, whole, place) for place, row in enumerate(half)],
            height=len(half) * _BAR_STEP + 4,
            mark=mark,
            start=f"{_BARS_FROM}%",
            numbers_from=f"{_BARS_FROM + _BARS_WIDTH + 2}%",
        )
        for half in (ranked[:middle], ranked[middle:])
        if half
    ]


def _bar(row: Row, column: Column, part: Column, whole: Column, place: int) -> Bar:
    value = row[column]
    return Bar(
        label=row.unit_short_name,
        value=f"{labels.printed(value)}%" if value is not None else labels.NOTHING,
        parts=f"{labels.printed(row[part])}/{labels.printed(row[whole])}",
        top=place * _BAR_STEP + 5,
        middle=place * _BAR_STEP + 17,
        width=f"{Decimal(value or 0) * _BARS_WIDTH / 100:.2f}%",
    )


def _across(rate: Decimal) -> str:
    return f"{_BARS_FROM + rate * _BARS_WIDTH / 100:.2f}%"


def tiles(report: Report, typed: Typed, people_url: str) -> list[Tile]:
    """Return the numbers that stand above everything: the total row's."""
    total = report.total
    shown = {column: labels.printed(total[column]) for column in Column}

    def tile(column: Column, note: str, unit: str = "") -> Tile:
        entry = ENTRY[column]
        opens = total[column] and entry.figure
        href = f"{people_url}?{link_to(total, entry.figure, typed)}" if opens else ""
        sign = unit if total[column] is not None else ""
        value = shown[column]
        if column is Column.HOURS:
            value = value.removesuffix(".0")
        return Tile(str(entry.label), value, sign, note, href)

    def parts(column: Column) -> str:
        part, whole = _PARTS[column]
        return f"{shown[part]} / {ENTRY[whole].label} {shown[whole]}"

    people = str(ENTRY[Column.REQUIRED].unit)
    rate_tiles = [tile(column, parts(column), "%") for column in CHARTED]
    left_out = f"{ENTRY[Column.EXCLUDED].label} {shown[Column.EXCLUDED]}"
    hours = f"{ENTRY[Column.AVERAGE_HOURS].label} {shown[Column.AVERAGE_HOURS]}"
    scored = f"{ENTRY[Column.SAT_FIRST].label} {shown[Column.SAT_FIRST]}"
    return [
        tile(Column.REQUIRED, left_out, people),
        *rate_tiles,
        tile(Column.AVERAGE_SCORE, scored),
        tile(Column.HOURS, hours),
    ]
