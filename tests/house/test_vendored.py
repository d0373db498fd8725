"""Vendored files are what their registry gave, with their licence beside them."""

import hashlib
import json
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parent.parent.parent / "academy/web/static/web"
VENDOR = STATIC / "vendor"
LISTED: list[dict[str, str]] = json.loads((VENDOR / "VENDORED.json").read_text())


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: entry["file"])
def test_file_and_licence_are_unchanged(entry: dict[str, str]) -> None:
    found = {
        "sha256": hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest(),
        "licence_sha256": hashlib.sha256((VENDOR / entry["licence_file"]).read_bytes()).hexdigest(),
    }
    assert found == {key: entry[key] for key in found}


def test_every_vendored_file_is_listed() -> None:
    listed = {entry["file"] for entry in LISTED} | {entry["licence_file"] for entry in LISTED}
    assert {path.name for path in VENDOR.iterdir()} == listed | {"VENDORED.json"}


def test_own_files_name_no_other_host() -> None:
    own = [path for path in STATIC.iterdir() if path.suffix in (".css", ".js", ".svg")]
    assert own
    loads = [
        path.name for path in own if "https://" in path.read_text() or "url(//" in path.read_text()
    ]
    assert loads == []
