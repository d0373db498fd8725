"""Reading the drawing operators of the layout engine, as far as glyphs are concerned.

The engine shows text only as `[<glyphs> kern …] TJ`, with four hexadecimal digits a glyph that
are the number in the font's file, after a `/Font size Tf`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from certificates.layers import faces
from certificates.layers.refusing import Unprovable

# A choice of font, a glyph string inside an array, the end of such an array, a drawn object.
TOKEN = re.compile(
    rb"/(?P<font>[^\s/\[\]<>()]+) (?P<size>[\d.]+) Tf\n?"
    rb"|<(?P<glyphs>[0-9a-f]*)>"
    rb"|/(?P<object>[^\s/\[\]<>()]+) Do\b"
)
_MAPPED = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")
# Anything of text that the engine is not known to write: then nothing here holds.
_UNKNOWN = re.compile(rb"(?:\bTj\b|\bTd\b|\bTD\b|\bT\*|\bTc\b|\bTw\b|\bTz\b|\bBI\b|\bsh\b)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A font of the engine's document: the installed file and what its glyphs stand for."""

    path: str
    texts: Mapping[int, str]


class Fonts:
    """The fonts of one document of the engine, each recognised among the installed files."""

    def __init__(self) -> None:
        self._shown: dict[str, Shown] = {}
        self._embedded: dict[str, faces.Face] = {}
        self._proved: dict[str, set[int]] = {}

    def read(self, resources: Any) -> None:
        """Take in the fonts that a page or form may name."""
        for name, font in (resources.get("/Font") or {}).items():
            if name[1:] in self._shown:
                continue
            descendant = font.DescendantFonts[0]
            file = descendant.FontDescriptor.get("/FontFile2")
            if file is None or str(font.Encoding) != "/Identity-H":
                raise Unprovable("版式引擎嵌入的字体不是 TrueType")
            embedded = faces.Face(bytes(file.read_bytes()))
            texts = {
                int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
                for glyph, text in _MAPPED.findall(font.ToUnicode.read_bytes())
            }
            some = [glyph for glyph in texts if embedded.record(glyph)][:24]
            if not some:  # only blanks: nothing to tell faces by
                some = list(texts)
            self._embedded[name[1:]] = embedded
            self._shown[name[1:]] = Shown(faces.recognised(embedded, some), texts)

    def named(self, name: str) -> Shown:
        """Return a font by its name in the operators."""
        try:
            return self._shown[name]
        except KeyError:
            raise Unprovable("绘图指令中的字体无从查考") from None

    def prove(self, name: str, glyph: int) -> None:
        """See that a glyph shown is the installed file's glyph of that number."""
        proved = self._proved.setdefault(name, set())
        if glyph in proved:
            return
        installed, embedded = faces.face(self.named(name).path), self._embedded[name]
        if installed.record(glyph) != embedded.record(glyph):
            raise Unprovable("嵌入的字形与已安装的字体不符")
        proved.add(glyph)


def known(operators: bytes) -> bytes:
    """Return the operators if they hold nothing of text that isn't understood here.

    Raises:
        Unprovable: they do.
    """
    if _UNKNOWN.search(operators):
        raise Unprovable("绘图指令中有未知的文字操作")
    return operators


def glyphs(operators: bytes) -> Iterator[tuple[str, int]]:
    """Yield the name of the font and the number of each glyph, in order of drawing."""
    font = ""
    for token in TOKEN.finditer(known(operators)):
        if token["font"] is not None:
            font = token["font"].decode()
        elif token["glyphs"]:
            digits = token["glyphs"]
            for place in range(0, len(digits), 4):
                yield font, int(digits[place : place + 4], 16)


def rewritten(
    operators: bytes,
    *,
    font: Callable[[str], str],
    code: Callable[[str, int], int],
    drawn: Callable[[str], str],
) -> bytes:
    """Return the operators with other names of fonts and objects and other codes of glyphs."""
    name = ""

    def replaced(token: re.Match[bytes]) -> bytes:
        nonlocal name
        if token["font"] is not None:
            name = token["font"].decode()
            return b"/%s %s Tf\n" % (font(name).encode(), token["size"])
        if token["object"] is not None:
            return b"/%s Do" % drawn(token["object"].decode()).encode()
        digits = token["glyphs"]
        codes = (
            code(name, int(digits[place : place + 4], 16)) for place in range(0, len(digits), 4)
        )
        return b"<%s>" % b"".join(b"%04x" % each for each in codes)

    return TOKEN.sub(replaced, known(operators))


_ZEROS = re.compile(rb"(?<=[\s\[>])(-?)0(\.\d)")


def compact(operators: bytes) -> bytes:
    """Return the same operators in fewer bytes: every number keeps its value."""
    return _ZEROS.sub(rb"\1\2", operators.replace(b"q\nQ\n", b""))
