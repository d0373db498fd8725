"""Names of job kinds and the functions that carry them out."""

from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., dict[str, Any] | None])

_handlers: dict[str, Callable[..., dict[str, Any] | None]] = {}
_periods: dict[str, int] = {}


def job_kind(name: str, *, every_seconds: int | None = None) -> Callable[[F], F]:
    """Register the decorated function as the handler of jobs of kind `name`.

    With `every_seconds` a job of the kind, without payload, is asked for that often by itself.
    """

    def register(function: F) -> F:
        _handlers[name] = function
        if every_seconds is not None:
            _periods[name] = every_seconds
        return function

    return register


def handler(name: str) -> Callable[..., dict[str, Any] | None]:
    """Return the handler of `name`; KeyError if no tasks module registered it."""
    return _handlers[name]


def kinds() -> frozenset[str]:
    """Return every registered name."""
    return frozenset(_handlers)


def periods() -> dict[str, int]:
    """Return the kinds that are asked for by themselves, and every how many seconds."""
    return dict(_periods)
