"""Geometry at its borders: nothing, all, one, equal ones, names that are too long."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.reporting.rules.bar_charts import bars
from academy.reporting.rules.column_charts import (
    COLUMNS_AT_MOST,
    Band,
    Moment,
    place_of,
    spread,
    trend,
)
from academy.reporting.rules.shapes import (
    PAPER,
    SCREEN,
    WHOLE,
    Box,
    Datum,
    Dot,
    Drawing,
    Look,
    Mark,
    Stroke,
    Tone,
    Words,
    ems,
    fitted,
    share,
)

BANDS = [
    Band(f"{low}–{high}", Decimal(low), Decimal(high), count, str(count), "")
    for low, high, count in ((0, 60, 1), (60, 70, 0), (70, 80, 4), (80, 90, 2), (90, 100, 3))
]


def _datum(value: str | None, label: str = "东湖", *, small: bool = False) -> Datum:
    return Datum(label, None if value is None else Decimal(value), f"{value}%", "1/2", small=small)


def _boxes(drawing: Drawing, *tones: Tone) -> list[Box]:
    return [box for group in drawing.groups for box in group.boxes if box.tone in tones]


def _lengths(drawing: Drawing) -> list[Decimal]:
    return [box.width for box in _boxes(drawing, Tone.FULL, Tone.SMALL)]


@pytest.mark.parametrize(
    ("value", "full", "expected"),
    [("-1", "100", "0"), ("0", "100", "0"), ("50", "100", "0.5"), ("100", "100", "1"),
     ("101", "100", "1"), (None, "100", "0"), ("1", "3", "1")],
)  # fmt: skip
def test_share(value: str | None, full: str, expected: str) -> None:
    got = share(None if value is None else Decimal(value), Decimal(full))
    assert got == (Decimal(1) / 3 if full == "3" else Decimal(expected))


def test_there_is_no_share_of_nothing() -> None:
    with pytest.raises(ValueError, match="no full size"):
        share(Decimal(1), Decimal(0))


def test_a_bar_is_as_long_as_its_rate() -> None:
    values = ["0", "0.1", "50", "100", "101", None]
    (drawing,) = bars([_datum(each) for each in values], full=WHOLE, look=SCREEN)
    plane = _boxes(drawing, Tone.TRACK)[0].width
    # No bar at all for 0 and for nothing; one beyond the full is a full one.
    assert [round(length / plane, 3) for length in _lengths(drawing)] == [
        Decimal("0.001"), Decimal("0.5"), Decimal(1), Decimal(1),
    ]  # fmt: skip
    assert len(_boxes(drawing, Tone.TRACK)) == len(values)


def test_equal_values_are_equal_bars_in_their_order() -> None:
    (drawing,) = bars([_datum("40", name) for name in "甲乙丙"], full=WHOLE, look=SCREEN)
    assert len(set(_lengths(drawing))) == 1
    names = [words.text for group in drawing.groups for words in group.words if words.ink == "name"]
    assert names == ["甲", "乙", "丙"]


def test_no_bars_are_no_drawing() -> None:
    assert bars([], full=WHOLE, look=SCREEN) == []


@pytest.mark.parametrize(
    ("count", "columns", "sizes"), [(1, 2, [1]), (2, 2, [1, 1]), (5, 2, [3, 2]), (5, 1, [5])]
)
def test_columns_are_alike_and_the_first_is_no_shorter(
    count: int, columns: int, sizes: list[int]
) -> None:
    data = [_datum("50", "东湖" * (place + 1)) for place in range(count)]
    found = bars(data, full=WHOLE, look=SCREEN, columns=columns)
    assert [len(_lengths(drawing)) for drawing in found] == sizes
    assert len({_boxes(drawing, Tone.TRACK)[0].x for drawing in found}) == 1


def test_a_small_group_is_marked_by_sign_and_outline() -> None:
    (drawing,) = bars([_datum("50", small=True)], full=WHOLE, look=SCREEN)
    assert [box.tone for box in _boxes(drawing, Tone.FULL, Tone.SMALL)] == [Tone.SMALL]
    assert "1/2 ※" in drawing.texts


def test_a_part_lies_in_its_bar() -> None:
    data = Datum("东湖", Decimal(4), "4", of_which=Decimal(1))
    (drawing,) = bars([data], full=Decimal(8), look=SCREEN, tracked=False)
    (whole,), (part,) = _boxes(drawing, Tone.FULL), _boxes(drawing, Tone.OF_WHICH)
    assert (part.x, part.y) == (whole.x, whole.y)
    assert abs(part.width * 4 - whole.width) <= Decimal("0.02")


@pytest.mark.parametrize("value", ["0", "50", "90", "100"])
def test_marks_stand_at_their_values_and_read_apart(value: str) -> None:
    marks = [Mark(Decimal(90), "目标 90%", Tone.TARGET), Mark(Decimal(value), f"合计 {value}%")]
    (drawing,) = bars([_datum("50")], full=WHOLE, look=SCREEN, marks=marks)
    track = _boxes(drawing, Tone.TRACK)[0]
    lines = {
        line.tone: line.x1 for group in drawing.groups for line in group.strokes
        if line.tone in (Tone.TARGET, Tone.TOTAL)
    }  # fmt: skip
    assert abs(lines[Tone.TOTAL] - track.x - track.width * Decimal(value) / 100) <= Decimal("0.02")
    heights = [w.y for g in drawing.groups for w in g.words if "%" in w.text and " " in w.text]
    assert heights[1] - heights[0] >= SCREEN.small


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("东湖分局", 4, ["东湖分局"]),
        ("东湖分局", 3, ["东湖分", "局"]),
        ("东湖分局东湖分局", 3, ["东湖分", "局东…"]),
        ("East Lake branch", 7, ["East Lake", "branch"]),
        ("湖", 0, ["湖"]),
    ],
)
def test_a_long_name_takes_two_lines_and_no_more(text: str, width: int, lines: list[str]) -> None:
    assert fitted(text, Decimal(width)) == lines


def _inside(drawing: Drawing, look: Look) -> None:
    for group in drawing.groups:
        for shape in group.shapes:
            if isinstance(shape, Box):
                assert Decimal(0) <= shape.x <= shape.x + shape.width <= WHOLE + Decimal("0.02")
                assert Decimal(0) <= shape.y <= shape.y + shape.height <= drawing.height
            elif isinstance(shape, Words):
                assert Decimal(0) <= shape.x <= WHOLE
                assert shape.size / 2 <= shape.y <= drawing.height
                long = ems(shape.text) * shape.size * 100 / look.width
                left = {"start": shape.x, "middle": shape.x - long / 2, "end": shape.x - long}
                assert left[shape.anchor] >= -1 or drawing.wide
            elif isinstance(shape, Dot):
                assert Decimal(0) <= shape.x <= WHOLE
            else:
                assert {shape.x1, shape.x2} <= {x for x in (shape.x1, shape.x2) if 0 <= x <= WHOLE}


_names = st.text("东湖南桥分局 abcdefgh", min_size=1, max_size=24)
_rates = st.none() | st.decimals(0, 100, places=1)


@given(
    rows=st.lists(st.tuples(_names, _rates, st.booleans()), min_size=1, max_size=40),
    look=st.sampled_from([SCREEN, PAPER]),
)
def test_bars_and_names_never_leave_the_drawing(
    rows: list[tuple[str, Decimal | None, bool]], look: Look
) -> None:
    data = [Datum(n, v, "—" if v is None else f"{v}%", "1,234/1,234", small=s) for n, v, s in rows]
    marks = [Mark(Decimal(90), "目标 90%"), Mark(Decimal(0), "合计 0.0%")]
    for drawing in bars(data, full=WHOLE, look=look, marks=marks, columns=2):
        _inside(drawing, look)


@given(values=st.lists(_rates, min_size=1, max_size=40))
def test_a_trend_is_columns_or_a_line_that_breaks_where_nothing_is(
    values: list[Decimal | None],
) -> None:
    moments = [Moment(_datum(None if v is None else str(v)), str(n)) for n, v in enumerate(values)]
    drawing = trend(moments, full=WHOLE, look=SCREEN, mark=Mark(Decimal(50), "合计 50.0%"))
    _inside(drawing, SCREEN)
    known = [value is not None for value in values]
    lines = [s for g in drawing.groups for s in g.strokes if s.tone is Tone.TREND]
    dots = [dot for group in drawing.groups for dot in group.dots]
    if len(values) <= COLUMNS_AT_MOST:
        assert (lines, dots) == ([], [])
        assert len(_lengths(drawing)) == sum(bool(value) for value in values)
    else:
        assert len(dots) == sum(known)
        assert len(lines) == sum(a and b for a, b in pairwise(known))


@pytest.mark.parametrize(
    ("value", "place"),
    [("0", "1"), ("30", "10.8"), ("59.99", None), ("60", "20.6"), ("75", "50"), ("90", "79.4"),
     ("95", "89.2"), ("100", "99"), ("101", "99"), ("-1", "1")],
)  # fmt: skip
def test_a_score_lies_within_its_band(value: str, place: str | None) -> None:
    got = place_of(Decimal(value), BANDS)
    if place is None:
        assert Decimal("20.59") < got < Decimal("20.6")
    else:
        assert got == Decimal(place)


@pytest.mark.parametrize("values", [("0", "0", "0", "0", "0"), ("41", "76.5", "86.5", "92", "100")])
def test_the_spread_is_a_box_under_columns(values: tuple[str, ...]) -> None:
    marks = [Datum(name, Decimal(v), v) for name, v in zip("低四中七高", values, strict=True)]
    drawing = spread(BANDS, marks, look=SCREEN)
    _inside(drawing, SCREEN)
    heights = [box.height for box in _boxes(drawing, Tone.FULL)]
    # The band of nobody has no column; the fullest is as high as the plot.
    assert heights == [Decimal("37.5"), Decimal(150), Decimal(75), Decimal("112.5")]
    (box,) = _boxes(drawing, Tone.RANGE)
    places = [place_of(Decimal(v), BANDS) for v in values]
    assert abs(box.x - places[1]) <= Decimal("0.01")
    assert abs(box.x + box.width - places[3]) <= Decimal("0.01")
    (middle,) = [s for g in drawing.groups for s in g.strokes if s.tone is Tone.MIDDLE]
    assert abs(middle.x1 - places[2]) <= Decimal("0.01")
    assert isinstance(middle, Stroke)


def test_a_spread_of_nobody_has_no_columns() -> None:
    empty = [Band(b.label, b.low, b.high, 0, "0", "—") for b in BANDS]
    assert _boxes(spread(empty, [], look=SCREEN), Tone.FULL, Tone.RANGE) == []
