"""Which courses have to be completed before another: the list, one more, one less."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from courses.models import Course
from courses.operations import prerequisites as operations
from courses.queries import plan_demand


class PrerequisiteForm(forms.Form):
    """A course, and one to be completed before it."""

    course = forms.ModelChoiceField(
        label=gettext_lazy("课程"),
        queryset=Course.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("请选择"),
    )
    before = forms.ModelChoiceField(
        label=gettext_lazy("先修课程"),
        queryset=Course.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("请选择"),
        help_text=gettext_lazy("同一个人两门都要参加时，先修课程结班之后，上面的课程才开班。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("course", "before"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = Course.objects.order_by("code")


@require_GET
@page_door(Role.ACADEMY_ADMIN)
def prerequisites(request: PersonRequest) -> HttpResponse:
    """Every course with what has to be completed before it."""
    return _page(request)


def _page(
    request: PersonRequest, *, refusal: Refusal | None = None, form: forms.Form | None = None
) -> HttpResponse:
    found = plan_demand.prerequisites_by_course()
    context = {
        "rows": [(course, before) for course, before in found if before],
        "courses": len(found),
        "form": form or PrerequisiteForm(),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if form is not None else 200
    return render(request, "courses/prerequisites.html", context, status=status)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def add_prerequisite(request: PersonRequest) -> HttpResponse:
    """Have one more course completed before a course."""
    form = PrerequisiteForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form)
    course, before = form.cleaned_data["course"], form.cleaned_data["before"]
    try:
        operations.add_prerequisite(
            actor=actor(request.person), course=course, before=before, at=clock.now()
        )
    except Refusal as no:
        return _page(request, refusal=no, form=form)
    facts = {"course": course.name, "before": before.name}
    messages.success(request, _("参加“%(course)s”之前，须先完成“%(before)s”。") % facts)
    return redirect("courses:prerequisites")


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def end_prerequisite(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Let a course be taken without another one before it."""
    course = Course.objects.filter(public_id=public_id).first()
    before = Course.objects.filter(code=request.POST.get("before", "")).first()
    if course is None or before is None:
        raise NotFound
    operations.end_prerequisite(
        actor=actor(request.person), course=course, before=before, at=clock.now()
    )
    facts = {"course": course.name, "before": before.name}
    messages.success(request, _("参加“%(course)s”之前，不再要求“%(before)s”。") % facts)
    return redirect("courses:prerequisites")
