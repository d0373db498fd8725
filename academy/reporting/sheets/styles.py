"""How the cells and pages of a report's workbook look."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from academy.reporting.labels import Shape
from academy.reporting.stamps import Stamp

INK, RULE, SHADE, SUM_SHADE = "#1b2430", "#8590a0", "#eef1f5", "#dde3ea"
BAR, LOW = "#9db8d9", "#b3261e"
NUMBER = {
    Shape.COUNT: "#,##0",
    Shape.PERCENT: "0.0",
    Shape.SCORE: "0.00",
    Shape.HOURS: "#,##0.0",
}
FIRST_ROW = 4
"""Rows above the table: title, lines, two rows of headings."""
Line = Mapping[str, object]


@dataclass
class Styles:
    """Cell formats by what they are for; each made once."""

    book: Any

    def __post_init__(self) -> None:
        self._made: dict[tuple[object, ...], Any] = {}

    def __call__(self, **wanted: object) -> Any:
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            base = {"font_name": "宋体", "font_size": 10, "font_color": INK, "valign": "vcenter"}
            self._made[key] = self.book.add_format({**base, **wanted})
        return self._made[key]

    def plain(self, **wanted: object) -> Any:
        """A format that lies over a cell's own."""
        return self.book.add_format(wanted)

    def cell(self, **wanted: object) -> Any:
        """A cell of a table: ruled on all sides."""
        return self(border=1, border_color=RULE, **wanted)

    def head(self) -> Any:
        """A heading cell."""
        return self.cell(bold=True, align="center", text_wrap=True, bg_color=SHADE)


def paper(sheet: Any, stamp: Stamp, *, landscape: bool, head_rows: int) -> None:
    """Set the sheet up for print: A4, fitted to the width, headings on every page."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.repeat_rows(0, head_rows - 1)
    sheet.set_footer("&L&8" + stamp.line + "&R&8" + _("第 &P 页，共 &N 页"))
    sheet.hide_gridlines(2)


def spread(columns: int, pieces: int) -> list[tuple[int, int]]:
    """Return the first and last column of each of some pieces that together take all columns."""
    cuts = [round(columns * number / pieces) for number in range(pieces + 1)]
    return [(first, until - 1) for first, until in pairwise(cuts)]


def merged(sheet: Any, row: int, first: int, until: int, text: str, style: Any) -> None:
    if until > first:
        sheet.merge_range(row, first, row, until, "", style)
    sheet.write_string(row, first, text, style)
