"""Subsets put together from glyph records, read back by fontTools."""

import io

import pytest
from fontTools.ttLib import TTFont

from certificates.layers import faces
from certificates.layers.refusing import Unprovable

# É is made of parts in some faces; 𡌪 is only in the last.
TEXT = "欧阳若曦䶮𰻞Éé12·，"


@pytest.mark.parametrize("place", range(len(faces.chain())))
def test_a_subset_has_the_glyphs_asked_for_and_their_widths(place: int) -> None:
    path = faces.chain()[place]
    face = faces.face(path)
    glyphs = [face.number(char) for char in TEXT if face.number(char)]
    assert len(glyphs) >= 12
    subset = TTFont(io.BytesIO(face.subset(glyphs)), checkChecksums=2)
    with TTFont(path, lazy=True) as whole:
        _compare(subset, whole, glyphs)
    assert subset["maxp"].numGlyphs >= len(glyphs) + 1
    assert not {"fpgm", "prep", "cvt "} & set(subset.keys())


def _compare(subset: TTFont, whole: TTFont, glyphs: list[int]) -> None:
    names = whole.getGlyphOrder()
    for number, glyph in enumerate(glyphs, 1):
        name = subset.getGlyphName(number)
        assert subset["hmtx"][name] == whole["hmtx"][names[glyph]]
        drawn, meant = subset["glyf"][name], whole["glyf"][names[glyph]]
        assert drawn.getCoordinates(subset["glyf"])[0] == meant.getCoordinates(whole["glyf"])[0]


def test_a_composite_brings_its_parts() -> None:
    """WenKai has four of them."""
    face = faces.face(faces.chain()[0])
    made = [glyph for glyph in range(2000) if face.record(glyph)[:1] >= b"\x80"]
    assert made
    subset = TTFont(io.BytesIO(face.subset(made)), checkChecksums=2)
    count = subset["maxp"].numGlyphs
    for number in range(1, len(made) + 1):
        for part in subset["glyf"][subset.getGlyphName(number)].components:
            assert 1 <= subset.getGlyphID(part.glyphName) < count
    assert count > len(made) + 1


def test_what_a_face_lacks() -> None:
    first, last = (faces.face(path) for path in (faces.chain()[0], faces.chain()[-1]))
    assert (first.number("𡌪"), bool(last.number("𡌪"))) == (0, True)
    with pytest.raises(Unprovable):
        first.record(first.glyphs)


def test_a_face_is_recognised_by_its_outlines() -> None:
    for path in faces.chain():
        face = faces.face(path)
        glyphs = [face.number(char) for char in "永和"]
        assert faces.recognised(face, glyphs) == path
