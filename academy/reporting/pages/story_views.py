"""What the page of a document shows, drawn from its frame."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from academy.reporting import labels
from academy.reporting.charts import BESIDE_FROM, small_note
from academy.reporting.labels import Shape
from academy.reporting.reports.stories.frame import Line, Story, Table
from academy.reporting.rules.bar_charts import bars
from academy.reporting.rules.shapes import SCREEN, WHOLE, Datum, Drawing, Mark
from academy.reporting.specs import ListColumn

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
    drawings: list[Drawing]
    note: str

    @property
    def chart_title(self) -> str:
        """What is drawn: 各单位报到率."""
        if self.charted is None:
            return ""
        told = {"row": str(self.table.columns[0].label).lower(), "name": self.charted.label}
        return _("各%(row)s%(name)s") % told

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
    data = _data(table, charted) if charted is not None else []
    return Shown(
        table=table,
        columns=[(column, column.shape in _NUMBERS) for column in columns],
        rows=[
            (line.is_sum, [_cell(table, line, column) for column in columns])
            for line in table.lines
        ],
        charted=charted,
        drawings=_drawings(table, charted, data) if charted is not None and data else [],
        note=small_note() if any(each.small for each in data) else "",
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


def _data(table: Table, column: ListColumn) -> list[Datum]:
    """Return what is drawn: from the highest to the lowest, small groups after them, none last."""
    data = [_datum(table, line, column) for line in table.lines if not line.is_sum]
    if len(data) < 2 or all(each.value is None for each in data):
        return []
    return sorted(data, key=lambda each: (each.value is None, each.small, -(each.value or 0)))


def _datum(table: Table, line: Line, column: ListColumn) -> Datum:
    value, label = line.values[column.code], str(line.values["short"])
    if not isinstance(value, Decimal):
        return Datum(label, None, labels.NOTHING)
    people = line.values[table.group]
    assert isinstance(people, int)
    is_small = people < settings.ACADEMY_SMALL_GROUP
    return Datum(label, value, f"{table.said(line, column)}%", small=is_small)


def _drawings(table: Table, column: ListColumn, data: list[Datum]) -> list[Drawing]:
    """Return the bars; the mark is the total's."""
    last = table.lines[-1]
    total = last.values[column.code] if last.is_sum else None
    words = f"{labels.TOTAL} {table.said(last, column)}%"
    marks = [Mark(total, words)] if isinstance(total, Decimal) else []
    columns = 2 if len(data) >= BESIDE_FROM else 1
    return bars(data, full=WHOLE, look=SCREEN, marks=marks, columns=columns)
