"""Named exclusions as pages: the list, one request, the board of decisions, taking back."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.people.access import PersonRequest, actor, page_door, roles_of
from academy.reporting import access, labels
from academy.reporting.access import ExclusionReach
from academy.reporting.enums import ExclusionReason, ExclusionState
from academy.reporting.models import Exclusion
from academy.reporting.operations import exclusions
from academy.reporting.operations.exclusions import Draft
from academy.reporting.pages import exclusion_forms as forms
from academy.reporting.queries import exclusions as queries
from academy.reporting.queries import headings
from academy.reporting.queries.exclusions import Wanted
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.paging import page_of
from academy.shared.parameters import knows

PAGE = 50
LIST = "reporting/exclusions.html"
_FILTERS = ("state", "reason", "unit", "on", "q")
TONE = {
    ExclusionState.ASKED: "owed",
    ExclusionState.GRANTED: "done",
    ExclusionState.REFUSED: "late",
    ExclusionState.WITHDRAWN: "plain",
    ExclusionState.REVOKED: "stop",
}


@require_GET
@page_door(*access.READERS)
@knows(*_FILTERS, "cursor")
def exclusion_list(request: PersonRequest) -> HttpResponse:
    """Who is not counted, or is asked not to be, the latest request first."""
    return _list(request)


def _list(request: PersonRequest, refusal: Refusal | None = None, about: str = "") -> HttpResponse:
    today = clock.today()
    reach = access.exclusion_reach(request.person, today)
    typed = {name: request.GET.get(name, "").strip()[:60] for name in _FILTERS}
    wanted = wanted_of(typed, reach)
    rows = queries.narrowed(reach.rows, wanted, open_units=reach.within.scope)
    page = page_of(
        rows.select_related(*queries.SHOWN),
        key=("asked_at", "pk"),
        cursor=request.GET.get("cursor"),
        limit=PAGE,
        descending=True,
    )
    roles = roles_of(request.person, today)
    context = {
        "page": page,
        "rows": shown(page.items, reach),
        "total": rows.count(),
        "waiting": reach.rows.filter(state=ExclusionState.ASKED).count(),
        "wanted": typed,
        "narrowed": any(typed.values()),
        "reasons": forms.REASONS,
        "states": forms.STATES,
        "units": [place for place in reach.within.choices if not place.ended],
        "asks": bool(roles & set(access.EXCLUSION_ASKERS)),
        "decides": bool(roles & set(access.EXCLUSION_DECIDERS)),
        "reader": request.person,
        "today": today,
        "refusal": refusal,
        "about": about,
        "typed_reason": request.POST.get("reason", ""),
    }
    return render(request, LIST, context, status=refusal.status if refusal else 200)


def wanted_of(typed: dict[str, str], reach: ExclusionReach) -> Wanted:
    """Return what the filters of an address ask; what cannot be read narrows nothing.

    Raises:
        NotFound: the unit is not in reach.
    """
    state, reason = typed["state"], typed["reason"]
    return Wanted(
        state=ExclusionState(state) if state in set(ExclusionState) else None,
        reason=ExclusionReason(reason) if reason in set(ExclusionReason) else None,
        units=reach.within.narrowed(typed["unit"]) if typed["unit"] else None,
        on=forms.day(typed["on"]),
        text=typed["q"],
    )


def shown(rows: Iterable[Exclusion], reach: ExclusionReach) -> list[dict[str, Any]]:
    """Return rows as a page says them: what speaks of health only to who has to know."""
    names = {place.id: place.short_name or place.name for place in reach.within.every}
    return [_row(row, names.get(row.unit_id, ""), reach.discloses(row)) for row in rows]


def _row(row: Exclusion, unit: str, disclosed: bool) -> dict[str, Any]:
    reason = labels.EXCLUSION_REASON[ExclusionReason(row.reason)]
    return {
        "row": row,
        "unit": unit,
        "disclosed": disclosed,
        "reason": reason if disclosed else labels.EXCLUSION_DISCREET,
        "last_on": row.term.last_on,
        "state": labels.EXCLUSION_STATE[ExclusionState(row.state)],
        "tone": TONE[ExclusionState(row.state)],
        "asked": row.state == ExclusionState.ASKED,
        "granted": row.state == ExclusionState.GRANTED,
    }


@require_http_methods(["GET", "POST"])
@page_door(*access.EXCLUSION_ASKERS)
@knows()
def ask(request: PersonRequest) -> HttpResponse:
    """Ask that one person not be counted on some days."""
    at = clock.now()
    posted = request.method == "POST"
    form = forms.AskForm(request.POST if posted else None, tracks=list(headings.tracks()))
    refusal: Refusal | None = None
    if posted and form.is_valid():
        try:
            made = _ask(request, form, on=clock.local_date(at))
        except Refusal as no:
            refusal = no
        else:
            if made is not None:
                said = _("%(person)s 不计入统计的申请已提交，等待人事或学院审批。")
                messages.success(request, said % {"person": made.person.name})
                return redirect("reporting:exclusions")
    status = refusal.status if refusal else 422 if form.errors else 200
    context = {"form": form, "refusal": refusal}
    return render(request, "reporting/exclusion_ask.html", context, status=status)


def _ask(request: PersonRequest, form: forms.AskForm, *, on: date) -> Exclusion | None:
    given = form.cleaned_data
    people = access.people_to_exclude(request.person, [given["staff_number"]], on=on)
    if not people:
        form.add_error("staff_number", _("查无此人，或不在您的管理范围。"))
        return None
    (person,) = people.values()
    draft = Draft(
        person=person,
        reason=ExclusionReason(given["reason"]),
        starts_on=given["starts_on"],
        until_on=form.until_on,
        evidence=given["evidence"],
        words=given["words"],
        track=queries.track_of(given["track"]),
    )
    return exclusions.ask(actor=actor(request.person), draft=draft, at=clock.now())


@require_http_methods(["GET", "POST"])
@page_door(*access.EXCLUSION_DECIDERS)
@knows("cursor")
def board(request: PersonRequest) -> HttpResponse:
    """Requests that wait: some are chosen, looked at together, and then decided together."""
    on = clock.today()
    refusal: Refusal | None = None
    chosen: list[Exclusion] = []
    if request.method == "POST":
        ids = forms.chosen(request.POST)
        try:
            chosen = access.chosen_exclusions(request.person, ids, on=on)
            if "verb" in request.POST or not chosen:
                return _decide(request, chosen)
        except Refusal as no:
            refusal = no
    reach = access.exclusion_reach(request.person, on)
    waiting = access.exclusions_to_decide(request.person, on).filter(state=ExclusionState.ASKED)
    page = page_of(waiting, key=("asked_at", "pk"), cursor=request.GET.get("cursor"), limit=PAGE)
    rows = shown(page.items, reach)
    for each in rows:
        each["own"] = request.person.pk in (each["row"].asked_by_id, each["row"].person_id)
    context = {
        "page": page,
        "rows": rows,
        "total": waiting.count(),
        "chosen": shown(chosen, reach),
        "words": request.POST.get("words", ""),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "reporting/exclusion_board.html", context, status=status)


def _decide(request: PersonRequest, rows: list[Exclusion]) -> HttpResponse:
    grant = request.POST.get("verb") == "grant"
    done = exclusions.decide(
        actor=actor(request.person),
        exclusions=rows,
        grant=grant,
        words=request.POST.get("words", ""),
        at=clock.now(),
    )
    n = len(done)
    if grant:
        said = ngettext(
            "已批准 %(n)s 条申请，已通知申请人。", "已批准 %(n)s 条申请，已通知申请人。", n
        )
    else:
        said = ngettext(
            "已不批准 %(n)s 条申请，已通知申请人。", "已不批准 %(n)s 条申请，已通知申请人。", n
        )
    messages.success(request, said % {"n": n})
    return redirect("reporting:exclusion_board")


@require_POST
@page_door(*access.EXCLUSION_ASKERS)
def withdraw(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take back one's own request before it is decided."""
    row = access.exclusion_reach(request.person, clock.today()).one(public_id)
    reason = request.POST.get("reason", "")
    who = actor(request.person)
    try:
        exclusions.withdraw(actor=who, exclusion=row, reason=reason, at=clock.now())
    except Refusal as no:
        return _list(request, no, row.person.name)
    messages.success(request, _("%(person)s 的申请已撤回。") % {"person": row.person.name})
    return redirect("reporting:exclusions")


@require_POST
@page_door(*access.EXCLUSION_DECIDERS)
def revoke(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Let a granted exclusion no longer hold."""
    (row,) = access.chosen_exclusions(request.person, [public_id], on=clock.today())
    reason = request.POST.get("reason", "")
    who = actor(request.person)
    try:
        exclusions.revoke(actor=who, exclusion=row, reason=reason, at=clock.now())
    except Refusal as no:
        return _list(request, no, row.person.name)
    said = _("已撤销，%(person)s 恢复计入统计。")
    messages.success(request, said % {"person": row.person.name})
    return redirect("reporting:exclusions")
