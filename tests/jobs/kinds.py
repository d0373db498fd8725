"""Kinds of jobs that only the tests have."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from academy.jobs.registry import _handlers, _periods, job_kind
from academy.jobs.runner import JobHandle
from academy.shared.errors import NotFound

RUNS: list[int] = []
"""The number given to each run of `tests.count`, in order."""


@job_kind("tests.count")
def count(handle: JobHandle, *, number: int) -> dict[str, Any]:
    RUNS.append(number)
    return {"number": number}


@job_kind("tests.steps")
def steps(handle: JobHandle, *, total: int) -> None:
    for done in range(1, total + 1):
        handle.progress(done, total, f"{done}/{total}")


@job_kind("tests.refuse")
def refuse(handle: JobHandle) -> None:
    raise NotFound


@job_kind("tests.fail")
def fail(handle: JobHandle) -> None:
    raise ValueError("the ID number is 999999199001010014")


def tock(handle: JobHandle) -> dict[str, Any]:
    RUNS.append(0)
    return {}


@contextmanager
def ticking(every_seconds: int) -> Iterator[None]:
    """Let there be one more periodic kind, `tests.tock`, for a while."""
    job_kind("tests.tock", every_seconds=every_seconds)(tock)
    try:
        yield
    finally:
        del _handlers["tests.tock"], _periods["tests.tock"]


@contextmanager
def handled_by(name: str, function: Any) -> Iterator[None]:
    """Let `function` carry out jobs of the kind for a while."""
    earlier = _handlers[name]
    _handlers[name] = function
    try:
        yield
    finally:
        _handlers[name] = earlier
