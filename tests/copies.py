"""One database migrated for all workers of a run: whoever comes first migrates, the others copy.

To migrate from nothing takes six seconds of a processor, and more with every model.
"""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

_PATTERN = "academy_migrated"


@contextmanager
def shared_by_workers() -> Iterator[None]:
    """Around the setting up of this worker's database: copy what is there, or leave a pattern.

    Alone, there is nobody to share with. A worker that dies at it leaves no pattern, and its lock
    goes with it: then the next one is the first.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ:
        yield
        return
    run = Path(os.environ["ACADEMY_DATA_DIR"]).parent
    with (run / f"{_PATTERN}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        pattern = _Sqlite(run) if connection.vendor == "sqlite" else _Postgres(run)
        if pattern.is_there():
            pattern.copy()
            fcntl.flock(lock, fcntl.LOCK_UN)
            yield
        else:
            yield
            pattern.leave()


def _name() -> str:
    return str(settings.DATABASES["default"]["TEST"]["NAME"])


class _Sqlite:
    def __init__(self, run: Path) -> None:
        self._file = run / f"{_PATTERN}.sqlite3"

    def is_there(self) -> bool:
        return self._file.exists()

    def copy(self) -> None:
        shutil.copyfile(self._file, _name())

    def leave(self) -> None:
        draft = self._file.with_suffix(".draft")
        with closing(sqlite3.connect(draft)) as target:
            connection.connection.backup(target)
        draft.replace(self._file)


class _Postgres:
    """The mark is set last: a database that was half made is none."""

    def __init__(self, run: Path) -> None:
        self._mark = run / f"{_PATTERN}.made"

    def is_there(self) -> bool:
        return self._mark.exists()

    def copy(self) -> None:
        self._create(_name(), of=_PATTERN)

    def leave(self) -> None:
        connection.close()  # nobody may be connected to what is copied
        self._create(_PATTERN, of=_name())
        self._mark.touch()

    def _create(self, name: str, *, of: str) -> None:
        quoted = [connection.ops.quote_name(each) for each in (name, of)]
        with connection._nodb_cursor() as cursor:
            cursor.execute("CREATE DATABASE {} TEMPLATE {}".format(*quoted))
