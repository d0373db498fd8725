"""No route of reporting or findings passes over a parameter: one unknown, or one given twice."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import resolve, reverse

from academy.api import api
from academy.reporting.reports import REPORTS
from academy.shared.errors import ParameterRepeated, ParameterUnknown, Refusal
from academy.shared.parameters import NONE
from tests.cast import Cast, ClientOf
from tests.house.routes import NOWHERE, Route, routes


@dataclass(frozen=True)
class Handler:
    """One operation: the module it stands in, its path below /api/v1, and its methods."""

    module: str
    path: str
    methods: tuple[str, ...]


def _written(path: str) -> str:
    """Return a path as the API's document has it: parameters without their kinds."""
    return re.sub(r"{\w+:(\w+)}", r"{\1}", path)


DOCUMENT: Any = api.get_openapi_schema()
STOREYS = ("academy.reporting.", "academy.findings.")
HANDLERS = {
    operation.url_name: Handler(
        str(operation.view_func.__module__), _written(path), tuple(operation.methods)
    )
    for router in api._get_bound_routers()
    for path, view in router.path_operations.items()
    for operation in view.operations
}
"""Each operation of the API by the name of its route."""


def module_of(route: Route) -> str:
    """Return the module that a route's page, or the handler of its operation, stands in."""
    if route.is_api:
        handler = HANDLERS.get(route.name.removeprefix("api-1:"))
        return handler.module if handler else ""
    return str(resolve(route.path).func.__module__)


def addressed(route: Route) -> Route:
    """Return the route of a report with the code of one that there is."""
    found = resolve(route.path)
    if "report" not in found.kwargs:
        return route
    path = reverse(route.name, kwargs={"report": next(iter(REPORTS))})
    return Route(route.name, path, route.methods)


ROUTES = [
    addressed(each)
    for each in routes()
    if "GET" in each.methods and module_of(each).startswith(STOREYS)
]


def parameters(route: Route) -> list[Any]:
    """Return the query parameters of a GET operation as the API's document has them."""
    path = HANDLERS[route.name.removeprefix("api-1:")].path
    operation = DOCUMENT["paths"][f"/api/v1{path}"]["get"]
    return [each for each in operation.get("parameters", []) if each["in"] == "query"]


def sample(parameter: Any) -> str:
    """Return a value that the API's document allows for a parameter."""
    schema = parameter["schema"]
    schema = schema.get("anyOf", schema.get("allOf", [schema]))[0]
    if "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "enum" in schema:
        return str(schema["enum"][0])
    usual = {"integer": "5", "boolean": "true", "date": "2026-03-02", "uuid": str(NOWHERE)}
    return usual.get(schema.get("format", schema["type"]), "")


def refusal_of(client: Client, route: Route, query: str) -> tuple[int, str, dict[str, Any]] | None:
    """Return status, code and facts of what a route says to a query; None if it takes no GET."""
    reply = client.get(f"{route.path}?{query}")
    if reply.status_code == 405:
        return None
    if route.is_api:
        assert reply["Content-Type"] == "application/problem+json"
        problem = reply.json()
        return reply.status_code, problem["code"], problem["facts"]
    refusal: Refusal = reply.context["refusal"]
    assert str(refusal) in reply.content.decode()
    return reply.status_code, refusal.code, refusal.facts


def test_the_routes_are_those_of_both_storeys() -> None:
    names = {each.name for each in ROUTES}
    assert {"reporting:report", "api-1:report", "findings:findings", "api-1:list_findings"} < names
    pages = {each.name for each in routes() if each.name.startswith(("reporting:", "findings:"))}
    assert {each.name for each in ROUTES if not each.is_api} == pages


@pytest.mark.only_on("sqlite")
@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES, ids=lambda each: each.name)
def test_unknown_and_repeated(route: Route, cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    asked = parameters(route) if route.is_api else []
    needed = {each["name"]: sample(each) for each in asked if each["required"]}
    said = refusal_of(client, route, urlencode({**needed, "colour": "red"}))
    if said is None:
        return
    status, code, facts = said
    assert (status, code) == (422, ParameterUnknown.code)
    known = [] if facts["known"] == str(NONE) else str(facts["known"]).split("、")
    values = dict.fromkeys(known, "") | {each["name"]: sample(each) for each in asked}
    for name in known:
        query = urlencode([*needed.items(), *[(name, values[name])] * 2])
        assert refusal_of(client, route, query) == (422, ParameterRepeated.code, {"name": name})
