"""One line for each promise at the end of `make races` and `make durability`, under -q as well.

A test says its line by ``record_property("promise", …)``, or a folder's conftest groups its tests
under promises by name; what neither names is shown by its own name. A promise is kept if all of
its tests have passed; pytest's exit code says the same of all of them together.
"""

from collections.abc import Mapping
from typing import Any

import pytest

KEPT, BROKEN = "ok", "FAILED"


def write_lines(
    terminal: pytest.TerminalReporter, folder: str, groups: Mapping[str, str] | None = None
) -> None:
    """Write the lines of the tests under `folder`; `groups` maps test names to promises."""
    lines: dict[str, list[bool]] = {}
    for outcome in ("passed", "failed", "error"):
        for report in terminal.stats.get(outcome, []):
            if report.nodeid.startswith(folder):
                lines.setdefault(_line(report, groups or {}), []).append(outcome == "passed")
    if lines:
        terminal.section(f"promises: {folder.rstrip('/')}")
    for line, kept in sorted(lines.items()):
        tests = f" ({len(kept)} tests)" if len(kept) > 1 else ""
        terminal.write_line(f"{line}{tests} … {KEPT if all(kept) else BROKEN}")


def _line(report: Any, groups: Mapping[str, str]) -> str:
    for name, value in report.user_properties:
        if name == "promise":
            return str(value)
    test = report.nodeid.rpartition("::")[2].partition("[")[0]
    return groups.get(test) or test.removeprefix("test_").replace("_", " ")
