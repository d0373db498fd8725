"""The layers against the layout engine: the same pixels at 144 dpi, all of them, the same text."""

import io
from pathlib import Path

import pikepdf
import pytest

from certificates import press
from certificates.layers import setting
from certificates.rules import samples
from tests.certificates.tools import run
from tests.make import leaves

pytestmark = pytest.mark.press

_PART = len(leaves.SHIPPED)


@pytest.mark.parametrize("template", leaves.SHIPPED)
def test_fifty_people_are_set_as_the_engine_would(template: str, tmp_path: Path) -> None:
    """Each page is put together from the layout of somebody else of the same class."""
    sheet = leaves.sheet(template)
    start = leaves.SHIPPED.index(template)
    people = [leaves.leaf(number) for number in range(start, len(leaves.NAMES), _PART)]
    with_all = {"portrait": samples.portrait()}
    people.append(leaves.leaf(7, given=with_all, reissue="补发", reissued_on="二〇二七年三月五日"))
    setting.set_leaves(sheet.html, sheet.css, leaves.others(people), cms=None)
    learnt = len(setting._memo)
    made = setting.set_leaves(sheet.html, sheet.css, people, cms=None)
    assert len(setting._memo) == learnt
    layered = [each for each in made if isinstance(each, bytes)]
    assert [each for each in made if not isinstance(each, bytes)] == []
    plain = [press._document(sheet.html, sheet.css, person) for person in people]
    for person, one, other in zip(people, plain, layered, strict=True):
        assert press.differing_pixels(one, other) == 0, person.facts["name"]
    texts = _texts(tmp_path, layered)
    assert texts == _texts(tmp_path, plain)
    for person, text in zip(people, texts, strict=True):
        assert person.facts["name"] in text


def test_a_shipped_template_is_proved() -> None:
    sheet = leaves.sheet("completion-song")
    assert press.prove(sheet.html, sheet.css, [leaves.leaf(2), leaves.leaf(3)]) == ""


def test_the_oracle_sees_one_character_in_the_wrong_place() -> None:
    """The control: a page of a class set with somebody else's facts is found out."""
    sheet = leaves.sheet()
    (layered,) = setting.set_leaves(sheet.html, sheet.css, [leaves.leaf(1)], cms=None)
    plain = press._document(sheet.html, sheet.css, leaves.leaf(1, sex="男"))
    assert isinstance(layered, bytes)
    assert press.differing_pixels(plain, layered) > 10


def _texts(folder: Path, contents: list[bytes]) -> list[str]:
    """Return what pdftotext reads on each page."""
    whole = pikepdf.new()
    for content in contents:
        whole.pages.extend(pikepdf.open(io.BytesIO(content)).pages)
    whole.save(folder / "pages.pdf")
    pages = run("pdftotext", str(folder / "pages.pdf"), "-").decode().split("\f")
    assert len(pages) == len(contents) + 1
    return ["".join(page.split()) for page in pages[:-1]]
