"""Writing PDF objects (ISO 32000-1): text in, bytes out; the order of calls is the file's order."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from certificates.layers.faces import Face

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
MAPS = (
    b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)"
    b"/Ordering(UCS)/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def "
    b"1 begincodespacerange<0000><ffff>endcodespacerange\n"
)
MAPS_END = b"endcmap CMapName currentdict/CMap defineresource pop end end"
_MOST_IN_A_MAP = 100  # entries of one beginbfchar


class Body:
    """Numbered objects after what was written before."""

    def __init__(self, before: bytes, first: int) -> None:
        self.content = bytearray(before)
        self.places: dict[int, int] = {}
        self.next = first

    def number(self) -> int:
        """Take the next number, for an object that is put later."""
        self.next += 1
        return self.next - 1

    def put(self, number: int, *parts: bytes) -> int:
        """Write one object and return where its own bytes begin."""
        self.places[number] = len(self.content)
        self.content += b"%d 0 obj\n" % number
        start = len(self.content)
        for part in parts:
            self.content += part
        self.content += b"\nendobj\n"
        return start

    def add(self, *parts: bytes) -> int:
        """Write one object under the next number, and return that."""
        number = self.number()
        self.put(number, *parts)
        return number

    def stream(self, content: bytes, entries: bytes = b"", *, level: int = 6) -> int:
        """Write a compressed stream and return its number."""
        return self.packed(zlib.compress(content, level), entries + b"/Filter/FlateDecode")

    def packed(self, content: bytes, entries: bytes) -> int:
        """Write a stream that is already as its filter says."""
        head = b"<<%s/Length %d>>stream\n" % (entries, len(content))
        return self.add(head, content, b"\nendstream")

    def table(self, numbers: range) -> bytes:
        """Return the lines of the cross-reference table for these numbers."""
        return b"".join(b"%010d 00000 n \n" % self.places[number] for number in numbers)


def text(value: str) -> bytes:
    """Return a text string: plain where it is ASCII, UTF-16 otherwise."""
    if value.isascii() and not set(value) & set("()\\\r\n"):
        return b"(%s)" % value.encode()
    return b"<feff%s>" % value.encode("utf-16-be").hex().encode()


def font(
    body: Body,
    face: Face,
    name: str,
    tag: str,
    glyphs: Sequence[int],
    texts: Sequence[str],
    *,
    level: int = 6,
) -> int:
    """Write a font of these glyphs, whose codes are 1, 2, …, and return its number.

    Args:
        body: where it goes.
        face: the installed face.
        name: PostScript name of the face.
        tag: six capitals that tell this subset from others.
        glyphs: numbers of the glyphs in the file.
        texts: what each of them stands for.
        level: of compression.
    """
    outlines = face.subset(glyphs)
    file = body.stream(outlines, b"/Length1 %d" % len(outlines), level=level)
    lines = [
        b"<%04x><%s>\n" % (code, each.encode("utf-16-be").hex().encode())
        for code, each in enumerate(texts, 1)
    ]
    parts = [MAPS]
    for start in range(0, len(lines), _MOST_IN_A_MAP):
        some = lines[start : start + _MOST_IN_A_MAP]
        parts += [b"%d beginbfchar\n" % len(some), *some, b"endbfchar\n"]
    maps = body.stream(b"".join([*parts, MAPS_END]), level=level)
    full = f"{tag}+{name}".encode()
    descriptor = body.add(
        b"<</Type/FontDescriptor/FontName/%s%s/FontFile2 %d 0 R>>" % (full, face.descriptor, file)
    )
    widths = b" ".join(b"%d" % face.width(glyph) for glyph in glyphs)
    return body.add(
        b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/ToUnicode %d 0 R"
        b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/DW 1000"
        b"/FontDescriptor %d 0 R/W[1[%s]]>>]>>" % (full, maps, full, descriptor, widths)
    )


def direct(value: Any) -> bytes:
    """Return a small object read by pikepdf, whatever it refers to written out within it."""
    import pikepdf

    if isinstance(value, pikepdf.Dictionary):
        return b"<<%s>>" % entries({str(key): item for key, item in value.items()})
    if isinstance(value, pikepdf.Array):
        return b"[%s]" % b" ".join(direct(item) for item in value)
    if isinstance(value, pikepdf.Object):
        return bytes(value.unparse(resolved=True))
    if isinstance(value, bool):
        return b"true" if value else b"false"
    return str(value).encode()


def entries(values: Mapping[str, Any]) -> bytes:
    """Return the inside of a dictionary."""
    return b"".join(b"%s %s" % (key.encode(), direct(item)) for key, item in values.items())
