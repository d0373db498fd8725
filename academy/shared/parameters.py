"""Parameters of an address: those a route does not know are refused, never passed over.

Who mistypes a filter would else be shown everything, and take it for what was asked.
"""

import functools
from collections.abc import Callable, Collection
from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.translation import gettext_lazy as _
from ninja import Router
from ninja.operation import Operation

from academy.shared.errors import ParameterRepeated, ParameterUnknown

View = Callable[..., HttpResponseBase]
NONE = _("（无）")
"""What is said to be known where nothing is."""
_QUOTED = 40


def refuse_unknown(query: QueryDict, known: Collection[str]) -> None:
    """Refuse a parameter that is not `known`, or is there twice.

    Raises:
        ParameterUnknown, ParameterRepeated
    """
    for name, values in query.lists():
        if name not in known:
            # What was typed may be anything: it is quoted short, and never as markup.
            said = name[:_QUOTED]
            raise ParameterUnknown(field=said, name=said, known="、".join(known) or str(NONE))
        if len(values) > 1:
            raise ParameterRepeated(field=name, name=name)


def knows(*known: str) -> Callable[[View], View]:
    """Have a page refuse every parameter of its address but `known`; stands below its door."""

    def guard(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refuse_unknown(request.GET, known)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def strict(router: Router) -> Router:
    """Have every operation of an API router refuse the query parameters it does not declare.

    It is asked behind the operation's door, before its handler.
    """
    for path_view in router.path_operations.values():
        for operation in path_view.operations:
            operation.view_func = _strict(operation.view_func, declared(operation))
    return router


def declared(operation: Operation) -> tuple[str, ...]:
    """Return the query parameters of an operation of the API, as its schema names them."""
    return tuple(
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    )


def _strict(handler: Callable[..., Any], known: tuple[str, ...]) -> Callable[..., Any]:
    @functools.wraps(handler)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        refuse_unknown(request.GET, known)
        return handler(request, *args, **kwargs)

    return guarded
