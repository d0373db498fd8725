"""TrueType files as the assembler needs them: glyph numbers, widths, outlines, small subsets.

A file is mapped into memory and only what is asked for is touched. A subset is put together
from the glyphs' own records, without their hinting as the layout engine's subsets are, numbered
in the order asked for; that costs a tenth of what a general subsetter takes.
"""

import struct
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path

from django.conf import settings

from certificates.layers.refusing import Unprovable

# Outlines and what measures them; a CID font needs no more (ISO 32000-1, 9.9).
_TABLES = (b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp")
_KEPT_RECORDS = 8192
_WORDS, _MORE, _SCALE, _XY_SCALE, _TWO_BY_TWO, _HINTED = 1, 32, 8, 64, 128, 256


class Face:
    """One face. Glyph numbers are those of the file."""

    def __init__(self, content: bytes | Path) -> None:
        import uharfbuzz as hb  # type: ignore[import-untyped]  # it ships no types

        if isinstance(content, bytes):
            self._whole = memoryview(content)
            blob = hb.Blob(content)
        else:
            with content.open("rb") as file:
                self._whole = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
            blob = hb.Blob.from_file_path(str(content))  # mapped as well
        self._face = hb.Face(blob)
        self._font = hb.Font(self._face)
        self.upem: int = self._face.upem
        self._places = self._directory()
        if b"glyf" not in self._places:
            raise Unprovable("字体不是 TrueType 轮廓")
        self.glyphs = struct.unpack_from(">H", self._table(b"maxp"), 4)[0]
        self._long = struct.unpack_from(">h", self._table(b"head"), 50)[0] == 1
        self._records: dict[int, bytes] = {}
        self._numbers: dict[str, int] = {}

    def _directory(self) -> dict[bytes, tuple[int, int]]:
        count = struct.unpack_from(">H", self._whole, 4)[0]
        entries = (struct.unpack_from(">4sLLL", self._whole, 12 + 16 * i) for i in range(count))
        return {tag: (start, length) for tag, _, start, length in entries}

    def _table(self, tag: bytes) -> memoryview:
        start, length = self._places[tag]
        return self._whole[start : start + length]

    def number(self, char: str) -> int:
        """Return the glyph of a character by the file's own map; 0 where there is none."""
        known = self._numbers.get(char)
        if known is None:
            known = self._numbers[char] = self._font.get_nominal_glyph(ord(char)) or 0
        return known

    def advance(self, glyph: int) -> int:
        """Return how wide a glyph sets, in units of the face."""
        return int(self._font.get_glyph_h_advance(glyph))

    def width(self, glyph: int) -> int:
        """Return how wide a glyph sets, in thousandths of the type size."""
        return round(self.advance(glyph) * 1000 / self.upem)

    def record(self, glyph: int) -> bytes:
        """Return a glyph's outline without instructions or padding; "" for a blank.

        Raises:
            Unprovable: no such glyph.
        """
        known = self._records.get(glyph)
        if known is None:
            if len(self._records) >= _KEPT_RECORDS:
                self._records.clear()
            known = self._records[glyph] = _unhinted(self._outline(glyph))
        return known

    def _outline(self, glyph: int) -> bytes:
        if not 0 <= glyph < self.glyphs:
            raise Unprovable("字形编号超出字体")
        loca, glyf = self._table(b"loca"), self._table(b"glyf")
        if self._long:
            start, end = struct.unpack_from(">2L", loca, 4 * glyph)
        else:
            start, end = (2 * value for value in struct.unpack_from(">2H", loca, 2 * glyph))
        return bytes(glyf[start:end])

    @cached_property
    def descriptor(self) -> bytes:
        """Return what a font descriptor says of the face, in thousandths."""
        ascent, descent = struct.unpack_from(">2h", self._table(b"hhea"), 4)
        box = struct.unpack_from(">4h", self._table(b"head"), 36)
        scaled = [round(value * 1000 / self.upem) for value in (*box, ascent, descent)]
        return (
            b"/Flags 4/FontBBox[%d %d %d %d]/Ascent %d/Descent %d/CapHeight %d"
            b"/ItalicAngle 0/StemV 80" % (*scaled, scaled[4])
        )

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """Return a TrueType file: .notdef, then `glyphs` as 1, 2, …, then parts they are made of.

        Raises:
            Unprovable: a glyph is not in the face, or there are too many.
        """
        order = [0, *glyphs]
        places = {glyph: place for place, glyph in enumerate(order)}
        records = []
        for glyph in order:  # grows while composites name their parts
            record = self.record(glyph)
            if record[:1] >= b"\x80":
                record = _renumbered(record, places, order)
            records.append(record + bytes(-len(record) % 4))
        if len(order) > 0xFFFF:
            raise Unprovable("字形过多")
        return _assembled(self, order, records)

    def metrics(self, order: Iterable[int]) -> bytes:
        """Return hmtx for glyphs in that order."""
        hhea, hmtx = self._table(b"hhea"), self._table(b"hmtx")
        full = struct.unpack_from(">H", hhea, 34)[0]
        parts = []
        for glyph in order:
            if glyph < full:
                parts.append(bytes(hmtx[4 * glyph : 4 * glyph + 4]))
            else:
                bearing = 4 * full + 2 * (glyph - full)
                parts.append(bytes(hmtx[4 * full - 4 : 4 * full - 2]))
                parts.append(bytes(hmtx[bearing : bearing + 2]))
        return b"".join(parts)

    @cached_property
    def heads(self) -> tuple[bytes, bytes, bytes]:
        """Return head, hhea and maxp as a subset has them, but for the number of glyphs."""
        head = bytearray(self._table(b"head"))
        head[8:12] = bytes(4)  # the sum of the whole file, set at the end
        head[50:52] = b"\x00\x01"
        maxp = bytearray(self._table(b"maxp"))
        maxp[14:28] = struct.pack(">7H", 1, 0, 0, 0, 0, 0, 0)  # no instructions, hence no zones
        return bytes(head), bytes(self._table(b"hhea")), bytes(maxp)


def _unhinted(record: bytes) -> bytes:
    """Return a glyph record without its instructions and what follows its outline."""
    if not record:
        return b""
    contours = struct.unpack_from(">h", record)[0]
    if contours < 0:
        return _composite_unhinted(record)
    place = 10 + 2 * contours
    hints = struct.unpack_from(">H", record, place)[0]
    points = struct.unpack_from(">H", record, place - 2)[0] + 1 if contours else 0
    body = record[place + 2 + hints :]
    return record[:place] + b"\0\0" + body[: _outline_length(body, points)]


def _outline_length(body: bytes, points: int) -> int:
    """Return the length of flags and coordinates of so many points."""
    place = seen = coordinates = 0
    while seen < points:
        flag = body[place]
        place += 1
        times = 1
        if flag & 8:
            times += body[place]
            place += 1
        wide = (1 if flag & 2 else 0 if flag & 16 else 2) + (
            1 if flag & 4 else 0 if flag & 32 else 2
        )
        coordinates += wide * times
        seen += times
    return place + coordinates


def _components(record: bytes) -> Iterable[tuple[int, int]]:
    """Yield the place and flags of each component of a composite, then the end with 0."""
    place = 10
    while True:
        flags = struct.unpack_from(">H", record, place)[0]
        yield place, flags
        place += 8 if flags & _WORDS else 6
        place += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 0
        place += 8 if flags & _TWO_BY_TWO else 0
        if not flags & _MORE:
            yield place, 0
            return


def _composite_unhinted(record: bytes) -> bytes:
    *parts, (end, _) = _components(record)
    cut = bytearray(record[:end])
    for place, flags in parts:
        cut[place : place + 2] = struct.pack(">H", flags & ~_HINTED)
    return bytes(cut)


def _renumbered(record: bytes, places: dict[int, int], order: list[int]) -> bytes:
    """Point a composite at its parts' new numbers; a part that is not there yet is added."""
    cut = bytearray(record)
    *parts, _ = _components(record)
    for place, _flags in parts:
        part = struct.unpack_from(">H", record, place + 2)[0]
        if part not in places:
            places[part] = len(order)
            order.append(part)
        cut[place + 2 : place + 4] = struct.pack(">H", places[part])
    return bytes(cut)


def _assembled(face: Face, order: Sequence[int], records: Sequence[bytes]) -> bytes:
    starts, place = [0], 0
    for record in records:
        place += len(record)
        starts.append(place)
    count = len(order)
    head, hhea, maxp = face.heads
    tables = (
        b"".join(records),
        head,
        hhea[:34] + struct.pack(">H", count),
        face.metrics(order),
        struct.pack(f">{count + 1}L", *starts),
        maxp[:4] + struct.pack(">H", count) + maxp[6:],
    )
    entries, bodies, place = [], [], 12 + 16 * len(tables)
    head_at, total = 0, 0
    for tag, content in zip(_TABLES, tables, strict=True):
        padded = content + bytes(-len(content) % 4)
        sum_ = _checksum(padded)
        if tag == b"head":
            head_at = place
        entries.append(struct.pack(">4sLLL", tag, sum_, place, len(content)))
        bodies.append(padded)
        place += len(padded)
        total += sum_
    start = struct.pack(">LHHHH", 0x00010000, len(tables), 64, 2, 16 * len(tables) - 64)
    start += b"".join(entries)
    total = (0xB1B0AFBA - total - _checksum(start)) & 0xFFFFFFFF
    whole = bytearray(start + b"".join(bodies))
    whole[head_at + 8 : head_at + 12] = struct.pack(">L", total)
    return bytes(whole)


def _checksum(padded: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}L", padded)
    return sum(words) & 0xFFFFFFFF


@lru_cache(maxsize=32)
def face(path: str) -> Face:
    """Return the face of a file, kept in the process."""
    return Face(Path(path))


@lru_cache(maxsize=4)
def _beside(chain: tuple[str, ...]) -> tuple[str, ...]:
    """Return the chain's files, then others in their folders: bold and light of the families."""
    folders = dict.fromkeys(Path(path).parent for path in chain)
    others = [str(path) for folder in folders for path in sorted(folder.glob("*.ttf"))]
    return tuple(dict.fromkeys([*chain, *others]))


def chain() -> tuple[str, ...]:
    """Return the files of the chain, in order of preference."""
    return tuple(settings.CERTIFICATE_FONTS)


def recognised(embedded: Face, glyphs: Sequence[int]) -> str:
    """Return the file whose outlines an embedded font shows under the same glyph numbers.

    Raises:
        Unprovable: it is none of the installed files of the chain's families.
    """
    for path in _beside(chain()):
        candidate = face(path)
        if candidate.upem == embedded.upem and all(
            glyph < candidate.glyphs
            and candidate.record(glyph) == embedded.record(glyph)
            and candidate.advance(glyph) == embedded.advance(glyph)
            for glyph in glyphs
        ):
            return path
    raise Unprovable("版式引擎用了字体链以外的字体")
