"""The list of instructors, and one instructor: qualifications, days, hours taught, rating."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.people.access import PersonRequest, actor, has_role, page_door
from academy.people.enums import Role
from academy.people.models import Person
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from academy.shared.paging import page_of
from academy.shared.tabular.writing import write_workbook
from courses import access
from courses.enums.teaching import AvailabilityKind, QualificationLevel
from courses.labels import teaching as labels
from courses.models import Availability, Instructor, Qualification
from courses.operations import instructors
from courses.pages import teaching_sheets as sheets
from courses.pages.teaching_forms import DaysForm, InstructorForm, QualificationForm
from courses.queries import evaluations
from courses.queries import teaching as queries
from courses.rules.calendar import Span

PAGE = 50


def year_of(request: PersonRequest, today: date) -> int:
    """The year asked for, this one if none or nonsense was."""
    text = request.GET.get("year", "")
    fits = text.isascii() and text.isdigit() and len(text) == 4 and int(text) >= 2000
    return int(text) if fits else today.year


@require_GET
@page_door(*access.TEACHING)
def instructor_list(request: PersonRequest) -> HttpResponse:
    """Who teaches, with their hours of the year and their ratings."""
    today = clock.today()
    year = year_of(request, today)
    rows = access.instructors_for(request.person, on=today)
    page = page_of(rows, key=("pinyin_key", "pk"), cursor=request.GET.get("cursor"), limit=PAGE)
    ids = [row.pk for row in page.items]
    hours = queries.hours_of_year(ids, year, on=today)
    ratings = evaluations.ratings_of(ids, on=today)
    context = {
        "page": page,
        "rows": [(row, hours[row.pk], ratings.get(row.pk)) for row in page.items],
        "total": rows.count(),
        "year": year,
        "today": today,
        "admin": access.is_admin(request.person, on=today),
    }
    return render(request, "courses/teaching/instructors.html", context)


@require_GET
@page_door(Role.ACADEMY_ADMIN)
def export_hours(request: PersonRequest) -> HttpResponse:
    """Everybody's hours taught in a year, as a workbook."""
    today = clock.today()
    year = year_of(request, today)
    rows = list(Instructor.objects.order_by("pinyin_key", "pk"))
    hours = queries.hours_of_year([row.pk for row in rows], year, on=today)
    out = BytesIO()
    sheet = sheets.hours_sheet([(row, hours[row.pk]) for row in rows], year, today)
    write_workbook(out, [sheet], created_at=clock.now())
    return sheets.download(out.getvalue(), _("授课学时%(year)s") % {"year": year})


@require_http_methods(["GET", "POST"])
@page_door(Role.ACADEMY_ADMIN)
def new_instructor(request: PersonRequest) -> HttpResponse:
    """Put somebody on the list; what was typed stays when it is refused."""
    form = InstructorForm(request.POST or None, initial={"valid_from": clock.today()})
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        person, name = data.pop("staff_number"), data.pop("name")
        organisation = data.pop("organisation")
        who: dict[str, Any] = {"actor": actor(request.person), "at": clock.now(), **data}
        try:
            row = (
                instructors.list_staff(person=person, **who)
                if person
                else instructors.list_outside(name=name, organisation=organisation, **who)
            )
        except Refusal as no:
            refusal = no
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            messages.success(request, _("已列入教官名单，请登记其授课资格。"))
            return redirect("courses:instructor", row.public_id)
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "courses/teaching/new_instructor.html", {"form": form}, status=status)


@require_GET
@page_door(*access.TEACHING)
def instructor_page(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One instructor."""
    return _page(request, access.instructor_for(request.person, public_id, on=clock.today()))


def _page(
    request: PersonRequest,
    row: Instructor,
    refusal: Refusal | None = None,
    bound: forms.Form | None = None,
) -> HttpResponse:
    today = clock.today()
    year = year_of(request, today)
    lines = list(queries.ledger_of(row, year))
    qualifications = row.qualifications.select_related("course").order_by(
        "course__code", "-valid_from"
    )
    days = Availability.objects.standing().filter(instructor=row, ends_on__gte=today)
    admin = access.is_admin(request.person, on=today)
    context = {
        "row": row,
        "year": year,
        "today": today,
        "hours": queries.hours_of_year([row.pk], year, on=today)[row.pk],
        "rating": evaluations.ratings_of([row.pk], on=today).get(row.pk),
        "qualifications": [
            (each, labels.level(each.level), labels.in_force(each, today))
            for each in qualifications
        ],
        "days": [(each, labels.availability(each.kind)) for each in days.order_by("starts_on")],
        "lines": lines,
        "admin": admin,
        "cannot_sign_in": admin and row.person is not None and not _has_role(row.person, today),
        "qualification_form": bound
        if isinstance(bound, QualificationForm)
        else QualificationForm(initial={"valid_from": today}, auto_id="id_q_%s"),
        "days_form": bound if isinstance(bound, DaysForm) else DaysForm(auto_id="id_d_%s"),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if bound is not None else 200
    return render(request, "courses/teaching/instructor.html", context, status=status)


def _has_role(person: Person, today: date) -> bool:
    return has_role(person, Role.INSTRUCTOR, today) or access.is_admin(person, on=today)


def _do(
    request: PersonRequest,
    row: Instructor,
    verb: Callable[[], object],
    said: str,
    bound: forms.Form | None = None,
) -> HttpResponse:
    """Carry out a verb about an instructor, then show them again."""
    try:
        verb()
    except Refusal as no:
        return _page(request, row, no, bound)
    messages.success(request, said)
    return redirect("courses:instructor", row.public_id)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def qualify(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Say that an instructor may teach a course."""
    row = access.instructor_for(request.person, public_id, on=clock.today())
    form = QualificationForm(request.POST, auto_id="id_q_%s")
    if not form.is_valid():
        return _page(request, row, bound=form)
    data = form.cleaned_data | {"level": QualificationLevel(form.cleaned_data["level"])}
    who = actor(request.person)
    return _do(
        request,
        row,
        lambda: instructors.qualify(actor=who, instructor=row, at=clock.now(), **data),
        _("授课资格已登记。"),
        form,
    )


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def end_qualification(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """End a qualification from today on."""
    found = Qualification.objects.select_related("instructor").filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    who, at = actor(request.person), clock.now()
    return _do(
        request,
        found.instructor,
        lambda: instructors.end_qualification(
            actor=who, qualification=found, until=clock.local_date(at), at=at
        ),
        _("授课资格自今天起结束。"),
    )


@require_POST
@page_door(*access.TEACHING)
def set_days(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Enter days away or offered: an academy admin for anybody, an instructor for themselves."""
    row = access.instructor_for(request.person, public_id, on=clock.today())
    form = DaysForm(request.POST, auto_id="id_d_%s")
    if not form.is_valid():
        return _page(request, row, bound=form)
    data, who = form.cleaned_data, actor(request.person)
    return _do(
        request,
        row,
        lambda: instructors.set_days(
            actor=who,
            instructor=row,
            kind=AvailabilityKind(data["kind"]),
            span=Span(data["starts_on"], data["ends_on"]),
            reason=data["reason"],
            at=clock.now(),
        ),
        _("日期已登记。"),
        form,
    )


@require_POST
@page_door(*access.TEACHING)
def lift_days(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Lift days that no longer hold."""
    found = Availability.objects.select_related("instructor").filter(public_id=public_id).first()
    mine = access.instructors_for(request.person, on=clock.today())
    if found is None or not mine.filter(pk=found.instructor_id).exists():
        raise NotFound
    who = actor(request.person)
    return _do(
        request,
        found.instructor,
        lambda: instructors.lift(actor=who, availability=found, at=clock.now()),
        _("这段日期已撤销。"),
    )


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def end_instructor(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take an instructor off the list from today on."""
    row = access.instructor_for(request.person, public_id, on=clock.today())
    who, at = actor(request.person), clock.now()
    return _do(
        request,
        row,
        lambda: instructors.end(actor=who, instructor=row, until=clock.local_date(at), at=at),
        _("自今天起不再列为教官，以往的授课记录保留。"),
    )
