"""Outside programs that judge PDFs."""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from pyhanko.pdf_utils.reader import PdfFileReader


def run(program: str, *arguments: str, feed: bytes | None = None) -> bytes:
    """Return what the program prints; it must be installed and exit with 0."""
    path = shutil.which(program)
    assert path is not None, f"{program} is not installed"
    done = subprocess.run([path, *arguments], input=feed, capture_output=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")
    return done.stdout


def text_of(path: object) -> str:
    """Return the text of a PDF without white space."""
    return "".join(run("pdftotext", str(path), "-").decode().split())


def signed_at(path: Path) -> datetime:
    """Return when the only signature of a PDF says it was made."""
    with path.open("rb") as stream:
        (signature,) = PdfFileReader(stream).embedded_signatures
        claimed: datetime | None = signature.self_reported_timestamp
    assert claimed is not None
    return claimed.astimezone(UTC)
