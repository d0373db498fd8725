"""Compile every message catalogue whose .po is newer than its .mo. Needs Babel, not Django."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("academy", "courses", "exams", "certificates")


def catalogues() -> list[Path]:
    """Return every .po file of the project."""
    return sorted(
        path for package in PACKAGES for path in (ROOT / package).glob("**/LC_MESSAGES/*.po")
    )


def compile_stale() -> list[Path]:
    """Write the .mo beside each .po that has changed since; return what was written."""
    stale = [path for path in catalogues() if _is_stale(path)]
    if not stale:
        return []
    # Here, because loading Babel costs more than finding out that nothing is to be done.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for path in stale:
        with path.open("rb") as source:
            catalogue = read_po(source)
        target = path.with_suffix(".mo")
        # Several processes may do this at once: each writes its own file, the last rename stays.
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        with draft.open("wb") as sink:
            write_mo(sink, catalogue)
        draft.replace(target)
        written.append(target)
    return written


def _is_stale(path: Path) -> bool:
    target = path.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime < path.stat().st_mtime


if __name__ == "__main__":
    for each in compile_stale():
        sys.stdout.write(f"setup: compiled {each.relative_to(ROOT)}\n")
