"""The page of figures has a part for each command; each writes its own and leaves the other."""

import pytest

from bench.__main__ import TITLE, with_part
from bench.common import Bar, Figure

GENERAL = "## `make bench`\n\nWritten on a Monday.\n\n| roster | 3 s |\n"
EXAM = "## `make bench-exam`\n\nWritten on a Tuesday.\n\n| saves | 2,400 /s |\n"


def test_each_command_writes_its_own_part() -> None:
    page = with_part("", "make bench", GENERAL)
    assert page == f"{TITLE}\n{GENERAL}"
    both = with_part(page, "make bench-exam", EXAM)
    assert both == f"{TITLE}\n{GENERAL}\n{EXAM}"
    assert with_part(both, "make bench", GENERAL) == both
    newer = EXAM.replace("Tuesday", "Wednesday")
    assert with_part(both, "make bench-exam", newer) == f"{TITLE}\n{GENERAL}\n{newer}"


@pytest.mark.parametrize(
    ("at_least", "measured", "met"),
    [
        (False, 9.9, True),
        (False, 10, True),
        (False, 10.1, False),
        (True, 9.9, False),
        (True, 10, True),
        (True, 10.1, True),
    ],
)
def test_a_bar_is_met_at_its_border(at_least: bool, measured: float, met: bool) -> None:
    figure = Figure(Bar("what", 10, "ms", at_least=at_least), [measured])
    assert figure.met is met
    assert figure.line().endswith("ok" if met else "MISSED")
