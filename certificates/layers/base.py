"""What all certificates of a template share, written once: the beginning of every file.

Colour profile, fonts of the template's own words and of what fields are mostly made of, and the
layers under and over the persons' text as form objects. The bytes never change for the same
template, issuer and seal, so their digest is computed once and gone on with.
"""

import hashlib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any

from certificates import pdf
from certificates.layers import faces, streams, writing
from certificates.layers.aligning import Slot, aligned, is_digit
from certificates.layers.cutting import Cut, Piece, cut
from certificates.layers.refusing import Unprovable
from certificates.rules import qr
from certificates.rules.fields import FIELDS
from certificates.rules.seal import seal_svg

CATALOGUE, PAGES = 1, 2  # numbers kept for what is written last
UNDER, OVER = "U", "O"
MARKER = b"0 0 m\n0 0 l\n0 1 l\n0 1 l\nh\n"  # qr.HOLLOW as the engine draws it
# Nothing of the page itself in a layer that lies over another.
CLEAR = (
    "\n@page { background: none }"
    "\nhtml, body { background: none !important }"
)  # fmt: skip
_DIGITS = "0123456789"
_DATE = "〇一二三四五六七八九十年月日"
# What the fields that our own words fill are made of. What else occurs goes into a font of the
# person's own, so this is about size and time, never about what is printed.
_USUAL = {
    "number": "〔〕第号",
    "sex": "男女",
    "id_label": "公民身份号码工号",
    "id_number": "*X",
    "cohort": "第期",
    "period": "年月日至",
    "hours": "学时.",
    "result": "成绩分，（补考）评定为优秀合格.",
    "issued_on": _DATE,
}
SHARED = ("issuer", "issuer_en", "seal_text", "notice", "verify_site")
_NAMES = re.compile(rb"/([^\s/\[\]<>()]+)")
_DRAWN = re.compile(rb"/([^\s/\[\]<>()]+) Do\b")


@dataclass
class Base:
    """The beginning of every file of a template, and what goes on from it must know."""

    cut: Cut
    css: str
    serial: int = field(default_factory=count().__next__)  # tells bases of a process apart
    prefix: bytes = b""
    table: bytes = b""  # of the cross-reference, from object 3 on
    next: int = 3
    intents: bytes = b""
    objects: dict[str, int] = field(default_factory=dict)  # under and over, by name
    fonts: dict[str, tuple[str, int]] = field(default_factory=dict)  # by file: name, object
    codes: dict[str, dict[int, int]] = field(default_factory=dict)  # by file: glyph to code
    usual: dict[int, frozenset[str]] = field(default_factory=dict)  # by placeholder
    chars: dict[str, dict[str, bytes]] = field(default_factory=dict)  # by file: char to code
    digits: dict[int, dict[str, bytes]] = field(default_factory=dict)  # by placeholder
    size: tuple[float, float] = (0, 0)  # of the page in points
    digest: Any = None

    @cached_property
    def conditions(self) -> tuple[str, ...]:
        """Names that a `data-when` asks for."""
        return self.cut.conditions()

    @cached_property
    def images(self) -> tuple[str, ...]:
        """Names of pictures in the variable layer."""
        return self.cut.images()

    def pieces(self, present: Mapping[str, bool]) -> list[Piece]:
        """Return the text of the variable layer where these names say something or nothing."""
        key = tuple(present.values())
        if key not in self._pieces:
            self._pieces[key] = self.cut.pieces(present)
        return self._pieces[key]

    @cached_property
    def _pieces(self) -> dict[tuple[bool, ...], list[Piece]]:
        return {}

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*faces.chain(), *sorted(self.fonts)]))

    def paths(self) -> tuple[str, ...]:
        """Return the font files that decide how a character is set."""
        return self._paths


class _Layer:
    """One document of the engine, read by pikepdf."""

    def __init__(self, content: bytes) -> None:
        import pikepdf

        self.pdf = pikepdf.open(io.BytesIO(content))
        self.fonts = streams.Fonts()
        if len(self.pdf.pages) != 1:
            raise Unprovable("模板不止一页")
        self.page = self.pdf.pages[0]
        self.operators = operators_of(self.page)
        self.resources: Any = self.page.obj.get("/Resources") or {}
        self.used: dict[str, dict[int, str]] = {}
        self._gather(self.operators, self.resources, set())

    def _gather(self, operators: bytes, resources: Any, seen: set[Any]) -> None:
        self.fonts.read(resources)
        for name, glyph in streams.glyphs(operators):
            shown = self.fonts.named(name)
            self.fonts.prove(name, glyph)
            self.used.setdefault(shown.path, {})[glyph] = shown.texts.get(glyph, "")
        for name in set(_DRAWN.findall(operators)):
            drawn = resources["/XObject"][f"/{name.decode()}"]
            if drawn.Subtype == "/Form" and drawn.objgen not in seen:
                seen.add(drawn.objgen)
                self._gather(drawn.read_bytes(), drawn.get("/Resources") or {}, seen)


def operators_of(page: Any) -> bytes:
    """Return the drawing operators of a page."""
    import pikepdf

    contents = page.obj.Contents
    if isinstance(contents, pikepdf.Stream):
        return bytes(contents.read_bytes())
    return b"\n".join(bytes(each.read_bytes()) for each in contents)


def build(html: str, css: str, shared: Mapping[str, str]) -> Base:
    """Return the beginning of the files of a template.

    Args:
        html: of the template.
        css: of the template.
        shared: the facts named in SHARED.

    Raises:
        Unprovable: the template can't be cut, or the engine draws what isn't understood.
        ValueError: the template itself has a fault (as `pdf.typeset`).
    """
    base = Base(cut(html), css)
    blank = dict.fromkeys(FIELDS, "") | dict(shared)
    images = {"seal": seal_svg(shared["issuer"], shared["seal_text"])}
    under = _Layer(pdf.typeset(_filled(base.cut.under, blank, images), css, variant=pdf.VARIANT))
    layers = {UNDER: under}
    if base.cut.has_over:
        html = _filled(base.cut.over, blank, images)
        # The same declaration, so that groups blend in the same colour space as on a plain page.
        layers[OVER] = _Layer(pdf.typeset(html, css + CLEAR, variant=pdf.VARIANT))
    box = [float(value) for value in under.page.mediabox]
    base.size = (box[2], box[3])
    sample, slots = _sample(base, shared)
    _choose(base, [*layers.values(), sample])
    _know(base, slots)
    _write(base, layers)
    return base


def _filled(html: str, fields: Mapping[str, str], images: Mapping[str, str]) -> str:
    return pdf.fill(html, fields=fields, images=images, classes={"body": ""})


def sample_facts(shared: Mapping[str, str]) -> dict[str, str]:
    """Return facts made of what fields are usually made of, each with all ten digits."""
    return {name: shared.get(name, "") + _USUAL.get(name, "") + _DIGITS for name in FIELDS}


def _sample(base: Base, shared: Mapping[str, str]) -> tuple[_Layer, list[Slot]]:
    """Have one page of the variable layer set with nobody's facts, and align it."""
    facts = sample_facts(shared)
    images = {"qr": qr.drawing(21, [qr.HOLLOW]), "portrait": ""}
    html = pdf.fill(base.cut.variable, fields=facts, images=images, classes={"body": "tight"})
    layer = _Layer(pdf.typeset(html, base.css + CLEAR))
    objects = [layer.resources["/XObject"][f"/{name.decode()}"]
               for name in _DRAWN.findall(layer.operators)]  # fmt: skip
    if any(each.Subtype == "/Form" for each in objects):
        raise Unprovable("含字段的块中有成组的图形（如透明度）")
    present = {name: bool({**images, **facts}[name]) for name in base.cut.conditions()}
    pieces = base.cut.pieces(present)
    texts = [facts[piece.field] for piece in pieces if piece.field]
    return layer, aligned(layer.operators, layer.fonts, pieces, texts)


def _choose(base: Base, layers: Sequence[_Layer]) -> None:
    """Say which glyphs the shared fonts have, and their codes there."""
    used: dict[str, dict[int, str]] = {}
    for layer in layers:
        for path, glyphs in layer.used.items():
            used.setdefault(path, {}).update(glyphs)
    body = writing.Body(writing.HEADER, base.next)
    for index, (path, texts) in enumerate(sorted(used.items())):
        order = sorted(texts)
        base.codes[path] = {glyph: code for code, glyph in enumerate(order, 1)}
        known = [texts[glyph] for glyph in order]
        number = writing.font(body, faces.face(path), *named(path, order), order, known, level=9)
        base.fonts[path] = (f"B{index}", number)
    base.prefix, base.next = bytes(body.content), body.next
    base.table = body.table(range(3, body.next))


def named(path: str, glyphs: Sequence[int]) -> tuple[str, str]:
    """Return the name of a face and six capitals for a subset of it."""
    name = re.sub(r"[^A-Za-z0-9-]", "", path.rpartition("/")[2].rpartition(".")[0])
    packed = b"".join(glyph.to_bytes(2, "big") for glyph in glyphs)
    digest = hashlib.sha256(name.encode() + packed).digest()
    return name, "".join(chr(65 + byte % 26) for byte in digest[:6])


def _know(base: Base, slots: Sequence[Slot]) -> None:
    """Learn what the sample shows: digits of each placeholder, and what the fonts have."""
    first: dict[int, str] = {}
    for slot in slots:
        code = b"%04x" % base.codes[slot.path][slot.glyph]
        if faces.face(slot.path).number(slot.char) == slot.glyph:
            base.chars.setdefault(slot.path, {})[slot.char] = code
        if slot.node < 0:
            continue
        if first.setdefault(slot.node, slot.path) != slot.path:
            raise Unprovable("一个字段用了两种字体")
        if is_digit(slot.char):
            known = base.digits.setdefault(slot.node, {})
            if known.setdefault(slot.char, code) != code:
                raise Unprovable("数字随上下文变化字形")
    for node, path in first.items():
        base.usual[node] = frozenset(base.chars.get(path, ()))


def _write(base: Base, layers: Mapping[str, _Layer]) -> None:
    body = writing.Body(base.prefix, base.next)
    first = base.next
    intents = layers[UNDER].pdf.Root.get("/OutputIntents")
    if intents is None or len(intents) != 1:
        raise Unprovable("没有输出色彩描述")
    intent = intents[0]
    written: dict[bytes, int] = {}
    number = _once(body, written, intent.DestOutputProfile)
    rest = {str(key): value for key, value in intent.items() if str(key) != "/DestOutputProfile"}
    base.intents = b"[<<%s/DestOutputProfile %d 0 R>>]" % (writing.entries(rest), number)
    for name, layer in layers.items():
        writer = _Forms(base, layer, body, written)
        box = b"[0 0 %s %s]" % tuple(b"%g" % round(side, 4) for side in base.size)
        base.objects[name] = writer.form(layer.operators, layer.resources, b"/BBox%s" % box)
    base.prefix, base.next = bytes(body.content), body.next
    base.table += body.table(range(first, body.next))
    base.digest = hashlib.sha256(base.prefix)


def _once(
    body: writing.Body,
    written: dict[bytes, int],
    stream: Any,
    inside: Callable[[Any, Sequence[str]], bytes] | None = None,
) -> int:
    """Write a stream as it is, unless the same was written, and return its number."""
    if inside is None:
        kept = {str(key): value for key, value in stream.items() if str(key) != "/Length"}
        head = writing.entries(kept)
    else:
        head = inside(stream, ("/Length",))
    content = bytes(stream.read_raw_bytes())
    if content not in written:
        written[content] = body.packed(content, head)
    return written[content]


class _Forms:
    """Writes the operators of one layer, and all they refer to, with the shared fonts."""

    def __init__(
        self, base: Base, layer: _Layer, body: writing.Body, once: dict[bytes, int]
    ) -> None:
        self._base, self._layer, self._body, self._once = base, layer, body, once
        self._written: dict[Any, int] = {}

    def form(self, operators: bytes, resources: Any, entries: bytes) -> int:
        """Write a form object and return its number."""
        named = {name.decode() for name in _NAMES.findall(operators)}
        used = dict.fromkeys(name for name, _ in streams.glyphs(operators))
        parts = []
        for kind, values in resources.items():
            if kind in ("/Font", "/ProcSet"):
                continue
            kept = [key for key in values if key[1:] in named]
            inside = b"".join(b"%s %s" % (key.encode(), self._value(values[key])) for key in kept)
            if inside:
                parts.append(b"%s<<%s>>" % (kind.encode(), inside))
        files = dict.fromkeys(self._layer.fonts.named(name).path for name in used)
        if files:
            refs = (b"/%s %d 0 R" % (self._base.fonts[path][0].encode(), self._base.fonts[path][1])
                    for path in files)  # fmt: skip
            parts.append(b"/Font<<%s>>" % b"".join(refs))
        content = streams.compact(
            streams.rewritten(operators, font=self._font, code=self._code, drawn=str)
        )
        head = b"/Type/XObject/Subtype/Form%s/Resources<<%s>>" % (entries, b"".join(parts))
        return self._body.packed(packed(content), head + b"/Filter/FlateDecode")

    def _font(self, name: str) -> str:
        return self._base.fonts[self._layer.fonts.named(name).path][0]

    def _code(self, name: str, glyph: int) -> int:
        return self._base.codes[self._layer.fonts.named(name).path][glyph]

    def _value(self, value: Any) -> bytes:
        import pikepdf

        if isinstance(value, pikepdf.Stream):
            return b"%d 0 R" % self._stream(value)
        if isinstance(value, pikepdf.Dictionary):
            return b"<<%s>>" % self._inside(value)
        if isinstance(value, pikepdf.Array):
            return b"[%s]" % b" ".join(self._value(each) for each in value)
        return writing.direct(value)

    def _inside(self, values: Any, without: Sequence[str] = ()) -> bytes:
        return b"".join(
            b"%s %s" % (str(key).encode(), self._value(value))
            for key, value in values.items()
            if str(key) not in without
        )

    def _stream(self, stream: Any) -> int:
        if stream.objgen not in self._written:
            if stream.get("/Subtype") == "/Form":
                without = ("/Length", "/Filter", "/Resources", "/Type", "/Subtype")
                number = self.form(
                    stream.read_bytes(), stream.get("/Resources") or {},
                    self._inside(stream, without),
                )  # fmt: skip
            else:
                number = _once(self._body, self._once, stream, self._inside)
            self._written[stream.objgen] = number
        return self._written[stream.objgen]


def packed(content: bytes) -> bytes:
    """Return content deflated as small as it gets; it is done once for thousands of files."""
    import zlib

    return zlib.compress(content, 9)
