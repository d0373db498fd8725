"""What a file is by its content, and the hostile ones among them."""

import io
import struct
import tracemalloc

import pytest

from courses.enums.materials import MaterialKind, MediaWhy
from courses.rules.media import Media, Unfit, clean_name, link, look
from tests.make import media as make


def looked(data: bytes) -> Media:
    return look(io.BytesIO(data), len(data))


def why(data: bytes) -> MediaWhy:
    with pytest.raises(Unfit) as unfit:
        looked(data)
    return unfit.value.why


@pytest.mark.parametrize(
    ("data", "kind", "extension"),
    [
        (make.PDF, MaterialKind.PDF, "pdf"),
        (make.PDF.rstrip() + b"\r\n\0", MaterialKind.PDF, "pdf"),
        (make.PNG, MaterialKind.IMAGE, "png"),
        (make.JPEG, MaterialKind.IMAGE, "jpg"),
        (make.WEBP, MaterialKind.IMAGE, "webp"),
        (make.pptx(), MaterialKind.SLIDES, "pptx"),
        (make.odp(), MaterialKind.SLIDES, "odp"),
        (make.mp4(), MaterialKind.VIDEO, "mp4"),
        (make.WEBM, MaterialKind.VIDEO, "webm"),
    ],
)
def test_kinds(data: bytes, kind: MaterialKind, extension: str) -> None:
    found = looked(data)
    assert (found.kind, found.extension) == (kind, extension)


@pytest.mark.parametrize(
    "data",
    [make.SVG, make.HTML, make.MATROSKA, b"MZ\x90\0", b"GIF89a", b"\x7fELF", b"plain text",
     b"RIFF\x10\0\0\0WAVEfmt ", b" %PDF-1.4\n%%EOF", make.mp4(brand=b"qt  "),
     make.package({"xl/workbook.xml": b"", "[Content_Types].xml": b""}),
     make.package({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}),
     make.package({"a.html": make.HTML})],
)  # fmt: skip
def test_other_content_is_refused(data: bytes) -> None:
    assert why(data) is MediaWhy.TYPE


@pytest.mark.parametrize(
    "data",
    [make.PDF.replace(b"%%EOF", b""), make.PNG[:-1], make.JPEG[:-1], make.WEBP[:-1],
     make.pptx()[:-1], make.mp4()[:-1], b"PK\x03\x04", make.mp4()[:24],
     make.box(b"ftyp", b"isom") + make.box(b"mdat", b"")],
)  # fmt: skip
def test_cut_off_files_are_refused(data: bytes) -> None:
    assert why(data) in {MediaWhy.DAMAGED, MediaWhy.MORE_THAN_ONE}


@pytest.mark.parametrize(
    "data",
    [make.PDF + make.HTML, make.PDF + make.pptx(), make.PNG + make.HTML, make.JPEG + make.PDF,
     make.WEBP + b"x", make.PNG + make.package({"a": b""})],
)  # fmt: skip
def test_two_files_in_one_are_refused(data: bytes) -> None:
    assert why(data) in {MediaWhy.MORE_THAN_ONE, MediaWhy.DAMAGED}


def test_a_zip_behind_something_else_is_refused() -> None:
    # A zip is read from its end, so that something may stand before it.
    assert why(b"PK\x03\x04" + make.HTML + make.pptx()) is MediaWhy.MORE_THAN_ONE
    assert why(make.pptx() + b"x") is MediaWhy.MORE_THAN_ONE


def test_empty_and_macros() -> None:
    assert why(b"") is MediaWhy.EMPTY
    parts = {"[Content_Types].xml": b"", "ppt/presentation.xml": b"", "ppt/VBAProject.bin": b"x"}
    assert why(make.package(parts)) is MediaWhy.MACROS


def test_a_bomb_is_not_opened() -> None:
    bomb = make.package({"[Content_Types].xml": b"", "ppt/presentation.xml": b"\0" * 50_000_000})
    assert len(bomb) < 100_000
    tracemalloc.start()
    assert looked(bomb).kind is MaterialKind.SLIDES  # 50 MB of it would be a large picture
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
    told = bytearray(bomb)
    entry = told.rfind(b"PK\x01\x02")
    told[entry + 24 : entry + 28] = struct.pack("<I", 2**31 + 1)
    assert why(bytes(told)) is MediaWhy.TOO_MANY_PARTS


@pytest.mark.parametrize(("count", "no"), [(19_998, False), (19_999, True)])
def test_most_parts_of_a_package(count: int, no: bool) -> None:
    parts = {"[Content_Types].xml": b"", "ppt/presentation.xml": b""}
    data = make.package(parts | {f"p{each}": b"" for each in range(count)}, stored=True)
    if no:
        assert why(data) is MediaWhy.TOO_MANY_PARTS
    else:
        assert looked(data).kind is MaterialKind.SLIDES


def test_a_directory_that_lies_about_its_place() -> None:
    data = bytearray(make.pptx())
    place = data.rfind(b"PK\x05\x06")
    for start in (0, 2**32 - 1):
        data[place + 16 : place + 20] = struct.pack("<I", start)
        assert why(bytes(data)) is MediaWhy.MORE_THAN_ONE


@pytest.mark.parametrize(
    ("film", "seconds"),
    [
        (make.mp4(90), 90),
        (make.mp4(90, scale=30_000), 90),
        (make.mp4(0), None),
        (make.mp4(1, scale=0), None),
        (make.mp4(24 * 3600 - 1), 24 * 3600 - 1),
        (make.mp4(24 * 3600), None),
    ],
)
def test_length_of_a_film(film: bytes, seconds: int | None) -> None:
    assert looked(film).seconds == seconds


def test_boxes_that_do_not_add_up() -> None:
    def film(length: int) -> bytes:
        return make.box(b"ftyp", b"isom") + struct.pack(">I", length) + b"moov" + b"\0" * 8

    for length in (1, 7, 15, 17, 2**31):
        assert why(film(length)) is MediaWhy.DAMAGED
    empty = make.box(b"ftyp", b"isom") + struct.pack(">I", 0) + b"moov"
    assert looked(empty).seconds is None, "the last box may run to the end of the file"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("讲义.pdf", "讲义.pdf"),
        ("讲义.exe", "讲义.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\执法 程序.PDF", "执法 程序.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("..", "material.pdf"),
        ("", "material.pdf"),
        ('a"b;c%d.pdf', "abcd.pdf"),
        ("x" * 500 + ".pdf", "x" * 116 + ".pdf"),
        ("\0\x1b[31m", "[31m.pdf"),
        (".htaccess", "htaccess.pdf"),
    ],
)
def test_names(name: str, clean: str) -> None:
    assert clean_name(name, "pdf") == clean
    assert len(clean) <= 120


@pytest.mark.parametrize(
    "address",
    ["http://example.cn", "javascript:alert(1)", "//example.cn", "https://", "https://localhost/",
     "https://a b.cn", "https://user:pw@example.cn", "https://example.cn\nx", "ftp://example.cn",
     "https://example.cn:99999/", "https://[::1", "https://example.cn\\@evil.cn",
     "https://example.cn/" + "x" * 482, "data:text/html,x", "HTTPS"],
)  # fmt: skip
def test_addresses_that_are_refused(address: str) -> None:
    with pytest.raises(Unfit) as unfit:
        link(address)
    assert unfit.value.why is MediaWhy.NOT_HTTPS


def test_addresses_that_are_taken() -> None:
    longest = "https://example.cn/" + "x" * 481
    for address in ("https://example.cn/a?b=c#d", "https://例子.中国/法规", longest):
        assert link(f"  {address} ") == address
