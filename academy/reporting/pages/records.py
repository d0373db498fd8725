"""Personal training records as pages: whom to choose, a record, one's own, their files."""

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from academy.people import labels as people_labels
from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role, StaffKind
from academy.people.queries.persons import PersonFilter, persons
from academy.reporting import access, labels, sheets
from academy.reporting.access import READERS
from academy.reporting.api.reports import file_response
from academy.reporting.enums import Form
from academy.reporting.operations import stories
from academy.reporting.pages import story_views
from academy.reporting.pages.stories import STORY, typed_day
from academy.reporting.queries import exclusions
from academy.reporting.reports.stories import person as person_record
from academy.reporting.reports.stories.person import Opened
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.paging import page_of

PAGE = 50
LIST = "reporting/persons.html"
_FORMS = (Form.PDF, Form.XLSX)


@require_GET
@page_door(*READERS)
def person_list(request: PersonRequest) -> HttpResponse:
    """The people on the staff in reach, by pinyin, to choose a record."""
    today, text = clock.today(), request.GET.get("q", "").strip()[:60]
    try:
        access.refuse_unknown(request.GET, ("q", "cursor"))
        reach = access.record_reach(request.person, today)
        rows = persons(reach.within.scope, PersonFilter(text=text), on=today)
        page = page_of(
            rows.prefetch_related(None),
            key=("pinyin_key", "pk"),
            cursor=request.GET.get("cursor"),
            limit=PAGE,
        )
    except Refusal as refusal:
        return render(request, LIST, {"refusal": refusal}, status=refusal.status)
    units = exclusions.units_of([row.pk for row in page.items], today)
    names = {place.id: place.name for place in reach.within.every}
    lines = [
        (
            row,
            names.get(units.get(row.pk, 0), ""),
            people_labels.STAFF_KIND[StaffKind(row.staff_kind)],
        )
        for row in page.items
    ]
    return render(request, LIST, {"page": page, "rows": lines, "text": text})


@require_GET
@page_door(*READERS)
def record_page(request: PersonRequest, person_id: UUID) -> HttpResponse:
    """Somebody's record, as of a day."""
    addresses = {
        form: reverse(f"reporting:person_record_{form.value}", args=[person_id]) for form in _FORMS
    }
    back = (reverse("reporting:person_list"), _("个人培训档案"))
    return _page(request, lambda on: _of(request, person_id, on), addresses, back)


@require_GET
@page_door(Role.TRAINEE)
def my_record(request: PersonRequest) -> HttpResponse:
    """One's own record, as of a day."""
    addresses = {form: reverse(f"reporting:my_record_{form.value}") for form in _FORMS}
    return _page(
        request, lambda on: _own(request, on), addresses, (reverse("courses:mine"), _("我的培训"))
    )


def _of(request: PersonRequest, person_id: UUID, as_of: date | None) -> Opened:
    return access.record_reach(request.person, clock.today()).one(person_id, as_of=as_of)


def _own(request: PersonRequest, as_of: date | None) -> Opened:
    return access.own_record(request.person, as_of=as_of, on=clock.today())


def _page(
    request: PersonRequest,
    opened: Callable[[date | None], Opened],
    addresses: dict[Form, str],
    back: tuple[str, str],
) -> HttpResponse:
    context: dict[str, Any] = {"values": {"as_of": request.GET.get("as_of", "")[:24]}}
    context["back"], context["back_label"] = back
    try:
        access.refuse_unknown(request.GET, ("as_of",))
        story = person_record.read(opened(typed_day(request.GET)))
    except Refusal as refusal:
        context["refusal"] = refusal
        context["errors"] = {refusal.field: str(refusal)} if refusal.field else {}
        return render(request, STORY, context, status=refusal.status)
    asked = urlencode({"as_of": story.as_of.isoformat()})
    context["values"] = {"as_of": story.as_of.isoformat()}
    context |= {
        "story": story,
        "as_of": sheets.in_words(story.as_of),
        "chapters": story_views.chapters(story),
        "files": [(labels.FORM[form], f"{url}?{asked}") for form, url in addresses.items()],
    }
    return render(request, STORY, context)


@require_GET
@page_door(*READERS)
def record_xlsx(request: PersonRequest, person_id: UUID) -> HttpResponse:
    """Somebody's record as a workbook."""
    return _file(request, lambda on: _of(request, person_id, on), Form.XLSX)


@require_GET
@page_door(*READERS)
def record_pdf(request: PersonRequest, person_id: UUID) -> HttpResponse:
    """Somebody's record as PDF."""
    return _file(request, lambda on: _of(request, person_id, on), Form.PDF)


@require_GET
@page_door(Role.TRAINEE)
def my_record_xlsx(request: PersonRequest) -> HttpResponse:
    """One's own record as a workbook."""
    return _file(request, lambda on: _own(request, on), Form.XLSX)


@require_GET
@page_door(Role.TRAINEE)
def my_record_pdf(request: PersonRequest) -> HttpResponse:
    """One's own record as PDF."""
    return _file(request, lambda on: _own(request, on), Form.PDF)


def _file(
    request: PersonRequest, opened: Callable[[date | None], Opened], form: Form
) -> HttpResponse:
    try:
        access.refuse_unknown(request.GET, ("as_of",))
        made = stories.make_record(
            actor=actor(request.person),
            opened=opened(typed_day(request.GET)),
            form=form,
            at=clock.now(),
        )
    except Refusal as refusal:
        return render(request, STORY, {"refusal": refusal}, status=refusal.status)
    return file_response(made)
