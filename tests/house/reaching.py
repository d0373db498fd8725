"""Which routes come to a piece of code, read from the code objects of their views."""

import types
from collections.abc import Callable, Iterator
from functools import cache
from inspect import unwrap
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from academy.api import api
from tests.house.source import PACKAGES

Function = types.FunctionType


def views() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the name of every route with the function that answers it."""
    yield from _pages(get_resolver(), "")
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                name = operation.url_name or api.get_operation_url_name(
                    operation, router=router.template
                )
                yield f"api-1:{name}", unwrap(operation.view_func)


def _pages(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            if namespace != "api-1:" and each.callback is not None:
                yield f"{namespace}{each.name}", unwrap(each.callback)
        else:
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _pages(each, inner)


def reaches(view: Callable[..., Any], wanted: Callable[[Function], bool]) -> bool:
    """Whether a view names a wanted function, or one that does, however deep.

    Names are followed as they are written: globals, and attributes of modules. What is called
    through a value (a registry, a method) is not seen.
    """
    todo, seen = [unwrap(view)], set()
    while todo:
        function = todo.pop()
        if function in seen or not isinstance(function, Function):
            continue
        seen.add(function)
        if wanted(function):
            return True
        todo += _named(function)
    return False


@cache
def _named(function: Function) -> tuple[Any, ...]:
    """Return the project's functions that a function names."""
    names = names_of(function)
    found = [function.__globals__[name] for name in names if name in function.__globals__]
    for module in [each for each in found if isinstance(each, types.ModuleType)]:
        if _ours(module.__name__):
            found += [vars(module)[name] for name in names if name in vars(module)]
    found += [cell.cell_contents for cell in function.__closure__ or ()]
    return tuple(
        inner
        for each in found
        if isinstance(inner := unwrap(each) if callable(each) else each, Function)
        and _ours(inner.__module__)
    )


def names_of(function: Function) -> set[str]:
    """Return the names that a function uses for what is not its own."""
    return {name for code in _codes(function.__code__) for name in code.co_names}


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """Yield a code object and those of the functions written inside it."""
    yield code
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            yield from _codes(each)


def _ours(name: str) -> bool:
    return name.partition(".")[0] in PACKAGES
