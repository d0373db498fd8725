"""Facts of a notice as JSON: a day and an instant stay what they are until somebody reads them.

A day is stored as {"on": "2026-03-05"} and an instant as {"at": "…+00:00"}, so that each reader
sees 2026年3月5日 or 5 March 2026, whichever is theirs.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

#: JSON as a fact is stored.
Stored = object


def stored(value: object, plain: Callable[[object], object]) -> Stored:
    """Return a fact as it is stored; `plain` makes JSON of what is neither day nor instant.

    Raises:
        ValueError: an instant without its zone.
    """
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return {"at": value.astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    return plain(value)


def read(value: Stored) -> object:
    """Return a stored fact as date, aware datetime, or itself."""
    if isinstance(value, Mapping) and len(value) == 1:
        [(kind, text)] = value.items()
        if isinstance(text, str):
            try:
                if kind == "on":
                    return date.fromisoformat(text)
                if kind == "at":
                    return datetime.fromisoformat(text)
            except ValueError:
                return value
    return value
