"""`pytest --db=sqlite|postgres`: choose the database before Django reads its settings.

Loaded by `-p tests.plugin_db` (pyproject), so that it comes before pytest-django. Every run gets
a folder of its own: several runs on one machine don't meet.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.compile_locales import compile_stale
from tests.throwaway import PostgresCluster, postgres_bin

INSTALL = "apt-get install --no-install-recommends postgresql"
_WORKER = "PYTEST_XDIST_WORKER"
_SHELL = ("SECRET_KEY", "DEBUG", "CACHE_URL", "CELERY_BROKER_URL", "EMAIL_URL", "JOBS_INLINE")


class _Run:
    """What this run has made and takes away at its end (empty in xdist's workers)."""

    folder: Path | None = None
    cluster: PostgresCluster | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--db",
        choices=("sqlite", "postgres"),
        default="sqlite",
        help="database of this run: a SQLite file, or a PostgreSQL cluster started for it",
    )
    parser.addoption("--write-snapshot", action="store_true", help="agree to the API as it is now")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: list[str]
) -> Iterator[None]:
    if _WORKER in os.environ:
        # The controller has chosen; a worker only keeps its files apart.
        own = Path(os.environ["ACADEMY_DATA_DIR"]) / os.environ[_WORKER]
        own.mkdir(exist_ok=True)
        os.environ["ACADEMY_DATA_DIR"] = str(own)
    else:
        compile_stale()
        _choose(parser.parse_known_args(args).db)
    return (yield)


def _choose(database: str) -> None:
    folder = _Run.folder = Path(tempfile.mkdtemp(prefix="academy-tests-"))
    os.environ["ACADEMY_DATA_DIR"] = str(folder)
    # Settings of the shell must not decide what the tests see.
    for name in _SHELL:
        os.environ.pop(name, None)
    if database == "sqlite":
        os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'tests.sqlite3'}"
        return
    if postgres_bin() is None:
        shutil.rmtree(folder)
        message = f"PostgreSQL suite SKIPPED: no server binaries; as root: {INSTALL}"
        pytest.exit(message, returncode=1 if os.environ.get("CI") == "true" else 0)
    _Run.cluster = PostgresCluster()
    _Run.cluster.start()
    os.environ["DATABASE_URL"] = _Run.cluster.url


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if _Run.cluster is not None:
        _Run.cluster.stop()
        _Run.cluster = None
    if _Run.folder is not None:
        shutil.rmtree(_Run.folder, ignore_errors=True)
        _Run.folder = None


def pytest_report_header(config: pytest.Config) -> str:
    database = os.environ.get("DATABASE_URL", "?").partition(":")[0]
    left = "" if database == "sqlite" else "; what asks for no database is left to SQLite"
    return f"database: {database}{left}"
