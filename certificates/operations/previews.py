"""Pages made for somebody who looks at a template, within bounds: each costs a processor."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.cache import cache

from academy.audit.record import Actor
from academy.shared.text import digest
from certificates.enums import CertificateKind
from certificates.errors import (
    EmbedTooLarge,
    EmbedTooManyPixels,
    EmbedUnreadable,
    PreviewBusy,
    TooManyPreviews,
)
from certificates.queries import proofs
from certificates.rules.lint import pictures

MOST_A_MINUTE = 30
MOST_EMBEDDED = 400_000  # bytes; a whole certificate has 160 kB
_BUSY_SECONDS = 120  # after which a process is taken to have died at it


def preview(
    *,
    actor: Actor,
    html: str,
    css: str,
    kind: CertificateKind,
    sample: int,
    at: datetime,
) -> tuple[bytes, bytes]:
    """Return a sample as unsigned PDF and its page as PNG.

    Raises:
        PreviewBusy, TooManyPreviews: this person has to wait.
        and what `proofs.preview` raises.
    """
    with bounded(actor):
        return proofs.preview(html, css, kind, sample=sample, at=at)


@contextmanager
def bounded(actor: Actor) -> Iterator[None]:
    """Let one person have one page made at a time, and so many a minute."""
    key = digest(actor.key)[:40]
    counter, busy = f"certificates:previews:{key}", f"certificates:previewing:{key}"
    cache.add(counter, 0, 60)
    try:
        count = cache.incr(counter)
    except ValueError:  # it ran out between the two calls
        cache.set(counter, 1, 60)
        count = 1
    if count > MOST_A_MINUTE:
        raise TooManyPreviews(most=MOST_A_MINUTE)
    if not cache.add(busy, 1, _BUSY_SECONDS):
        raise PreviewBusy
    try:
        yield
    finally:
        cache.delete(busy)


def embedded(content: bytes) -> str:
    """Return a PNG or JPEG as a data: address for a template. Only its header is read.

    Raises:
        EmbedTooLarge, EmbedUnreadable, EmbedTooManyPixels: it is not taken.
    """
    if len(content) > MOST_EMBEDDED:
        raise EmbedTooLarge(most=MOST_EMBEDDED // 1000)
    size = pictures.size_of(content)
    if size is None:
        raise EmbedUnreadable
    if size[0] * size[1] > pictures.PIXELS:
        raise EmbedTooManyPixels(width=size[0], height=size[1])
    kind = "png" if content.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
