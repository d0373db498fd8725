"""Giving away the seats nobody used: tried, carried out, and on record."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.people.models import Unit
from academy.people.queries import units
from academy.shared import clock
from academy.shared.errors import Refusal
from courses import access
from courses.enums import FillRule
from courses.labels import enrolling as labels
from courses.models import Allocation, Cohort
from courses.operations import fair_fill
from courses.pages.forms_enrolling import FillForm
from courses.queries import demand
from courses.rules import fair_fill as rules


@require_http_methods(["GET", "POST"])
@page_door(Role.ACADEMY_ADMIN)
def fill(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Show who would give up and get how many seats by a rule, then do it."""
    at = clock.now()
    cohort = access.cohort_for(request.person, public_id, on=clock.local_date(at))
    claims = [claim for claim in demand.claims(cohort, on=clock.local_date(at)) if claim.asks]
    form = FillForm(request.POST or None, asking=_asking(claims, on=clock.local_date(at)))
    refusal: Refusal | None = None
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        rule, among = FillRule(form.cleaned_data["rule"]), _units(form)
        try:
            if "confirm" in request.POST:
                made = fair_fill.carry_out(
                    actor=actor(request.person),
                    cohort=cohort,
                    rule=rule,
                    among=among,
                    shown=request.POST.get("shown", ""),
                    at=at,
                )
                messages.success(request, _("名额已调剂，候补人员已按次序递补。"))
                return redirect("courses:allocation", made.public_id)
        except Refusal as no:
            refusal = no
        try:
            context = _tried(cohort, rule, among, at=at)
        except Refusal as no:
            refusal = refusal or no
    context |= {
        "cohort": cohort,
        "form": form,
        "waiting": sum(len(claim.asks) for claim in claims),
        "allocations": cohort.allocations.order_by("-made_at"),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "courses/fill.html", context, status=status)


def _asking(claims: Sequence[rules.Claim], *, on: date) -> list[tuple[str, str]]:
    """Code and words of each unit whose people wait, in official order."""
    ids = [claim.unit_id for claim in claims]
    codes = dict(Unit.objects.filter(pk__in=ids).values_list("pk", "code"))
    names = units.unit_names(on)
    return [
        (
            codes[claim.unit_id],
            ngettext("%(unit)s（候补 %(n)s 人）", "%(unit)s（候补 %(n)s 人）", len(claim.asks))
            % {"unit": names.get(claim.unit_id, codes[claim.unit_id]), "n": len(claim.asks)},
        )
        for claim in claims
    ]


def _units(form: FillForm) -> list[int] | None:
    codes = form.chosen()
    if codes is None:
        return None
    return list(Unit.objects.filter(code__in=codes).values_list("pk", flat=True))


def _tried(
    cohort: Cohort, rule: FillRule, among: Collection[int] | None, *, at: datetime
) -> dict[str, Any]:
    names = units.unit_names(clock.local_date(at))
    filled = fair_fill.dry_run(cohort, rule, at=at, among=among)
    return {
        "filled": filled,
        "shown": rules.mark(rule, filled),
        "shares": [(names.get(each.claim.unit_id, ""), each) for each in filled.shares],
        "rule_text": labels.FILL_RULE_TEXT[rule],
    }


@require_GET
@page_door(*access.READERS)
def allocation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What one fair fill did, for whoever wants to check it: every unit, before and after."""
    rows = Allocation.objects.select_related("cohort").filter(
        cohort__in=access.cohorts_for(request.person, on=clock.today())
    )
    row = get_object_or_404(rows, public_id=public_id)
    names = units.unit_names(clock.local_date(row.made_at))
    lines = list(row.lines.select_related("unit").order_by("position"))
    context = {
        "row": row,
        "rule": labels.FILL_RULE[FillRule(row.rule)],
        "rule_text": labels.FILL_RULE_TEXT[FillRule(row.rule)],
        "lines": [(names.get(line.unit_id, line.unit.code), line) for line in lines],
        "limited": any(not line.may_get for line in lines),
        "given": sum(line.given for line in lines),
    }
    return render(request, "courses/allocation.html", context)
