"""A migrated database as it was left by an earlier run of the tests, of the very same migrations.

To migrate from nothing takes seventeen seconds of a processor, and more with every migration. What
came of it is kept beside pytest's cache under the digest of all that decides it, and whoever finds
it there still runs `migrate` on it, which then has nothing to do. `make clean` takes it away.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import django

from tests.throwaway import postgres_bin

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".pytest_cache" / "migrated"
# Migrations import nothing of ours but academy.shared (tests/house/test_migrations.py); models and
# settings decide what Django itself writes after them: content types and permissions.
DECIDING = ("**/migrations/*.py", "**/models/**/*.py", "**/models.py", "**/apps.py")
DECIDING_OF_ACADEMY = ("shared/*.py", "settings/*.py")
PACKAGES = ("academy", "courses", "exams", "certificates")
_AT_MOST = 6


@contextmanager
def alone() -> Iterator[None]:
    """Let one process at a time look for what is kept, and leave it where it is not there."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sqlite_file() -> Path:
    """Return where the SQLite file is kept, be it there or not."""
    return FOLDER / f"{_digest(sqlite3.sqlite_version)}.sqlite3"


def postgres_dump() -> Path:
    """Return where the dump of a PostgreSQL is kept, be it there or not."""
    return FOLDER / f"{_digest(str(postgres_bin()))}.sql"


def begin_sqlite(database: Path) -> None:
    """Put what is kept, if anything is, where a process of its own will migrate its database."""
    if sqlite_file().exists():
        shutil.copyfile(sqlite_file(), database)


def begin_postgres(name: str, *, socket: str) -> None:
    """Fill the empty database of that name with what is kept, if anything is."""
    if postgres_dump().exists():
        restore_postgres(name, socket=socket)


def keep_sqlite(source: sqlite3.Connection) -> None:
    """Keep the database of a connection."""
    draft = _draft(sqlite_file())
    with closing(sqlite3.connect(draft)) as target:
        source.backup(target)
    draft.replace(sqlite_file())


def keep_postgres(name: str, *, socket: str) -> None:
    """Keep the database of that name, of the server at that socket's folder."""
    draft = _draft(postgres_dump())
    _postgres("pg_dump", "--no-owner", "--file", str(draft), socket=socket, name=name)
    draft.replace(postgres_dump())


def restore_postgres(name: str, *, socket: str) -> None:
    """Fill the empty database of that name with what is kept."""
    options = ("--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--single-transaction")
    _postgres("psql", *options, "--file", str(postgres_dump()), socket=socket, name=name)


def _postgres(program: str, *arguments: str, socket: str, name: str) -> None:
    folder = postgres_bin()
    assert folder is not None
    command = [str(folder / program), "--host", socket, "--username", "academy", "--dbname", name]
    environment = {"PATH": os.environ.get("PATH", "")}
    done = subprocess.run(
        [*command, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{program}: {done.stderr}")


def _draft(file: Path) -> Path:
    """Return the name under which `file` is made; let go of what is oldest."""
    kept = [path for path in FOLDER.iterdir() if path.suffix in (".sqlite3", ".sql")]
    for old in sorted(kept, key=lambda path: path.stat().st_mtime)[: -_AT_MOST + 1]:
        old.unlink(missing_ok=True)
    draft = file.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    return draft


@cache
def _digest(server: str) -> str:
    digest = hashlib.sha256(f"{django.__version__} {sys.version} {server}".encode())
    files = {ROOT / "requirements" / "runtime.txt"}
    for package in PACKAGES:
        files |= {path for each in DECIDING for path in (ROOT / package).glob(each)}
    files |= {path for each in DECIDING_OF_ACADEMY for path in (ROOT / "academy").glob(each)}
    for path in sorted(files):
        digest.update(f"\n{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:24]
