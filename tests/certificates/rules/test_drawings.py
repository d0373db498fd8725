"""The drawings: kept files are what the rules draw, and stay small."""

import re
from itertools import pairwise
from math import cos, tau
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from certificates.enums import CertificateKind
from certificates.rules import art, engraving, lettering, strokes, wording
from certificates.rules.qr import qr_svg
from certificates.rules.seal import seal_svg

_NO_FONTS = not all(Path(font).is_file() for font in lettering.FONTS)
needs_fonts = pytest.mark.skipif(_NO_FONTS, reason="the fonts of the titles are not installed")


@pytest.mark.parametrize("name", sorted(engraving.files()))
def test_kept_line_work_is_what_the_rule_draws(name: str) -> None:
    assert (art.FOLDER / name).read_text() == engraving.files()[name]


@needs_fonts
def test_kept_lettering_is_what_the_rule_draws() -> None:
    drawn = lettering.files()
    assert {name: (art.FOLDER / name).read_text() for name in drawn} == drawn


@needs_fonts
def test_no_other_drawings_are_kept() -> None:
    assert {path.name for path in art.FOLDER.iterdir()} == set(art.files())


@pytest.mark.parametrize("path", sorted(art.FOLDER.iterdir()), ids=lambda path: path.name)
def test_drawings_are_plain_paths_of_one_decimal(path: Path) -> None:
    tree = ET.fromstring(path.read_text())  # noqa: S314  (our own drawing)
    assert {each.tag.rpartition("}")[2] for each in tree.iter()} == {"svg", "path"}
    for each in tree:
        data = each.attrib["d"]
        assert re.fullmatch(r"[MLCZ0-9 .-]+", data)
        assert re.search(r"\.\d\d", data) is None
    assert path.stat().st_size < 25_000


@pytest.mark.parametrize(
    ("tile", "corner", "edge", "counts"),
    [
        (engraving.KAI_TILE, engraving.KAI_CORNER, 22.0, (6, 4)),
        (engraving.SONG_TILE, engraving.SONG_CORNER, 26.0, (9, 6)),
    ],
)
def test_tiles_fill_both_sides_but_for_a_stretch_nobody_sees(
    tile: float, corner: float, edge: float, counts: tuple[int, int]
) -> None:
    for side, count in zip((engraving.LONG, engraving.SHORT), counts, strict=True):
        assert count * tile == pytest.approx(side - 2 * (edge + corner), rel=0.025)


@pytest.mark.parametrize("band", [engraving.kai_band(), engraving.song_band()])
def test_a_tile_ends_at_the_heights_at_which_it_begins(band: list[strokes.Stroke]) -> None:
    lines = [stroke.d for stroke in band if stroke.width]
    starts = sorted(d[1:].split("C", 1)[0].split()[1] for d in lines)
    ends = sorted(d.rsplit(" ", 1)[1] for d in lines)
    assert starts == ends


def test_a_traced_circle_is_round() -> None:
    data = strokes.trace(lambda t: 100 * strokes.turn(t), 8, closed=True)
    assert data.startswith("M100 0C")
    assert data.count("C") == 8


def test_crests_are_where_the_wave_turns() -> None:
    assert strokes.crests(2, 0.0) == pytest.approx([0.0, 0.25, 0.5, 0.75, 1.0])
    turned = strokes.crests(3, 0.1)[1:-1]
    assert len(turned) == 6
    assert all(abs(cos(tau * (3 * t + 0.1))) == pytest.approx(1) for t in turned)


def test_no_number_is_a_negative_zero() -> None:
    assert strokes.number(-0.04) == "0"
    assert strokes.number(-0.06) == "-0.1"
    assert strokes.number(12.0) == "12"


@needs_fonts
def test_a_title_is_in_the_middle_and_evenly_spaced() -> None:
    for kind in CertificateKind:
        inks = []
        for stroke in lettering.title(kind, "song")[: len(wording.TITLES[kind])]:
            across = [float(x) for x in re.findall(r"[MLC ](-?[\d.]+) -?[\d.]+", stroke.d)]
            inks.append((min(across), max(across)))
        assert inks[0][0] + inks[-1][1] == pytest.approx(lettering.TITLE_BOX[0], abs=4)
        gaps = [right[0] - left[1] for left, right in pairwise(inks)]
        assert max(gaps) - min(gaps) < 4


def test_seal_carries_both_texts_and_no_star() -> None:
    seal = seal_svg("城市管理培训学院", "演示专用章")
    drawn = "".join(text.text or "" for text in ET.fromstring(seal).iter() if text.text)  # noqa: S314  (our own drawing)
    assert drawn == "城市管理培训学院演示专用章"


@pytest.mark.parametrize("issuer", ["学", "城市管理和综合执法局行政执法人员教育培训学院"])
def test_seal_takes_short_and_long_issuers(issuer: str) -> None:
    assert seal_svg(issuer, "演").count("<text") == len(issuer) + 1


def test_qr_is_deterministic_and_its_own_for_each_address() -> None:
    one, other = (qr_svg(f"http://127.0.0.1:8000/verify/{'A' * 25}{c}/") for c in "AB")
    assert one == qr_svg(f"http://127.0.0.1:8000/verify/{'A' * 26}/")
    assert one != other
