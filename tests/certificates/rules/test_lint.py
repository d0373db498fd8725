"""Templates: each forbidden construct is named, with its place; the shipped ones pass."""

import base64
import struct
import time

import pytest

from certificates import pdf
from certificates.rules import lint
from certificates.rules.lint import pictures
from certificates.rules.lint.findings import ADVICE, FAULTS, MOST_FINDINGS
from tests.certificates.plain import NAMES_OF_TEMPLATES, shipped

DRAWINGS = {"ground-kai.svg", "frame-kai.svg"}
FAMILIES = ("LXGW WenKai", "BabelStone Han")
CSS = """@page { size: 841.9pt 595.3pt; margin: 0 }
body { margin: 0; font-variant-numeric: tabular-nums; font-kerning: none;
 font-variant-ligatures: none }
.block { position: absolute; top: 10pt; left: 10pt; width: 100pt }
"""
HEAD = '<!DOCTYPE html><html lang="zh-Hans"><title data-field="document_title"></title><body>\n'
FIELDS = "".join(
    f'<p class="block" data-field="{name}"></p>'
    for name in ("number", "name", "issuer", "issued_on")
)
BODY = f'<img class="block" src="art:frame-kai.svg">{FIELDS}<img class="block" data-image="qr">'


def check(html: str = BODY, css: str = "") -> lint.Report:
    return lint.check(HEAD + html, CSS + css, drawings=DRAWINGS, families=FAMILIES)


def codes(html: str = BODY, css: str = "") -> list[str]:
    return [each.code for each in check(html, css).faults]


def test_a_plain_template_has_neither_faults_nor_advice() -> None:
    report = check()
    assert report == lint.Report((), ())
    assert report.is_fit


@pytest.mark.parametrize(
    "element",
    "script iframe object embed link base form input button select textarea style a audio video"
    " canvas template noscript frame frameset applet map area portal math marquee".split(),
)
def test_elements_not_known_to_be_harmless_are_refused(element: str) -> None:
    html = f"<{element}>x</{element}>"
    if element in ("frame", "frameset"):  # dropped by the parser within a body
        assert codes(html) == []
        return
    (fault,) = check(html).faults
    assert (fault.code, fault.line, fault.place) == ("element_forbidden", 2, f"<{element}>")
    assert fault.message == f"不能使用元素 <{element}>，请删除。"


@pytest.mark.parametrize(
    "element",
    ["use", "image", "foreignObject", "script", "style", "a", "pattern", "mask", "filter"],
)
def test_of_svg_only_shapes_and_text(element: str) -> None:
    assert codes(f"<svg><g><{element}/></g></svg>") == ["element_forbidden"]
    assert codes("<svg viewBox='0 0 9 9'><path d='M0 0h9'/><text x='1'>甲</text></svg>") == []


@pytest.mark.parametrize(
    "html",
    [
        '<p onclick="x()">x',
        '<img onerror="x" alt="">',
        '<meta http-equiv="refresh" content="0; url=http://a/">',
        '<img srcset="http://a/ 2x" alt="">',
        '<p background="http://a/">x',
        '<p data-feild="name">x',
        "<p contenteditable>x",
        '<svg><path onload="x" d=""/></svg>',
        '<svg><g href="http://a/"/></svg>',
        '<svg><g xlink:href="file:///etc/passwd"/></svg>',
        '<svg src="http://a/"/>',
    ],
)
def test_attributes_that_act_or_reach_out_are_refused(html: str) -> None:
    assert codes(html) == ["attribute_forbidden"]


PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR"


def png(width: int, height: int, more: bytes = b"") -> str:
    header = PNG + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0) + more
    return "data:image/png;base64," + base64.b64encode(header).decode()


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/x.png",
        "https://example.org/x.png",
        "//127.0.0.1/x.png",
        "ftp://127.0.0.1/x",
        "x.png",
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "data:image/svg+xml;base64,PHN2Zy8+",
        "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
        "data:image/png,raw",
        "art:../../../settings.svg",
        "ART:frame-kai.svg",
    ],
)
def test_addresses_are_of_drawings_or_embedded_pictures(address: str) -> None:
    assert codes(f'<img src="{address}" alt="">') == ["address_forbidden"]
    for css in (
        f"p {{ background: url('{address}') }}",
        f"p {{ background-image: url('{address}') }}",
        f"p {{ cursor: url('{address}'), auto }}",
        f"p::before {{ content: url('{address}') }}",
        f"li {{ list-style-image: url('{address}') }}",
        f"p {{ border-image: url('{address}') 1 }}",
    ):
        assert codes(css=css) == ["address_forbidden"], css
    assert codes(f"<p style=\"background: url('{address}')\">x") == ["address_forbidden"]


@pytest.mark.parametrize("address", ["art:ground-kai.svg", png(40, 40), png(5000, 4000)])
def test_shipped_drawings_and_small_pictures_are_fine(address: str) -> None:
    assert codes(f'<img src="{address}" alt="">', f"p {{ background: url('{address}') }}") == []


def test_a_drawing_that_is_not_shipped() -> None:
    (fault,) = check('<img src="art:moon.svg" alt="">').faults
    assert fault.message == "没有名为“moon.svg”的图样，可用的有 frame-kai.svg、ground-kai.svg。"


def test_a_picture_of_200_megapixels_is_refused_by_its_header() -> None:
    (fault,) = check(f'<img src="{png(20_000, 10_000)}" alt="">').faults
    assert fault.code == "picture_too_many_pixels"
    assert "20000×10000" in fault.message


def test_a_picture_of_too_many_bytes_or_of_none() -> None:
    assert codes(f'<img src="{png(9, 9, bytes(2 << 20))}" alt="">') == ["picture_too_large"]
    assert codes('<img src="data:image/png;base64,AAAA" alt="">') == ["picture_unreadable"]
    assert codes('<img src="data:image/png;base64,A" alt="">') == ["picture_unreadable"]


def test_sizes_are_read_from_headers() -> None:
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc2\x00\x0b\x08\x00\x10\x00\x20\x03"
    assert pictures.size_of(jpeg) == (32, 16)
    assert pictures.size_of(jpeg[:8]) is None
    assert pictures.size_of(b"\xff\xd8\xff\xda" + bytes(9)) is None
    assert pictures.size_of(PNG) is None
    assert pictures.size_of(b"GIF89a") is None


@pytest.mark.parametrize(
    ("html", "code", "facts"),
    [
        ('<p data-field="klass"></p>', "field_unknown", {"name": "klass"}),
        ('<p data-when="klass"></p>', "field_unknown", {"name": "klass"}),
        ('<p data-field=""></p>', "field_unknown", {"name": ""}),
        ('<img data-image="photo">', "image_unknown",
         {"name": "photo", "known": "portrait、qr、seal"}),
        ('<p data-density="title"></p>', "density_unknown", {"name": "title", "known": "body"}),
        ('<img data-field="name">', "field_misplaced", {"element": "img"}),
        ('<p data-field="name"><b>x</b></p>', "field_with_elements", {"name": "name"}),
        ('<p data-image="qr"></p>', "image_misplaced", {"name": "qr"}),
        ("<p>{{ name }}</p>", "template_language", {"found": "{{"}),
        ("<p>{% include 'x' %}</p>", "template_language", {"found": "{%"}),
        ("<p>${name}</p>", "template_language", {"found": "${"}),
        ("<table><tr><td colspan=999></table>", "attribute_too_large",
         {"attribute": "colspan", "most": "100"}),
        ("<ol start=-9><li>x</ol>", "attribute_too_large", {"attribute": "start", "most": "100"}),
    ],
)  # fmt: skip
def test_placeholders_are_those_there_are(html: str, code: str, facts: dict[str, str]) -> None:
    (fault,) = check(f"<p>一</p>\n{html}").faults
    assert (fault.code, dict(fault.facts), fault.line) == (code, facts, 3)


@pytest.mark.parametrize(
    ("css", "code"),
    [
        ("@import 'x.css';", "at_rule_forbidden"),
        ("@import url(http://a/);", "at_rule_forbidden"),
        ("@namespace svg url(http://a/);", "at_rule_forbidden"),
        ("@font-face { font-family: x; src: url(http://a/) }", "at_rule_forbidden"),
        ("@media screen { p { color: red } }", "at_rule_forbidden"),
        ("@layer x;", "at_rule_forbidden"),
        ("@charset 'utf-7';", "at_rule_forbidden"),
        ("@counter-style x { system: cyclic; symbols: x }", "at_rule_forbidden"),
        ("@page { size: A4 }", "page_sizes"),
        ("@page :first { size: A4 }", "page_sizes"),
        ("p { b { color: red } }", "rule_nested"),
        ("p { @media print { color: red } }", "at_rule_forbidden"),
        ("p { content: element(x) }", "function_forbidden"),
        ("p { content: attr(title url) }", "function_forbidden"),
        ("p { content: counter(x) }", "function_forbidden"),
        ("p { background: image-set('x' 1x) }", "function_forbidden"),
        ("p { background: repeating-linear-gradient(red, blue .001px) }", "function_forbidden"),
        ("p { position: running(x) }", "function_forbidden"),
        ("p { color: var(--a) }", "function_forbidden"),
        ("p { --a: 1 }", "property_forbidden"),
        ("p { string-set: x 'y' }", "property_forbidden"),
        ("p { page: x }", "property_forbidden"),
        ("p { float: footnote }", "property_forbidden"),
        ("p { bookmark-level: 1 }", "property_forbidden"),
        ("p { -weasy-link: url(art:frame-kai.svg) }", "property_forbidden"),
        ("p { font-size: 1e9px }", "value_too_large"),
        ("p { font-size: 401pt }", "value_too_large"),
        ("p { width: 1e8px }", "value_too_large"),
        ("p { margin: -9e9mm }", "value_too_large"),
        ("p { line-height: 1e9 }", "value_too_large"),
        ("p { width: 100000% }", "value_too_large"),
        ("p { width: 1000em }", "value_too_large"),
        ("p { columns: 1000 }", "value_too_large"),
        ("p { z-index: 99999 }", "value_too_large"),
        ("p { width: calc(1px * 1e12) }", "value_too_large"),
        ("p { grid-template-columns: repeat(9999, 1px) }", "value_too_complex"),
        ("p { grid-template-columns: repeat(auto-fill, 1px) }", "value_too_complex"),
        ("p { width: calc((((((((1px)))))))) }", "value_too_complex"),
        ("p { width: calc(1px" + " + 1px" * 200 + ") }", "value_too_complex"),
        ("a b c d e f g h { color: red }", "selector_too_deep"),
        ("p:has(b) { color: red }", "selector_too_deep"),
        ("p:not(:not(b)) { color: red }", "selector_too_deep"),
        (",".join("p" * 50) + "{ color: red }", "selector_too_deep"),
        ("p { font-family: SimSun, 'LXGW WenKai' }", "family_unknown"),
        ("p { font: bold 12pt/1.5 serif }", "family_unknown"),
        ("p { color }", "css_unreadable"),
        ("p { background: url(a b) }", "css_unreadable"),
        ("}", "css_unreadable"),
    ],
)  # fmt: skip
def test_styles_not_known_to_be_harmless_are_refused(css: str, code: str) -> None:
    (fault,) = check(css=css).faults
    assert (fault.code, fault.line) == (code, 5)
    assert fault.message


@pytest.mark.parametrize(
    "css",
    [
        "p { font-family: 'LXGW WenKai', BabelStone Han; font: bold 12pt/1.5 'BabelStone Han' }",
        "p { width: calc(100% - 3mm); transform: rotate(-5deg) scale(.9, 1); color: rgb(1 2 3) }",
        "p { background: linear-gradient(red, rgba(0, 0, 0, .1)) }",
        "p::before { content: '—' } p:first-child, p > b + i { color: red }",
        "li:nth-child(2n) { grid-template-columns: repeat(3, 1fr) }",
    ],
)
def test_what_pages_need_is_allowed(css: str) -> None:
    assert codes(css=css) == []


@pytest.mark.parametrize(
    ("size", "wrong"),
    [
        ("A4", []),
        ("A4 landscape", []),
        ("portrait a4", []),
        ("210mm 297mm", []),
        ("297mm 21cm", []),
        ("841.9pt 595.3pt", []),
        ("842.88pt 595.3pt", []),
        ("843pt 595.3pt", ["page_not_a4"]),
        ("A3", ["page_not_a4"]),
        ("210mm", ["page_not_a4"]),
        ("auto", ["page_not_a4"]),
        ("A4; size: A4", ["page_sizes"]),
    ],
)
def test_a_page_is_one_a4(size: str, wrong: list[str]) -> None:
    css = f"@page {{ size: {size} }}"
    report = lint.check(HEAD + BODY, css, drawings=DRAWINGS, families=FAMILIES)
    assert [each.code for each in report.faults] == wrong


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<b>" * 45, "too_deep"),
        ("<i></i>" * 1_500, "too_many_elements"),
        ("<p>" * 200_000, "too_long"),
        ("<p>" * 60_000, "too_many_elements"),
        ("x" * 200_001, "too_long"),
        ("<table><tr><td>" * 60, "too_deep"),
    ],
)
def test_bombs_are_refused_at_once(html: str, code: str) -> None:
    began = time.process_time()
    assert codes(html)[0] == code
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "css", ["p { width: " + "(" * 40_000, "(" * 90_000 + "{}", "p" * 100_001, "a{}" * 33_000]
)
def test_bombs_of_css_end_in_a_report(css: str) -> None:
    began = time.process_time()
    report = check(css=css)
    assert time.process_time() - began < 5
    assert not report.is_fit


def test_embedded_pictures_do_not_count_as_text() -> None:
    picture = png(9, 9, bytes(300_000))
    assert codes(f'<img src="{picture}" alt="">') == []


def test_findings_are_bounded() -> None:
    assert len(check("<script></script>\n" * 300).faults) == MOST_FINDINGS


class TestAdvice:
    def advice(self, html: str = BODY, css: str = CSS) -> list[tuple[str, str]]:
        report = lint.check(HEAD + html, css, drawings=DRAWINGS, families=FAMILIES)
        assert report.is_fit
        return [(each.code, each.place) for each in report.advice]

    def test_letters(self) -> None:
        css = CSS.replace("tabular-nums", "normal").replace("kerning: none", "kerning: auto")
        assert self.advice(css=css) == [("digits_not_tabular", "body"), ("kerning_on", "body")]

    def test_blocks_are_fixed(self) -> None:
        assert self.advice(BODY + '<p class="flow a">x</p>') == [("block_not_fixed", "p.flow.a")]
        assert self.advice(BODY + '<p class="block" style="position: static">x</p>') == [
            ("block_not_fixed", "p.block")
        ]

    def test_a_single_line_needs_no_width(self) -> None:
        css = CSS + ".line { position: absolute; right: 0; bottom: 0; white-space: nowrap }"
        assert self.advice(BODY + '<p class="line">x</p>', css) == []

    def test_order_is_static_personal_over(self) -> None:
        static = '<p class="block s">x</p>'
        assert self.advice(static + BODY) == []
        assert self.advice(BODY + static) == []
        assert self.advice(FIELDS + static + BODY) == [
            ("order_mixed", "p.block.s"),
            ("order_mixed", "img.block"),
        ]
        assert self.advice(BODY + '<img class="block" data-image="seal">') == []

    def test_effects_on_fields(self) -> None:
        css = CSS + ".turned b { transform: rotate(1deg) } .row { display: flex }"
        html = (
            '<div class="block turned row"><b data-field="unit"></b></div>'
            '<div class="block turned"><b>x</b></div>'
        )
        assert self.advice(BODY + html, css) == [("block_has_effects", "div.block.turned.row")] * 2

    def test_what_a_certificate_should_say(self) -> None:
        report = lint.check("<p>x", "", drawings=(), families=None)
        assert [each.code for each in report.advice] == [
            *["field_missing"] * 5,
            "lang_missing",
            "title_missing",
            "digits_not_tabular",
            "kerning_on",
            "block_not_fixed",
        ]


def test_every_message_takes_its_facts() -> None:
    assert not FAULTS.keys() & ADVICE.keys()
    for text in (FAULTS | ADVICE).values():
        assert text.endswith(("。", "。）"))


@pytest.mark.parametrize("name", NAMES_OF_TEMPLATES)
def test_the_shipped_templates_are_fit_and_fast(name: str) -> None:
    html, css = shipped(name)
    report = lint.check(html, css, drawings=pdf.drawings(), families=pdf.families())
    assert report == lint.Report((), ())
