"""The clock may be shifted for the rehearsal of an exam, and for nothing else."""

import re

from tests.house.source import modules

MAY_SHIFT = {"academy.shared.clock", "exams.operations.rehearsal_stage"}


def test_only_the_rehearsal_shifts_the_clock() -> None:
    naming = re.compile(r"\bshifted\s*\(|clock import .*\bshifted\b|clock\.shifted\b")
    naming_the_variable = re.compile(r"academy_clock_shift|clock\._shift\b")
    wrong = [
        module.place
        for module in modules()
        if module.name not in MAY_SHIFT
        and (naming.search(module.text) or naming_the_variable.search(module.text))
    ]
    assert not wrong, "\n".join(wrong)
