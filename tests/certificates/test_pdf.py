"""The plain page as outside tools see it."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from certificates import pdf
from tests.certificates.plain import (
    FIELDS,
    IMAGES,
    LONG_UNIT,
    NAMES_OF_TEMPLATES,
    make,
    shipped,
)
from tests.certificates.tools import run, text_of

pytestmark = pytest.mark.press

AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
CREDENTIAL = pdf.Attachment(
    "credential.jwt", "application/vc+jwt", b"abc.def.ghi", "Data", "Open Badges 3.0"
)
RARE = "䶮㛃𫖯𬱟𡌪𰻞"
PAGE = "@page { size: A4; margin: 0 } p { margin: 0; font-size: 30pt }"


def tool(program: str, *arguments: str) -> str:
    return run(program, *arguments).decode()


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    given = {"attachments": [CREDENTIAL], "made_at": AT}
    return written(tmp_path / "certificate.pdf", make(given=given))


def fonts_of(path: Path) -> set[str]:
    rows = tool("pdffonts", str(path)).splitlines()[2:]
    assert all(re.search(r"\byes yes yes\b", row) for row in rows), rows
    assert all("TrueType" in row for row in rows), rows
    return {row.split()[0].split("+")[1] for row in rows}


def test_qpdf_finds_no_fault(file: Path) -> None:
    assert "No syntax or stream encoding errors" in tool("qpdf", "--check", str(file))


def test_one_page_with_title_author_and_dates(file: Path) -> None:
    info = tool("pdfinfo", "-isodates", str(file))
    assert re.search(r"Pages:\s+1\n", info)
    assert re.search(r"Page size:\s+841\.9\d* x 595\.\d+ pts \(A4\)", info)
    assert re.search(r"Title:\s+结业证书\n", info)
    assert re.search(r"Author:\s+城市管理培训学院\n", info)
    assert re.findall(r"(?:Creation|Mod)Date:\s+(\S+)", info) == ["2026-11-23T08:30:00Z"] * 2


def test_declared_as_archive_with_its_file_named_once(file: Path) -> None:
    with pikepdf.open(file) as document:
        with document.open_metadata() as metadata:
            assert metadata.pdfa_status == "3U"
            assert metadata["xmp:CreateDate"] == "2026-11-23T08:30:00Z"
        root = document.Root
        assert str(root.Lang) == "zh-Hans"
        assert root.OutputIntents[0].S == "/GTS_PDFA1"
        (named,) = list(root.AF)
        assert named.AFRelationship == "/Data"
        assert str(named.UF) == "credential.jwt"
        assert str(named.Desc) == "Open Badges 3.0"
        stream = named.EF.F
        assert stream.read_bytes() == b"abc.def.ghi"
        assert stream.Subtype == "/application/vc+jwt"
        assert str(stream.Params.ModDate) == "D:20261123083000Z"


def test_no_picture_is_interpolated() -> None:
    """PDF/A forbids it; the portrait is the only raster on a page."""
    picture = io.BytesIO()
    Image.new("RGB", (71, 99), "#8899aa").save(picture, "JPEG")
    html, css = shipped("completion-kai")
    images = IMAGES | {"portrait": picture.getvalue()}
    content = pdf.document(html, css, fields=FIELDS, images=images)
    with pikepdf.open(io.BytesIO(content)) as document:
        rasters = [
            each
            for each in document.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        ]
        assert [bool(each.get("/Interpolate", False)) for each in rasters] == [False]


@pytest.mark.parametrize("template", NAMES_OF_TEMPLATES)
def test_every_font_is_embedded_as_a_subset_with_unicode(tmp_path: Path, template: str) -> None:
    fonts = fonts_of(written(tmp_path / "a.pdf", make(template)))
    assert fonts <= {"LXGW-WenKai", "LXGW-WenKai-Bold", "LXGW-WenKai-Light", "BabelStone-Han"}


def test_rare_characters_fall_through_the_chain(tmp_path: Path) -> None:
    path = written(tmp_path / "a.pdf", make(name=RARE))
    assert RARE in text_of(path)
    assert fonts_of(path) == {"LXGW-WenKai", "LXGW-WenKai-Bold", "BabelStone-Han"}


def test_the_first_font_that_has_it_draws_it(tmp_path: Path) -> None:
    for text, font in (("䶮㛃𫖯𬱟𰻞", "LXGW-WenKai"), ("𡌪", "BabelStone-Han")):
        path = written(tmp_path / "a.pdf", pdf.typeset(f"<p>{text}</p>", PAGE))
        assert fonts_of(path) == {font}


def test_an_installed_font_outside_the_chain_is_never_used(tmp_path: Path) -> None:
    css = PAGE + "p { font-family: 'LXGW WenKai Mono', 'WenQuanYi Zen Hei', monospace }"
    path = written(tmp_path / "a.pdf", pdf.typeset("<p>abc 王𡌪 Ω</p>", css))
    assert fonts_of(path) <= {"LXGW-WenKai", "BabelStone-Han"}


@pytest.mark.parametrize(
    ("name", "unit"),
    [("阿依古丽·买买提吐尔逊", LONG_UNIT), ("䶮𫖯", "万江分局"), ("<b>王</b>&amp;", "甲")],
)
def test_every_field_can_be_read_back(tmp_path: Path, name: str, unit: str) -> None:
    path = written(tmp_path / "a.pdf", make(name=name, unit=unit))
    text = text_of(path)
    for word in (name, unit, *(FIELDS[key] for key in ("number", "id_number", "course"))):
        assert word in text


def test_same_facts_same_bytes() -> None:
    given = {"attachments": [CREDENTIAL], "made_at": AT, "identifier": b"0123456789abcdef"}
    assert make(given=given) == make(given=given)
    assert make() != make(name="欧阳若熙")


def test_a_drawing_kept_looks_as_one_drawn_anew() -> None:
    shots = [
        run("pdftoppm", "-r", "72", "-png", "-singlefile", "-", feed=content)
        for content in (make(), make(given={"drawings_cached": False}))
    ]
    assert shots[0] == shots[1]


@pytest.mark.parametrize("template", NAMES_OF_TEMPLATES)
def test_file_is_small(template: str) -> None:
    assert len(make(template)) < 160_000


def test_a_character_no_font_has_stops_the_rendering() -> None:
    with pytest.raises(pdf.MissingGlyphs) as caught:
        make(name="王𠀣")
    assert caught.value.characters == "𠀣"


def test_a_notdef_found_by_the_layout_engine_stops_the_rendering() -> None:
    """Words of the template itself are not preflighted: the engine's own warning must stop it."""
    with pytest.raises(pdf.MissingGlyphs) as caught:
        pdf.typeset("<p>甲𠀣", PAGE)
    assert caught.value.characters == "𠀣"


def test_more_than_one_page_is_refused() -> None:
    html = "<p>一</p><p style='break-before: page'>二</p>"
    with pytest.raises(pdf.TooCostly, match="2 pages, 1 at most"):
        pdf.document(html, PAGE, fields={}, images={})
    with pikepdf.open(io.BytesIO(pdf.typeset(html, PAGE))) as document:
        assert len(document.pages) == 2


class TestFilling:
    def fill(self, body: str, **fields: str) -> str:
        images: dict[str, str | bytes] = {"portrait": b"", "qr": "<svg />"}
        filled = pdf.fill(f"<body>{body}</body>", fields=fields, images=images)
        return filled.partition("<body>")[2].partition("</body>")[0]

    def test_fields_are_text(self) -> None:
        assert self.fill('<p data-field="name">样张</p>', name="<b>&") == (
            '<p data-field="name">&lt;b&gt;&amp;</p>'
        )

    def test_what_is_empty_is_left_out_and_what_follows_stays(self) -> None:
        body = (
            'a<i data-when="expires">b</i>c<i data-when="name">d</i>e<img data-image="portrait">f'
        )
        filled = self.fill(body, expires="", name="王")
        assert filled == 'ac<i data-when="name">d</i>ef'

    def test_consecutive_left_out_elements(self) -> None:
        body = '<u>x</u><i data-when="expires">b</i>1<i data-when="expires">d</i>2'
        assert self.fill(body, expires="") == "<u>x</u>12"

    def test_density_is_a_class(self) -> None:
        html = '<div class="text" data-density="body"></div>'
        filled = pdf.fill(html, fields={}, images={}, classes={"body": "dense"})
        assert 'class="text dense"' in filled

    @pytest.mark.parametrize(
        "body",
        [
            '<p data-field="klass"></p>',
            '<img data-image="photo">',
            '<p data-when="klass"></p>',
            '<p data-density="title"></p>',
            '<style data-field="name"></style>',
        ],
    )
    def test_what_does_not_exist_is_a_fault(self, body: str) -> None:
        with pytest.raises(pdf.TemplateFault):
            self.fill(body, name="王")

    def test_nesting_is_bounded(self) -> None:
        with pytest.raises(pdf.TooCostly):
            self.fill("<div>" * 3000)
        with pytest.raises(pdf.TooCostly):
            self.fill("<b><p>" * 30_000)
