"""Static files as production collects them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

HASH = re.compile(r"\.[0-9a-f]{12}\.(?:js|css|svg)$")
IMPORT = re.compile(r"""(?:from|import)\s*["'](\./[^"']+)["']""")


@pytest.fixture
def collected(settings: Settings, tmp_path: Path) -> Path:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "academy.web.storage.StaticFiles"}
    }
    # Squeezing each file takes most of the time and has nothing to do with names.
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("js", "css", "svg", "txt", "json", "")
    # So have the API documentation's bundles, which import nothing.
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["ninja"])
    return tmp_path


def paths(root: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((root / "staticfiles.json").read_text())["paths"]
    return found


def test_files_and_the_modules_they_import_are_named_by_their_content(collected: Path) -> None:
    """One test, for to collect takes many seconds."""
    named = paths(collected)
    assert "exams/exam.js" in named
    plain = [name for name in named if name.endswith((".js", ".css", ".svg"))]
    assert [name for name in plain if not HASH.search(named[name])] == []
    assert [name for name in named.values() if not (collected / name).is_file()] == []
    ours = {name: target for name, target in named.items() if name.startswith("exams/")}
    imported = {
        name: IMPORT.findall((collected / target).read_text())
        for name, target in ours.items()
        if name.endswith(".js")
    }
    assert len(imported["exams/exam.js"]) == 7
    final = {target.removeprefix("exams/") for target in ours.values()}
    wrong = {
        name: found
        for name, found in imported.items()
        if not {each.removeprefix("./") for each in found} <= final
    }
    assert wrong == {}
