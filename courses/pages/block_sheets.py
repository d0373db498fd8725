"""Workbooks about days on which people are not sent: an empty one, and rows to be mended."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from academy.people.access import PersonRequest, page_door
from academy.people.rules import roster_cells
from academy.shared.tabular.grid import Grid, Workbook
from academy.shared.tabular.writing import TEXT, Column, Sheet
from courses import access
from courses.labels import planning as labels
from courses.pages.owing import sheet_reply, sheets_reply
from courses.rules import block_rows
from courses.rules.block_rows import RowFault


@require_GET
@page_door(*access.KEEPERS)
def block_template(request: PersonRequest) -> HttpResponse:
    """An empty workbook with the headings that are understood, and the kinds that may be named."""
    kinds = "、".join(str(each) for each in labels.BLOCK_KIND.values())
    sheet = Sheet(
        name=str(_("不派出日期")),
        title=str(_("不派出日期登记表")),
        columns=[
            Column(
                name, name, width=16, number_format=TEXT if name == block_rows.TEMPLATE[0] else None
            )
            for name in block_rows.TEMPLATE
        ],
        rows=[],
        subtitle_lines=[_("类别填：%(kinds)s。只有一天的，结束日期可以不填。") % {"kinds": kinds}],
    )
    return sheet_reply(sheet, "blocks.xlsx")


def faults_reply(book: Workbook, faults: Sequence[RowFault]) -> HttpResponse:
    """The rows that cannot be entered as they stood, each with its reason: mend, and read again."""
    by_sheet: dict[str, list[RowFault]] = defaultdict(list)
    for each in faults:
        by_sheet[each.sheet].append(each)
    grids = {grid.name: grid for grid in book.grids}
    sheets = [_sheet(grids[name], rows) for name, rows in by_sheet.items() if name in grids]
    return sheets_reply(sheets, "blocks-refused.xlsx")


def _sheet(grid: Grid, faults: Sequence[RowFault]) -> Sheet:
    top = block_rows.header_row(grid) or 0
    width = max((len(grid.rows[place]) for place in range(len(grid.rows))), default=0)
    columns = [
        Column(f"c{column}", roster_cells.text(grid.cell(top, column)), number_format=TEXT)
        for column in range(width)
    ]
    why: dict[int, str] = {}
    for each in faults:
        said = f"{labels.BLOCK_FAULT[each.fault]} {each.shown}".strip()
        why[each.number] = f"{why[each.number]}；{said}" if each.number in why else said
    rows: list[dict[str, Any]] = [
        {
            **{
                f"c{column}": roster_cells.text(grid.cell(number - 1, column))
                for column in range(width)
            },
            "why": said,
        }
        for number, said in sorted(why.items())
    ]
    return Sheet(
        name=grid.name or str(_("不能登记的行")),
        title=str(_("不能登记的行")),
        # Not "原因": that is read as the kind.
        columns=[*columns, Column("why", str(_("不能登记的原因")), width=32)],
        rows=rows,
    )


def _cells(grid: Grid, place: int, width: int) -> dict[str, Any]:
    return {f"c{column}": roster_cells.text(grid.cell(place, column)) for column in range(width)}
