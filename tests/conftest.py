"""What every test may ask for."""

import gc
import os
from collections.abc import Generator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from tests import copies, flush, keep
from tests.cast import AT, Cast, ClientOf, gather, sign_in

BESIDE = "../shared/"
OLDEST = 2
"""The generation of the collector in which all others come to lie."""
_CI = os.environ.get("CI") == "true"

flush.install()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """What is there already counts (see `copies`); what is left goes with the run's folder."""
    return True


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """Migrate, and remember the rows that this made, to put them back after a flush."""
    with django_db_blocker.unblock(), copies.shared():
        request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock():
        flush.remember_founding_rows()
        keep.watch()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tell what keeps rows between tests that another one begins."""
    keep.begin()


@pytest.fixture(autouse=True)
def language_of_the_house() -> None:
    """Begin every test in the language of the settings.

    Django's LocaleMiddleware leaves the request's language active in the thread that served it, so
    a test that reads an English page would hand English to whichever test comes next.
    """
    translation.deactivate()


@pytest.fixture
def at() -> datetime:
    """The instant at which a test's story begins: Monday 2 March 2026, 09:00 local time."""
    return AT


@pytest.fixture
def cast(db: None) -> Cast:
    """The known people: see `tests.cast`."""
    return gather(at=AT)


@pytest.fixture
def client_of() -> ClientOf:
    """Return a maker of test clients: signed in as a person, or as nobody for None."""
    return lambda person: Client() if person is None else sign_in(person)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what could never run here, or would run here a second time: that is no skip.

    It is about the other database, or, where CI=true, about data that lies beside the repository
    in the workshop and not beside this checkout (the summary says so). What asks for no database
    is left to the run on SQLite.
    """
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        fits = _fits(item) and not (_CI and _lacks_data(item))
        (kept if fits else left_out).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the collector of garbage pass over what stays to the end: modules, and every test.

    It looks for what tests leave behind as often as ever, and passes over whatever it has found to
    be in use by then: templates, routes and libraries that were loaded on the way. To go through
    those again and again took a tenth of the time.
    """
    _draw_nothing()
    gc.collect()
    gc.freeze()
    gc.callbacks.append(_pass_over)


@settings(max_examples=1, database=None)
@given(nothing=st.none())
def _draw_nothing(nothing: None) -> None:
    """Let Hypothesis make its random numbers before the collector passes over anything.

    When it makes them it asks the collector who holds them, and would not be told of a holder that
    is passed over.
    """


def _pass_over(phase: str, info: dict[str, int]) -> None:
    if phase == "stop" and info["generation"] == OLDEST:
        gc.freeze()


def _fits(item: pytest.Item) -> bool:
    """Tell whether the test is about this run's database.

    pytest-django lets no test near a database that does not ask for one, so a test that asks for
    none is the same test on both. What starts a process on a PostgreSQL of its own is marked.
    """
    marker = item.get_closest_marker("only_on")
    if marker is not None:
        return bool(marker.args[0] == _vendor())
    asks = "django_db_setup" in getattr(item, "fixturenames", ())
    return _vendor() == "sqlite" or asks or item.get_closest_marker("django_db") is not None


def _lacks_data(item: pytest.Item) -> bool:
    return any(
        mark.args[:1] == (True,) and BESIDE in str(mark.kwargs.get("reason", ""))
        for mark in item.iter_markers("skipif")
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _CI and not (Path(__file__).resolve().parents[2] / "shared" / "data").is_dir():
        terminalreporter.write_line(
            f"left out: what needs {BESIDE}data, which is not beside this checkout"
        )


def _vendor() -> str:
    return "sqlite" if connection.vendor == "sqlite" else "postgres"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, Any, Any]:
    report: Any = yield
    return _skips_fail(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    report: Any = yield
    return _skips_fail(report)


def _skips_fail(report: Any) -> Any:
    """Turn a skip into a failure where CI=true: there, everything must run."""
    if _CI and report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and with CI=true nothing may be: {report.longrepr}"
    return report
