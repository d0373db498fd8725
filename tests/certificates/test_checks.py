"""Certificate fonts are plain TrueType files that are there."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.checks import run_checks

from certificates.checks import check_fonts


def found(*fonts: Path, settings: LazySettings) -> list[str | None]:
    settings.CERTIFICATE_FONTS = [str(font) for font in fonts]
    return [each.id for each in check_fonts(None)]


def test_the_fonts_as_set_are_fine() -> None:
    assert check_fonts(None) == []


@pytest.mark.parametrize(
    ("start", "wrong"),
    [
        (b"\0\1\0\0", []),
        (b"true", []),
        (b"OTTO", ["certificates.W001"]),
        (b"ttcf", ["certificates.W001"]),
        (b"wOF2", ["certificates.W001"]),
        (b"", ["certificates.W001"]),
    ],
)
def test_kinds(tmp_path: Path, settings: LazySettings, start: bytes, wrong: list[str]) -> None:
    font = tmp_path / "font.ttf"
    font.write_bytes(start + bytes(9))
    assert found(font, settings=settings) == wrong


def test_missing_fonts_are_errors(tmp_path: Path, settings: LazySettings) -> None:
    assert found(tmp_path / "gone.ttf", settings=settings) == ["certificates.E001"]
    assert found(settings=settings) == ["certificates.E001"]


def test_registered() -> None:
    assert run_checks(tags=["certificates"]) == []
