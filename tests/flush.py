"""Emptying the tables after a test that commits, append-only ones too."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from django.apps import apps
from django.core import serializers
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import Model

# Rows that migrations put there (such as the head of the audit chain), as JSON lines.
_founding_rows: list[str] = []
_founding_counts: Counter[type[Model]] = Counter()


def remember_founding_rows() -> None:
    """Note what migrations put into the fresh database, to put it back after each flush."""
    rows = list(_rows_of_migrations())
    _founding_rows[:] = [serializers.serialize("json", rows)]
    _founding_counts.update(type(row) for row in rows)


def founding_counts() -> Mapping[type[Model], int]:
    """Return how many rows each model has in a fresh database, where it has any."""
    return _founding_counts


def _rows_of_migrations() -> Iterator[Model]:
    there = set(connection.introspection.table_names())
    for model in apps.get_models():
        # Django itself makes content types and permissions anew after each flush.
        if model._meta.app_label not in ("contenttypes", "auth") and model._meta.db_table in there:
            yield from model._default_manager.order_by("pk")


_execute_sql_flush = BaseDatabaseOperations.execute_sql_flush


def _flush(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
    """Empty every table, append-only ones too, and leave what a fresh database holds.

    Django flushes by DELETE on SQLite, which the append-only triggers refuse: they are lifted
    for the flush and set again as they were.
    """
    if self.connection.vendor != "sqlite":
        _execute_sql_flush(self, sql_list)
    else:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            lift = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
            _execute_sql_flush(self, [*lift, *sql_list, *(sql for _, sql in triggers)])
    for rows in _founding_rows:
        for row in serializers.deserialize("json", rows):
            row.save()


def install() -> None:
    """Let Django flush this way from now on."""
    BaseDatabaseOperations.execute_sql_flush = _flush  # type: ignore[method-assign]  # tests only
