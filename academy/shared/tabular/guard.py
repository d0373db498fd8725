"""What a file really is and how large it would become, found out before a reader trusts it.

Runs in the reading child: standard library only, relative imports only (see `child`).
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from . import limits

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF8_BEGIN = b"\x09\x08\x10\x00"
_FILE_PASS = 0x002F
_FIRST_RECORDS = 8
_CHUNK = 256 * 1024
_BOOK_PART = "xl/workbook.xml"


class Unfit(Exception):
    """A file that is not read; `reason` is the last part of the refusal's code."""

    def __init__(self, reason: str, **facts: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


@dataclass(slots=True)
class Extent:
    """How far one sheet reaches and how much it holds, counted while its XML streams past."""

    rows: int = 0
    columns: int = 0
    cells: int = 0


@dataclass(slots=True)
class Survey:
    """What was learned about a workbook: the sheets' extents and its date system."""

    extents: dict[str, Extent] = field(default_factory=dict)
    date_1904: bool = False


def kind_of(data: bytes, extension: str) -> str:
    """Return "xlsx", "xls" or "csv": the content decides, and must agree with the name.

    Raises Unfit: `empty`, `wrong_type`, `encrypted`, `macros`.
    """
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise Unfit("empty")
    found = _content_kind(data)
    if found != extension:
        raise Unfit("wrong_type", extension=extension, found=found)
    return found


def _content_kind(data: bytes) -> str:
    if data.startswith(_ZIP):
        return "xlsx" if b"xl/" in data and b"[Content_Types].xml" in data else "zip"
    if data.startswith(_OLE):
        if _ole_name("EncryptedPackage") in data:
            raise Unfit("encrypted")
        if _ole_name("_VBA_PROJECT") in data:
            raise Unfit("macros")
        if _ole_name("Workbook") not in data and _ole_name("Book") not in data:
            return "ole"
        if _has_file_pass(data):
            raise Unfit("encrypted")
        return "xls"
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        return "html"
    if data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf")):
        return "other"
    return "csv"


def _ole_name(name: str) -> bytes:
    """A directory entry's name as a compound file stores it, with its closing zero."""
    return name.encode("utf-16-le") + b"\0\0"


def _has_file_pass(data: bytes) -> bool:
    """Return whether the workbook stream's first records include FILEPASS ([MS-XLS] 2.4.117).

    The reader can't tell: it takes such a stream for an unknown format.
    """
    place = data.find(_BIFF8_BEGIN)
    for _ in range(_FIRST_RECORDS):
        if not 0 <= place <= len(data) - 4:
            return False
        if int.from_bytes(data[place : place + 2], "little") == _FILE_PASS:
            return True
        place += 4 + int.from_bytes(data[place + 2 : place + 4], "little")
    return False


def survey_xlsx(data: bytes) -> Survey:
    """Walk through every XML part of a workbook within the limits and return what was counted.

    The declared sizes are not believed: parts are unpacked in pieces and counted, and a part
    that lies about its size fails its checksum. Raises Unfit: `unreadable`, `macros`,
    `encrypted`, `unpacked_too_large`, `too_many_cells`, `unsafe`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _survey(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, zlib.error) as error:
        raise Unfit("unreadable") from error
    except expat.ExpatError as error:
        raise Unfit("unreadable") from error


def _survey(archive: zipfile.ZipFile) -> Survey:
    members = archive.infolist()
    if len(members) > limits.ARCHIVE_MEMBERS:
        raise Unfit("unpacked_too_large", limit_mb=limits.UNPACKED_BYTES >> 20)
    names = {member.filename.lower() for member in members}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unfit("macros")
    if any(member.flag_bits & 1 for member in members):
        raise Unfit("encrypted")
    survey = Survey()
    left = limits.UNPACKED_BYTES
    for member in members:
        name = member.filename.lower().lstrip("/")
        if not name.endswith((".xml", ".rels", ".vml")):
            continue
        if member.file_size > left:
            raise Unfit("unpacked_too_large", limit_mb=limits.UNPACKED_BYTES >> 20)
        with archive.open(member) as part:
            left -= _walk_part(name, part, left, survey)
    if sum(extent.cells for extent in survey.extents.values()) > limits.CELLS:
        raise Unfit("too_many_cells", limit=limits.CELLS)
    return survey


def _walk_part(name: str, part: IO[bytes], left: int, survey: Survey) -> int:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_doctype
    if name.startswith("xl/worksheets/") and name.endswith(".xml"):
        extent = survey.extents.setdefault(name, Extent())
        if len(survey.extents) > limits.SHEETS:
            raise Unfit("too_many_cells", limit=limits.CELLS)
        _count_cells(parser, extent)
    elif name.endswith("sharedstrings.xml"):
        _count_strings(parser)
    elif name == _BOOK_PART:
        _note_date_system(parser, survey)
    size = 0
    for chunk in _pieces(part):
        size += len(chunk)
        if size > left:
            raise Unfit("unpacked_too_large", limit_mb=limits.UNPACKED_BYTES >> 20)
        parser.Parse(chunk, False)
    if size:
        parser.Parse(b"", True)
    return size


def _pieces(part: IO[bytes]) -> Iterator[bytes]:
    while chunk := part.read(_CHUNK):
        yield chunk


def _no_doctype(*_: object) -> None:
    raise Unfit("unsafe")


def _count_strings(parser: expat.XMLParserType) -> None:
    count = 0

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal count
        if name == "si" or name.endswith(":si"):
            count += 1
            if count > limits.SHARED_STRINGS:
                raise Unfit("too_many_cells", limit=limits.CELLS)

    parser.StartElementHandler = start


def _note_date_system(parser: expat.XMLParserType, survey: Survey) -> None:
    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "workbookPr":
            survey.date_1904 = attributes.get("date1904") in {"1", "true"}

    parser.StartElementHandler = start


def _count_cells(parser: expat.XMLParserType, extent: Extent) -> None:
    """Count cells that hold something, and refuse once they span too large an area.

    Cells that are only formatted (`<c r="Z9" s="1"/>`) don't count: offices format whole
    columns, and the reader skips them.
    """
    row = column = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        local = name.rpartition(":")[2]
        if local == "row":
            row = int(attributes.get("r", row + 1))
            column = 0
        elif local == "c":
            place = attributes.get("r")
            if place:
                column, row = _place(place)
            else:
                column += 1
        elif local in {"v", "is"}:
            extent.cells += 1
            extent.rows = max(extent.rows, row)
            extent.columns = max(extent.columns, column)
            if extent.rows * extent.columns > limits.AREA or extent.cells > limits.CELLS:
                raise Unfit("too_many_cells", limit=limits.CELLS)

    parser.StartElementHandler = start


def _place(reference: str) -> tuple[int, int]:
    """Return (column, row), one-based, of a reference such as AB12."""
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if not digits or not letters or len(letters) > 3 or not letters.isascii():
        raise Unfit("unreadable")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(digits)
