"""Small files of each kind, and broken and hostile ones, made byte by byte."""

import io
import struct
import zipfile

from courses.operations.materials import Content, Upload, received

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89"
    b"\0\0\0\nIDATx\x9cc\0\x01\0\0\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82"
)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xd9"
WEBP = b"RIFF" + struct.pack("<I", 20) + b"WEBPVP8L" + struct.pack("<I", 8) + b"\x2f" + b"\0" * 7
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm\x42\x87\x81\x04" + b"\0" * 64
MATROSKA = WEBM.replace(b"\x84webm", b"\x88matroska")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def mp4(seconds: int = 90, *, brand: bytes = b"isom", scale: int = 1000) -> bytes:
    """A film of that length, without a picture in it."""
    head = b"\0\0\0\0" + struct.pack(">IIII", 0, 0, scale, seconds * scale) + b"\0" * 80
    moov = box(b"moov", box(b"mvhd", head))
    return box(b"ftyp", brand + b"\0\0\2\0" + brand) + moov + box(b"mdat", b"\0" * 4000)


def box(kind: bytes, body: bytes) -> bytes:
    """A box of ISO 14496-12."""
    return struct.pack(">I", 8 + len(body)) + kind + body


def package(parts: dict[str, bytes], *, stored: bool = False) -> bytes:
    """A zip of these parts, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            how = zipfile.ZIP_STORED if stored or name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), body, compress_type=how)
    return out.getvalue()


def pptx(**more: bytes) -> bytes:
    """Slides as PowerPoint writes them, with more parts by name."""
    parts = {"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"}
    return package(parts | {name.replace("__", "/"): body for name, body in more.items()})


def odp() -> bytes:
    """Slides as LibreOffice writes them."""
    kind = b"application/vnd.oasis.opendocument.presentation"
    return package({"mimetype": kind, "content.xml": b"<c/>"})


def content(data: bytes = PDF, name: str = "讲义.pdf") -> Content:
    """A file as it came, looked at and put on disk."""
    return received(upload=Upload(io.BytesIO(data), name, len(data)), url="")


def link(url: str = "https://example.gov.cn/law") -> Content:
    """An address as it came."""
    return received(upload=None, url=url)
