"""Migrations are named by what they do, numbered without gaps, and can be taken back."""

import ast
import importlib
import re
from pathlib import Path

import pytest

from tests.house.source import PACKAGES, ROOT

PATHS = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).glob("**/migrations/*.py")
    if path.stem != "__init__"
)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.parent.name}.{path.stem}")
def test_migration(path: Path) -> None:
    assert re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", path.stem)
    assert "_auto_" not in path.stem
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    migration = importlib.import_module(name).Migration
    irreversible = [each.describe() for each in migration.operations if not each.reversible]
    assert not irreversible, "\n".join(irreversible)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.parent.name}.{path.stem}")
def test_a_migration_imports_nothing_of_ours_that_may_change(path: Path) -> None:
    """What it makes is decided by itself and academy.shared, on which `tests.kept` relies."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    ours = {name for name in names if name.split(".")[0] in PACKAGES}
    assert ours <= {f"academy.shared.{name}" for name in ("exclusion", "fields", "migrations")}


def test_numbers_have_no_gaps() -> None:
    for folder in {path.parent for path in PATHS}:
        numbers = sorted(int(path.stem[:4]) for path in PATHS if path.parent == folder)
        assert numbers == list(range(1, len(numbers) + 1)), folder
