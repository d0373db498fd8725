"""Text tables: which encoding, which separator, which cells.

The encoding is never guessed from statistics, because fifteen bytes of Chinese GBK pass for
Korean that way. The order is: byte-order mark, strict UTF-8, strict GB18030 (it contains GBK
and GB2312), else the sender is asked. Runs in the reading child; standard library only.
"""

import codecs
import csv
import io

from . import limits
from .guard import Unfit

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (b"\x84\x31\x95\x33", "gb18030"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
_SEPARATORS = (",", "\t", ";", "，", "|")
_SAMPLE_LINES = 40


def decode(data: bytes, stated: str | None = None) -> tuple[str, str]:
    """Return the text and the encoding it was read by; `stated` is the sender's own word.

    Raises Unfit: `encoding_unknown`, `encoding_wrong` (not what the sender said).
    """
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise Unfit("encoding_unknown")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding), encoding
    if stated:
        if stated not in ENCODINGS:
            raise Unfit("encoding_unknown")
        try:
            return _strict(data, stated), stated
        except Unfit as unfit:
            raise Unfit("encoding_wrong", encoding=stated) from unfit
    for encoding in ("utf-8", "gb18030"):
        try:
            return _strict(data, encoding), encoding
        except Unfit:
            continue
    raise Unfit("encoding_unknown")


def _strict(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unfit("encoding_unknown") from error
    if "\0" in text:
        raise Unfit("encoding_unknown")
    return text


def parse(text: str) -> list[list[str]]:
    """Return the rows of a text table with whatever separator its lines agree on.

    Raises Unfit: `line_too_long`, `broken_quotes` (with the line), `too_many_cells`.
    """
    separator, text = _separator(text)
    _check_lines(text)
    csv.field_size_limit(limits.CELL_CHARS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in reader:
            cells += len(row)
            if cells > limits.CELLS or len(row) > limits.COLUMNS:
                raise Unfit("too_many_cells", limit=limits.CELLS)
            rows.append(row)
    except csv.Error as error:
        if "field larger" in str(error):
            raise Unfit("line_too_long", line=reader.line_num) from error
        raise Unfit("broken_quotes", line=reader.line_num) from error
    return rows


def _check_lines(text: str) -> None:
    start = 0
    line = 1
    while start < len(text):
        end = _line_end(text, start)
        if end - start > limits.LINE_CHARS:
            raise Unfit("line_too_long", line=line)
        start = end + 1
        line += 1


def _line_end(text: str, start: int) -> int:
    """Return where the line from `start` ends; old files end lines with a bare CR."""
    found = text.find("\n", start)
    end = len(text) if found < 0 else found
    if end - start > limits.LINE_CHARS:
        bare = text.find("\r", start, end)
        if bare >= 0:
            return bare
    return end


def _separator(text: str) -> tuple[str, str]:
    """Return the separator that most lines of the beginning share, and the text to parse.

    Excel's own note `sep=;` decides and is left out. A tie is broken in the order of
    `_SEPARATORS`, the comma first.
    """
    head, _, rest = text.partition("\n")
    note = head.strip()
    if len(note) == 5 and note.lower().startswith("sep="):
        return note[4], rest
    lines = [line for line in text[:65_536].splitlines()[:_SAMPLE_LINES] if line.strip()]
    best, most = ",", 0
    for separator in _SEPARATORS:
        agreeing = sum(1 for line in lines if separator in line)
        if agreeing > most:
            best, most = separator, agreeing
    return best, text
