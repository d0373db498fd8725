"""What units are to reach, as a page: one table for all of them, and who set what."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, page_door, roles_of
from academy.reporting import access, labels, sheets
from academy.reporting.access import DASHBOARD, TARGET_KEEPERS, Reach
from academy.reporting.enums import TargetFigure
from academy.reporting.errors import TargetRateInvalid
from academy.reporting.operations import targets as operations
from academy.reporting.operations.targets import WHOLE, Plan
from academy.reporting.pages import runs
from academy.reporting.queries import targets as queries
from academy.shared import clock
from academy.shared.errors import InputInvalid, Refusal
from academy.shared.paging import page_of

PAGE = 50
TARGETS = "reporting/targets.html"


@dataclass(frozen=True, slots=True)
class Line:
    """A unit's row: what was typed for it (else its own target), and what it is measured by."""

    code: str
    name: str
    typed: str
    own: str
    target: str
    source: str
    error: str


@require_GET
@page_door(*DASHBOARD)
def targets_page(request: PersonRequest) -> HttpResponse:
    """The targets of a figure on a day."""
    try:
        access.refuse_unknown(request.GET, ("figure", "on", "cursor"))
        return _page(request, _figure(request.GET), _day(request.GET, "on"))
    except Refusal as refusal:
        return _page(request, TargetFigure.HOURS, clock.today(), refusal)


@require_POST
@page_door(*TARGET_KEEPERS)
def set_targets(request: PersonRequest) -> HttpResponse:
    """Set what was changed in the table."""
    figure, valid_from = TargetFigure.HOURS, clock.today()
    try:
        figure, valid_from = _figure(request.POST), _day(request.POST, "valid_from")
        plan = Plan(figure, valid_from, _changed(request.POST))
        rows = operations.set_rates(actor=actor(request.person), plan=plan, at=clock.now())
    except Refusal as refusal:
        return _page(request, figure, max(valid_from, clock.today()), refusal)
    if rows:
        told = {"n": len(rows), "on": sheets.in_words(valid_from)}
        said = ngettext(
            "已设定 %(n)s 个单位的目标，%(on)s起生效。",
            "已设定 %(n)s 个单位的目标，%(on)s起生效。",
            len(rows),
        )
        messages.success(request, said % told)
    else:
        messages.info(request, _("没有改动。"))
    here = {"figure": figure.value, "on": valid_from.isoformat()}
    return redirect(f"{reverse('reporting:targets')}?{urlencode(here)}")


def _figure(given: QueryDict) -> TargetFigure:
    text = given.get("figure", "") or TargetFigure.HOURS.value
    if text not in set(TargetFigure):
        raise InputInvalid(field="figure", reason=_("没有这一项，请从列表中选择。"))
    return TargetFigure(text)


def _day(given: QueryDict, name: str) -> date:
    text = given.get(name, "")
    try:
        return date.fromisoformat(text) if text else clock.today()
    except ValueError:
        reason = _("“%(text)s”不是日期，请按 2026-03-05 的样子填写。") % {"text": text[:20]}
        raise InputInvalid(field=name, reason=reason) from None


def _changed(given: QueryDict) -> dict[str, int | None]:
    """Return the cells that were changed: others may have been set by somebody else meanwhile."""
    found: dict[str, int | None] = {}
    for name in given:
        code, text = name.removeprefix("rate_"), given.get(name, "").strip()
        if code == name or text == given.get(f"was_{code}", "").strip():
            continue
        if text and not (text.isascii() and text.isdigit() and len(text) <= 3):
            raise TargetRateInvalid(field=code or "whole", rate=text[:10])
        found[code] = int(text) if text else None
    return found


def _page(
    request: PersonRequest, figure: TargetFigure, on: date, refusal: Refusal | None = None
) -> HttpResponse:
    today = clock.today()
    within = access.reach(request.person, today, DASHBOARD)
    keeps = access.reach(request.person, today, TARGET_KEEPERS)
    posted = request.POST if request.method == "POST" else None
    errors = {refusal.field or "": str(refusal)} if refusal else {}
    page = page_of(
        queries.changes(figure, within.scope),
        key=("recorded_at", "pk"),
        cursor=request.GET.get("cursor"),
        limit=PAGE,
        descending=True,
    )
    units = runs.unit_names(today)
    on_page = {
        "lines": _lines(figure, on, within, posted, errors),
        "changes": [(each, units.get(each.unit.code) if each.unit else "") for each in page.items],
        "page": page,
        "editable": {each.code for each in keeps.choices} | ({WHOLE} if keeps.is_whole else set()),
    }
    context: dict[str, Any] = on_page | {
        "figure": figure,
        "figure_name": labels.TARGET_FIGURE[figure],
        "tabs": [
            (label, f"?{urlencode({'figure': each.value})}", each is figure)
            for each, label in labels.TARGET_FIGURE.items()
        ],
        "on": on,
        "on_words": sheets.in_words(on),
        "valid_from": posted.get("valid_from", "") if posted else max(on, today).isoformat(),
        "day_error": errors.get("valid_from", "") or errors.get("on", ""),
        "refusal": refusal,
        "makes": bool(set(TARGET_KEEPERS) & roles_of(request.person, today)) and on >= today,
    }
    return render(request, TARGETS, context, status=refusal.status if refusal else 200)


def _lines(
    figure: TargetFigure,
    on: date,
    within: Reach,
    posted: QueryDict | None,
    errors: dict[str, str],
) -> list[Line]:
    goals = queries.goals(figure, on, within.every)
    places = [(each.id, each.code, each.name) for each in within.choices if not each.ended]
    lines = []
    for unit, code, name in [(None, WHOLE, _("全局")), *places]:
        goal, rate = goals.of(unit), goals.rates.get(unit)
        own = "" if rate is None else str(rate)
        lines.append(
            Line(
                code=code,
                name=name,
                typed=posted.get(f"rate_{code}", own) if posted else own,
                own=own,
                target=labels.printed(goal.rate),
                source=str(labels.GOAL_SOURCE[goal.source]),
                error=errors.get(code or "whole", ""),
            )
        )
    return lines
