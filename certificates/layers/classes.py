"""Layout classes: people whose pages differ only in which glyphs stand at the same places.

Line breaks and positions follow from how a character breaks and how wide it sets, not from which
one it is. So each ideograph is known by the faces that have it and its width in them, each digit
likewise, and everything else by itself; people whose texts are equal in that sense share one
page of the layout engine. The oracle test and `press.prove` compare the outcome with the engine's.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from academy.shared import glyphs
from certificates.layers import faces, streams
from certificates.layers.aligning import BETWEEN, Slot, is_digit, is_ideograph
from certificates.layers.base import MARKER, Base
from certificates.layers.refusing import Unprovable
from certificates.rules.qr import Bar

_FIRST_KIND = 0xF0000  # private use, which no printed text has
MISSING = "\ufffe"


class Kinds(dict[int, str]):
    """A table for `str.translate`: from a character to what decides how it is set."""

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__({ord(BETWEEN): BETWEEN})
        self._faces = [faces.face(path) for path in paths]
        self._kinds: dict[tuple[bool, tuple[int, ...]], str] = {}

    def __missing__(self, point: int) -> str:
        char = chr(point)
        if is_ideograph(char) or is_digit(char):
            found = [face.number(char) for face in self._faces]
            widths = tuple(
                face.advance(glyph) if glyph else -1
                for face, glyph in zip(self._faces, found, strict=True)
            )
            fresh = chr(_FIRST_KIND + len(self._kinds))
            kind = self._kinds.setdefault((is_digit(char), widths), fresh)
        else:
            kind = char
        self[point] = MISSING if glyphs.missing(char) else kind
        return self[point]


@dataclass(frozen=True, slots=True)
class Key:
    """What two people must have in common to share a class."""

    present: tuple[bool, ...]  # what each `data-when` asks for
    density: str
    side: int  # of the QR code in modules
    portrait: tuple[object, ...]
    kinds: str  # of all characters of the fields
    usual: tuple[bool, ...]  # whether each field is made of the shared fonts' characters


@dataclass(frozen=True, slots=True)
class Pattern:
    """The page of a class: operators with `%b` where something of a person stands."""

    operators: bytes
    # For each `%b`: the place in the joined facts and where its code is looked up (a shared
    # table, or the file of which the person gets a font), or (-1, None) for the QR code.
    picks: tuple[tuple[int, Mapping[str, bytes] | str | None], ...]
    # By file of the person's own fonts: name in the operators, then glyphs everybody has in it.
    own: Mapping[str, tuple[str, tuple[tuple[int, str], ...]]]
    states: bytes  # graphics states that the operators name
    image: bytes  # the portrait's dictionary without its data, b"" without a portrait


class Memo:
    """The patterns of a process, the least used forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[int, Key], Pattern | Unprovable] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, base: Base, key: Key) -> Pattern | Unprovable | None:
        """Return what is known of a class: its page, or why it has none."""
        with self._lock:
            found = self._kept.get((base.serial, key))
            if found is not None:
                self._kept.move_to_end((base.serial, key))
            return found

    def keep(self, base: Base, key: Key, pattern: Pattern | Unprovable) -> None:
        """Remember a class."""
        with self._lock:
            self._kept[base.serial, key] = pattern
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)


def bars_drawn(bars: Sequence[Bar]) -> bytes:
    """Return the operators that the engine writes for these bars."""
    return b"".join(
        b"%d %d m\n%d %d l\n%d %d l\n%d %d l\nh\n"
        % (x, y, x + run, y, x + run, y + 1, x, y + 1)
        for x, y, run in bars
    )  # fmt: skip


def pattern(
    base: Base,
    operators: bytes,
    fonts: streams.Fonts,
    slots: Sequence[Slot],
    usual: Mapping[int, bool],
    rest: Callable[[set[str]], tuple[bytes, bytes]],
) -> Pattern:
    """Return the pattern of a class from its representative's page.

    Args:
        base: of the template.
        operators: of the page.
        fonts: of the page's document.
        slots: of the page's glyphs.
        usual: by placeholder, whether its text is made of the shared fonts' characters.
        rest: from the names of objects drawn, what else the page needs: graphics states and the
            portrait's dictionary.

    Raises:
        Unprovable: a glyph can't be told for everybody in the class.
    """
    maker = _Maker(base, usual)
    drawn: set[str] = set()
    place, size, taken = 0, b"", 0
    for token in streams.TOKEN.finditer(operators):
        maker.literal(operators[place : token.start()])
        place = token.end()
        if token["font"] is not None:
            size = token["size"]
            maker.choose(fonts.named(token["font"].decode()).path, size)
            continue
        if token["object"] is not None:
            drawn.add(token["object"].decode())
            maker.literal(b"/I Do")
            continue
        count = len(token["glyphs"]) // 4
        maker.show(slots[taken : taken + count], size)
        taken += count
    maker.literal(operators[place:])
    states, image = rest(drawn)
    whole = b"".join(maker.parts)
    return Pattern(whole, tuple(maker.picks), maker.own_fonts(), states, image)


class _Maker:
    """Collects the operators and picks of a pattern."""

    def __init__(self, base: Base, usual: Mapping[int, bool]) -> None:
        self._base, self._usual = base, usual
        self.parts: list[bytes] = []
        self.picks: list[tuple[int, Mapping[str, bytes] | str | None]] = []
        self._own: dict[str, dict[tuple[int, str], int]] = {}
        self._font: tuple[str, bytes] | None = None

    def literal(self, operators: bytes) -> None:
        """Take over operators as they are, but for the QR code's place."""
        if not operators:
            return
        if b"Q" in operators or b"BT" in operators:
            self._font = None  # restored, or to be chosen anew
        escaped = operators.replace(b"%", b"%%")
        head, marker, tail = escaped.partition(MARKER)
        self.parts.append(head)
        if marker:
            self.picks.append((-1, None))
            self.parts += [b"%b", tail]

    def choose(self, path: str, size: bytes) -> None:
        """Choose a font as the engine did, so that what is kerned before a glyph has its size."""
        known = self._base.fonts.get(path)
        name = known[0] if known else self._name(path)
        if known is None:
            self._own.setdefault(path, {})
        self.parts.append(b"/%s %s Tf\n" % (name.encode(), size))
        self._font = (name, size)

    def show(self, slots: Sequence[Slot], size: bytes) -> None:
        """Show glyphs that stand together; inside an array, which is closed to change fonts."""
        open_ = False
        if not slots:
            self.parts.append(b"<>")
        for slot in slots:
            name, code = self._coded(slot)
            if self._font != (name, size):
                change = b"/%s %s Tf\n[" % (name.encode(), size)
                if self.parts[-1].endswith(b"["):  # nothing shown yet
                    self.parts[-1] = self.parts[-1][:-1] + change
                else:
                    self.parts.append((b">]TJ\n" if open_ else b"]TJ\n") + change)
                self._font, open_ = (name, size), False
            if not open_:
                self.parts.append(b"<")
                open_ = True
            self.parts.append(code)
        if open_:
            self.parts.append(b">")

    def _coded(self, slot: Slot) -> tuple[str, bytes]:
        """Return the font's name and the code, or `%b` with a pick for it."""
        base, path = self._base, slot.path
        if slot.node >= 0 and is_digit(slot.char):
            digits = base.digits.get(slot.node, {})
            code = base.codes.get(path, {}).get(slot.glyph)
            if code is None or digits.get(slot.char) != b"%04x" % code:
                raise Unprovable("数字随上下文变化字形")
            self.picks.append((slot.place, digits))
            return base.fonts[path][0], b"%b"
        if slot.node >= 0 and is_ideograph(slot.char):
            if self._usual[slot.node]:
                self.picks.append((slot.place, base.chars[path]))
                return base.fonts[path][0], b"%b"
            self._own.setdefault(path, {})
            self.picks.append((slot.place, path))
            return self._name(path), b"%b"
        code = base.codes.get(path, {}).get(slot.glyph)
        if code is not None:
            return base.fonts[path][0], b"%04x" % code
        own = self._own.setdefault(path, {})
        code = own.setdefault((slot.glyph, slot.char), len(own) + 1)
        return self._name(path), b"%04x" % code

    def _name(self, path: str) -> str:
        paths = self._base.paths()
        if path not in paths:
            raise Unprovable("该人的文字用了模板之外的字体")
        return f"P{paths.index(path)}"

    def own_fonts(self) -> dict[str, tuple[str, tuple[tuple[int, str], ...]]]:
        return {path: (self._name(path), tuple(glyphs)) for path, glyphs in self._own.items()}


def image_of(objects: Mapping[str, Any], drawn: set[str], portrait: bytes | None) -> bytes:
    """Return the dictionary of the only object drawn, which must be the portrait as it is.

    Raises:
        Unprovable: something else is drawn.
    """
    from certificates.layers.writing import direct

    if not drawn:
        return b""
    found = objects[next(iter(drawn))]
    if len(drawn) > 1 or portrait is None or found.get("/Subtype") != "/Image":
        raise Unprovable("含字段的块中有照片以外的图形")
    if found.get("/Filter") != "/DCTDecode" or bytes(found.read_raw_bytes()) != portrait:
        raise Unprovable("照片须原样嵌入")
    kept = {str(key): value for key, value in found.items() if str(key) != "/Length"}
    return b"".join(b"%s %s" % (key.encode(), direct(value)) for key, value in kept.items())
