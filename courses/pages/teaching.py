"""A cohort's teaching: which instructor has which subject when and where."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from academy.shared.tabular.writing import write_workbook
from courses import access
from courses.enums import CohortState
from courses.models import Cohort, CohortLead, Instructor, Qualification, Teaching
from courses.operations import teaching
from courses.pages import teaching_sheets as sheets
from courses.pages.teaching_forms import LeadForm, TeachingForm
from courses.queries import teaching as queries
from courses.queries.instructors import available

_OPEN = (CohortState.DRAFT, CohortState.PUBLISHED, CohortState.RUNNING)


def _cohort(request: PersonRequest, public_id: UUID) -> Cohort:
    return access.taught_cohort_for(request.person, public_id, on=clock.today())


def _qualified(cohort: Cohort) -> Any:
    """Instructors who are, or were, qualified in the cohort's course: the rule says when."""
    rows = Qualification.objects.filter(course=cohort.syllabus.course_id)
    return Instructor.objects.filter(pk__in=rows.values("instructor_id")).order_by(
        "pinyin_key", "pk"
    )


@require_GET
@page_door(*access.TEACHING)
def plan(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Subjects by instructors: what is planned, and what is missing."""
    return _page(request, _cohort(request, public_id))


def _page(
    request: PersonRequest,
    cohort: Cohort,
    refusal: Refusal | None = None,
    bound: forms.Form | None = None,
) -> HttpResponse:
    subjects = queries.plan_of(cohort)
    lead = CohortLead.objects.filter(cohort=cohort).select_related("instructor").first()
    may_change = access.is_admin(request.person, on=clock.today()) and cohort.state in _OPEN
    rows = _qualified(cohort)
    days = {"starts_on": cohort.starts_on, "ends_on": cohort.starts_on}
    context = {
        "cohort": cohort,
        "subjects": [_subject(each) for each in subjects],
        "missing": sum(each.missing for each in subjects),
        "planned": sum(each.covered for each in subjects),
        "lead": lead.instructor if lead else None,
        "free": available(cohort.syllabus.course_id, cohort.span) if may_change else [],
        "may_change": may_change,
        "form": bound
        if isinstance(bound, TeachingForm)
        else TeachingForm(syllabus_id=cohort.syllabus_id, instructors=rows, initial=days),
        "lead_form": LeadForm(instructors=rows, auto_id="id_lead_%s"),
        "has_instructors": may_change and rows.exists(),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if bound is not None else 200
    return render(request, "courses/teaching/plan.html", context, status=status)


def _subject(each: queries.SubjectPlan) -> dict[str, Any]:
    return {
        "subject": each.subject,
        "lines": each.lines,
        "covered": each.covered,
        "missing": each.missing,
    }


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def assign(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Give an instructor times of a subject: all that were asked for, or none."""
    cohort = _cohort(request, public_id)
    form = TeachingForm(
        request.POST, syllabus_id=cohort.syllabus_id, instructors=_qualified(cohort)
    )
    if not form.is_valid():
        return _page(request, cohort, bound=form)
    try:
        made = teaching.assign(
            actor=actor(request.person),
            cohort=cohort,
            subject=form.cleaned_data["subject"],
            instructor=form.cleaned_data["instructor"],
            slots=form.slots(),
            hall=form.cleaned_data["hall"],
            together=form.cleaned_data["together"],
            at=clock.now(),
        )
    except Refusal as no:
        return _page(request, cohort, no, form)
    said = ngettext("已安排 %(n)s 个时段。", "已安排 %(n)s 个时段。", len(made))
    messages.success(request, said % {"n": len(made)})
    return redirect("courses:teaching", public_id)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def withdraw(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take a line of teaching out, with a reason."""
    rows = Teaching.objects.select_related("cohort__syllabus__course")
    line = rows.filter(public_id=public_id).first()
    if line is None:
        raise NotFound
    reason = request.POST.get("reason", "")
    try:
        teaching.withdraw(actor=actor(request.person), teaching=line, reason=reason, at=clock.now())
    except Refusal as no:
        return _page(request, line.cohort, no)
    messages.success(request, _("这个时段已撤销，教官的时间已空出。"))
    return redirect("courses:teaching", line.cohort.public_id)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def name_lead(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Name who answers for the teaching."""
    cohort = _cohort(request, public_id)
    form = LeadForm(request.POST, instructors=_qualified(cohort))
    if not form.is_valid():
        raise NotFound
    try:
        teaching.name_lead(
            actor=actor(request.person),
            cohort=cohort,
            instructor=form.cleaned_data["instructor"],
            at=clock.now(),
        )
    except Refusal as no:
        return _page(request, cohort, no)
    messages.success(request, _("主责教官已确定。"))
    return redirect("courses:teaching", public_id)


@require_GET
@page_door(*access.TEACHING)
def export(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The plan as a workbook."""
    cohort = _cohort(request, public_id)
    out = BytesIO()
    rows: Sequence[queries.SubjectPlan] = queries.plan_of(cohort)
    write_workbook(out, [sheets.plan_sheet(cohort, rows)], created_at=clock.now())
    day: date = cohort.starts_on
    return sheets.download(out.getvalue(), _("授课安排%(day)s") % {"day": day})


@require_GET
@page_door(*access.TEACHING)
def my_cohorts(request: PersonRequest) -> HttpResponse:
    """The cohorts whose teaching one may see, the newest first."""
    rows = access.taught_cohorts(request.person, on=clock.today()).exclude(
        state=CohortState.CANCELLED
    )
    listed = rows.select_related("syllabus__course", "lead__instructor", "evaluation").order_by(
        "-starts_on", "-pk"
    )[:100]
    context = {"rows": listed, "total": rows.count()}
    return render(request, "courses/teaching/cohorts.html", context)
