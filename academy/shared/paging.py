"""Cursor paging for API lists: stable under inserts, with a hard upper limit."""

import base64
import json
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Model, Q, QuerySet

from academy.shared.errors import CursorInvalid

MAX_LIMIT = 200
# A key of a few columns, the longest of them 255 characters, takes less.
_CURSOR_CHARS = 2048

T = TypeVar("T")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list and the cursor of those that follow (None at the end)."""

    items: list[T]
    next_cursor: str | None


def page_of(
    queryset: QuerySet[M],
    *,
    key: tuple[str, ...],
    cursor: str | None,
    limit: int,
    descending: bool = False,
) -> Page[M]:
    """Return one page of `queryset` in ascending (or descending) order of `key`.

    `key` names columns that together are unique (end it with "pk"), none of them nullable.
    `limit` is cut to 1…200. A cursor of another list is refused.
    """
    limit = max(1, min(limit, MAX_LIMIT))
    ordered = queryset.order_by(*(f"-{name}" if descending else name for name in key))
    if cursor:
        beyond = "lt" if descending else "gt"
        ordered = ordered.filter(_after(queryset, key, _decode(cursor, len(key)), beyond))
    rows = list(ordered[: limit + 1])
    if len(rows) <= limit:
        return Page(rows, None)
    last = rows[limit - 1]
    return Page(rows[:limit], _encode([_value(last, name) for name in key]))


def cursor_of(values: tuple[int, ...]) -> str:
    """Return the cursor of a place in a list that is no queryset."""
    return _encode(list(values))


def place_of(cursor: str, width: int) -> tuple[int, ...]:
    """Return the whole numbers a cursor was made of; that of another list is refused."""
    values = _decode(cursor, width)
    if not all(isinstance(value, int) and 0 <= value < 2**63 for value in values):
        raise CursorInvalid(field="cursor")
    return tuple(values)


def _after(queryset: QuerySet[Any], key: tuple[str, ...], values: list[Any], beyond: str) -> Q:
    """Return "row follows `values`": (a > x) or (a = x and b > y) or …; `beyond` is gt or lt."""
    condition = Q()
    equal = Q()
    for name, raw in zip(key, values, strict=True):
        value = _typed(queryset, name, raw)
        condition |= equal & Q(**{f"{name}__{beyond}": value})
        equal &= Q(**{name: value})
    return condition


def _value(row: Model, name: str) -> Any:
    value: Any = row
    for part in name.split("__"):
        value = getattr(value, part)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    return value


def _typed(queryset: QuerySet[Any], name: str, raw: Any) -> Any:
    """Return `raw` as the column's own type, refusing what the column could not hold."""
    model: Any = queryset.model
    *path, last = name.split("__")
    for part in path:
        model = model._meta.get_field(part).related_model
    field = model._meta.pk if last == "pk" else model._meta.get_field(last)
    try:
        return _instant(raw) if isinstance(field, DateTimeField) else field.to_python(raw)
    except (ValidationError, ValueError, TypeError, ArithmeticError):
        raise CursorInvalid(field="cursor") from None


def _instant(raw: str) -> datetime:
    """Return an instant as `_value` writes it.

    Raises:
        ValueError: it names no zone, or in some zone it would be in no year of the calendar.
    """
    value = datetime.fromisoformat(raw)
    if value.tzinfo is None or not MINYEAR < value.year < MAXYEAR:
        raise ValueError("no instant of this list")
    return value


def _encode(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode()


def _decode(cursor: str, width: int) -> list[Any]:
    if len(cursor) > _CURSOR_CHARS:
        raise CursorInvalid(field="cursor")
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
    except ValueError:
        raise CursorInvalid(field="cursor") from None
    if not isinstance(values, list) or len(values) != width:
        raise CursorInvalid(field="cursor")
    if not all(_storable(value) for value in values):
        raise CursorInvalid(field="cursor")
    return values


def _storable(value: object) -> bool:
    """Return whether every database would take the value: no NUL, no half of a surrogate pair."""
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= char <= "\udfff" for char in value)
    return isinstance(value, int) and not isinstance(value, bool)
