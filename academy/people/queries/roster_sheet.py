"""The refused rows of an import as a workbook, to be worked through line by line."""

import io

from django.utils.translation import gettext as _

from academy.people.enums import RosterLineKind
from academy.people.models import RosterImport
from academy.people.queries import roster
from academy.people.roster_labels import FIELD
from academy.people.rules.roster_faults import Field
from academy.shared.tabular.writing import TEXT, Column, Sheet, write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(run: RosterImport) -> bytes:
    """Return the workbook's bytes; personal numbers in it are masked."""
    out = io.BytesIO()
    write_workbook(out, [_sheet(run)])
    return out.getvalue()


def file_name(run: RosterImport) -> str:
    """Return the name to save it under."""
    return f"roster-refused-{run.as_of_on.isoformat()}.xlsx"


def _sheet(run: RosterImport) -> Sheet:
    rows = []
    for line in roster.lines_of(run, RosterLineKind.REFUSED).order_by("sequence"):
        reason, advice = roster.fault_text(line)
        rows.append(
            {
                "sheet": line.sheet,
                "row": line.row,
                "column": line.column,
                "staff_number": line.staff_number,
                "name": line.name,
                "field": str(FIELD[Field(line.field)]) if line.field else "",
                "shown": line.shown,
                "reason": reason,
                "advice": advice,
            }
        )
    return Sheet(
        name=_("未通过的行"),
        title=_("名册导入：未通过的行"),
        subtitle_lines=[
            _("文件：%(name)s　名单日期：%(on)s")
            % {"name": run.file_name, "on": run.as_of_on.isoformat()}
        ],
        columns=[
            Column("sheet", _("工作表"), width=14),
            Column("row", _("行"), width=7),
            Column("column", _("列"), width=7, align="center"),
            Column("staff_number", _("工号"), width=14, number_format=TEXT),
            Column("name", _("姓名"), width=12),
            Column("field", _("栏目"), width=14),
            Column("shown", _("填写的内容"), width=24, number_format=TEXT),
            Column("reason", _("原因"), width=40),
            Column("advice", _("怎么改"), width=44),
        ],
        rows=rows,
    )
