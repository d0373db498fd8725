"""What the page of a document shows, drawn from its frame."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from academy.reporting import labels
from academy.reporting.labels import Shape
from academy.reporting.pages.views import Bar, Chart
from academy.reporting.reports.stories.frame import Line, Story, Table
from academy.reporting.specs import ListColumn

_STEP = 26
_FROM, _WIDTH = Decimal("20"), Decimal("48")
_NUMBERS = (Shape.COUNT, Shape.PERCENT, Shape.SCORE, Shape.HOURS)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: text, class, the state of its chip, and the list it opens to ("" for none)."""

    text: str
    css: str
    chip: str
    href: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as the page shows it, with its bars where a column is drawn."""

    table: Table
    columns: list[tuple[ListColumn, bool]]
    rows: list[tuple[bool, list[Cell]]]
    charted: ListColumn | None
    charts: list[Chart]

    @property
    def opens(self) -> bool:
        """Whether some number leads to a list."""
        return any(cell.href for _is_sum, cells in self.rows for cell in cells)


def chapters(story: Story) -> list[tuple[str, object, list[Shown]]]:
    """Return the chapters with heading and tables."""
    return [
        (heading, chapter, [_shown(table) for table in chapter.tables])
        for heading, chapter in story.numbered()
    ]


def _shown(table: Table) -> Shown:
    columns = [column for column in table.columns if not column.file_only]
    charted = next((column for column in columns if column.code == table.charted), None)
    return Shown(
        table=table,
        columns=[(column, column.shape in _NUMBERS) for column in columns],
        rows=[
            (line.is_sum, [_cell(table, line, column) for column in columns])
            for line in table.lines
        ],
        charted=charted,
        charts=_charts(table, charted) if charted is not None else [],
    )


def _cell(table: Table, line: Line, column: ListColumn) -> Cell:
    css = "num" if column.shape in _NUMBERS else "date" if column.shape is Shape.DATE else ""
    chip = (column.chips or {}).get(str(line.values.get(column.code)), "")
    return Cell(table.said(line, column), css, chip, _href(line, column.code))


def _href(line: Line, column: str) -> str:
    opens = line.opens.get(column)
    if opens is None:
        return ""
    told = dict(opens)
    url = reverse("reporting:people", kwargs={"report": told.pop("report")})
    return f"{url}?{urlencode(told)}"


def _charts(table: Table, column: ListColumn) -> list[Chart]:
    """Return bars from the highest to the lowest, in two halves; the mark is the total's."""
    drawn = [line for line in table.lines if not line.is_sum]
    if len(drawn) < 2:
        return []
    ranked = sorted(drawn, key=lambda line: _rank(line.values[column.code]))
    total = table.lines[-1].values[column.code] if table.lines[-1].is_sum else None
    mark = f"{_FROM + total * _WIDTH / 100:.2f}%" if isinstance(total, Decimal) else ""
    middle = (len(ranked) + 1) // 2
    return [
        Chart(
            bars=[_bar(table, line, column, place) for place, line in enumerate(half)],
            height=len(half) * _STEP + 4,
            mark=mark,
            start=f"{_FROM}%",
            numbers_from=f"{_FROM + _WIDTH + 2}%",
        )
        for half in (ranked[:middle], ranked[middle:])
    ]


def _rank(value: object) -> tuple[bool, Decimal]:
    return (False, -value) if isinstance(value, Decimal) else (True, Decimal(0))


def _bar(table: Table, line: Line, column: ListColumn, place: int) -> Bar:
    value = line.values[column.code]
    width = value if isinstance(value, Decimal) else Decimal(0)
    return Bar(
        label=str(line.values["short"]),
        value=f"{table.said(line, column)}%" if value is not None else labels.NOTHING,
        parts="",
        top=place * _STEP + 5,
        middle=place * _STEP + 17,
        width=f"{width * _WIDTH / 100:.2f}%",
    )
