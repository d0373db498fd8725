"""Photos as they are sent: one by itself, or many in a zip. Nothing is decoded here."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO

from academy.shared.errors import Refusal
from certificates.errors import PortraitArchiveUnfit, PortraitUnreadable
from certificates.operations import photos

# A cohort or a unit at a time.
MOST, MEGABYTES = 600, 256
_ZIP = b"PK"
# What operating systems put into archives by themselves.
_LITTER = frozenset({"thumbs.db", ".ds_store", "desktop.ini"})


def unfit() -> PortraitArchiveUnfit:
    """The refusal of an archive, with what would be taken."""
    return PortraitArchiveUnfit(files=MOST, limit=MEGABYTES)


def count(upload: IO[bytes]) -> int:
    """Return how many files an upload holds, by the archive's own list.

    Raises:
        PortraitArchiveUnfit: the zip can't be read, or holds too much.
    """
    if not _is_archive(upload):
        return 1
    with _opened(upload) as archive:
        return len(_members(archive))


def _is_archive(upload: IO[bytes]) -> bool:
    upload.seek(0)
    start = upload.read(2)
    upload.seek(0)
    return start == _ZIP


@contextmanager
def _opened(upload: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(upload) as archive:
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        raise unfit() from None


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = [each for each in archive.infolist() if _is_photo(each)]
    size = sum(each.file_size for each in members)
    if not members or len(members) > MOST or size > MEGABYTES * 2**20:
        raise unfit()
    return members


def sent(upload: IO[bytes], file_name: str) -> Iterator[tuple[str, bytes | Refusal]]:
    """Yield (name, bytes) of each photo; instead of bytes the refusal of what can't be read."""
    if not _is_archive(upload):
        yield file_name, upload.read(photos.MEGABYTES * 2**20 + 1)
        return
    with _opened(upload) as archive:
        for each in _members(archive):
            yield each.filename, _member(archive, each)


def _is_photo(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    litter = path.name.lower() in _LITTER or path.parts[:1] == ("__MACOSX",)
    return not member.is_dir() and not litter


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | Refusal:
    try:
        with archive.open(member) as stream:
            return stream.read(photos.MEGABYTES * 2**20 + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, zlib.error):
        return PortraitUnreadable()  # damaged, encrypted, or packed in a way nobody uses
