"""Lists of named exclusions in and out: the import with its trial, and those in force as a file."""

import io
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from academy.people.access import PersonRequest, actor, page_door
from academy.reporting import access, labels
from academy.reporting.enums import ExclusionReason
from academy.reporting.errors import ExclusionListEmpty, ExclusionListLong
from academy.reporting.models import Exclusion
from academy.reporting.operations import exclusions
from academy.reporting.pages import exclusion_forms as forms
from academy.reporting.pages.stories import typed_day
from academy.reporting.queries import exclusion_lists
from academy.reporting.queries import exclusions as queries
from academy.reporting.queries.exclusion_lists import Meant, Sorted
from academy.reporting.rules import exclusion_rows
from academy.reporting.rules.exclusion_rows import Usual
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.parameters import knows
from academy.shared.tabular.grid import Workbook
from academy.shared.tabular.writing import TEXT, Column, Sheet, write_workbook

LIMIT_ROWS = 5000
# More faults than these are counted, not listed; of what is asked, a look at the first will do.
LISTED, SAMPLE = 200, 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@page_door(*access.EXCLUSION_ASKERS)
@knows()
def import_list(request: PersonRequest) -> HttpResponse:
    """Read a list and say what it would ask; then ask it."""
    posted = request.method == "POST"
    form = forms.ListForm(*((request.POST, request.FILES) if posted else ()))
    context: dict[str, Any] = {}
    refusal: Refusal | None = None
    if posted and form.is_valid():
        try:
            book = form.book()
            found = _sorted(request, book, form.cleaned_data)
            context = _dry(found, book)
            if "confirm" in request.POST:
                return _commit(request, found, skip_refused=form.cleaned_data["skip_refused"])
        except Refusal as no:
            refusal = no
    context |= {"form": form, "refusal": refusal}
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "reporting/exclusion_import.html", context, status=status)


def _sorted(request: PersonRequest, book: Workbook, given: dict[str, Any]) -> Sorted:
    word = given["reason"]
    usual = Usual(ExclusionReason(word) if word else None, given["evidence"])
    found = exclusion_rows.read(book, usual=usual)
    count = len(found.rows) + len(found.faults)
    if not count:
        raise ExclusionListEmpty(field="file")
    if count > LIMIT_ROWS:
        raise ExclusionListLong(field="file", count=count, limit=LIMIT_ROWS)
    numbers = {row.staff_number for row in found.rows}
    people = access.people_to_exclude(request.person, numbers, on=clock.today())
    return exclusion_lists.sort(found.rows, people, faults=found.faults)


def _dry(found: Sorted, book: Workbook) -> dict[str, Any]:
    return {
        "found": found,
        "pasted": forms.as_text(book),
        "faults": [(each, labels.EXCLUSION_FAULT[each.fault]) for each in found.faults[:LISTED]],
        "more": max(0, len(found.faults) - LISTED),
        "sample": [_meant(each) for each in found.wanted[:SAMPLE]],
    }


def _meant(each: Meant) -> dict[str, Any]:
    reason = labels.EXCLUSION_REASON[each.row.reason]
    return {"meant": each, "reason": reason, "last_on": each.term.last_on}


def _commit(request: PersonRequest, found: Sorted, *, skip_refused: bool) -> HttpResponse:
    report = exclusions.ask_many(
        actor=actor(request.person),
        drafts=exclusions.drafts(found.wanted),
        refused=len(found.faults),
        skip_refused=skip_refused,
        at=clock.now(),
    )
    n = len(report.asked)
    said = ngettext("已提交 %(n)s 条申请，等待审批。", "已提交 %(n)s 条申请，等待审批。", n)
    messages.success(request, said % {"n": n})
    return redirect("reporting:exclusions")


@require_GET
@page_door(*access.EXCLUSION_ASKERS)
@knows()
def template(request: PersonRequest) -> HttpResponse:
    """An empty workbook with the headings that are understood, and the reasons one may name."""
    reasons = "、".join(str(each) for each in labels.EXCLUSION_REASON.values())
    number = exclusion_rows.TEMPLATE[0]
    sheet = Sheet(
        name=_("不计入统计"),
        title=_("不计入统计人员申请表"),
        columns=[
            Column(name, name, width=14, number_format=TEXT if name == number else None)
            for name in exclusion_rows.TEMPLATE
        ],
        rows=[],
        subtitle_lines=[
            _("原因填：%(reasons)s。结束日期是最后一天，长期有效的不填；业务线不填即全部。")
            % {"reasons": reasons}
        ],
    )
    return _reply(sheet, "exclusions-blank.xlsx")


@require_GET
@page_door(*access.READERS)
@knows("on", "unit")
def in_force(request: PersonRequest) -> HttpResponse:
    """Who is not counted on a day, as it is known now, with the approval of each."""
    at = clock.now()
    today = clock.local_date(at)
    on = typed_day(request.GET, "on") or today  # a list of another day must not pass for it
    reach = access.exclusion_reach(request.person, today)
    unit = request.GET.get("unit", "")
    found = queries.in_force(on, at).filter(pk__in=reach.rows.values("pk"))
    if unit:
        found = found.filter(unit__in=reach.within.narrowed(unit))
    order = {place.id: number for number, place in enumerate(reach.within.every)}
    names = {place.id: place.name for place in reach.within.every}
    rows = sorted(
        found.select_related(*queries.SHOWN),
        key=lambda row: (order[row.unit_id], row.person.pinyin_key, row.valid_from, row.pk),
    )
    sheet = Sheet(
        name=_("不计入统计人员"),
        title=_("不计入统计人员名单"),
        columns=_columns(),
        rows=[
            _cells(number, row, names[row.unit_id], disclosed=reach.discloses(row))
            for number, row in enumerate(rows, start=1)
        ],
        subtitle_lines=[
            _("统计日：%(on)s；截至 %(at)s 的审批情况")
            % {"on": on.isoformat(), "at": at.astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M")}
        ],
        footer_lines=[_("填表人：　　　　　　　　审核人：　　　　　　　　日期：")],
    )
    exclusions.take_list(actor=actor(request.person), count=len(rows), on=on, at=at)
    return _reply(sheet, f"exclusions-{on.isoformat()}.xlsx")


def _columns() -> list[Column]:
    return [
        Column("number", _("序号")),
        Column("unit", _("单位")),
        Column("name", _("姓名")),
        Column("staff_number", _("工号"), number_format=TEXT),
        Column("reason", _("原因")),
        Column("words", _("说明")),
        Column("first", _("第一天")),
        Column("last", _("最后一天")),
        Column("track", _("业务线")),
        Column("evidence", _("依据")),
        Column("asked_by", _("申请人"), group=_("申请")),
        Column("asked_on", _("申请日期"), group=_("申请")),
        Column("decided_by", _("审批人"), group=_("审批")),
        Column("decided_on", _("审批日期"), group=_("审批")),
        Column("decision", _("审批意见"), group=_("审批")),
    ]


def _cells(number: int, row: Exclusion, unit: str, *, disclosed: bool) -> dict[str, object]:
    assert row.decided_by is not None
    assert row.decided_at is not None
    reason = labels.EXCLUSION_REASON[ExclusionReason(row.reason)]
    return {
        "number": number,
        "unit": unit,
        "name": row.person.name,
        "staff_number": row.person.staff_number,
        "reason": str(reason if disclosed else labels.EXCLUSION_DISCREET),
        "words": row.words if disclosed else "",
        "first": row.valid_from,
        "last": row.term.last_on or _("长期"),
        "track": row.track.name if row.track else str(labels.ALL_TRACKS),
        "evidence": row.evidence if disclosed else "",
        "asked_by": row.asked_by.name,
        "asked_on": clock.local_date(row.asked_at),
        "decided_by": row.decided_by.name,
        "decided_on": clock.local_date(row.decided_at),
        "decision": row.decision if disclosed else "",
    }


def _reply(sheet: Sheet, name: str) -> HttpResponse:
    """A workbook to save, kept by no cache."""
    out = io.BytesIO()
    write_workbook(out, [sheet])
    reply = HttpResponse(out.getvalue(), content_type=XLSX)
    reply["Content-Disposition"] = f'attachment; filename="{name}"'
    reply["Cache-Control"] = "private, no-store"
    return reply
