"""What a report's page shows, drawn from the one frame."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from academy.reporting import labels
from academy.reporting.enums import Level
from academy.reporting.frames import Report, Row
from academy.reporting.labels import Entry, Shape
from academy.reporting.pages.asking import Typed
from academy.reporting.specs import Charted

_BAR_STEP = 26
_NO_GOALS: Mapping[str, int] = {}
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
    """One bar: positions in pixels downwards, in per cent of the chart's width across.

    `goal` is where it is to reach, "" for nowhere.
    """

    label: str
    value: str
    parts: str
    top: int
    middle: int
    width: str
    small: bool = False
    goal: str = ""
    ends: int = 0


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


def chart(report: Report, charted: Charted, goals: Mapping[str, int] = _NO_GOALS) -> list[Chart]:
    """Return the chart of a rate by row in two halves, so that it fits beside itself.

    `goals` says by the rows' keys what they are to reach, in per cent.
    """
    ranked = list(report.units)
    if report.spec.heads is None:  # rows that are no units (months) keep their order
        ranked.sort(
            key=lambda row: (
                row[charted.column] is None,
                is_small(row, charted),
                -row.number(charted.column),
            )
        )
    middle = (len(ranked) + 1) // 2
    total = report.total[charted.column]
    return [
        drawn(
            [_bar(row, charted, place, goals.get(row.key)) for place, row in enumerate(half)],
            mark=None if total is None else Decimal(total),
        )
        for half in (ranked[:middle], ranked[middle:])
        if half
    ]


def drawn(bars: list[Bar], *, mark: Decimal | None = None) -> Chart:
    """Return bars as a chart, with a line at `mark` per cent of their full width."""
    return Chart(
        bars=bars,
        height=len(bars) * _BAR_STEP + 4,
        mark="" if mark is None else f"{_BARS_FROM + mark * _BARS_WIDTH / 100:.2f}%",
        start=f"{_BARS_FROM}%",
        numbers_from=f"{_BARS_FROM + _BARS_WIDTH + 2}%",
    )


def bar(
    place: int,
    label: str,
    value: str,
    parts: str,
    share: Decimal,
    *,
    small: bool = False,
    goal: int | None = None,
) -> Bar:
    """Return the bar at a place from above, `share` per cent of the full width long.

    It is to be `goal` per cent of it.
    """
    return Bar(
        label=label,
        value=value,
        parts=parts,
        top=place * _BAR_STEP + 5,
        middle=place * _BAR_STEP + 17,
        width=f"{share * _BARS_WIDTH / 100:.2f}%",
        small=small,
        goal="" if goal is None else f"{_BARS_FROM + goal * _BARS_WIDTH / 100:.2f}%",
        ends=(place + 1) * _BAR_STEP + 1,
    )


def is_small(row: Row, charted: Charted) -> bool:
    """Whether so few people stand behind a rate that the row is not ranked by it."""
    least: int = settings.ACADEMY_SMALL_GROUP
    return 0 < row.number(charted.whole) < least


def _bar(row: Row, charted: Charted, place: int, goal: int | None) -> Bar:
    value = row[charted.column]
    part, whole = row[charted.part], row[charted.whole]
    return bar(
        place,
        row.short_name,
        f"{labels.printed(value)}%" if value is not None else labels.NOTHING,
        f"{labels.printed(part)}/{labels.printed(whole)}",
        Decimal(value or 0),
        small=is_small(row, charted),
        goal=goal,
    )


def tiles(report: Report, typed: Typed, people_url: str) -> list[Tile]:
    """Return the numbers that stand above everything: the total row's."""
    total, entry = report.total, report.spec.entry
    shown = {column: labels.printed(total[column]) for column in entry}
    parts = {each.column: each for each in report.spec.charted}

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
