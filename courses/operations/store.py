"""Files of materials below MEDIA_ROOT, each under its digest: written whole, never executable."""

import hashlib
import os
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

# The folder of drafts that the sweep of left-over drafts looks after.
_DRAFTS = "drafts"
_FOLDER = "materials"


def name_of(digest: str) -> str:
    """Return where a file lies, relative to MEDIA_ROOT: nothing of the uploaded name is in it."""
    return f"{_FOLDER}/{digest[:2]}/{digest}"


def path_of(digest: str) -> Path:
    """Return where a file lies."""
    return Path(settings.MEDIA_ROOT) / name_of(digest)


def put(pieces: Iterable[bytes]) -> str:
    """Write the pieces down, flush them, move them into place; return their SHA-256 in hex.

    What a killed process leaves is a draft, which no reader looks at. The same content again is
    the same file.
    """
    drafts = Path(settings.MEDIA_ROOT) / _DRAFTS
    drafts.mkdir(parents=True, exist_ok=True)
    draft = drafts / uuid.uuid4().hex
    sha = hashlib.sha256()
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
        with os.fdopen(handle, "wb") as stream:
            for piece in pieces:
                sha.update(piece)
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
        digest = sha.hexdigest()
        target = path_of(digest)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(target)
        _flush(target.parent)
        _flush(target.parent.parent)
    finally:
        draft.unlink(missing_ok=True)
    return digest


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
