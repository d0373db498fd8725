"""Statements that run so often that parsing and planning them each time would show."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


def prepared() -> Any:
    """Return a cursor whose statements the database parses and plans once per connection.

    Django's own cursor puts the values into the text of each statement, so that PostgreSQL reads
    every one as new. This one sends text and values apart. SQLite keeps its statements anyway. To
    be used as a context manager, and with placeholders as everywhere.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        return connection.cursor()
    from psycopg import Cursor

    connection.ensure_connection()
    # Django's types know its own cursors only; the wrapper takes any.
    cursor: Any = Cursor(connection.connection)
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(cursor)
