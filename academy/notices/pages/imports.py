"""A list of addresses: pasted or uploaded, shown as what it would do, then written."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from academy.notices import access, labels, sheets
from academy.notices.enums import LineVerdict
from academy.notices.errors import ListStale
from academy.notices.operations import address_lists
from academy.notices.operations.address_lists import DryRun
from academy.notices.rules import address_lines
from academy.notices.rules.address_lines import Line
from academy.people.access import PersonRequest, actor, page_door
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.tabular import reading

#: Lines of a dry run on the page; those that need a look come first.
SHOWN = 200
_URGENT = [
    LineVerdict.ADDRESS_INVALID,
    LineVerdict.PERSON_UNKNOWN,
    LineVerdict.TWICE,
    LineVerdict.CHANGED,
    LineVerdict.ADDED,
    LineVerdict.SAME,
]


@page_door(*access.KEEPERS)
@require_http_methods(["GET", "POST"])
def import_list(request: PersonRequest) -> HttpResponse:
    """Paste or upload (GET), preview (POST), write what was previewed (POST with its digest)."""
    if request.method != "POST":
        return _page(request)
    text, lines = request.POST.get("text", ""), []
    try:
        lines = _lines(request)
        text = address_lines.as_text(lines) or text
        if shown := request.POST.get("shown"):
            return _write(request, lines, shown)
        run = address_lists.preview(lines=lines, **_scope(request))
    except ListStale as refusal:
        run = address_lists.preview(lines=lines, **_scope(request))
        return _page(request, text=text, run=run, refusal=refusal)
    except Refusal as refusal:
        return _page(request, text=text, refusal=refusal)
    return _page(request, text=text, run=run)


@page_door(*access.KEEPERS)
@require_POST
def import_faults(request: PersonRequest) -> HttpResponse:
    """The lines that a previewed list would not have taken, as a workbook."""
    try:
        run = address_lists.preview(lines=_lines(request), **_scope(request))
    except Refusal as refusal:
        return _page(request, text=request.POST.get("text", ""), refusal=refusal)
    reply = HttpResponse(sheets.faults_workbook(run.lines), content_type=sheets.XLSX)
    reply["Content-Disposition"] = f'attachment; filename="{sheets.FAULTS_NAME}"'
    reply["Cache-Control"] = "private, no-store"
    return reply


def _write(request: PersonRequest, lines: list[Line], shown: str) -> HttpResponse:
    done = address_lists.commit(
        actor=actor(request.person),
        lines=lines,
        shown=shown,
        at=clock.now(),
        **_scope(request),
    )
    said = _("已写入 %(n)s 人的邮箱地址，确认邮件已发给本人。") % {"n": done.writes}
    messages.success(request, said)
    return redirect("notices:addresses")


def _scope(request: PersonRequest) -> dict[str, Any]:
    return {"unit_ids": access.scope_of(request.person), "on": clock.today()}


def _lines(request: PersonRequest) -> list[Line]:
    """Return what was sent: the file's first visible sheet if there is one, else what was typed."""
    file = request.FILES.get("file")
    if file is None:
        return address_lines.lines_of(address_lines.split(request.POST.get("text", "")))
    reading.check_size(file.size or 0)
    book = reading.read(file.read(), file.name or "")
    grid = next((grid for grid in book.grids if not grid.hidden), None)
    return address_lines.lines_of(grid.rows if grid else [])


def _page(
    request: PersonRequest,
    *,
    text: str = "",
    run: DryRun | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"text": text, "run": run, "refusal": refusal}
    if run is not None:
        ordered = sorted(run.lines, key=lambda each: _URGENT.index(each.verdict))
        context["rows"] = [
            {
                "number": each.line.number,
                "staff_number": each.line.staff_number,
                "address": sheets.shown(each.line.address),
                "verdict": labels.VERDICT[each.verdict],
                "tone": labels.VERDICT_TONE[each.verdict],
            }
            for each in ordered[:SHOWN]
        ]
        context["more"] = max(len(run.lines) - SHOWN, 0)
        context["counts"] = [
            (labels.VERDICT[verdict], count) for verdict in _URGENT if (count := run.count(verdict))
        ]
    status = refusal.status if refusal else 200
    return render(request, "notices/import.html", context, status=status)
