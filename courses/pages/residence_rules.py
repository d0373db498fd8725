"""The rules by which people live in: dated figures of leave and conduct, and rules of conduct."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from courses.enums.attendance import ConductEffect, Presence
from courses.labels.attendance import PRESENCE
from courses.labels.conduct import EFFECT, SETTING
from courses.models import ConductRule, ResidenceRules
from courses.operations import conduct_rules, residence_rules
from courses.operations.conduct_rules import Draft
from courses.pages.residence_forms import FiguresForm, RuleForm
from courses.queries import residence_rules as queries
from courses.rules.residence import Settings


@require_GET
@page_door(Role.ACADEMY_ADMIN)
def rules(request: PersonRequest) -> HttpResponse:
    """Figures and rules of conduct on one page."""
    return _page(request)


def _page(
    request: PersonRequest,
    *,
    figures: FiguresForm | None = None,
    rule: RuleForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    today = clock.today()
    settings = asdict(queries.settings_on(today))
    bound: list[forms.Form] = [each for each in (figures, rule) if each is not None]
    context: dict[str, Any] = {
        "settings": [(SETTING[name], value) for name, value in settings.items()],
        "editions": ResidenceRules.objects.order_by("-valid_from", "-pk")[:10],
        "rules": [_shown(each) for each in ConductRule.objects.all()],
        "figures": figures or FiguresForm(initial={**settings, "valid_from": today}),
        "rule_form": rule or RuleForm(initial={"valid_from": today}),
        "today": today,
        "refusal": refusal,
    }
    invalid = any(each.errors for each in bound)
    status = refusal.status if refusal else 422 if invalid else 200
    return render(request, "courses/conduct/rules.html", context, status=status)


def _shown(row: ConductRule) -> dict[str, Any]:
    return {
        "row": row,
        "effect": EFFECT[ConductEffect(row.effect)],
        "applies_to": PRESENCE[Presence(row.applies_to)] if row.applies_to else "",
        "open": row.valid_until is None,
    }


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def adopt(request: PersonRequest) -> HttpResponse:
    """Put an edition of the figures into force from a day."""
    form = FiguresForm(request.POST)
    if not form.is_valid():
        return _page(request, figures=form)
    given = dict(form.cleaned_data)
    valid_from, ground = given.pop("valid_from"), given.pop("ground")
    try:
        residence_rules.adopt(
            actor=actor(request.person),
            settings=Settings(**given),
            valid_from=valid_from,
            ground=ground,
            at=clock.now(),
        )
    except Refusal as no:
        return _page(request, figures=form, refusal=no)
    messages.success(request, _("住训规则已保存为新的一版。"))
    return redirect("courses:residence_rules")


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def add(request: PersonRequest) -> HttpResponse:
    """Put a rule of conduct into force from a day."""
    form = RuleForm(request.POST)
    if not form.is_valid():
        return _page(request, rule=form)
    given = dict(form.cleaned_data)
    valid_from, found = given.pop("valid_from"), given.pop("applies_to")
    draft = Draft(**given, applies_to=Presence(found) if found else None)
    try:
        conduct_rules.add(
            actor=actor(request.person), draft=draft, valid_from=valid_from, at=clock.now()
        )
    except Refusal as no:
        return _page(request, rule=form, refusal=no)
    messages.success(request, _("操行规则“%(name)s”已生效。") % {"name": draft.name})
    return redirect("courses:residence_rules")


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def load_usual(request: PersonRequest) -> HttpResponse:
    """Add the usual rules of conduct that are missing, from today."""
    try:
        rows = conduct_rules.load_usual(
            actor=actor(request.person), valid_from=clock.today(), at=clock.now()
        )
    except Refusal as no:
        return _page(request, refusal=no)
    messages.success(request, _("已载入 %(n)d 条常用规则，请逐条核对。") % {"n": len(rows)})
    return redirect("courses:residence_rules")


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def end(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Let a rule no longer hold from tomorrow on, or the day typed."""
    row = ConductRule.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    try:
        until = forms.DateField().clean(request.POST.get("valid_until", ""))
        conduct_rules.end(actor=actor(request.person), rule=row, valid_until=until, at=clock.now())
    except forms.ValidationError:
        messages.error(request, _("请填写停用日期，例如 2026-03-05。"))
    except Refusal as no:
        return _page(request, refusal=no)
    else:
        messages.success(request, _("操行规则“%(name)s”将停用。") % {"name": row.name})
    return redirect("courses:residence_rules")
