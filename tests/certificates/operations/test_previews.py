"""Previews are bounded, and pictures for templates are looked at by their header alone."""

import base64
import io
import struct
import zlib
from datetime import datetime

import pytest
from django.core.cache import cache
from PIL import Image

from academy.audit.record import Actor
from certificates.enums import CertificateKind
from certificates.errors import (
    EmbedTooLarge,
    EmbedTooManyPixels,
    EmbedUnreadable,
    PreviewBusy,
    TemplateUnfit,
    TooManyPreviews,
)
from certificates.operations import previews

ONE, OTHER = Actor.system("one"), Actor.system("other")


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


def test_so_many_a_minute_and_person() -> None:
    for _ in range(previews.MOST_A_MINUTE):
        with previews.bounded(ONE):
            pass
    with pytest.raises(TooManyPreviews), previews.bounded(ONE):
        pass
    with previews.bounded(OTHER):
        pass


def test_one_at_a_time_and_person() -> None:
    with previews.bounded(ONE):
        with pytest.raises(PreviewBusy), previews.bounded(ONE):
            pass
        with previews.bounded(OTHER):
            pass
    with previews.bounded(ONE):
        pass


def test_a_refusal_lets_the_next_one_in(at: datetime) -> None:
    for _ in range(2):
        with pytest.raises(TemplateUnfit):
            previews.preview(
                actor=ONE,
                html="<script></script>",
                css="",
                kind=CertificateKind.COMPLETION,
                sample=0,
                at=at,
            )


def picture(form: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (4, 3), "red").save(target, form)
    return target.getvalue()


@pytest.mark.parametrize(("form", "kind"), [("PNG", "png"), ("JPEG", "jpeg")])
def test_a_picture_becomes_an_address(form: str, kind: str) -> None:
    content = picture(form)
    address = previews.embedded(content)
    assert address == f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"<svg/>", b"\xff\xd8"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(EmbedUnreadable):
        previews.embedded(content)


def test_a_picture_of_200_megapixels_is_refused_unread() -> None:
    header = struct.pack(">IIBBBBB", 20_000, 10_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    crc = struct.pack(">I", zlib.crc32(chunk))
    content = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + crc
    with pytest.raises(EmbedTooManyPixels) as caught:
        previews.embedded(content)
    assert caught.value.facts == {"width": 20_000, "height": 10_000}


def test_a_picture_of_too_many_bytes_is_refused() -> None:
    content = picture("PNG")
    fits = content + b"\0" * (previews.MOST_EMBEDDED - len(content))
    assert previews.embedded(fits)
    with pytest.raises(EmbedTooLarge):
        previews.embedded(fits + b"\0")
