"""Every route of the site, from the resolver itself."""

import importlib
import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from django.urls import URLPattern, URLResolver, converters, get_resolver

from academy.api import api
from academy.people.enums import Role
from tests.house.source import ROOT

# "ticket": no session counts, only the signed ticket that came with the sitting.
Allowed = set[Role] | Literal["public", "ticket"]

# A row that is nowhere: what matters is who gets as far as looking for it.
NOWHERE = uuid.UUID("00000000-0000-4000-8000-000000000000")


@dataclass(frozen=True)
class Route:
    """One named route: a path that fits it, and the methods by which to try it."""

    name: str
    path: str
    methods: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        """Whether refusals come as problem+json."""
        return self.name.startswith("api-1:")


def routes() -> list[Route]:
    """Return every route in the order of the resolver."""
    return list(_walk(get_resolver(), "/", ""))


def matrix() -> dict[str, Allowed]:
    """Return the whole matrix, put together from `tests/house/matrix/*.py`."""
    whole: dict[str, Allowed] = {}
    for path in sorted((ROOT / "tests" / "house" / "matrix").glob("*.py")):
        part = importlib.import_module(f"tests.house.matrix.{path.stem}").ROUTES
        twice = whole.keys() & part.keys()
        if twice:
            raise AssertionError(f"{path.name} repeats {sorted(twice)}")
        whole |= part
    return whole


def _walk(resolver: URLResolver, path: str, namespace: str) -> Any:
    for each in resolver.url_patterns:
        here = path + _example(each)
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _walk(each, here, inner)
        else:
            name = f"{namespace}{each.name}" if each.name else f"{namespace}<{here}>"
            yield Route(name, here, _methods(name))


def _example(pattern: URLPattern | URLResolver) -> str:
    """Return a path that fits the pattern, with made-up values for its parameters."""
    route: Any = pattern.pattern
    text = str(route)
    for name, converter in route.converters.items():
        text = _fill(text, name, converter)
    return text


def _fill(text: str, name: str, converter: Any) -> str:
    values = {converters.IntConverter: "999999999", converters.UUIDConverter: str(NOWHERE)}
    # A plain text parameter may be checked as a UUID later on, so it is given one.
    value = values.get(type(converter), str(NOWHERE))
    start = text.index("<")
    end = text.index(">", start) + 1
    if not text[start:end].rstrip(">").endswith(name):
        raise AssertionError(f"parameters of {text} are not in order")
    return text[:start] + value + text[end:]


def _methods(name: str) -> tuple[str, ...]:
    if not name.startswith("api-1:"):
        return ("GET", "POST")
    return _operations().get(name.removeprefix("api-1:"), ("GET",))


@cache
def _operations() -> dict[str, tuple[str, ...]]:
    """Return the methods of each operation of the API by the name of its route."""
    found: dict[str, tuple[str, ...]] = {}
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                name = operation.url_name or api.get_operation_url_name(
                    operation, router=router.template
                )
                found[name] = tuple(operation.methods)
    return found
