"""What a file is, by its content alone, and what it may be called.

Nothing is unpacked, decoded or run: signatures at both ends and lists of parts are read, so that a
file that unpacks to a thousand times its size costs nothing here. What begins as one thing and
ends as another (a PDF with a zip behind it) is refused rather than guessed at.

Signatures: ISO 32000-1 7.5 (PDF), PNG 1.2, ITU-T T.81 (JPEG), RFC 9649 (WebP), ISO 14496-12 (MP4),
RFC 9559 (Matroska/WebM), APPNOTE 6.3 4.3.16 (zip), ECMA-376 and OpenDocument 1.3 (slides).
"""

import re
import struct
import unicodedata
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

from courses.enums.materials import MaterialKind, MediaWhy

_TAIL = 66_000
_MOST_PARTS = 20_000
_MOST_DIRECTORY = 8 * 1024 * 1024
_MOST_UNPACKED = 2 * 1024**3
_MP4_BRANDS = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash"}
)
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_ODP = "application/vnd.oasis.opendocument.presentation"
_NAME_CHARS = 120
_URL_CHARS = 500


class Unfit(Exception):
    """A file that is not taken, and why."""

    def __init__(self, why: MediaWhy) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Media:
    """What a file is: its kind, type, usual ending, and a video's length where the file says so."""

    kind: MaterialKind
    media_type: str
    extension: str
    seconds: int | None = None


def look(file: IO[bytes], size: int) -> Media:
    """Return what the file of `size` bytes is; it is read here and there, never as a whole.

    Raises Unfit.
    """
    if size == 0:
        raise Unfit(MediaWhy.EMPTY)
    file.seek(0)
    head = file.read(64)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    if head.startswith(b"%PDF-"):
        return _pdf(tail)
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")):
        return _image(head, tail, size)
    if head.startswith(b"PK\x03\x04"):
        return _slides(file, head, tail, size)
    if head[4:8] == b"ftyp":
        return _mp4(file, head, size)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return _webm(head)
    raise Unfit(MediaWhy.TYPE)


def _pdf(tail: bytes) -> Media:
    mark = tail.rfind(b"%%EOF")
    if mark < 0:
        raise Unfit(MediaWhy.DAMAGED)
    if tail[mark + 5 :].strip(b" \t\r\n\0"):
        raise Unfit(MediaWhy.MORE_THAN_ONE)
    return Media(MaterialKind.PDF, "application/pdf", "pdf")


def _image(head: bytes, tail: bytes, size: int) -> Media:
    if head.startswith(b"\x89PNG"):
        return _ended(tail, b"IEND\xaeB`\x82", Media(MaterialKind.IMAGE, "image/png", "png"))
    if head.startswith(b"\xff\xd8"):
        return _ended(tail, b"\xff\xd9", Media(MaterialKind.IMAGE, "image/jpeg", "jpg"))
    if head[8:12] != b"WEBP":
        raise Unfit(MediaWhy.TYPE)
    told = int.from_bytes(head[4:8], "little") + 8
    if told != size:
        raise Unfit(MediaWhy.DAMAGED if told > size else MediaWhy.MORE_THAN_ONE)
    return Media(MaterialKind.IMAGE, "image/webp", "webp")


def _ended(tail: bytes, end: bytes, media: Media) -> Media:
    if tail.endswith(end):
        return media
    raise Unfit(MediaWhy.MORE_THAN_ONE if end in tail else MediaWhy.DAMAGED)


def _slides(file: IO[bytes], head: bytes, tail: bytes, size: int) -> Media:
    names = _part_names(file, tail, size)
    if any(name.lower().endswith(b"vbaproject.bin") for name in names):
        raise Unfit(MediaWhy.MACROS)
    if {b"[Content_Types].xml", b"ppt/presentation.xml"} <= names:
        return Media(MaterialKind.SLIDES, _PPTX, "pptx")
    if b"content.xml" in names:
        # OpenDocument's first part is "mimetype", stored as it is: its text stands at byte 38.
        file.seek(38)
        if head[30:38] == b"mimetype" and file.read(len(_ODP)) == _ODP.encode():
            return Media(MaterialKind.SLIDES, _ODP, "odp")
    raise Unfit(MediaWhy.TYPE)


def _part_names(file: IO[bytes], tail: bytes, size: int) -> set[bytes]:
    """The names in a zip's directory; the parts themselves are not touched."""
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < 22:
        raise Unfit(MediaWhy.DAMAGED)
    count, length, start, comment = struct.unpack("<10xHIIH", tail[place : place + 22])
    end = size - len(tail) + place
    if end + 22 + comment != size or start + length != end:
        raise Unfit(MediaWhy.MORE_THAN_ONE)
    if count > _MOST_PARTS or length > _MOST_DIRECTORY:
        raise Unfit(MediaWhy.TOO_MANY_PARTS)
    file.seek(start)
    directory = file.read(length)
    names, unpacked, at = set(), 0, 0
    for _ in range(count):
        entry = directory[at : at + 46]
        if len(entry) < 46 or not entry.startswith(b"PK\x01\x02"):
            raise Unfit(MediaWhy.DAMAGED)
        large, name, extra, note = struct.unpack("<24xIHHH12x", entry)
        names.add(directory[at + 46 : at + 46 + name])
        unpacked += large
        at += 46 + name + extra + note
    if unpacked > _MOST_UNPACKED:
        raise Unfit(MediaWhy.TOO_MANY_PARTS)
    return names


def _mp4(file: IO[bytes], head: bytes, size: int) -> Media:
    if head[8:12] not in _MP4_BRANDS:
        raise Unfit(MediaWhy.TYPE)
    seconds, found, at = None, False, 0
    while at < size:
        length, kind, body = _box(file, at, size)
        if kind == b"moov":
            found, seconds = True, _mp4_seconds(file, body, at + length)
        at += length
    if not found:
        raise Unfit(MediaWhy.DAMAGED)
    return Media(MaterialKind.VIDEO, "video/mp4", "mp4", seconds)


def _box(file: IO[bytes], at: int, end: int) -> tuple[int, bytes, int]:
    """Return (length, kind, where its body begins) of the box at `at`, which ends by `end`."""
    file.seek(at)
    head = file.read(16)
    if len(head) < 8:
        raise Unfit(MediaWhy.DAMAGED)
    length, body = int.from_bytes(head[:4], "big"), at + 8
    if length == 1 and len(head) == 16:
        length, body = int.from_bytes(head[8:], "big"), at + 16
    elif length == 0:
        length = end - at
    if (
        length < body - at
        or at + length > end
        or not re.fullmatch(rb"[\x20-\x7e\xa9]{4}", head[4:8])
    ):
        raise Unfit(MediaWhy.DAMAGED)
    return length, head[4:8], body


def _mp4_seconds(file: IO[bytes], at: int, end: int) -> int | None:
    """A film's length from its `mvhd` box, rounded up; None where it has none."""
    while at < end:
        length, kind, body = _box(file, at, end)
        if kind == b"mvhd":
            file.seek(body)
            raw = file.read(32)
            if len(raw) < 32:
                return None
            scale, duration = (
                struct.unpack(">20xIQ", raw) if raw[0] == 1 else struct.unpack(">12xII12x", raw)
            )
            if not scale or duration in (0, 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF):
                return None
            seconds = -(-duration // scale)
            return seconds if seconds < 24 * 3600 else None
        at += length
    return None


def _webm(head: bytes) -> Media:
    # The EBML header's DocType (0x4282) says which Matroska it is.
    if re.search(rb"\x42\x82[\x84]webm", head) is None:
        raise Unfit(MediaWhy.TYPE)
    return Media(MaterialKind.VIDEO, "video/webm", "webm")


def clean_name(name: str, extension: str) -> str:
    """Return a name to download the file under: no folders, nothing unseen, the true ending.

    At most 120 characters. What is left of nothing is "material".
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(
        char for char in last if unicodedata.category(char)[0] not in "CZ" or char == " "
    )
    stem = re.sub(r'[<>:"|?*%;]', "", shown)
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", stem.strip(" .")).strip(" .")
    return f"{stem[: _NAME_CHARS - len(extension) - 1].strip(' .') or 'material'}.{extension}"


def link(address: str) -> str:
    """Return an https address as it is stored. Raises Unfit for anything else."""
    text = address.strip()
    if len(text) > _URL_CHARS or re.search(r"[\s\x00-\x1f\x7f\\]", text):
        raise Unfit(MediaWhy.NOT_HTTPS)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise Unfit(MediaWhy.NOT_HTTPS) from None
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
        raise Unfit(MediaWhy.NOT_HTTPS)
    if port == 0 or "." not in parts.hostname:
        raise Unfit(MediaWhy.NOT_HTTPS)
    return text
