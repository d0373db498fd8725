"""Bars that lie under each other: a name, a bar, its value, the counts behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from academy.reporting.rules.shapes import (
    WHOLE,
    Anchor,
    Box,
    Datum,
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
    ems,
    fitted,
    needed,
    rounded,
    share,
)

_GAP = Decimal(2)
_NAMES_AT_MOST, _NAMES_AT_LEAST, _PLANE_AT_LEAST = Decimal(34), Decimal(14), Decimal(30)
SMALL_SIGN = "※"


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where things stand across, in per cent, and how high a row is."""

    start: Decimal
    plane: Decimal
    value_end: Decimal
    names: Decimal
    step: int
    head: int


def bars(
    data: Sequence[Datum],
    *,
    full: Decimal,
    look: Look,
    marks: Sequence[Mark] = (),
    columns: int = 1,
    tracked: bool = True,
) -> list[Drawing]:
    """Return bars in the order given, in so many drawings of equal build, one beside the other.

    A bar of `full` takes the whole plane, and so does a longer one. A `tracked` one lies on a
    track that shows how long it could be. Marks are lines through all bars, each with its words
    on a line of its own above.

    Raises:
        ValueError: `full` is not above 0.
    """
    if not data:
        return []
    plan = _plan(data, marks, look)
    size = -(-len(data) // columns)
    return [
        _drawn(data[first : first + size], full, look, marks, plan, tracked=tracked)
        for first in range(0, len(data), size)
    ]


def _plan(data: Sequence[Datum], marks: Sequence[Mark], look: Look) -> _Plan:
    """Return where things stand so that the longest of each kind has room."""
    names = min(needed([each.label for each in data], look.font, look) + 1, _NAMES_AT_MOST)
    values = needed([each.said for each in data], look.font, look) + _GAP
    notes = needed([_note(each) for each in data], look.small, look)
    notes += _GAP if notes else 0
    plane = WHOLE - names - _GAP - values - notes
    if plane < _PLANE_AT_LEAST:
        names = max(_NAMES_AT_LEAST, names - (_PLANE_AT_LEAST - plane))
        plane = max(_PLANE_AT_LEAST, WHOLE - names - _GAP - values - notes)
    broken = any(len(fitted(each.label, _room(names, look))) > 1 for each in data)
    line = int(look.small + 2)
    return _Plan(
        start=names + _GAP,
        plane=plane,
        value_end=min(names + _GAP + plane + values, WHOLE),
        names=names,
        step=max(look.step, 2 * line + 4) if broken else look.step,
        head=(line + 3) * len(marks),
    )


def _room(names: Decimal, look: Look) -> Decimal:
    """Return how many ems of a name stand on a line."""
    return names * look.width / WHOLE / look.font


def _note(each: Datum) -> str:
    return f"{each.note} {SMALL_SIGN}".strip() if each.small else each.note


def _drawn(
    data: Sequence[Datum],
    full: Decimal,
    look: Look,
    marks: Sequence[Mark],
    plan: _Plan,
    *,
    tracked: bool,
) -> Drawing:
    rows = [
        Group(each.title, tuple(_row(each, place, full, look, plan, tracked=tracked)))
        for place, each in enumerate(data)
    ]
    bottom = plan.head + len(data) * plan.step
    over = [
        Group(mark.text, tuple(_mark(mark, place, full, look, plan, bottom)))
        for place, mark in enumerate(marks)
    ]
    base = Stroke(
        rounded(plan.start), down(plan.head), rounded(plan.start), down(bottom), Tone.BASE
    )
    return Drawing(bottom + 4, (*rows, Group("", (base,)), *over))


def _row(
    each: Datum, place: int, full: Decimal, look: Look, plan: _Plan, *, tracked: bool
) -> list[Shape]:
    middle = Decimal(plan.head + place * plan.step) + Decimal(plan.step) / 2
    top, long = down(middle - Decimal(look.bar) / 2), share(each.value, full) * plan.plane
    start, height = rounded(plan.start), Decimal(look.bar)
    found: list[Shape] = []
    if tracked:
        found.append(Box(start, top, rounded(plan.plane), height, Tone.TRACK))
    if long:
        tone = Tone.SMALL if each.small else Tone.FULL
        found.append(Box(start, top, rounded(long), height, tone))
    if each.of_which:
        part = share(each.of_which, full) * plan.plane
        found.append(Box(start, top, rounded(part), height, Tone.OF_WHICH))
    if each.goal is not None:
        at = rounded(plan.start + share(each.goal, full) * plan.plane)
        half = Decimal(look.step) / 2 - 1
        found.append(Stroke(at, down(middle - half), at, down(middle + half), Tone.TARGET))
    found += _name(each.label, middle, look, plan)
    base = down(middle + look.font * Decimal("0.36"))
    end = rounded(plan.value_end)
    found.append(Words(end, base, each.said, Ink.VALUE, Anchor.END, look.font))
    if note := _note(each):
        found.append(Words(WHOLE, base, note, Ink.NOTE, Anchor.END, look.small))
    return found


def _name(label: str, middle: Decimal, look: Look, plan: _Plan) -> list[Shape]:
    lines = fitted(label, _room(plan.names, look))
    size = look.font if len(lines) == 1 else look.small
    first = middle + size * Decimal("0.36") - (len(lines) - 1) * (size + 2) / 2
    return [
        Words(
            rounded(plan.names),
            down(first + number * (size + 2)),
            line,
            Ink.NAME,
            Anchor.END,
            size,
        )
        for number, line in enumerate(lines)
    ]


def _mark(
    mark: Mark, place: int, full: Decimal, look: Look, plan: _Plan, bottom: int
) -> list[Shape]:
    x = plan.start + share(mark.value, full) * plan.plane
    half = ems(mark.text) * look.small * WHOLE / look.width / 2
    anchor = Anchor.MIDDLE
    if x + half > WHOLE:
        anchor = Anchor.END
    elif x < half:
        anchor = Anchor.START
    base = int(look.small) + place * (int(look.small + 2) + 3)
    words = Words(rounded(x), down(base), mark.text, Ink.NOTE, anchor, look.small)
    return [Stroke(rounded(x), down(base + 3), rounded(x), down(bottom), mark.tone), words]
