"""The dictionary of hours categories: what may be earned in, added, renamed, retired, restored."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, page_door, roles_of
from academy.shared import clock
from academy.shared.errors import Refusal
from courses.models import HoursCategory
from courses.models.hours import RESIDENTIAL
from courses.operations import categories
from courses.pages.owing import READERS
from courses.pages.requirements import KEEPERS
from courses.queries.categories import recognitions_on
from courses.rules.conversion import MEASURES, PER_HOUR, USUAL


@require_GET
@page_door(*READERS)
def category_list(request: PersonRequest) -> HttpResponse:
    """Every category, with the requirements that recognise it, and how minutes become 学时."""
    return _show(request)


def _show(request: PersonRequest, refusal: Refusal | None = None) -> HttpResponse:
    today = clock.today()
    rows = list(HoursCategory.objects.all())
    recognised = recognitions_on(today)
    retired = sum(row.retired_on is not None for row in rows)
    context = {
        "rows": [_line(row, recognised) for row in rows],
        "standing": len(rows) - retired,
        "retired": retired,
        "keeper": bool(set(KEEPERS) & roles_of(request.person, today)),
        "measures": [each for each in MEASURES if each > 1],
        "per": PER_HOUR,
        "usual": USUAL,
        "refusal": refusal,
        "typed": request.POST,
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/hours/categories.html", context, status=status)


def _line(row: HoursCategory, recognised: dict[str, list[str]]) -> dict[str, Any]:
    names = recognised.get(row.code, [])
    return {
        "row": row,
        "recognised": "、".join(names),
        "needed": row.code == RESIDENTIAL,
        "retirable": not names and row.code != RESIDENTIAL,
    }


def _carry_out(
    request: PersonRequest, work: Callable[[], HoursCategory], said: str
) -> HttpResponse:
    """Do what was asked, or show the list with what stands against it."""
    try:
        row = work()
    except Refusal as no:
        return _show(request, no)
    messages.success(request, said % {"name": row.name})
    return redirect("courses:hours_categories")


@require_POST
@page_door(*KEEPERS)
def add(request: PersonRequest) -> HttpResponse:
    """Add a category."""
    code, name = request.POST.get("code", ""), request.POST.get("name", "")
    who, at = actor(request.person), clock.now()
    return _carry_out(
        request,
        lambda: categories.add(actor=who, code=code, name=name, at=at),
        _("类别“%(name)s”已在字典中。"),
    )


@require_POST
@page_door(*KEEPERS)
def rename(request: PersonRequest, code: str) -> HttpResponse:
    """Give a category another name."""
    row, name = get_object_or_404(HoursCategory, code=code), request.POST.get("name", "")
    who, at = actor(request.person), clock.now()
    return _carry_out(
        request,
        lambda: categories.rename(actor=who, category=row, name=name, at=at),
        _("类别已改名为“%(name)s”，台账和要求都按新名称显示。"),
    )


@require_POST
@page_door(*KEEPERS)
def retire(request: PersonRequest, code: str) -> HttpResponse:
    """Let nothing be earned in a category from today on."""
    row = get_object_or_404(HoursCategory, code=code)
    who, at = actor(request.person), clock.now()
    return _carry_out(
        request,
        lambda: categories.retire(actor=who, category=row, at=at),
        _("类别“%(name)s”从今天起停用，以前的学时照旧计算。"),
    )


@require_POST
@page_door(*KEEPERS)
def restore(request: PersonRequest, code: str) -> HttpResponse:
    """Take a retirement back."""
    row = get_object_or_404(HoursCategory, code=code)
    who, at = actor(request.person), clock.now()
    return _carry_out(
        request,
        lambda: categories.restore(actor=who, category=row, at=at),
        _("类别“%(name)s”已恢复使用。"),
    )
