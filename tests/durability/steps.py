"""Ends a process at a chosen one of its steps: SQL statements, and what the interpreter says.

It needs nothing of Django, so that a room may be set up before Django is.
"""

import os
import signal
from collections.abc import Callable
from typing import Any

Noted = Callable[[str, tuple[Any, ...]], bool]


class Steps:
    """Counts the steps of some work, and ends the process at the one numbered `fatal`.

    `noted` says which of the interpreter's audit events are steps.
    """

    def __init__(self, fatal: int | None, noted: Noted) -> None:
        self.seen: list[str] = []
        self._fatal = fatal
        self._noted = noted

    def note(self, what: str) -> None:
        """Count one step, or end here."""
        if len(self.seen) == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        self.seen.append(what)

    def statement(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """Note an SQL statement, before and after."""
        self.note(f"before {sql[:12]}")
        result = execute(sql, *rest)
        self.note(f"after {sql[:12]}")
        return result

    def audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note an audit event, if it is one of those that count."""
        if self._noted(event, arguments):
            self.note(event)
