"""The renewal windows of all courses, and a new edition of one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import Refusal
from courses.models import Course, RenewalWindow
from courses.operations import renewals
from courses.pages.forms import DateInput
from courses.queries import renewals as queries

# Older editions are left to the log and the API.
LISTED = 50


class RenewalForm(forms.Form):
    """A new edition of one course's renewal window."""

    course = forms.ModelChoiceField(
        label=gettext_lazy("课程"),
        queryset=Course.objects.order_by("code"),
        to_field_name="code",
        empty_label=gettext_lazy("请选择"),
        error_messages={
            "required": gettext_lazy("请选择课程。"),
            "invalid_choice": gettext_lazy("没有这门课程，请从列表中选择。"),
        },
    )
    days = forms.IntegerField(
        label=gettext_lazy("续训期（天）"),
        help_text=gettext_lazy("到期前多少天起可以再次报名；0 表示到期后才能报名。"),
        error_messages={
            "required": gettext_lazy("请填写天数。"),
            "invalid": gettext_lazy("天数须为整数。"),
        },
    )
    valid_from = forms.DateField(
        label=gettext_lazy("生效日期"),
        widget=DateInput,
        error_messages={
            "required": gettext_lazy("请填写生效日期。"),
            "invalid": gettext_lazy("日期不存在。"),
        },
    )
    ground = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=200,
        help_text=gettext_lazy("哪次会议、哪份文件定的。"),
        error_messages={"required": gettext_lazy("请填写依据。")},
    )


@require_http_methods(["GET", "POST"])
@page_door(Role.ACADEMY_ADMIN)
def renewal_windows(request: PersonRequest) -> HttpResponse:
    """Show what holds for each course today; put a new edition into force."""
    at = clock.now()
    today = clock.local_date(at)
    asked = {"course": request.GET.get("course"), "valid_from": today}
    form = RenewalForm(request.POST or None, initial=asked)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        facts: dict[str, Any] = form.cleaned_data
        try:
            row = renewals.adopt(actor=actor(request.person), at=at, **facts)
        except Refusal as no:
            refusal = no
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            said = {"course": row.course.name, "days": row.days, "on": f"{row.valid_from:%Y-%m-%d}"}
            messages.success(request, _("“%(course)s”的续训期自 %(on)s 起为 %(days)s 天。") % said)
            return redirect("courses:renewal_windows")
    editions = RenewalWindow.objects.select_related("course").order_by("-valid_from", "-pk")
    context = {
        "standings": queries.standings(today),
        "editions": editions[:LISTED],
        "today": today,
        "form": form,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "courses/renewal_windows.html", context, status=status)
