"""Documents as pages: the cohorts to choose from, one cohort's whole story, its files."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from academy.people.access import PersonRequest, actor, page_door
from academy.reporting import access, labels, sheets
from academy.reporting.access import READERS
from academy.reporting.api.reports import file_response
from academy.reporting.enums import Form
from academy.reporting.operations import stories
from academy.reporting.pages import story_views
from academy.reporting.queries import cohort_story
from academy.reporting.reports.stories import cohort as cohort_report
from academy.shared import clock
from academy.shared.errors import InputInvalid, Refusal
from academy.shared.paging import page_of
from courses import labels as course_labels
from courses.enums import CohortState
from courses.models import Cohort

PAGE = 50
LIST, STORY = "reporting/cohorts.html", "reporting/story.html"


@dataclass(frozen=True, slots=True)
class Row:
    """A cohort to choose: how many people in reach have, or had, a seat."""

    cohort: Cohort
    seats: str
    state: str
    is_closed: bool


@require_GET
@page_door(*READERS)
def cohort_list(request: PersonRequest) -> HttpResponse:
    """The cohorts that have begun, the latest first."""
    try:
        access.refuse_unknown(request.GET, ("cursor",))
        reach = access.cohort_reach(request.person, clock.today())
        page = page_of(
            reach.rows,
            key=("starts_on", "pk"),
            cursor=request.GET.get("cursor"),
            limit=PAGE,
            descending=True,
        )
    except Refusal as refusal:
        return render(request, LIST, {"refusal": refusal}, status=refusal.status)
    seats = cohort_story.seat_counts([row.pk for row in page.items], reach.within.scope)
    rows = [
        Row(
            row,
            labels.printed(seats.get(row.pk, 0)),
            str(course_labels.COHORT_STATE[CohortState(row.state)]),
            row.closed_at is not None,
        )
        for row in page.items
    ]
    return render(request, LIST, {"page": page, "rows": rows, "entire": reach.entire})


@require_GET
@page_door(*READERS)
def cohort_page(request: PersonRequest, cohort_id: UUID) -> HttpResponse:
    """One cohort's whole story, as of a day."""
    today, context = clock.today(), dict[str, Any]()
    context["values"] = {name: request.GET.get(name, "")[:24] for name in ("as_of", "unit")}
    context["back"], context["back_label"] = reverse("reporting:cohort_list"), _("期次总结报告")
    try:
        access.refuse_unknown(request.GET, ("as_of", "unit"))
        reach = access.cohort_reach(request.person, today)
        cohort = reach.one(cohort_id)
        context["units"] = [place for place in reach.within.choices if not place.ended]
        ask = reach.asked(
            cohort, unit=request.GET.get("unit", ""), as_of=typed_day(request.GET), today=today
        )
        story = cohort_report.read(cohort, ask)
    except Refusal as refusal:
        context["refusal"] = refusal
        context["errors"] = {refusal.field: str(refusal)} if refusal.field else {}
        return render(request, STORY, context, status=refusal.status)
    context["values"]["as_of"] = ask.as_of.isoformat()
    asked = {"as_of": ask.as_of.isoformat(), **({"unit": ask.unit} if ask.unit else {})}
    files = [(Form.PDF, "cohort_story_pdf"), (Form.XLSX, "cohort_story_xlsx")]
    context |= {
        "story": story,
        "as_of": sheets.in_words(story.as_of),
        "chapters": story_views.chapters(story),
        "files": [
            (
                labels.FORM[form],
                f"{reverse(f'reporting:{name}', args=[cohort_id])}?{urlencode(asked)}",
            )
            for form, name in files
        ],
    }
    return render(request, STORY, context)


def typed_day(query: QueryDict, name: str = "as_of") -> date | None:
    """Return the day that was typed under a name, None for none.

    Raises:
        InputInvalid: what was typed is no day.
    """
    text = str(query.get(name, "")).strip()
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        day = None
    if text and (day is None or not 2000 <= day.year <= 2999):
        said = _("“%(text)s”不是日期，请按 2026-03-05 的样子填写。") % {"text": text[:20]}
        raise InputInvalid(field=name, reason=said)
    return day


@require_GET
@page_door(*READERS)
def cohort_xlsx(request: PersonRequest, cohort_id: UUID) -> HttpResponse:
    """A cohort's report as a workbook."""
    return _file(request, cohort_id, Form.XLSX)


@require_GET
@page_door(*READERS)
def cohort_pdf(request: PersonRequest, cohort_id: UUID) -> HttpResponse:
    """A cohort's report as PDF."""
    return _file(request, cohort_id, Form.PDF)


def _file(request: PersonRequest, cohort_id: UUID, form: Form) -> HttpResponse:
    today = clock.today()
    try:
        access.refuse_unknown(request.GET, ("as_of", "unit"))
        reach = access.cohort_reach(request.person, today)
        cohort = reach.one(cohort_id)
        ask = reach.asked(
            cohort, unit=request.GET.get("unit", ""), as_of=typed_day(request.GET), today=today
        )
        made = stories.make_cohort(
            actor=actor(request.person), cohort=cohort, ask=ask, form=form, at=clock.now()
        )
    except Refusal as refusal:
        return render(request, STORY, {"refusal": refusal}, status=refusal.status)
    return file_response(made)
