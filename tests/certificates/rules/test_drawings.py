"""The engraved drawings: kept files are what the rules draw, and stay small."""

import re
from xml.etree import ElementTree as ET

import pytest

from certificates import pdf
from certificates.rules import engraving
from certificates.rules.qr import qr_svg
from certificates.rules.seal import seal_svg


@pytest.mark.parametrize("name", sorted(engraving.files()))
def test_kept_file_is_what_the_rule_draws(name: str) -> None:
    assert (pdf.ART / name).read_text() == engraving.files()[name]


def test_no_other_drawings_are_kept() -> None:
    assert {path.name for path in pdf.ART.iterdir()} == set(engraving.files())


def test_segments_are_cubic_with_one_decimal() -> None:
    border = engraving.files()["border.svg"]
    numbers = re.findall(r"-?\d+\.\d+", border.split('viewBox="', 1)[1].split('"', 1)[1])
    assert max(len(number.split(".")[1]) for number in numbers if "." in number) <= 2
    assert set(re.findall(r'd="([A-Za-z])', border)) == {"M"}
    assert 3000 < border.count("C") < 8000


def test_a_traced_circle_is_round() -> None:
    data = engraving.trace(lambda t: 100 * engraving._turn(t), 8, closed=True)
    assert data.startswith("M100 0C")
    assert data.count("C") == 8


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
