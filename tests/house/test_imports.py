"""Heavy libraries, the clock and the environment each have their few named places."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.house.source import PACKAGES, ROOT, Module, modules

# Costly to load, so only where they are needed and only once they are needed.
CONFINED: dict[str, tuple[str, ...]] = {
    "pandas": ("academy.reporting.frames",),
    "weasyprint": ("academy.documents.chamber", "academy.reporting.pdf"),
    "xlsxwriter": (
        "academy.campaign.roster",
        "academy.reporting.sheets",
        "academy.shared.tabular.writing",
    ),
    "pypinyin": ("academy.shared.text",),
    "holidays": ("courses.rules.workdays",),
    "ortools": ("courses.rules.planner",),
}
READS_THE_ENVIRONMENT = (
    "academy.settings",
    "academy.celery",
    "academy.wsgi",
    # Reads nothing from it, but adds to that of its children.
    "academy.management.commands.serve",
)
CLOCK_CALLS = {"now", "utcnow", "today"}


def imports(module: Module) -> Iterator[tuple[str, bool]]:
    """Yield (module imported, whether at the top level) for every import statement."""
    top = {id(node) for node in module.tree.body}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, id(node) in top


@pytest.mark.parametrize("library", CONFINED)
def test_confined_and_lazy(library: str) -> None:
    wrong = []
    for module in modules():
        for name, at_top in imports(module):
            if name.partition(".")[0] != library:
                continue
            if not module.name.startswith(CONFINED[library]):
                wrong.append(f"{module.place} may not import {name}")
            elif at_top:
                wrong.append(f"{module.place} must import {name} where it uses it")
    assert not wrong, "\n".join(wrong)


def test_environment_is_read_in_settings_only() -> None:
    wrong = [
        f"{module.place}:{node.lineno}"
        for module in modules()
        if not module.name.startswith(READS_THE_ENVIRONMENT)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    ]
    assert not wrong, "\n".join(wrong)


def test_time_is_read_in_one_place() -> None:
    wrong = [
        f"{module.place}:{node.lineno}"
        for module in modules()
        if module.name != "academy.shared.clock"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCK_CALLS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("datetime", "date", "timezone", "dt")
    ]
    assert not wrong, "\n".join(wrong)


def test_operations_and_rules_never_read_the_clock() -> None:
    reading = re.compile(r"\bclock\.(now|today|database_now)\b|clock import .*\b(now|today)\b")
    wrong = [
        module.place
        for module in modules()
        if {"operations", "rules"} & set(module.rooms) and reading.search(module.text)
    ]
    assert not wrong, "\n".join(wrong)


def test_models_keep_to_plain_saves() -> None:
    """No save() of one's own: a write is an operation, and bulk writes would pass it by."""
    wrong = [
        f"{module.place}:{node.lineno}"
        for module in modules()
        if "models" in module.rooms
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and node.name in ("save", "delete")
    ]
    assert not wrong, "\n".join(wrong)


def test_contracts_are_kept() -> None:
    linter = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
    ]
    done = subprocess.run(
        [*linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_storey_is_left_out() -> None:
    """Every package of `academy` is named by the storeys' contract or deliberately beside it."""
    text = (ROOT / "pyproject.toml").read_text()
    beside = {"web", "settings", "management", "locale"}
    storeys = {
        path.name for path in (ROOT / "academy").iterdir() if (path / "__init__.py").exists()
    }
    assert [name for name in sorted(storeys - beside) if f'"academy.{name}"' not in text] == []
    assert [name for name in PACKAGES if f'"{name}"' not in text] == []
