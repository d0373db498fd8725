"""The register of findings as a file, under the filters of its page."""

import io
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from academy.findings import access
from academy.findings.labels import ENTRY
from academy.findings.models import Finding
from academy.findings.operations import findings
from academy.findings.pages import words
from academy.findings.pages.findings import FILTERS, unit_id_of, wanted_of
from academy.findings.queries import findings as queries
from academy.people.access import PersonRequest, actor, page_door
from academy.people.queries import units
from academy.people.queries.units import UnitNode
from academy.shared import clock
from academy.shared.parameters import knows
from academy.shared.tabular.writing import TEXT, Column, Sheet, write_csv, write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@require_GET
@page_door(*access.READERS)
@knows(*FILTERS)
def workbook(request: PersonRequest) -> HttpResponse:
    """The register as a workbook to print and sign."""
    out = io.BytesIO()
    write_workbook(out, [_taken(request)])
    return _reply(out, XLSX, "xlsx")


@require_GET
@page_door(*access.READERS)
@knows(*FILTERS)
def delimited(request: PersonRequest) -> HttpResponse:
    """The register for programs."""
    out = io.BytesIO()
    write_csv(out, _taken(request))
    return _reply(out, CSV, "csv")


def _reply(out: io.BytesIO, kind: str, ending: str) -> HttpResponse:
    reply = HttpResponse(out.getvalue(), content_type=kind)
    name = f"findings-{clock.today().isoformat()}.{ending}"
    reply["Content-Disposition"] = f'attachment; filename="{name}"'
    reply["Cache-Control"] = "private, no-store"
    return reply


def _taken(request: PersonRequest) -> Sheet:
    """What the page shows under these filters, in the order of units; that it was taken is kept."""
    at = clock.now()
    on = clock.local_date(at)
    nodes = units.tree(on)
    mine = access.findings_for(request.person, on=on)
    rows = list(queries.narrowed(mine, wanted_of(request, nodes), on=on))
    order = {node.id: number for number, node in enumerate(nodes)}
    rows.sort(key=lambda row: (order.get(row.unit_id, len(order)), row.due_on, row.pk))
    names = {node.id: node.short_name for node in nodes}
    said = queries.last_said(rows)
    items = enumerate(words.shown(rows, names, on=on), start=1)
    findings.take_register(
        actor=actor(request.person), person=request.person, count=len(rows), at=at
    )
    stamp = at.astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M")
    whose = "、".join(_heading(request, nodes, access.scope_of(request.person, on=on)))
    return Sheet(
        name=_("整改台账"),
        title=_("整改台账"),
        columns=_columns(),
        rows=[
            _cells(number, item, said.get(item["row"].pk, queries.LastSaid()))
            for number, item in items
        ],
        subtitle_lines=[
            _("单位：%(units)s") % {"units": whose},
            _("截至 %(at)s，共 %(n)d 项") % {"at": stamp, "n": len(rows)},
        ],
        footer_lines=[_("填表人：　　　　　　　　审核人：　　　　　　　　日期：")],
    )


def _heading(
    request: PersonRequest, nodes: Sequence[UnitNode], scope: Collection[int]
) -> list[str]:
    """Of what units it is: the one asked for, else the topmost of those one sees."""
    asked = unit_id_of(request)
    if asked is not None:
        return [node.name for node in nodes if node.id == asked]
    return [node.name for node in nodes if node.id in scope and node.parent_id not in scope]


def _columns() -> list[Column]:
    return [
        Column("number", _("序号")),
        Column("unit", _("单位")),
        Column("title", _("事项"), width=36, wrap=True),
        Column("kind", _("来源")),
        Column("person", _("涉及人员")),
        Column("owner", _("责任人")),
        Column("owner_number", _("责任人工号"), number_format=TEXT),
        Column("opened_on", _("登记日")),
        Column("due_on", _("整改期限")),
        Column("state", _("状态")),
        Column("over", _("逾期天数")),
        Column("said", _("整改情况"), width=36, wrap=True),
        Column("reported_on", _("报告日期")),
        Column("recheck_due_on", _("复查期限")),
        Column("verdict", _("复查意见"), width=24, wrap=True),
        Column("ended_on", _("办结或撤销日期")),
    ]


def _cells(number: int, item: dict[str, Any], last: queries.LastSaid) -> dict[str, object]:
    row: Finding = item["row"]
    return {
        "number": number,
        "unit": item["unit"],
        "title": row.title,
        "kind": item["kind"],
        "person": row.person.name if row.person else "",
        "owner": row.owner.name,
        "owner_number": row.owner.staff_number,
        "opened_on": clock.local_date(row.opened_at),
        "due_on": row.due_on,
        "state": str(item["state"]),
        "over": item["over"] or None,
        "said": last.report,
        "reported_on": _day(row.rectified_at),
        "recheck_due_on": row.recheck_due_on,
        "verdict": _verdict(last),
        "ended_on": _day(row.closed_at or row.withdrawn_at),
    }


def _day(at: datetime | None) -> date | None:
    return clock.local_date(at) if at else None


def _verdict(last: queries.LastSaid) -> str:
    if last.verdict is None:
        return ""
    word = str(ENTRY[last.verdict])
    return f"{word}。{last.reason}" if last.reason else word
