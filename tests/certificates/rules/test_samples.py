"""The made-up certificates: complete, fictional and printable."""

import io

import pytest
from PIL import Image

from academy.shared import glyphs
from certificates.enums import CertificateKind
from certificates.rules import samples, wording
from certificates.rules.fields import FIELDS


@pytest.mark.parametrize("kind", CertificateKind)
def test_every_sample_has_every_field(kind: CertificateKind) -> None:
    made = samples.facts(kind)
    assert len(made) == len(samples.NAMES)
    assert {frozenset(facts) for facts in made} == {FIELDS}


def test_a_completion_has_no_result() -> None:
    assert {facts["result"] for facts in samples.facts(CertificateKind.COMPLETION)} == {""}
    assert all(facts["result"] for facts in samples.SAMPLES)


def test_the_samples_differ_in_what_is_hard() -> None:
    assert {len(facts["name"]) for facts in samples.SAMPLES} >= {2, 3, 4, 10}
    assert {wording.density(facts) for facts in samples.SAMPLES} == {"short", "", "dense", "tight"}
    for field in ("expires", "reissue", "reissued_on"):
        assert {bool(facts[field]) for facts in samples.SAMPLES} == {False, True}
    assert {facts["id_label"] for facts in samples.SAMPLES} == {"公民身份号码", "工号"}
    everything = "".join(facts["name"] + facts["unit"] for facts in samples.SAMPLES)
    assert set("·䶮㛃𫖯𬱟𡌪𰻞") <= set(everything)


def test_every_sample_is_marked_as_one() -> None:
    assert {facts["notice"] for facts in samples.SAMPLES} == {wording.NOTICE}
    assert {facts["seal_text"] for facts in samples.SAMPLES} == {"演示专用章"}


def test_no_sample_needs_a_character_that_the_fonts_lack() -> None:
    assert glyphs.missing("".join("".join(facts.values()) for facts in samples.SAMPLES)) == ""


def test_each_has_its_own_address() -> None:
    assert len({facts["verify_url"] for facts in samples.SAMPLES}) == len(samples.SAMPLES)


def test_the_portrait_is_a_small_jpeg_of_five_to_seven() -> None:
    drawn = samples.portrait()
    picture = Image.open(io.BytesIO(drawn))
    assert (picture.format, picture.width * 7) == ("JPEG", picture.height * 5)
    assert len(drawn) < 12_000
