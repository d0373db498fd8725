"""What a drawing is made of: boxes, lines, dots and words at places, and nothing that draws them.

Across, everything is in per cent of the drawing's width; down, in pixels from its top. So one
drawing fits a phone, a desk and a sheet of paper, and its words stay as large as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from unicodedata import east_asian_width

_HUNDREDTH = Decimal("0.01")
_TENTH = Decimal("0.1")
WHOLE = Decimal(100)
_NARROW = Decimal("0.57")
"""How wide a letter or a digit is, in the height of the type; a Chinese character is 1."""


class Tone(StrEnum):
    """What a box, line or dot stands for. Each differs from the others in grey print too."""

    TRACK = "track"
    FULL = "full"
    OF_WHICH = "of-which"
    SMALL = "small"
    BASE = "base"
    TOTAL = "total"
    TARGET = "target"
    LEVEL = "level"
    TREND = "trend"
    RANGE = "range"
    MIDDLE = "middle"
    LEAD = "lead"


class Ink(StrEnum):
    """What words say: the name of something, its value, or what is told beside it."""

    NAME = "name"
    VALUE = "value"
    NOTE = "note"


class Anchor(StrEnum):
    """Which end of the words stands at their place."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Look:
    """How large things are, in pixels; `width` is the narrowest the drawing has to fit."""

    width: int
    font: Decimal
    small: Decimal
    step: int
    bar: int
    plot: int


SCREEN = Look(width=300, font=Decimal(13), small=Decimal(12), step=26, bar=16, plot=150)
PAPER = Look(width=460, font=Decimal(10), small=Decimal(9), step=15, bar=9, plot=150)
"""Of several on a landscape page: half its width, so low that ROWS bars stand in a column."""
ROOMY = Look(width=460, font=Decimal(12), small=Decimal(11), step=25, bar=15, plot=220)
"""Of one that has the page for itself."""
ROWS = 36


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal
    tone: Tone


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    x1: Decimal
    y1: Decimal
    x2: Decimal
    y2: Decimal
    tone: Tone


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a line."""

    x: Decimal
    y: Decimal
    tone: Tone


@dataclass(frozen=True, slots=True)
class Words:
    """Words with their base line at `y`."""

    x: Decimal
    y: Decimal
    text: str
    ink: Ink
    anchor: Anchor
    size: Decimal


Shape = Box | Stroke | Dot | Words


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that say one thing; `title` says it in words."""

    title: str
    shapes: tuple[Shape, ...]

    @property
    def boxes(self) -> list[Box]:
        """The rectangles, which lie undermost."""
        return [each for each in self.shapes if isinstance(each, Box)]

    @property
    def strokes(self) -> list[Stroke]:
        """The lines."""
        return [each for each in self.shapes if isinstance(each, Stroke)]

    @property
    def dots(self) -> list[Dot]:
        """The points."""
        return [each for each in self.shapes if isinstance(each, Dot)]

    @property
    def words(self) -> list[Words]:
        """The words, which lie on top."""
        return [each for each in self.shapes if isinstance(each, Words)]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole drawing; one with many columns is `wide` and scrolls where there is no room."""

    height: int
    groups: tuple[Group, ...]
    wide: bool = False

    @property
    def texts(self) -> list[str]:
        """All that can be read in it, group by group."""
        return [words.text for group in self.groups for words in group.words]


@dataclass(frozen=True, slots=True)
class Datum:
    """One thing that is drawn: its name, its value (None for none) and both as they are printed.

    `note` is told beside it (the counts behind a rate); `of_which` is the share of the value that
    is set apart; who is `small` is marked; `goal` is what it is to reach.
    """

    label: str
    value: Decimal | None
    said: str
    note: str = ""
    of_which: Decimal | None = None
    small: bool = False
    goal: Decimal | None = None

    @property
    def title(self) -> str:
        """Everything about it in one line."""
        return " ".join(each for each in (self.label, self.said, self.note) if each)


@dataclass(frozen=True, slots=True)
class Mark:
    """A value that the others are held against, with its words."""

    value: Decimal
    text: str
    tone: Tone = Tone.TOTAL


def rounded(value: Decimal) -> Decimal:
    """Return a place across with two decimals."""
    return value.quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)


def down(value: Decimal | int) -> Decimal:
    """Return a place from above with one decimal."""
    return Decimal(value).quantize(_TENTH, rounding=ROUND_HALF_UP)


def share(value: Decimal | None, full: Decimal) -> Decimal:
    """Return how much of `full` a value is, between 0 and 1; nothing and a negative are 0.

    Raises:
        ValueError: `full` is not above 0.
    """
    if full <= 0:
        raise ValueError(f"{full} is no full size")
    return min(max(value or Decimal(0), Decimal(0)), full) / full


def ems(text: str) -> Decimal:
    """Return about how wide a text is, in the height of its type."""
    wide = sum(east_asian_width(each) in "WF" for each in text)
    return wide + (len(text) - wide) * _NARROW


def needed(texts: Sequence[str], size: Decimal, look: Look) -> Decimal:
    """Return the share of the narrowest width that the longest of some texts takes."""
    longest = max(map(ems, texts), default=Decimal(0))
    return longest * size * WHOLE / look.width


def fitted(text: str, width: Decimal) -> list[str]:
    """Return a text on one line, or on two, none wider than so many ems; "…" for a rest.

    It is broken at a space where one is near, else anywhere, as Chinese is.
    """
    if ems(text) <= width or len(text) == 1:
        return [text]
    cut = _fits(text, width)
    space = text.rfind(" ", 1, cut + 1)
    cut = space if space > 0 else cut
    first, rest = text[:cut].rstrip(), text[cut:].strip()
    if ems(rest) <= width:
        return [first, rest]
    return [first, rest[: _fits(rest, width - 1)].rstrip() + "…"]


def _fits(text: str, width: Decimal) -> int:
    """Return how many characters fit; at least one."""
    return next((n for n in range(len(text), 1, -1) if ems(text[:n]) <= width), 1)
