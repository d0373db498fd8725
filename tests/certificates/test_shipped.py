"""The four shipped certificates as pages: what stands on them, and that nothing touches."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest

from certificates import pdf
from certificates.enums import CertificateKind
from certificates.rules import lint, samples, wording
from certificates.rules.fields import FACTS, IMAGES, REISSUED
from certificates.rules.qr import qr_svg
from certificates.rules.seal import seal_svg
from tests.certificates.plain import NAMES_OF_TEMPLATES, shipped

pytestmark = pytest.mark.press

# What a page says in its own words and shows of nobody's facts, or has in its metadata only.
UNPRINTED = {"document_title", "seal_text", "verify_url"}
LONGEST = samples.NAMES.index("everything at its longest")
SHORTEST = samples.NAMES.index("two characters, shortest")


def kind_of(template: str) -> CertificateKind:
    return CertificateKind(template.partition("-")[0])


def page(template: str, facts: Mapping[str, str], portrait: bytes = b"") -> bytes:
    html, css = shipped(template)
    images: dict[str, str | bytes] = {
        "qr": qr_svg(facts["verify_url"]),
        "seal": seal_svg(facts["issuer"], facts["seal_text"]),
        "portrait": portrait,
    }
    return pdf.document(html, css, fields=facts, images=images)


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        assert len(document) == 1
        said: str = document[0].get_textpage().get_text_bounded()
    return "".join(said.split())


def box_of(textpage: Any, words: str) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of these words, in points from the lower left."""
    at = textpage.search(words).get_next()
    assert at is not None, words
    boxes = [textpage.get_charbox(at[0] + k) for k in range(at[1])]
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


@pytest.mark.parametrize("template", NAMES_OF_TEMPLATES)
def test_no_fault_and_no_advice(template: str) -> None:
    report = lint.check(*shipped(template), drawings=pdf.drawings(), families=pdf.families())
    assert (report.faults, report.advice) == ((), ())


@pytest.mark.parametrize("template", NAMES_OF_TEMPLATES)
def test_asks_for_every_fact_of_its_kind(template: str) -> None:
    html, _ = shipped(template)
    lacking = UNPRINTED - {"document_title"}
    if kind_of(template) is CertificateKind.COMPLETION:
        lacking |= {"result"}
    assert set(re.findall('data-field="([a-z_]+)"', html)) == {*FACTS, *REISSUED} - lacking
    assert set(re.findall('data-image="([a-z_]+)"', html)) == IMAGES


@pytest.mark.parametrize("template", NAMES_OF_TEMPLATES)
@pytest.mark.parametrize("sample", [0, LONGEST])
def test_a_page_says_all_its_facts(template: str, sample: int) -> None:
    facts = samples.facts(kind_of(template))[sample]
    said = text_of(page(template, facts, samples.portrait()))
    told = {name: "".join(facts[name].split()) for name in facts if name not in UNPRINTED}
    assert [name for name, value in told.items() if value not in said] == []
    assert wording.TITLES[kind_of(template)] in said
    assert "".join(wording.TITLES_EN[kind_of(template)].split()) in said
    assert ("补发" in said) is (sample == LONGEST)


@pytest.mark.parametrize("template", ["completion-kai", "qualification-kai"])
@pytest.mark.parametrize("room", [88, 120, 162, 220])
def test_text_at_the_limit_of_its_class_stays_clear_of_what_is_under_it(
    template: str, room: int
) -> None:
    facts = dict(samples.facts(kind_of(template))[SHORTEST])
    facts["course"] = ""
    spare = room - wording.length(facts)
    facts["course"] = "培训" * 90
    facts["course"] = facts["course"][: int(spare)]
    assert room - 1 < wording.length(facts) <= room
    with pypdfium2.PdfDocument(page(template, facts)) as document:
        words = document[0].get_textpage()
        last, below = box_of(words, "特发此证"), box_of(words, "This is to certify")
        assert last[1] > below[3] + 3
        assert last[2] - last[0] > 50  # together on one line


@pytest.mark.parametrize("template", ["completion-song", "qualification-song"])
def test_long_names_keep_to_their_rows(template: str) -> None:
    facts = samples.facts(kind_of(template))[LONGEST]
    with pypdfium2.PdfDocument(page(template, facts)) as document:
        words = document[0].get_textpage()
        unit, course = box_of(words, facts["unit"][-4:]), box_of(words, "行政处罚")
        assert unit[1] > course[3] + 2
        assert box_of(words, facts["course"][-4:])[1] > box_of(words, facts["cohort"])[3] + 2


@pytest.mark.parametrize("template", NAMES_OF_TEMPLATES)
def test_a_page_stays_light(template: str, tmp_path: Path) -> None:
    content = page(template, samples.facts(kind_of(template))[0])
    assert len(content) < 85_000
