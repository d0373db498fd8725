"""The doors: who may open which route, and over which units."""

import functools
from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from ninja.security import SessionAuth

from academy.audit.enums import ActorKind
from academy.audit.record import Actor
from academy.people.enums import Role, RosterMode
from academy.people.errors import PasswordMustChange, RosterScope
from academy.people.models import Grant, Person, RosterImport
from academy.people.queries import roster, units
from academy.shared import clock
from academy.shared.errors import RoleRequired, SignInRequired


class PersonRequest(HttpRequest):
    """A request that has passed a door: `person` is who is signed in."""

    person: Person


def actor(person: Person) -> Actor:
    """Return the audit log's name of a person."""
    return Actor(ActorKind.PERSON, str(person.public_id), person.staff_number)


def roles_of(person: Person, on: date) -> frozenset[Role]:
    """Return the roles a person holds on a day, over whatever units; trainee included."""
    if person.left_on is not None and person.left_on <= on:
        return frozenset()
    held = Grant.objects.filter(units.valid_on(on), person=person).values_list("role", flat=True)
    return frozenset({Role.TRAINEE, *(Role(role) for role in held)})


def has_role(person: Person, role: Role, on: date) -> bool:
    """Return whether the person holds the role over some unit on that day."""
    return role in roles_of(person, on)


def visible_units(person: Person, *roles: Role, on: date) -> frozenset[int]:
    """Return ids of the units the person's grants reach on a day: each unit and all below it.

    Only grants of the named roles count (of any role if none is named). The tree is that of the
    day, and units that have ended since a grant was given stay reachable through it.
    """
    grants = Grant.objects.filter(units.valid_on(on), person=person)
    if roles:
        grants = grants.filter(role__in=[role.value for role in roles])
    granted = list(grants.values_list("unit_id", flat=True))
    return units.below(granted, units.tree(on)) if granted else frozenset()


def _admit(request: HttpRequest, roles: frozenset[Role]) -> Person:
    """Return the signed-in person if one of `roles` is theirs; else raise the refusal."""
    person = request.user
    if not isinstance(person, Person) or not person.is_active:
        raise SignInRequired
    if Role.TRAINEE not in roles and not roles & roles_of(person, clock.today()):
        raise RoleRequired
    request.person = person  # type: ignore[attr-defined]  # PersonRequest names it
    return person


View = Callable[..., HttpResponseBase]


def page_door(*roles: Role) -> Callable[[View], View]:
    """Open a page to holders of any of `roles`; others sign in first or are refused (403)."""
    allowed = frozenset(roles)

    def guard(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                _admit(request, allowed)
            except SignInRequired:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            return view(request, *args, **kwargs)

        guarded.door = allowed  # type: ignore[attr-defined]  # read by the house test
        return guarded

    return guard


def public_page(view: View) -> View:
    """Mark a page as open to everybody, signed in or not."""
    view.door = frozenset()  # type: ignore[attr-defined]  # read by the house test
    return view


class ApiDoor(SessionAuth):
    """`auth=ApiDoor(Role.HR)`: a signed-in session with one of the roles, CSRF checked."""

    def __init__(self, *roles: Role) -> None:
        super().__init__(csrf=True)
        self.roles = frozenset(roles)

    def authenticate(self, request: HttpRequest, key: str | None) -> Person | None:
        person = _admit(request, self.roles)
        if person.must_change_password:
            raise PasswordMustChange
        return person


ROSTER_KEEPERS = (Role.ACADEMY_ADMIN, Role.HR)


def roster_runs(person: Person, *, on: date) -> QuerySet[RosterImport]:
    """Return the roster imports the person may see and carry on: those of their units."""
    return roster.visible_runs(visible_units(person, *ROSTER_KEEPERS, on=on), on=on)


def require_roster_scope(
    person: Person, mode: RosterMode, unit_id: int | None, *, on: date
) -> None:
    """Raise `RosterScope` unless the person's units hold all that such a roster speaks of."""
    visible = visible_units(person, *ROSTER_KEEPERS, on=on)
    if mode is RosterMode.ONE_UNIT:
        allowed = unit_id is None or unit_id in visible
    else:
        allowed = roster.covers_all(visible, on=on)
    if not allowed:
        raise RosterScope(field="unit")
