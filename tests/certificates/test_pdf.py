"""The PDF as outside tools see it."""

import io
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import segno

from certificates import pdf
from certificates.operations.templates import _SHIPPED
from certificates.rules import wording
from certificates.rules.qr import qr_svg
from certificates.rules.seal import seal_svg
from tests.certificates.tools import run, text_of

HTML = (_SHIPPED / "completion.html").read_text()
CSS = (_SHIPPED / "completion.css").read_text()
URL = "http://127.0.0.1:8000/verify/ABCDEFGHIJKLMNOPQRSTUVWXYZ/"
FIELDS = {
    "document_title": "结业证书",
    "issuer": "城市管理培训学院",
    "number": "演示城管培〔2026〕第0001号",
    "name": "欧阳若曦",
    "sex": "女",
    "id_label": "公民身份号码",
    "id_number": "999999********0014",
    "unit": "测试市城市管理和综合执法局莞城分局",
    "period": "2026年3月2日至3月6日",
    "course": "综合执法业务能力提升培训",
    "cohort": "第12期",
    "hours": "40学时",
    "result": "成绩86分，评定为优秀",
    "verify_site": "http://127.0.0.1:8000/verify/",
    "issued_on": "二〇二六年十一月二十三日",
    "notice": wording.NOTICE,
}
LONG_UNIT = "测试市城市管理和综合执法局松山湖高新技术产业开发区综合行政执法分局第三中队水濂山班"


def make(**fields: str) -> bytes:
    filled = {**FIELDS, **fields}
    return pdf.render(
        HTML,
        CSS,
        fields=filled,
        images={"qr": qr_svg(URL), "seal": seal_svg("城市管理培训学院", "演示专用章")},
        classes={"body": wording.density(filled)},
    )


def tool(program: str, *arguments: str) -> str:
    return run(program, *arguments).decode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(make())
    return path


def test_qpdf_finds_no_fault(file: Path) -> None:
    assert "No syntax or stream encoding errors" in tool("qpdf", "--check", str(file))


def test_one_page_a4_landscape(file: Path) -> None:
    info = tool("pdfinfo", str(file))
    assert re.search(r"Pages:\s+1\n", info)
    assert re.search(r"Page size:\s+841\.9\d* x 595\.\d+ pts \(A4\)", info)
    assert "城市管理培训学院" in info


def test_every_font_is_embedded_as_a_subset_with_unicode(file: Path) -> None:
    rows = tool("pdffonts", str(file)).splitlines()[2:]
    assert {row.split()[0].split("+")[1] for row in rows} == {
        "LXGW-WenKai",
        "LXGW-WenKai-Bold",
    }
    assert all(re.search(r"\byes yes yes\b", row) for row in rows)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("欧阳若曦", FIELDS["unit"]),
        ("阿依古丽·买买提吐尔逊", LONG_UNIT),
        ("䶮𫖯", "万江分局"),
        ("㛃𬱟", LONG_UNIT),
    ],
)
def test_every_field_can_be_read_back(tmp_path: Path, name: str, unit: str) -> None:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(make(name=name, unit=unit))
    text = text_of(path)
    shown = {**FIELDS, "name": name, "unit": unit}
    shown.pop("document_title")
    missing = [word for word in shown.values() if re.sub(r"\s", "", word) not in text]
    assert missing == []
    for word in ("结业证书", "CertificateofCompletion", "准予结业。特发此证。"):
        assert word in text
    # The seal is set glyph by glyph round the rim, so its text comes in pieces.
    assert set("演示专用章") <= set(text)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_the_longest_text_stays_clear_of_signature_and_code(tmp_path: Path, times: int) -> None:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(
        make(name="阿依古丽·买买提吐尔逊", unit=LONG_UNIT, course="应急处置专题培训" * times)
    )
    words = tool("pdftotext", "-bbox", str(path), "-")
    boxes = re.findall(r'yMax="([\d.]+)">([^<]+)</word>', words)
    closing = next(float(bottom) for bottom, word in boxes if word.startswith("特发此证"))
    assert closing < 448


def test_same_facts_same_bytes() -> None:
    assert make() == make()
    assert make() != make(name="欧阳若熙")


def test_a_character_no_font_has_stops_the_rendering() -> None:
    with pytest.raises(pdf.MissingGlyphs) as caught:
        make(name="王𠀣")
    assert caught.value.characters == "𠀣"


def test_a_notdef_found_by_the_layout_engine_stops_the_rendering() -> None:
    """Words of the template itself are not preflighted: the engine's own warning must stop it."""
    html = HTML.replace("特发此证。", "\U0010fffd")
    with pytest.raises(pdf.MissingGlyphs) as caught:
        pdf.render(html, CSS, fields=FIELDS, images={"qr": qr_svg(URL), "seal": "<svg />"})
    assert caught.value.characters == "\U0010fffd"


def test_a_field_that_does_not_exist_is_a_fault() -> None:
    with pytest.raises(pdf.TemplateFault, match="no such field"):
        pdf.render(HTML.replace('"cohort"', '"klass"'), CSS, fields=FIELDS, images={})


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:1/x.svg",
        "https://example.org/x.png",
        "art:../../apps.py",
        "ftp://127.0.0.1/x",
    ],
)
@pytest.mark.parametrize("form", ['<img src="{}" alt="">', '<link rel="stylesheet" href="{}">'])
def test_nothing_is_fetched(address: str, form: str) -> None:
    html = HTML.replace("</body>", form.format(address) + "</body>")
    images = {"qr": qr_svg(URL), "seal": seal_svg("甲", "乙")}
    with pytest.raises(pdf.TemplateFault, match="only drawings of our own"):
        pdf.render(html, CSS, fields=FIELDS, images=images)


def test_css_fetches_nothing_either() -> None:
    with pytest.raises(pdf.TemplateFault):
        pdf.render(
            HTML,
            CSS + "@import 'file:///etc/passwd';body{background:url(file:///etc/passwd)}",
            fields=FIELDS,
            images={"qr": qr_svg(URL), "seal": seal_svg("甲", "乙")},
        )


def test_markup_in_a_name_is_text(tmp_path: Path) -> None:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(make(name="<b>王</b>&amp;"))
    assert "<b>王</b>&amp;" in text_of(path)


def test_file_is_small() -> None:
    assert len(make()) < 140_000


def _modules(content: bytes) -> Any:
    """Return the matrix of the QR code as drawn: the raster of its square, sampled."""
    from PIL import Image

    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.pages) == 1
    dpi = 288
    raster = run("pdftoppm", "-r", str(dpi), "-png", "-singlefile", "-", feed=content)
    image = Image.open(io.BytesIO(raster)).convert("L")
    grey = image.tobytes()
    size = len(segno.make(URL, error="m", micro=False).matrix)
    side, left, bottom = 68, 110, 595.3 - 77
    scale = dpi / 72
    cell = side / size
    return tuple(
        tuple(
            grey[
                int((bottom - side + (row + 0.5) * cell) * scale) * image.width
                + int((left + (column + 0.5) * cell) * scale)
            ]
            < 128
            for column in range(size)
        )
        for row in range(size)
    )


def test_the_code_on_paper_is_that_of_the_address() -> None:
    wanted = tuple(
        tuple(bool(module) for module in row)
        for row in segno.make(URL, error="m", micro=False).matrix
    )
    assert _modules(make()) == wanted
