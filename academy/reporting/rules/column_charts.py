"""Columns beside each other: a rate in the course of time, and how many fall into each band."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from academy.reporting.rules.bar_charts import SMALL_SIGN
from academy.reporting.rules.shapes import (
    WHOLE,
    Anchor,
    Box,
    Datum,
    Dot,
    Drawing,
    Group,
    Ink,
    Look,
    Mark,
    Shape,
    Stroke,
    Tone,
    Words,
    down,
    needed,
    rounded,
    share,
)

COLUMNS_AT_MOST = 14
"""So many stand beside each other with a value over each; more are a line."""
WIDE = 520
"""How wide, in pixels, a drawing of many columns is at least; a narrow screen scrolls it."""
_WIDE_FROM = 9
_INSET = Decimal(1)
_LEADS = 18
_FILLED = Decimal("0.62")


@dataclass(frozen=True, slots=True)
class Moment:
    """One month or year: what is drawn, its short name, and the year it begins ("" for none)."""

    datum: Datum
    label: str
    begins: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """Values from `low` up to `high`, how many there are, and that number as it is printed."""

    label: str
    low: Decimal
    high: Decimal
    count: int
    said: str
    note: str


@dataclass(frozen=True, slots=True)
class _Plot:
    """The plane: its right end in per cent, the top and the base line in pixels."""

    end: Decimal
    top: Decimal
    base: Decimal
    full: Decimal

    def centre(self, place: int, count: int) -> Decimal:
        """Return the middle of a column."""
        return self.end * (2 * place + 1) / (2 * count)

    def height(self, value: Decimal | None) -> Decimal:
        """Return how high a value stands over the base line."""
        return share(value, self.full) * (self.base - self.top)


def trend(
    moments: Sequence[Moment], *, full: Decimal, look: Look, mark: Mark | None = None
) -> Drawing:
    """Return a value in the course of time: columns, or a line where there are many.

    `mark` is a line across, its words at the right end. What has no value has no column, and
    breaks the line.

    Raises:
        ValueError: `full` is not above 0.
    """
    line, top = look.font + 3, look.font + 6
    wide = len(moments) >= _WIDE_FROM
    room = replace(look, width=max(look.width, WIDE)) if wide else look
    end = WHOLE - (needed([mark.text], look.small, room) + 2 if mark else 0)
    plot = _Plot(end, top, top + look.plot, full)
    base = Stroke(Decimal(0), down(plot.base), rounded(end), down(plot.base), Tone.BASE)
    groups = [Group("", (base,))]
    # Behind the columns, so that it crosses no number.
    if mark is not None:
        groups.append(Group(mark.text, tuple(_across(mark, plot, look))))
    is_line = len(moments) > COLUMNS_AT_MOST
    groups += _line(moments, plot, look) if is_line else _columns(moments, plot, look)
    return Drawing(int(plot.base + 2 * line + 4), tuple(groups), wide=wide)


def _columns(moments: Sequence[Moment], plot: _Plot, look: Look) -> list[Group]:
    slot, found = plot.end / max(len(moments), 1), []
    for place, each in enumerate(moments):
        datum, x = each.datum, plot.centre(place, len(moments))
        high, wide = plot.height(datum.value), min(slot * _FILLED, Decimal(12))
        shapes: list[Shape] = []
        if high:
            tone = Tone.SMALL if datum.small else Tone.FULL
            corner = rounded(x - wide / 2), down(plot.base - high)
            shapes.append(Box(*corner, rounded(wide), down(high), tone))
        said = datum.said + (SMALL_SIGN if datum.small else "")
        over = down(plot.base - high - 4)
        shapes.append(Words(rounded(x), over, said, Ink.VALUE, Anchor.MIDDLE, look.small))
        shapes += _under(each, x, x - slot / 2, plot, look)
        found.append(Group(datum.title, tuple(shapes)))
    return found


def _under(each: Moment, x: Decimal, left: Decimal, plot: _Plot, look: Look) -> list[Shape]:
    """Return what stands under the base line: the month, and from its left the year it begins."""
    first = plot.base + look.small + 4
    found: list[Shape] = [
        Words(rounded(x), down(first), each.label, Ink.NAME, Anchor.MIDDLE, look.small)
    ]
    if each.begins and each.begins != each.label:
        second = down(first + look.small + 3)
        found.append(Words(rounded(left), second, each.begins, Ink.NOTE, Anchor.START, look.small))
    return found


def _line(moments: Sequence[Moment], plot: _Plot, look: Look) -> list[Group]:
    """Return a line through all values, with those told that say most: ends, highest, lowest."""
    count = len(moments)
    spots = [
        (plot.centre(place, count), plot.base - plot.height(each.datum.value))
        for place, each in enumerate(moments)
    ]
    told, found = _told(moments), []
    for place, each in enumerate(moments):
        datum, (x, y) = each.datum, spots[place]
        shapes: list[Shape] = []
        if datum.value is not None:
            if place and moments[place - 1].datum.value is not None:
                before = spots[place - 1]
                shapes.append(
                    Stroke(rounded(before[0]), down(before[1]), rounded(x), down(y), Tone.TREND)
                )
            shapes.append(Dot(rounded(x), down(y), Tone.SMALL if datum.small else Tone.FULL))
            if place in told:
                said = datum.said + (SMALL_SIGN if datum.small else "")
                shapes.append(
                    Words(rounded(x), down(y - 6), said, Ink.VALUE, Anchor.MIDDLE, look.small)
                )
        if each.begins:
            left, under = x - plot.end / count / 2, down(plot.base + look.small + 4)
            shapes.append(
                Words(rounded(left), under, each.begins, Ink.NAME, Anchor.START, look.small)
            )
        found.append(Group(datum.title, tuple(shapes)))
    return found


def _told(moments: Sequence[Moment]) -> set[int]:
    """Return which values of a line are told: last, first, lowest, highest, as far as room is."""
    known = [place for place, each in enumerate(moments) if each.datum.value is not None]
    if not known:
        return set()

    def value(place: int) -> Decimal:
        return moments[place].datum.value or Decimal(0)

    apart, found = max(2, len(moments) // 8), set[int]()
    for place in (known[-1], known[0], min(known, key=value), max(known, key=value)):
        if all(abs(place - other) >= apart for other in found):
            found.add(place)
    return found


def _across(mark: Mark, plot: _Plot, look: Look) -> list[Shape]:
    y = plot.base - plot.height(mark.value)
    words = Words(
        WHOLE, down(y + look.small * Decimal("0.36")), mark.text, Ink.NOTE, Anchor.END, look.small
    )
    return [Stroke(Decimal(0), down(y), rounded(plot.end + 1), down(y), Tone.LEVEL), words]


def spread(bands: Sequence[Band], marks: Sequence[Datum], *, look: Look) -> Drawing:
    """Return how many fall into each band, and under it where the percentiles lie.

    Five marks (lowest, a quarter, half, three quarters, highest), or none, are a box with two
    whiskers on the bands' own scale, which within each band is even. Their words stand side by
    side below, each led to from its place, so that none covers another however close they are.
    """
    line, top = look.font + 3, look.font + look.small + 9
    most = max((each.count for each in bands), default=0) or 1
    plot = _Plot(WHOLE, top, top + look.plot, Decimal(most))
    groups = _bands(bands, plot, look)
    base = Stroke(Decimal(0), down(plot.base), WHOLE, down(plot.base), Tone.BASE)
    groups.append(Group("", (base,)))
    bottom = plot.base + line + 4
    if marks:
        groups.append(_box(bands, marks, bottom + 14, look))
        for place, mark in enumerate(marks):
            groups.append(_led(bands, mark, place, len(marks), bottom + 14, look))
        bottom += 14 + look.bar + 2 * line + _LEADS
    return Drawing(int(bottom + 4), tuple(groups))


def _bands(bands: Sequence[Band], plot: _Plot, look: Look) -> list[Group]:
    slot, found = WHOLE / max(len(bands), 1), []
    for place, each in enumerate(bands):
        x, high = plot.centre(place, len(bands)), plot.height(Decimal(each.count))
        wide = slot * Decimal("0.86")
        shapes: list[Shape] = []
        if high:
            corner = rounded(x - wide / 2), down(plot.base - high)
            shapes.append(Box(*corner, rounded(wide), down(high), Tone.FULL))
        over, under = plot.base - high - 5, plot.base + look.font + 4
        told = (
            (over - look.small - 2, each.said, Ink.VALUE, look.font),
            (over, each.note, Ink.NOTE, look.small),
            (under, each.label, Ink.NAME, look.font),
        )
        shapes += [
            Words(rounded(x), down(y), text, ink, Anchor.MIDDLE, size)
            for y, text, ink, size in told
        ]
        found.append(Group(f"{each.label} {each.said} {each.note}", tuple(shapes)))
    return found


def place_of(value: Decimal, bands: Sequence[Band]) -> Decimal:
    """Return where a value lies on the scale of the bands, in per cent from the left.

    Each band takes as much room as the others, however wide it is; what lies outside all of them
    stands at their end. A hair's breadth stays free on both sides.
    """
    number = next((at for at, band in enumerate(bands) if value < band.high), len(bands) - 1)
    band, slot = bands[number], (WHOLE - 2 * _INSET) / len(bands)
    return _INSET + slot * (number + share(value - band.low, band.high - band.low))


def _box(bands: Sequence[Band], marks: Sequence[Datum], top: Decimal, look: Look) -> Group:
    low, quarter, half, last, high = (rounded(_at(each, bands)) for each in marks)
    middle, bottom = down(top + Decimal(look.bar) / 2), down(top + look.bar)
    shapes: list[Shape] = [
        Stroke(low, middle, quarter, middle, Tone.RANGE),
        Stroke(last, middle, high, middle, Tone.RANGE),
        Stroke(low, down(top + 3), low, down(bottom - 3), Tone.RANGE),
        Stroke(high, down(top + 3), high, down(bottom - 3), Tone.RANGE),
        Box(quarter, down(top), last - quarter, Decimal(look.bar), Tone.RANGE),
        Stroke(half, down(top - 3), half, down(bottom + 3), Tone.MIDDLE),
    ]
    return Group(" · ".join(each.title for each in marks), tuple(shapes))


def _at(mark: Datum, bands: Sequence[Band]) -> Decimal:
    return place_of(mark.value or Decimal(0), bands)


def _led(
    bands: Sequence[Band], mark: Datum, place: int, count: int, top: Decimal, look: Look
) -> Group:
    """Return a mark's words, name over number, with a line from its place to them."""
    x, at = WHOLE * (2 * place + 1) / (2 * count), _at(mark, bands)
    foot = top + look.bar
    first = foot + _LEADS + look.small
    second = first + look.font + 2
    return Group(
        mark.title,
        (
            Stroke(rounded(at), down(foot + 3), rounded(x), down(foot + _LEADS - 2), Tone.LEAD),
            Words(rounded(x), down(first), mark.label, Ink.NOTE, Anchor.MIDDLE, look.small),
            Words(rounded(x), down(second), mark.said, Ink.VALUE, Anchor.MIDDLE, look.font),
        ),
    )
