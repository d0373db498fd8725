"""One consistent view of the database for as long as a report is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

# A report sorts and hashes what a page never does; with the usual 4 MB that goes through files.
# Its name lists are read to their end, so no plan is good that is quick with the first tenth.
# Translating a report's hundred expressions takes longer than what it saves on a million rows.
_POSTGRES = """
    SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
    SET LOCAL work_mem = '64MB';
    SET LOCAL jit = off;
    SET LOCAL cursor_tuple_fraction = 1
"""


@contextmanager
def snapshot() -> Iterator[None]:
    """Let every query inside see the same state, and hold up no writer.

    PostgreSQL: REPEATABLE READ, READ ONLY. SQLite: a deferred transaction, which in WAL reads
    from one snapshot and takes no write lock (the project's usual IMMEDIATE would stop every
    exam answer for the length of a report). Inside an outer transaction the outer one decides,
    since neither database can change its isolation half-way.
    """
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "sqlite":
        with _deferred(), transaction.atomic():
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_POSTGRES)
        yield


@contextmanager
def _deferred() -> Iterator[None]:
    """Make SQLite transactions that begin within it deferred ones."""
    wrapper: Any = connection  # only SQLite's has this attribute
    wrapper.ensure_connection()
    mode = wrapper.transaction_mode
    wrapper.transaction_mode = "DEFERRED"
    try:
        yield
    finally:
        wrapper.transaction_mode = mode
