"""LibreOffice, started once for as many files as a story has."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pytest

from tests.certificates.tools import run

_COMPLAINT = re.compile(r"warning|error|corrupt|repair", re.IGNORECASE)


class Convert(Protocol):
    """Lets LibreOffice open files and write each as another kind; returns what it made."""

    def __call__(
        self, files: Sequence[Path], kind: str, *, options: Sequence[str] = ()
    ) -> list[Path]: ...


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Return a function that lets LibreOffice open files and write each as another kind.

    `kind` is a file's ending, with a filter behind a colon if the usual one will not do. A word
    of complaint, or a file that was not made, fails.
    """
    if shutil.which("soffice") is None:
        pytest.skip(
            "no LibreOffice: apt-get install --no-install-recommends libreoffice-calc-nogui"
        )
    # One profile for the run: making one takes longer than opening a workbook.
    profile = tmp_path_factory.mktemp("profile")

    def converted(files: Sequence[Path], kind: str, *, options: Sequence[str] = ()) -> list[Path]:
        out = tmp_path_factory.mktemp("converted")
        said = run(
            "soffice",
            f"-env:UserInstallation=file://{profile}",
            "--headless",
            *options,
            "--convert-to",
            kind,
            "--outdir",
            str(out),
            *map(str, files),
        ).decode()
        assert not _COMPLAINT.search(said), said
        made = [out / f"{each.stem}.{kind.partition(':')[0]}" for each in files]
        assert [each.name for each in made if not each.exists()] == []
        return made

    return converted
