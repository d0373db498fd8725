"""Workbooks of notices: the lines of an address list that were not taken."""

import io
from collections.abc import Sequence

from django.utils.translation import gettext as _

from academy.notices import labels
from academy.notices.rules.address_lines import FAULTS, Planned
from academy.notices.rules.addresses import masked
from academy.shared.tabular.writing import TEXT, Column, Sheet, write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAULTS_NAME = "address-faults.xlsx"


def shown(address: str) -> str:
    """Return an address of a list as pages and sheets show it: enough to find it by."""
    return masked(address) or (f"{address[:3]}…" if len(address) > 3 else address)


def faults_workbook(lines: Sequence[Planned]) -> bytes:
    """Return the lines that were not taken as a workbook to work through; addresses are masked."""
    rows = [
        {
            "row": each.line.number,
            "staff_number": each.line.staff_number,
            "shown": shown(each.line.address),
            "reason": str(labels.VERDICT[each.verdict]),
            "advice": str(labels.VERDICT_ADVICE[each.verdict]),
        }
        for each in lines
        if each.verdict in FAULTS
    ]
    sheet = Sheet(
        name=_("未通过的行"),
        title=_("邮箱地址导入：未通过的行"),
        subtitle_lines=[
            _("共 %(all)s 行，其中 %(faults)s 行未通过。行号与您提交的名单一致。")
            % {"all": len(lines), "faults": len(rows)}
        ],
        columns=[
            Column("row", _("行"), width=8),
            Column("staff_number", _("工号"), width=16, number_format=TEXT),
            Column("shown", _("填写的内容"), width=28, number_format=TEXT),
            Column("reason", _("原因"), width=36),
            Column("advice", _("怎么改"), width=52),
        ],
        rows=rows,
    )
    out = io.BytesIO()
    write_workbook(out, [sheet])
    return out.getvalue()
