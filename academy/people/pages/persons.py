"""Pages about people: the staff list, one person's file, roles and first passwords."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from academy.people import access, labels
from academy.people.access import PersonRequest, page_door
from academy.people.enums import Role, StaffKind
from academy.people.models import Grant, Person, Unit
from academy.people.operations import disclosure, grants, passwords
from academy.people.queries import kinds, persons, units
from academy.shared import clock
from academy.shared.paging import page_of
from academy.shared.text import mask_id_number, mask_mobile

KEEPERS = (Role.ACADEMY_ADMIN, Role.HR)
PAGE = 50
# Every member of the staff is a trainee; the role is never given.
GIVABLE = [role for role in Role if role is not Role.TRAINEE]


def _staff_kind(text: str) -> StaffKind | None:
    return StaffKind(text) if text in set(StaffKind) else None


@require_GET
@page_door(*KEEPERS)
def staff_list(request: PersonRequest) -> HttpResponse:
    """The staff of the units one may see, by name; filters live in the address."""
    today = clock.today()
    scope = access.visible_units(request.person, *KEEPERS, on=today)
    nodes = [node for node in units.tree(today) if node.id in scope]
    query = request.GET
    chosen = int(query["unit"]) if query.get("unit", "").isdigit() else None
    wanted = persons.PersonFilter(
        text=query.get("q", ""),
        unit_ids=units.below([chosen], nodes) if chosen is not None else None,
        staff_kind=_staff_kind(query.get("kind", "")),
        with_left=query.get("left") == "1",
    )
    rows = persons.persons(scope, wanted, on=today)
    names = {node.id: node.short_name for node in nodes}
    page = page_of(rows, key=("pinyin_key", "pk"), cursor=query.get("cursor"), limit=PAGE)
    for person in page.items:
        serving = person.open_assignments[0] if person.open_assignments else None  # type: ignore[attr-defined]  # set by the query's prefetch
        person.shown = {  # type: ignore[attr-defined]  # for the template
            "unit": names.get(serving.unit_id, "") if serving else "",
            "post": serving.post.name if serving and serving.post else "",
            "kind": labels.STAFF_KIND[StaffKind(person.staff_kind)],
            "mobile": mask_mobile(person.mobile),
        }
    context = {
        "page": page,
        "total": rows.count(),
        "nodes": nodes,
        "unit_id": chosen,
        "kinds": [(kind.value, labels.STAFF_KIND[kind]) for kind in StaffKind],
    }
    return render(request, "people/persons.html", context)


def _person(request: PersonRequest, public_id: UUID) -> Person:
    """Return a person one may see; a stranger is as absent as nobody (404)."""
    today = clock.today()
    scope = access.visible_units(request.person, *KEEPERS, on=today)
    rows = persons.persons(scope, persons.PersonFilter(with_left=True), on=today)
    return get_object_or_404(rows, public_id=public_id)


class GrantForm(forms.Form):
    """A role over a unit."""

    role = forms.ChoiceField(
        label=_("角色"), choices=[(role.value, labels.ROLE[role]) for role in GIVABLE]
    )
    unit = forms.ModelChoiceField(label=_("范围"), queryset=Unit.objects.all())


def _file(request: PersonRequest, person: Person, **more: Any) -> HttpResponse:
    today = clock.today()
    nodes = units.tree(today)
    names = {node.id: node.name for node in nodes}
    admin_scope = access.visible_units(request.person, Role.ACADEMY_ADMIN, on=today)
    served = list(persons.assignments_of(person))
    context: dict[str, Any] = {
        "person": person,
        "kind": labels.STAFF_KIND[StaffKind(person.staff_kind)],
        "id_number": mask_id_number(person.id_number),
        "mobile": mask_mobile(person.mobile),
        "service": [
            {"row": row, "unit": names.get(row.unit_id, row.unit.code)}
            for row in served
            if row.withdrawn_at is None
        ],
        "corrections": [
            {
                "said": each,
                "kind": labels.CORRECTION[each.kind],
                "unit": names.get(each.unit_id, each.unit_code),
            }
            for each in persons.corrections(served)
        ],
        "kinds": [
            {"kind": labels.STAFF_KIND[span.kind], "since": span.since, "until": span.until}
            for span in kinds.history_of(person)
        ],
        "grants": [
            {
                "row": row,
                "role": labels.ROLE[Role(row.role)],
                "unit": names.get(row.unit_id, row.unit.code),
                "endable": row.unit_id in admin_scope,
            }
            for row in persons.grants_of(person, today)
        ],
        "nodes": [node for node in nodes if node.id in admin_scope],
        "roles": [(role.value, labels.ROLE[role]) for role in GIVABLE],
        "may_grant": bool(admin_scope),
        **more,
    }
    return render(request, "people/person.html", context)


@require_GET
@page_door(*KEEPERS)
def person_file(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One person's file: who, where since when, with which roles."""
    return _file(request, _person(request, public_id))


@require_POST
@page_door(*KEEPERS)
def issue_password(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Issue a first password; it is shown once, on this reply, and stored nowhere."""
    person = _person(request, public_id)
    issued = passwords.issue(actor=access.actor(request.person), person=person, at=clock.now())
    reply = _file(request, person, issued=issued)
    reply["Cache-Control"] = "no-store"
    return reply


@require_POST
@page_door(*KEEPERS)
def reveal(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Show the full ID number and mobile for a stated reason; the log keeps who and why."""
    person = _person(request, public_id)
    reason = request.POST.get("reason", "").strip()[:200]
    if len(reason) < 4:
        return _file(request, person, reason=reason, reason_missing=True)
    disclosure.show(
        actor=access.actor(request.person), person=person, reason=reason, at=clock.now()
    )
    reply = _file(request, person, revealed=True, id_number=person.id_number, mobile=person.mobile)
    reply["Cache-Control"] = "no-store"
    return reply


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def give_role(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Give a role over a unit of one's own scope."""
    person = _person(request, public_id)
    form = GrantForm(request.POST)
    if not form.is_valid():
        return _file(request, person, grant_form=form)
    today = clock.today()
    grants.grant(
        actor=access.actor(request.person),
        within=access.visible_units(request.person, Role.ACADEMY_ADMIN, on=clock.today()),
        person=person,
        role=Role(form.cleaned_data["role"]),
        unit=form.cleaned_data["unit"],
        valid_from=today,
        at=clock.now(),
    )
    return redirect("people:person", public_id)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def end_role(request: PersonRequest, public_id: UUID, grant_id: UUID) -> HttpResponse:
    """End a role from today on."""
    person = _person(request, public_id)
    grant = get_object_or_404(Grant, public_id=grant_id, person=person)
    grants.end(
        actor=access.actor(request.person),
        within=access.visible_units(request.person, Role.ACADEMY_ADMIN, on=clock.today()),
        grant=grant,
        on=clock.today(),
        at=clock.now(),
    )
    return redirect("people:person", public_id)
