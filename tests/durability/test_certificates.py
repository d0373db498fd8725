"""Rendering is shot at each step between row and file: never a PDF without its row."""

import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.make.production import ROOT, python

pytestmark = pytest.mark.durability

PASSES, TWIN_PASSES = 200, 60


def pressroom(folder: Path, passes: int, seed: int, **environment: str) -> dict[str, Any]:
    """Return what the process found that renders and is shot."""
    done = python(
        {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "tests.durability.settings",
            "DATABASE_URL": f"sqlite:///{folder / 'data' / 'academy.sqlite3'}",
            "ACADEMY_DATA_DIR": str(folder / "data"),
            "MEDIA_ROOT": str(folder / "media"),
            **environment,
        },
        *("-m", "tests.durability.pressroom", str(passes), str(seed)),
        seconds=240,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path


def test_never_a_pdf_without_its_row_and_every_row_gets_its_pdf(
    folder: Path, record_property: Callable[[str, object], None]
) -> None:
    seed = random.SystemRandom().randrange(10_000)
    found = pressroom(folder, PASSES, seed)
    record_property(
        "promise",
        f"P22 never a PDF without a row: {found['passes']} passes, {found['shot']} shot at"
        f" {found['steps']} steps, {found['strays']} strays; {found['bare']} rows left without"
        f" PDF, {found['bare after']} after the sweep (seed {seed})",
    )
    assert (found["strays"], found["strays after"]) == (0, 0)
    assert (found["bare after"], found["not rendered after"]) == (0, 0)
    assert (found["told wrongly"], found["flaws"]) == (0, 0)
    # Otherwise nothing was cut off, and the test has shown nothing.
    assert found["shot"] > PASSES * 0.8
    assert found["steps"] < PASSES * 0.75, "not every step was a last one"
    assert found["bare"] > 0
    assert found["drafts"] > 0
    assert found["made by the sweep"] > PASSES


def test_control_file_before_row_is_found_out(
    folder: Path, record_property: Callable[[str, object], None]
) -> None:
    """The sabotaged twin: the same, but the files are put in place first."""
    found = pressroom(folder, TWIN_PASSES, 1, SABOTAGE="file-first")
    record_property(
        "promise",
        f"P22 control, the file first: {found['strays']} PDFs without a row in"
        f" {found['passes']} passes, as must be found",
    )
    assert found["strays"] > 0
