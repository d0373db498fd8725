"""What a template gets out of the chamber when nobody has linted it: nothing."""

import base64
import io
import socket
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from academy.documents import pdf
from academy.documents.chamber import keeper, limits

pytestmark = pytest.mark.press

PAGE = "@page { size: A4; margin: 0 }"
SMALL = limits.Budget(cpu_seconds=0, wall_seconds=60.0, pages=3, output_bytes=1 << 20)


@pytest.fixture
def ear() -> Iterator[socket.socket]:
    """Listen on this host; whoever connects is noticed."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        listening.setblocking(False)
        yield listening


def was_called(ear: socket.socket) -> bool:
    try:
        ear.accept()[0].close()
    except BlockingIOError:
        return False
    return True


FORMS = (
    '<img src="{}" alt="">',
    '<link rel="stylesheet" href="{}">',
    '<link rel="attachment" href="{}">',
    '<a rel="attachment" href="{}">x</a>',
    '<object data="{}"></object>',
    '<embed src="{}">',
    '<iframe src="{}"></iframe>',
    '<base href="{}"><img src="x.png" alt="">',
    '<style>@import "{}";</style>',
    "<style>@font-face {{ font-family: x; src: url({}) }}</style>",
    '<p style="background: url({})">x</p>',
    '<p style="list-style-image: url({}); display: list-item">x</p>',
    "<style>p::before {{ content: url({}) }}</style><p>x</p>",
    '<svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
    '<svg width="9" height="9"><use href="{}#a"/></svg>',
)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_fetched_from_the_network(ear: socket.socket, form: str) -> None:
    html = form.format(f"http://127.0.0.1:{ear.getsockname()[1]}/x.png")
    with pytest.raises(pdf.TemplateFault):
        pdf.typeset(html, PAGE)
    assert not was_called(ear)


def test_the_listener_would_notice(ear: socket.socket) -> None:
    with closing(socket.create_connection(ear.getsockname())):
        assert was_called(ear)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_read_from_files(tmp_path: Path, form: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOPSECRET")
    with pytest.raises(pdf.TemplateFault):
        pdf.typeset(form.format(secret.as_uri()), PAGE)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://127.0.0.1/x",
        "//127.0.0.1/x",
        "art:../../apps.py",
        "art:none.svg",
        "data:text/html,<script>",
        "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
        "data:image/png;base64,R0lGODlhAQABAAAAACw=",
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><use href='%23a'/></svg>",
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///a'/></svg>",
        "data:image/svg+xml,<!DOCTYPE a [<!ENTITY b 'c'>]><svg>&b;</svg>",
        "data:image/svg+xml,<svg",
    ],
)
@pytest.mark.parametrize(
    "form", ['<img src="{}" alt="">', '<p style="background: url(&quot;{}&quot;)">']
)
def test_other_addresses_are_refused(address: str, form: str) -> None:
    with pytest.raises(pdf.TemplateFault):
        pdf.typeset(form.format(address.replace('"', "&quot;")), PAGE)


def test_a_stylesheet_brings_nothing_either() -> None:
    for css in (
        "@import 'file:///etc/passwd';",
        "@font-face{font-family:x;src:local('LXGW WenKai')}",
    ):
        with pytest.raises(pdf.TemplateFault):
            pdf.typeset("<p>甲", css + PAGE)


def bomb(width: int, height: int) -> str:
    """Return a PNG whose header says it is so large; its pixels are all black and pack well."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (width // 8 + 1) * 2000, 9)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + parts).decode()


def test_an_image_of_200_megapixels_is_not_decoded() -> None:
    html = f'<img src="data:image/png;base64,{bomb(20_000, 10_000)}" alt="">'
    began = time.monotonic()
    with pytest.raises(pdf.TemplateFault):
        pdf.typeset(html, PAGE)
    assert time.monotonic() - began < 20


def test_an_image_within_bounds_is_drawn() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(picture, "PNG")
    encoded = base64.b64encode(picture.getvalue()).decode()
    assert pdf.typeset(f'<img src="data:image/png;base64,{encoded}" alt="">', PAGE)


@pytest.mark.parametrize(
    ("html", "css"),
    [
        ("<div>" * 3000 + "x", ""),
        ("<p>x</p>" * 10_000, "p { break-after: page }"),
        ("<p>x</p>", "p { font-size: 1e9px }"),
        ("<p>x</p>", "p { height: 1e8px }"),
        ("<table>" + "<tr><td>x<td>y" * 5_000, ""),
        ("<div><table><tr><td>" * 120 + "x", ""),
        ("<p>" + "甲乙丙丁" * 20_000, "p { columns: 30; hyphens: auto }"),
        ("<table><tr><td colspan=100000000>x</table>", ""),
        ("<p>x", "p { background: repeating-linear-gradient(red 0, blue .00001px) }"),
        ("<p>x", "html { --a: x x x x x x x x } "
         + "".join(f"p {{ --{b}: {f'var(--{a}) ' * 8} }}" for a, b in pairwise("abcdefghi"))
         + "p::before { content: var(--i) }"),
    ],
    ids="nested pages font tall rows tables text colspan gradient variables".split(),
)  # fmt: skip
def test_a_bomb_costs_no_more_than_its_budget(html: str, css: str) -> None:
    """Whether refused or drawn, it ends in time and the next page is as any other."""
    began = time.monotonic()
    with suppress(pdf.TemplateFault, pdf.MissingGlyphs):
        pdf.typeset(html, PAGE + css, budget=SMALL)
    assert time.monotonic() - began < SMALL.wall_seconds
    assert pdf.typeset("<p>甲", PAGE)


def test_too_many_pages_stop_the_layout_early() -> None:
    with pytest.raises(pdf.TooCostly, match="more than 3 pages"):
        pdf.typeset("<p>x</p>" * 300, PAGE + "p { break-after: page }", budget=SMALL)


def test_the_child_knows_no_secret() -> None:
    import psutil

    pdf.typeset("<p>甲", PAGE)
    known = keeper.pid()
    assert known is not None
    environment = psutil.Process(known).environ()
    assert set(environment) == {
        "PATH", "LANG", "PYTHONHASHSEED", "MALLOC_ARENA_MAX", "MALLOC_MMAP_THRESHOLD_",
            "FONTCONFIG_FILE",
    }  # fmt: skip
    assert psutil.Process(known).net_connections() == []
