"""Which way a certificate is made, and what becomes of those that can't be made."""

import io

import pytest
from PIL import Image

from certificates import pdf, press
from certificates.enums import Making
from certificates.press import Leaf, Pressed, Sheet
from certificates.rules import samples
from tests.make import leaves
from tests.make.identities import Identity

PAGE = "@page { size: 400pt 300pt; margin: 0; background: #fffdf7 } body { margin: 0 }"
NAME = '<p style="position:absolute;left:40pt;top:40pt;width:300pt"><b data-field="name"></b></p>'
GROUND = '<img style="position:absolute;left:0;top:0;width:99pt" src="art:crest-kai.svg" alt="">'


def page(body: str, css: str = "") -> tuple[str, str]:
    head = '<!DOCTYPE html><html lang="zh"><head><title data-field="document_title"></title></head>'
    return f"{head}<body>{body}</body></html>", f"{PAGE} {css}"


def makings(html: str, css: str, *people: Leaf) -> list[Making]:
    pressed = press.press(Sheet(html, css, Making.LAYERED), people, signer=None)
    return [each.making for each in pressed if isinstance(each, Pressed)]


def test_a_page_of_one_field_is_layered() -> None:
    html, css = page(GROUND + NAME)
    assert makings(html, css, leaves.leaf(1), leaves.leaf(2)) == [Making.LAYERED] * 2
    assert press.prove(html, css, [leaves.leaf(1), leaves.leaf(2)]) == ""


@pytest.mark.parametrize(
    ("body", "css", "why"),
    [
        (GROUND, "", "模板中没有随人变化的块"),
        (f"题{NAME}", "", "body 中有不属于任何块的文字"),
        (NAME + GROUND + NAME, "", "静态图形夹在含字段的块之间"),
        (f'<div data-when="name">{NAME}<img data-image="seal" alt=""></div>', "", "印章须自成一块"),
        (NAME, "b::before { content: '姓' }", "绘出的文字与模板不一致（“0”处）"),
        (NAME, "b { text-transform: uppercase } b::after { content: 'A' }", "页面上的文字比模板多"),
        (NAME, "p { opacity: .5 }", "含字段的块中有成组的图形（如透明度）"),
        (NAME, "p { background: linear-gradient(red, blue) }", "含字段的块用了渐变或图案"),
    ],
)  # fmt: skip
def test_what_cannot_be_proved_is_made_the_plain_way(body: str, css: str, why: str) -> None:
    html, css = page(body, css)
    people = [leaves.leaf(2)]
    assert makings(html, css, *people) == [Making.PLAIN]
    assert press.prove(html, css, people) == why


def test_static_blocks_that_are_not_placed_are_found_by_the_proof() -> None:
    """A block in the flow pushes the next one down; alone, the layers would not know."""
    html, css = page('<p>证</p><p style="margin-left:9pt"><b data-field="name"></b></p>')
    assert "像素不同" in press.prove(html, css, [leaves.leaf(1)])


def test_the_sheet_decides_and_one_person_may_need_the_plain_way() -> None:
    plain = Sheet(*page(GROUND + NAME), Making.PLAIN)
    (pressed,) = press.press(plain, [leaves.leaf(1)], signer=None)
    assert isinstance(pressed, Pressed)
    assert pressed.making is Making.PLAIN
    html, css = page(f'{GROUND}{NAME}<img style="position:absolute;left:9pt;top:99pt;width:50pt"'
                     ' data-image="portrait" data-when="portrait" alt="">')  # fmt: skip
    whole = leaves.leaf(1, given={"portrait": samples.portrait()})
    turned = leaves.leaf(2, given={"portrait": _turned(samples.portrait())})
    assert makings(html, css, whole, turned, leaves.leaf(3)) == [
        Making.LAYERED,
        Making.PLAIN,
        Making.LAYERED,
    ]


def _turned(picture: bytes) -> bytes:
    """The picture with a note that it is to be shown lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    target = io.BytesIO()
    Image.open(io.BytesIO(picture)).save(target, "JPEG", exif=exif)
    return target.getvalue()


def test_a_faulty_leaf_does_not_spoil_the_others() -> None:
    people = [leaves.leaf(1), leaves.leaf(2, name="王𠀣"), leaves.leaf(3)]
    for making in Making:
        sheet = Sheet(*page(GROUND + NAME), making)
        first, second, third = press.press(sheet, people, signer=None)
        assert isinstance(second, pdf.MissingGlyphs)
        assert second.characters == "𠀣"
        assert isinstance(first, Pressed)
        assert isinstance(third, Pressed)


def test_a_template_with_a_fault_is_told_for_each() -> None:
    sheet = Sheet(*page('<p data-field="nothing"></p>'), Making.LAYERED)
    pressed = press.press(sheet, [leaves.leaf(1), leaves.leaf(2)], signer=None)
    assert [type(each) for each in pressed] == [pdf.TemplateFault] * 2
    assert "nothing" in press.prove(sheet.html, sheet.css, [leaves.leaf(1)])


def test_the_plain_way_signs_as_well() -> None:
    academy = Identity("签发")
    given = {"credential": b"a.b.c"}
    sheet = Sheet(*page(NAME), Making.PLAIN)
    (pressed,) = press.press(sheet, [leaves.leaf(1, given=given)], signer=academy)
    assert isinstance(pressed, Pressed)
    assert b"/DocMDP" in pressed.content
    assert b"ETSI.CAdES.detached" in pressed.content


def test_preview() -> None:
    content, image = press.preview(*page(GROUND + NAME), leaves.leaf(1))
    assert content.startswith(b"%PDF-")
    with Image.open(io.BytesIO(image)) as shown:
        assert (shown.format, shown.size) == ("PNG", (612, 459))
