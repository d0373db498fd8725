"""Files of certificates below MEDIA_ROOT: never half written, and on disk before anybody is told.

Drafts lie in a folder of their own and are renamed into place. What a process leaves behind that
was killed is a draft, which no reader looks at and the sweep removes.
"""

import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings

from academy.shared.text import digest

DRAFTS = "drafts"


def path_of(file: str) -> Path:
    """Return where a file lies that a row names."""
    return Path(settings.MEDIA_ROOT) / file


def is_there(file: str, size: int) -> bool:
    """Whether the file is there and has that many bytes."""
    try:
        return path_of(file).stat().st_size == size
    except FileNotFoundError:
        return False


def read(file: str, sha256: str) -> bytes | None:
    """Return the file's bytes; None if it is missing or not what the digest says."""
    try:
        content = path_of(file).read_bytes()
    except FileNotFoundError:
        return None
    return content if digest(content) == sha256 else None


def put(contents: Mapping[str, bytes]) -> None:
    """Put many files in place: write all, flush all, rename all, flush their folders.

    Flushing file by file would make each wait for the disk in turn; written first, they are on
    their way to it together. One that is there already is replaced.
    """
    drafts = {file: _draft() for file in contents}
    try:
        for file, draft in drafts.items():
            draft.write_bytes(contents[file])
        for draft in drafts.values():
            _flush(draft)
        folders: set[Path] = set()
        for file, draft in drafts.items():
            target = path_of(file)
            if target.parent not in folders:
                folders |= _made(target.parent)
            draft.replace(target)
        for folder in sorted(folders, reverse=True):
            _flush(folder)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


@contextmanager
def drafted(file: str) -> Iterator[Path]:
    """Give a path to write to; put the file in place when the block ends without a fault."""
    draft = _draft()
    try:
        yield draft
        target = path_of(file)
        _flush(draft)
        folders = _made(target.parent)
        draft.replace(target)
        for folder in sorted(folders, reverse=True):
            _flush(folder)
    finally:
        draft.unlink(missing_ok=True)


def remove(file: str) -> None:
    """Remove a file; one that is gone already is as good."""
    path_of(file).unlink(missing_ok=True)


def tidy(*, before: datetime) -> int:
    """Remove the drafts that nobody has touched since; return how many."""
    removed = 0
    for draft in path_of(DRAFTS).glob("*"):
        try:
            if draft.is_file() and draft.stat().st_mtime < before.timestamp():
                draft.unlink()
                removed += 1
        except FileNotFoundError:
            continue  # whoever wrote it has just put it in place
    return removed


def _draft() -> Path:
    folder = path_of(DRAFTS)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / uuid.uuid4().hex


def _made(folder: Path) -> set[Path]:
    """Make the folder; return it and those above it that have a new entry now."""
    touched = {folder}
    above = folder
    while not above.exists():
        above = above.parent
        touched.add(above)
    folder.mkdir(parents=True, exist_ok=True)
    return touched


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
