"""Rules of boards, and scores that others gave, as pages."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.reporting import access, labels
from academy.reporting.models import BoardRules
from academy.reporting.operations import board_rules, outside_scores
from academy.reporting.operations.outside_scores import Given
from academy.reporting.pages import board_forms as forms
from academy.reporting.pages.exclusion_forms import as_text
from academy.reporting.queries import outside, places
from academy.reporting.rules import board as ranking
from academy.reporting.rules import outside_rows
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.paging import page_of
from academy.shared.parameters import knows

PAGE = 50
RULES, SET, OUTSIDE = (
    "reporting/board_rules.html",
    "reporting/board_rules_set.html",
    "reporting/board_outside.html",
)


@require_GET
@page_door(*access.BOARD_READERS)
@knows("cursor")
def rules_list(request: PersonRequest) -> HttpResponse:
    """Every edition of the rules, the last one first."""
    page = page_of(
        BoardRules.objects.select_related("set_by"),
        key=("number", "pk"),
        cursor=request.GET.get("cursor"),
        limit=PAGE,
        descending=True,
    )
    reach = access.board_reach(request.person, clock.today())
    return render(request, RULES, {"page": page, "rows": page.items, "reach": reach})


@require_http_methods(["GET", "POST"])
@page_door(*access.BOARD_KEEPERS)
@knows()
def set_rules(request: PersonRequest) -> HttpResponse:
    """Set an edition of the rules."""
    last = BoardRules.objects.order_by("-number").first()
    posted = request.method == "POST"
    form = forms.RulesForm(
        request.POST if posted else None, initial=forms.RulesForm.begun_with(last)
    )
    refusal: Refusal | None = None
    if posted and form.is_valid():
        try:
            made = board_rules.set_rules(
                actor=actor(request.person), edition=form.edition(), at=clock.now()
            )
        except Refusal as no:
            refusal = no
        else:
            said = _("评比规则第 %(number)s 版已保存。")
            messages.success(request, said % {"number": made.number})
            return redirect("reporting:board_rules")
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, SET, {"form": form, "refusal": refusal}, status=status)


@require_http_methods(["GET", "POST"])
@page_door(*access.BOARD_KEEPERS)
@knows("cursor")
def import_scores(request: PersonRequest) -> HttpResponse:
    """What was imported; read a list and say what it would bring, then import it."""
    posted = request.method == "POST"
    form = forms.OutsideForm(*((request.POST, request.FILES) if posted else ()))
    context: dict[str, Any] = {}
    refusal: Refusal | None = None
    if posted and form.is_valid():
        try:
            book = form.book()
            month = form.cleaned_data["month"]
            last_on = ranking.following(ranking.month_of(month))
            found = outside.sort(outside_rows.read(book), places.places(last_on))
            context = {
                "found": found,
                "pasted": as_text(book),
                "faults": [(each, labels.OUTSIDE_FAULT[each.fault]) for each in found.faults],
            }
            outside_scores.check(found)
            if "confirm" in request.POST:
                given = Given(month, form.cleaned_data["source"], form.cleaned_data["provenance"])
                outside_scores.take(
                    actor=actor(request.person), given=given, found=found, at=clock.now()
                )
                messages.success(request, _("外部得分已导入，与红黑榜并列显示。"))
                return redirect("reporting:board_outside")
        except Refusal as no:
            refusal = no
    return _outside(request, form, context, refusal)


def _outside(
    request: PersonRequest,
    form: forms.OutsideForm,
    context: dict[str, Any],
    refusal: Refusal | None,
) -> HttpResponse:
    page = page_of(
        outside.imports(),
        key=("imported_at", "pk"),
        cursor=request.GET.get("cursor"),
        limit=PAGE,
        descending=True,
    )
    context |= {
        "form": form,
        "refusal": refusal,
        "page": page,
        "rows": page.items,
        "no_cause": labels.NO_CAUSE,
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, OUTSIDE, context, status=status)


@require_POST
@page_door(*access.BOARD_KEEPERS)
def undo_import(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Let an import no longer stand beside the board."""
    found = access.outside_import(request.person, public_id, clock.today())
    reason = request.POST.get("reason", "")
    try:
        outside_scores.undo(actor=actor(request.person), given=found, reason=reason, at=clock.now())
    except Refusal as no:
        return _outside(request, forms.OutsideForm(), {}, no)
    messages.success(request, _("已撤销这次导入。"))
    return redirect("reporting:board_outside")
