"""Everything here is about two or more writers at once."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection

from tests import promises

Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]

# The promises that several tests stand for together; any other test is a line of its own.
GROUPS = {
    "test_twenty_hand_ins_are_one_result_and_equal_replies": "P7 a double hand-in is one result",
    "test_hand_in_against_the_closing_sweep_marks_once": "P7 a double hand-in is one result",
    "test_control_hand_in_without_the_lock_marks_again": "P7 control: marked again, no lock",
    "test_twenty_starts_are_one_sitting": "P8 a double start is one sitting",
    "test_twenty_starts_of_a_prepared_place_are_one_sitting": "P8 a double start is one sitting",
    "test_control_start_without_its_guard_fails_for_all_but_one": (
        "P8 control: without the guard only the schema refuses"
    ),
    "test_the_same_save_from_twenty_clients_is_one_revision": "P2 duplicates are harmless",
    "test_racing_sequences_leave_the_highest_in_place": "P2 duplicates are harmless",
}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    promises.write_lines(terminalreporter, "tests/races/", GROUPS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/races/" in item.nodeid:
            item.add_marker(pytest.mark.races)


@pytest.fixture
def at_once() -> Run:
    """Return a function that runs callables at once, each in a thread with its own connection.

    It gives what each returned, or the exception it raised, in their order.
    """

    def run(calls: Sequence[Callable[[], Any]]) -> list[Any]:
        start = threading.Barrier(len(calls))
        results: list[Any] = [None] * len(calls)

        def one(place: int, call: Callable[[], Any]) -> None:
            start.wait(timeout=20)
            try:
                results[place] = call()
            except Exception as error:  # noqa: BLE001  (what went wrong is what the test is about)
                results[place] = error
            finally:
                connection.close()

        threads = [
            threading.Thread(target=one, args=(place, call)) for place, call in enumerate(calls)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert not any(thread.is_alive() for thread in threads), "a writer waits for ever"
        return results

    return run
