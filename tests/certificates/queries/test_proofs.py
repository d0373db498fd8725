"""Samples of a template: in the academy's name, marked as such, bounded, told in words."""

import io
from datetime import datetime
from typing import Any

import pytest
from PIL import Image
from pypdfium2 import PdfDocument  # type: ignore[import-untyped]  # it ships no types

from certificates import labels
from certificates.enums import CertificateKind
from certificates.errors import TemplateNotRendered, TemplateUnfit
from certificates.models import Template
from certificates.operations import templates
from certificates.queries import proofs
from certificates.rules import samples, specimen
from certificates.rules.fields import FIELDS, IMAGES
from tests.cast import SYSTEM

pytestmark = pytest.mark.press

QUALIFICATION = CertificateKind.QUALIFICATION


@pytest.fixture
def shipped(db: None, at: datetime) -> Template:
    made = templates.publish_shipped(actor=SYSTEM, at=at)
    return next(row for row in made if row.name == "qualification-kai")


def text_of(content: bytes) -> str:
    document = PdfDocument(content)
    assert len(document) == 1
    text: str = document[0].get_textpage().get_text_range()
    return text


def test_words_are_those_of_the_rules() -> None:
    assert labels.FIELD.keys() == FIELDS
    assert labels.IMAGE.keys() == IMAGES
    assert len(labels.SAMPLE) == len(samples.NAMES)


@pytest.mark.parametrize("seal", ["演示专用章", "培训证书专用章"])
def test_no_sample_can_pass_for_a_certificate(
    shipped: Template, at: datetime, settings: Any, seal: str
) -> None:
    settings.ACADEMY_SEAL_TEXT = seal
    settings.ACADEMY_ISSUER = "测试市城管学院"
    content, png = proofs.preview(shipped.html, shipped.css, QUALIFICATION, sample=0, at=at)
    text = text_of(content)
    assert "测试市城管学院" in text
    assert "SPECIMEN" in text
    assert (specimen.WORDS in text) is (seal != "演示专用章")
    with Image.open(io.BytesIO(png)) as image:
        assert image.width > image.height > 800


@pytest.mark.parametrize(
    "css",
    [
        "p { display: none !important }",
        "* { visibility: hidden !important; color: transparent !important }",
        "body > p:last-child { font-size: 0 !important; opacity: 0 !important }",
        ".seal { position: absolute; z-index: 9999; top: 0; left: 0; width: 100% }",
    ],
)
def test_no_style_sheet_takes_the_mark_away(
    shipped: Template, at: datetime, settings: Any, css: str
) -> None:
    settings.ACADEMY_SEAL_TEXT = "培训证书专用章"
    plain, shown = (
        proofs.preview(shipped.html, sheet, QUALIFICATION, sample=0, at=at)
        for sheet in (shipped.css, shipped.css + css)
    )
    assert specimen.WORDS in text_of(shown[0])
    assert _reds(shown[1]) > _reds(plain[1]) * 0.9


def _reds(png: bytes) -> int:
    """Count the pixels that are redder than green or blue where the words stand."""
    with Image.open(io.BytesIO(png)) as image:
        counted = image.convert("RGB").crop((300, 470, 900, 640)).getcolors(1 << 20) or []
    pixels: Any = counted
    return sum(n for n, (red, *others) in pixels if min(red - each for each in others) > 30)


def test_what_is_unfit_is_not_tried(at: datetime) -> None:
    with pytest.raises(TemplateUnfit):
        proofs.preview("<script></script>", "", QUALIFICATION, sample=0, at=at)


def test_a_bomb_ends_in_words(at: datetime) -> None:
    html = '<p style="position:absolute;width:1pt">' + "<b>a</b> " * 1400 + "</p>"
    css = "b { display: inline-block; padding: 3000pt } p { column-count: 40 }"
    with pytest.raises((TemplateNotRendered, TemplateUnfit)) as caught:
        proofs.preview(html, css, QUALIFICATION, sample=0, at=at)
    assert caught.value.status == 422


def test_the_picture_is_made_once(shipped: Template) -> None:
    first = proofs.picture(shipped)
    with Image.open(io.BytesIO(first)) as image:
        assert image.width == 720
    assert len(first) < 250_000
    # Were it made anew, it would fail: the text is not stored with these words.
    assert (
        proofs.picture(Template(kind=shipped.kind, digest=shipped.digest, html="", css="")) == first
    )
