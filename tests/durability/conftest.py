"""What is promised when processes are killed: one line each at the end of the run."""

import pytest

from tests import promises

GROUPS = {
    "test_work_cut_off_is_taken_up_again": "P10 work cut off is taken up again, with one effect",
    "test_messages_lost_with_the_broker_are_sent_again": "P11 the broker may vanish",
    "test_control_without_the_sweeper_work_is_lost": "P11 control without the sweeper loses work",
}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    promises.write_lines(terminalreporter, "tests/durability/", GROUPS)
