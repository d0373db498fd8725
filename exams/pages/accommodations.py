"""Accommodations: who is granted what in every exam, granting it, ending it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, has_role, page_door
from academy.people.enums import Role
from academy.people.models import Person
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from academy.shared.paging import page_of
from exams import access
from exams.models import Accommodation
from exams.operations import accommodations
from exams.queries.accommodations import running_now
from exams.rules.accommodation import MAX_MINUTES, MAX_PERCENT, earliest_end

PAGE = 50
_KEY = ("person__pinyin_key", "person_id", "starts_on", "pk")


class GrantForm(forms.Form):
    """What somebody is granted, from when until when."""

    staff_number = forms.CharField(
        label=gettext_lazy("工号"),
        max_length=32,
        error_messages={"required": gettext_lazy("请输入工号。")},
    )
    extra_percent = forms.IntegerField(
        label=gettext_lazy("延长时间（按比例，%）"),
        min_value=0,
        max_value=MAX_PERCENT,
        initial=0,
        help_text=gettext_lazy("按考试时长计算，不足一秒的进为一秒。"),
    )
    extra_minutes = forms.IntegerField(
        label=gettext_lazy("延长时间（分钟）"),
        min_value=0,
        max_value=MAX_MINUTES,
        initial=0,
        help_text=gettext_lazy("与比例相加。"),
    )
    large_print = forms.BooleanField(label=gettext_lazy("大字卷"), required=False)
    separate_room = forms.BooleanField(label=gettext_lazy("单独考场"), required=False)
    ground = forms.CharField(
        label=gettext_lazy("事由"),
        max_length=accommodations.GROUND_CHARS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("加密保存，只有学院管理员能看到。"),
        error_messages={"required": gettext_lazy("请写明事由。")},
    )
    starts_on = forms.DateField(
        label=gettext_lazy("开始日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("不再适用的日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("从这一天起不再适用；长期有效的请留空。"),
    )

    def __init__(self, *args: Any, viewer: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self._viewer = viewer

    def clean_staff_number(self) -> Person:
        """The person of that number, in the units one may see."""
        try:
            return access.person_for_staff(
                self._viewer,
                on=clock.today(),
                staff_number=self.cleaned_data["staff_number"].strip(),
            )
        except NotFound:
            raise forms.ValidationError(_("没有找到这个工号的在册人员，请核对。")) from None


@require_GET
@page_door(*access.STAFF)
def accommodation_list(request: PersonRequest) -> HttpResponse:
    """Accommodations in force and to come, by person."""
    return _list(request)


def _list(
    request: PersonRequest, form: GrantForm | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    today = clock.today()
    text, with_ended = request.GET.get("q", ""), request.GET.get("ended") == "1"
    rows = access.accommodations_for_staff(
        request.person, on=today, text=text, with_ended=with_ended
    )
    page = page_of(rows, key=_KEY, cursor=request.GET.get("cursor"), limit=PAGE)
    may_grant = has_role(request.person, Role.ACADEMY_ADMIN, today)
    if form is None:
        form = GrantForm(viewer=request.person, initial={"starts_on": today})
    context = {
        "page": page,
        "rows": [_shown(row, today) for row in page.items],
        "total": rows.count(),
        "with_ended": with_ended,
        "may_grant": may_grant,
        "form": form,
        "refusal": refusal,
    }
    status = refusal.status if refusal else (422 if form.errors else 200)
    return render(request, "exams/accommodations.html", context, status=status)


def _shown(row: Accommodation, today: date) -> dict[str, object]:
    state, chip = _("生效中"), "done"
    if row.ends_on is not None and row.ends_on <= max(today, row.starts_on):
        state, chip = _("已结束"), "plain"
    elif row.starts_on > today:
        state, chip = _("尚未开始"), "info"
    return {"row": row, "extra": _extra(row), "state": state, "chip": chip}


def _extra(row: Accommodation) -> str:
    """Extra time in words."""
    parts = []
    if row.extra_percent:
        parts.append(f"{row.extra_percent}%")
    if row.extra_minutes:
        parts.append(_("%(minutes)s 分钟") % {"minutes": row.extra_minutes})
    return " + ".join(parts)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def grant_accommodation(request: PersonRequest) -> HttpResponse:
    """Grant one; what was typed stays in the form when it is refused."""
    form = GrantForm(request.POST, viewer=request.person)
    if not form.is_valid():
        return _list(request, form)
    at, data = clock.database_now(), dict(form.cleaned_data)
    person = data.pop("staff_number")
    try:
        row = accommodations.grant(actor=actor(request.person), person=person, at=at, **data)
    except Refusal as refusal:
        return _list(request, form, refusal)
    messages.success(request, _("合理便利已登记，对之后开考的每场考试生效。"))
    _say_running(request, row)
    return redirect("exams:accommodation", row.public_id)


def _say_running(request: PersonRequest, row: Accommodation) -> None:
    """A sitting under way is not changed, and nobody is left to believe it was."""
    if running_now(row.person_id, clock.database_now()).exists():
        messages.warning(
            request, _("本人正在作答的考试不受影响；如需调整，请在监考页为本人加时并写明理由。")
        )


@require_GET
@never_cache
@page_door(*access.STAFF)
def accommodation(request: PersonRequest, accommodation_id: UUID) -> HttpResponse:
    """One accommodation; its ground is for academy admins only."""
    row = access.accommodation_for_staff(request.person, accommodation_id, on=clock.today())
    return _one(request, row)


def _one(
    request: PersonRequest, row: Accommodation, refusal: Refusal | None = None, error: str = ""
) -> HttpResponse:
    today = clock.today()
    over = row.ends_on is not None and row.ends_on <= max(today, row.starts_on)
    context = {
        **_shown(row, today),
        "may_end": has_role(request.person, Role.ACADEMY_ADMIN, today) and not over,
        "may_read": has_role(request.person, Role.ACADEMY_ADMIN, today),
        "earliest": earliest_end(starts_on=row.starts_on, today=today),
        "running": running_now(row.person_id, clock.database_now()).count(),
        "refusal": refusal,
        "error": error,
        "typed": request.POST.get("ends_on", ""),
    }
    status = refusal.status if refusal else (422 if error else 200)
    return render(request, "exams/accommodations_one.html", context, status=status)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def end_accommodation(request: PersonRequest, accommodation_id: UUID) -> HttpResponse:
    """End one from a day on; a refusal is shown on its page."""
    row = access.accommodation_for_staff(request.person, accommodation_id, on=clock.today())
    try:
        ends_on = date.fromisoformat(request.POST.get("ends_on", ""))
    except ValueError:
        return _one(request, row, error=_("请选择日期。"))
    try:
        row = accommodations.end(
            actor=actor(request.person),
            accommodation=row,
            ends_on=ends_on,
            at=clock.database_now(),
        )
    except Refusal as refusal:
        return _one(request, row, refusal)
    messages.success(request, _("结束日期已登记。"))
    _say_running(request, row)
    return redirect("exams:accommodation", row.public_id)
