"""One database migrated for all workers of a run, and for later runs of the same migrations.

Whoever comes first finds what an earlier run has kept (see `kept`), or migrates and keeps it; the
others copy.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from django.db import connection

from tests import kept

_PATTERN = "academy_migrated"


@contextmanager
def shared() -> Iterator[None]:
    """Around the setting up of this worker's database: copy what is there, or leave a pattern.

    A worker that dies at it leaves no pattern, and its lock goes with it: then the next one is the
    first.
    """
    # Asked before the setting up: then it is the name already, and would be made another.
    name = str(connection.creation._get_test_db_name())  # type: ignore[attr-defined]  # no stub
    pattern: _Pattern = _Sqlite(name) if connection.vendor == "sqlite" else _Postgres(name)
    with kept.alone():
        found = pattern.copy()
        if not found:
            yield
            pattern.leave()
    if found:
        yield


class _Pattern(Protocol):
    def copy(self) -> bool: ...

    def leave(self) -> None: ...


class _Sqlite:
    """The kept file itself."""

    def __init__(self, name: str) -> None:
        self._name = name

    def copy(self) -> bool:
        if not kept.sqlite_file().exists():
            return False
        shutil.copyfile(kept.sqlite_file(), self._name)
        return True

    def leave(self) -> None:
        kept.keep_sqlite(connection.connection)


class _Postgres:
    """Its pattern is a database of this run's server, the first time made of the kept dump.

    The mark is set last: a database that was half made is none.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        run = Path(os.environ["ACADEMY_DATA_DIR"])
        if "PYTEST_XDIST_WORKER" in os.environ:
            run = run.parent
        self._mark = run / f"{_PATTERN}.made"
        self._socket = str(connection.settings_dict["HOST"])

    def copy(self) -> bool:
        if not self._mark.exists():
            if not kept.postgres_dump().exists():
                return False
            self._create(_PATTERN, of="template0")
            kept.restore_postgres(_PATTERN, socket=self._socket)
            self._mark.touch()
        self._create(self._name, of=_PATTERN)
        return True

    def leave(self) -> None:
        connection.close()  # nobody may be connected to what is copied
        self._create(_PATTERN, of=self._name)
        self._mark.touch()
        kept.keep_postgres(_PATTERN, socket=self._socket)

    def _create(self, name: str, *, of: str) -> None:
        quoted = [connection.ops.quote_name(each) for each in (name, of)]
        with connection._nodb_cursor() as cursor:
            cursor.execute("CREATE DATABASE {} TEMPLATE {}".format(*quoted))
