"""Rows that operations have made once, put back as they were without running them again.

The known people take some two hundred statements to make, and most tests begin with them.
"""

import copy
import functools
from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from academy.audit.models import Head
from tests import flush

T = TypeVar("T")

_kept: dict[object, "_Rows"] = {}


class _Table:
    """The rows of one table as its database gave them, and the statement that writes them."""

    def __init__(self, model: type[Model]) -> None:
        quote = connection.ops.quote_name
        names = [quote(str(field.column)) for field in model._meta.concrete_fields]
        columns, holes = ", ".join(names), ", ".join("%s" for _ in names)
        table = quote(model._meta.db_table)
        self._insert = f"INSERT INTO {table} ({columns}) VALUES ({holes})"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {table}")
            self._rows = cursor.fetchall()

    def put_back(self, cursor: CursorWrapper) -> None:
        cursor.executemany(self._insert, self._rows)


class _Rows:
    """Every row of a database that was empty before, and which of them a dataclass names."""

    def __init__(self, made: Any) -> None:
        self._type = type(made)
        named = {field.name: getattr(made, field.name) for field in fields(made)}
        self._named = {
            name: type(row)._default_manager.get(pk=row.pk) for name, row in named.items()
        }
        self._tables = [_Table(model) for model in _filled()]
        self._head = Head.objects.get()

    def put_back(self) -> Any:
        """Write the rows again under the same keys; return the dataclass made of copies of them."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table in self._tables:
                table.put_back(cursor)
            head = {"sequence": self._head.sequence, "digest": self._head.digest}
            Head.objects.filter(pk=1).update(**head)
        return self._type(**{name: copy.copy(row) for name, row in self._named.items()})


def once(key: object, build: Callable[[], T]) -> T:
    """Return what `build` makes: by running it, or, in an empty database, from what is kept.

    `build` returns a dataclass whose fields are rows. In a database that is not empty it is run.
    """
    if _filled() or Head.objects.get().sequence:
        return build()
    if key in _kept:
        again: T = _kept[key].put_back()
        return again
    made = build()
    _kept[key] = _Rows(made)
    return made


def _filled() -> list[type[Model]]:
    """Return the models with any rows, but for what migrations and Django itself put there."""
    own = _own()
    with connection.cursor() as cursor:
        cursor.execute(_question())
        return [own[place] for (place,) in cursor.fetchall()]


@functools.cache
def _own() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label not in ("auth", "contenttypes") and model is not Head
    ]


@functools.cache
def _question() -> str:
    """Return the statement that names the places, in `_own`, of the tables that hold more."""
    founding = flush.founding_counts()
    asked = []
    for place, model in enumerate(_own()):
        table = model._meta.db_table
        holds = f"(SELECT count(*) FROM {table}) <> {founding[model]}"
        if model not in founding:
            holds = f"EXISTS (SELECT 1 FROM {table})"
        asked.append(f"SELECT {place} WHERE {holds}")
    return " UNION ALL ".join(asked)
