"""Every route is in the matrix and opens to those the matrix names, and to nobody else."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http.cookie import SimpleCookie
from django.shortcuts import resolve_url
from django.template import Template, engines
from django.test import Client
from pytest_django import DjangoDbBlocker

from academy.people.enums import Role
from academy.people.models import Person
from academy.shared.errors import RoleRequired
from tests.cast import AT, gather, sign_in
from tests.house.routes import Allowed, Route, matrix, routes

# Ten thousand requests about who is let in: the same on either database.
pytestmark = pytest.mark.only_on("sqlite")
ROUTES = routes()
MATRIX = matrix()
REFUSED, TO_SIGN_IN, OPEN, ABSENT = "refused", "to sign in", "open", "no such method"

PAGE = "web/refusal.html"

Cookies = dict[Role | None, SimpleCookie]


@pytest.fixture(scope="module")
def cookies(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cookies]:
    """Return what the browser of a holder of each role keeps, and of nobody, under None.

    Signing nine people in for each of some hundred routes would take most of the time.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        cast = gather(at=AT)
        Person.objects.update(password=make_password("lychee-bay-at-dusk-7"))
        holders = {role: Person.objects.get(pk=cast.holder_of(role).pk) for role in Role}
        yield {None: SimpleCookie()} | {
            role: sign_in(person).cookies for role, person in holders.items()
        }
        transaction.set_rollback(True)


def test_every_route_is_in_the_matrix() -> None:
    names = [route.name for route in ROUTES]
    assert sorted(names) == sorted(set(names)), "two routes share a name"
    assert sorted(set(names) - MATRIX.keys()) == [], "routes without a line in the matrix"
    assert sorted(MATRIX.keys() - set(names)) == [], "lines of the matrix without a route"


def knock(client: Client, route: Route, method: str) -> str:
    """Try the route and say how far one gets."""
    extra: dict[str, Any] = {"headers": {"Idempotency-Key": str(uuid.uuid4())}}
    if method != "GET" and route.is_api:
        extra |= {"data": b"{}", "content_type": "application/json"}
    reply = client.generic(method, route.path, **extra)
    if reply.status_code == 405:
        return ABSENT
    if reply.status_code == 403:
        return REFUSED
    sign_in = resolve_url(settings.LOGIN_URL)
    location = reply.headers.get("Location", "")
    if reply.status_code == 401 or (
        location.startswith(sign_in) and not route.path.startswith(sign_in)
    ):
        return TO_SIGN_IN
    return OPEN


@contextmanager
def refused_in_brief() -> Iterator[None]:
    """Let a refusal be drawn without the frame around it, as its code alone.

    The frame takes longer than all that comes before it: once for each route is enough.
    """
    loader: Any = engines["django"].engine.template_loaders[0]  # type: ignore[attr-defined]  # Django's own backend
    drawn = loader.get_template_cache
    whole = drawn.get(PAGE)
    drawn[PAGE] = Template("{{ refusal.code }}")
    try:
        yield
    finally:
        del drawn[PAGE]
        if whole is not None:
            drawn[PAGE] = whole


def expected(allowed: Allowed, role: Role | None) -> str:
    """Return what the holder of one role (nobody for None) must meet."""
    if allowed == "public":
        return OPEN
    if allowed == "ticket" or role is None:
        return TO_SIGN_IN
    return OPEN if role in allowed or Role.TRAINEE in allowed else REFUSED


def spared(route: Route, cookies: Cookies) -> Cookies:
    """Return who knocks: everybody, but of those let in only one where a PDF would be drawn."""
    if not route.name.endswith("pdf"):
        return cookies
    let_in = [role for role in cookies if expected(MATRIX[route.name], role) == OPEN]
    return {role: kept for role, kept in cookies.items() if role not in let_in[1:]}


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_the_refusal_has_its_frame_for_every_role(role: Role, cookies: Cookies) -> None:
    client = Client()
    client.cookies = SimpleCookie(cookies[role].output(header="", sep=";"))
    closed = [route for route in ROUTES if expected(MATRIX[route.name], role) == REFUSED]
    replies = (client.get(route.path) for route in closed if not route.is_api)
    reply = next(each for each in replies if each.status_code == 403)  # some take no GET
    assert RoleRequired.code in reply.content.decode()
    assert "</nav>" in reply.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_door(route: Route, cookies: Cookies) -> None:
    allowed = MATRIX[route.name]
    assert allowed, "a route that opens to nobody"
    met: dict[str, set[str]] = {}
    wanted: dict[str, set[str]] = {}
    client = Client()  # of one handler, as a server has, and with the cookies of who knocks
    for role, kept in spared(route, cookies).items():
        who = role.value if role else "nobody"
        drawn_before = any(REFUSED in found for found in met.values())
        found = set()
        with refused_in_brief() if drawn_before else nullcontext():
            for method in route.methods:
                client.cookies = SimpleCookie(kept.output(header="", sep=";"))
                with transaction.atomic():
                    found.add(knock(client, route, method))
                    transaction.set_rollback(True)
        met[who] = found - {ABSENT} or {ABSENT}
        wanted[who] = {expected(allowed, role)}
    assert met == wanted
