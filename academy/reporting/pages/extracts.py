"""What was handed out, as pages: the list, and the same question put again."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from academy.people.access import PersonRequest, page_door
from academy.reporting import access, comparing, labels
from academy.reporting.access import READERS
from academy.reporting.comparing import Comparison
from academy.reporting.models import Extract
from academy.reporting.reports import REPORTS
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.paging import page_of

PAGE = 50
EXTRACTS, COMPARISON = "reporting/extracts.html", "reporting/comparison.html"


@dataclass(frozen=True, slots=True)
class Line:
    """A changed figure: of which row and column, and what it was and is."""

    row: str
    part: str
    column: str
    then: str
    now: str


def _title(row: Extract) -> str:
    spec = REPORTS.get(row.report)
    return str(spec.name) if spec else row.report


@require_GET
@page_door(*READERS)
def extracts_page(request: PersonRequest) -> HttpResponse:
    """The files handed out, the newest first."""
    try:
        access.refuse_unknown(request.GET, ("cursor",))
        rows = access.extracts(request.person, clock.today())
        page = page_of(
            rows,
            key=("made_at", "pk"),
            cursor=request.GET.get("cursor"),
            limit=PAGE,
            descending=True,
        )
    except Refusal as refusal:
        return render(request, EXTRACTS, {"refusal": refusal}, status=refusal.status)
    lines = [(each, _title(each), each.form.upper()) for each in page.items]
    return render(request, EXTRACTS, {"page": page, "lines": lines})


@require_GET
@page_door(*READERS)
def comparison_page(request: PersonRequest, extract_id: UUID) -> HttpResponse:
    """The question of an extract put again, beside what it said then."""
    try:
        access.refuse_unknown(request.GET, ())
        found = comparing.again(access.extract(request.person, extract_id, clock.today()))
    except Refusal as refusal:
        return render(request, COMPARISON, {"refusal": refusal}, status=refusal.status)
    context = {
        "extract": found.extract,
        "title": _title(found.extract),
        "form": found.extract.form.upper(),
        "found": found,
        "kept": found.extract.figures is not None,
        "changes": _lines(found),
    }
    return render(request, COMPARISON, context)


def _lines(found: Comparison) -> list[Line]:
    report = found.report
    names = {(row.level.value, row.key): row.name for row in report.rows}
    entry = report.spec.entry
    return [
        Line(
            row=names.get((each.level, each.key), each.key),
            part=report.part_names.get(each.part, each.part),
            column=entry[each.column].heading if each.column in entry else each.column,
            then=labels.printed(each.then),
            now=labels.printed(each.now),
        )
        for each in found.changes
    ]
