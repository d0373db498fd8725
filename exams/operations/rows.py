"""What operations share that write without row objects."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID


class SittingRef(Protocol):
    """What such an operation needs to know of a sitting: a row has it, and so has a ticket."""

    @property
    def pk(self) -> Any: ...
    @property
    def paper_id(self) -> UUID: ...


def instant(value: datetime | str | None) -> datetime | None:
    """A timestamp as the driver gives it: SQLite's has no zone, and a computed one is a text."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if value is None or value.tzinfo is not None:
        return value
    return value.replace(tzinfo=UTC)
