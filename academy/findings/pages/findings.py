"""What has to be put right, as a list and one by one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from academy.findings import access, kinds
from academy.findings.enums import FindingState, FindingVerb
from academy.findings.labels import STATE
from academy.findings.models import Finding
from academy.findings.pages import words
from academy.findings.pages.forms import (
    AssignForm,
    EvidenceForm,
    ExtendForm,
    RecheckForm,
    ReportForm,
    WithdrawForm,
)
from academy.findings.queries import findings as queries
from academy.people.access import PersonRequest, page_door
from academy.people.enums import Role
from academy.people.queries import persons, units
from academy.people.queries.units import UnitNode
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.paging import page_of
from academy.shared.parameters import knows

PAGE = 50
#: As many people as a list of suggestions may offer.
SUGGESTED = 200
ALL = "all"
FILTERS = ("state", "unit", "kind", "overdue")

FORMS: dict[str, tuple[FindingVerb, type[forms.Form]]] = {
    "evidence": (FindingVerb.ADD_EVIDENCE, EvidenceForm),
    "report": (FindingVerb.REPORT, ReportForm),
    "assign": (FindingVerb.ASSIGN, AssignForm),
    "extend": (FindingVerb.EXTEND, ExtendForm),
    "recheck": (FindingVerb.PASS, RecheckForm),
    "withdraw": (FindingVerb.WITHDRAW, WithdrawForm),
}


@require_GET
@page_door(Role.TRAINEE)
@knows(*FILTERS, "cursor")
def finding_list(request: PersonRequest) -> HttpResponse:
    """The findings of one's units and one's own, those due first first."""
    on = clock.today()
    nodes = units.tree(on)
    scope = access.scope_of(request.person, on=on)
    mine = access.findings_for(request.person, on=on)
    rows = queries.narrowed(mine, wanted_of(request, nodes), on=on)
    page = page_of(rows, key=("due_on", "pk"), cursor=request.GET.get("cursor"), limit=PAGE)
    context = {
        "page": page,
        "items": words.shown(page.items, {each.id: each.short_name for each in nodes}, on=on),
        "counts": queries.counts(mine, on=on),
        "nodes": [node for node in nodes if node.id in scope],
        "unit_id": unit_id_of(request),
        "query": _filters(request),
        "reads": bool(scope),
        "opens": bool(access.opens_in(request.person, on=on)),
        "states": [(each.value, STATE[each]) for each in FindingState],
        "kinds": [(code, kind.label) for code, kind in sorted(kinds.source_kinds().items())],
    }
    return render(request, "findings/list.html", context)


def _filters(request: PersonRequest) -> str:
    """Return what narrows the list, for the file of the same rows."""
    query = request.GET.copy()
    query.pop("cursor", None)
    return query.urlencode()


def wanted_of(request: PersonRequest, nodes: Sequence[UnitNode]) -> queries.Wanted:
    """Return what the filters of an address ask; what cannot be read narrows nothing.

    Without a state it is what somebody still has to do with.
    """
    state, chosen = request.GET.get("state", ""), unit_id_of(request)
    return queries.Wanted(
        state=FindingState(state) if state in set(FindingState) else None,
        live=state not in {ALL, *FindingState},
        unit_ids=units.below([chosen], nodes) if chosen is not None else None,
        kind=request.GET.get("kind", ""),
        overdue=request.GET.get("overdue") == "1",
    )


def unit_id_of(request: PersonRequest) -> int | None:
    """Return the unit that an address asks for, if it names one."""
    said = request.GET.get("unit", "")
    return int(said) if said.isdecimal() else None


@require_GET
@page_door(Role.TRAINEE)
@knows()
def finding_page(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One finding: where it stands, what one can do, and its history."""
    row = access.finding_for(request.person, public_id, on=clock.today())
    return show(request, row)


def form_of(name: str, data: Any = None) -> forms.Form:
    """Return one of the page's forms; each has ids of its own, for all stand on one page."""
    made: forms.Form = FORMS[name][1](data, auto_id=f"{name}_%s")
    return made


def show(
    request: PersonRequest,
    row: Finding,
    *,
    typed: tuple[str, forms.Form] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """Draw one finding; `typed` is the form that was sent, kept with what stands against it."""
    on = clock.today()
    deeds = access.office_of(request.person, on=on).deeds(row)
    given = {name: form_of(name) for name, (verb, _form) in FORMS.items() if verb in deeds}
    if typed is not None and typed[0] in given:
        given[typed[0]] = typed[1]
    names = {each.id: each.name for each in units.tree(on)}
    (item,) = words.shown([row], names, on=on)
    context = {
        "item": item,
        "state": words.state_line(item, on=on),
        "forms": given,
        "people": _people(row, given),
        "opened": typed[0] if typed else "",
        "history": words.history(queries.entries_of(row)),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if typed else 200
    return render(request, "findings/finding.html", context, status=status)


def _people(row: Finding, given: dict[str, forms.Form]) -> list[Any]:
    """Whom the form of a new owner suggests: the people of the finding's unit."""
    if "assign" not in given:
        return []
    rows = persons.persons([row.unit_id], persons.PersonFilter(), on=clock.today())
    return list(rows.order_by("pinyin_key", "pk").values("staff_number", "name")[:SUGGESTED])
