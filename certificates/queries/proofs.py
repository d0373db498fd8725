"""Trying a template out on made-up people: what is wrong with it, what it looks like."""

import io
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from academy.shared.text import digest
from certificates import labels, pdf, press
from certificates.enums import CertificateKind, Making
from certificates.errors import (
    TemplateNotRendered,
    TemplateTooLarge,
    TemplateUnfit,
)
from certificates.models import Template
from certificates.press import Leaf, Sheet
from certificates.rules import lint, samples, specimen, wording

Report = Callable[[int, int], None]

# What a request may carry holds both texts with room to spare; a certificate itself has 160 kB.
MOST_BYTES = 1_800_000
_PICTURE_SECONDS = 30 * 86_400
_PICTURE_WIDTH = 720  # pixels: twice the width of a card
_NAMED_FINDINGS = 20
_LONGEST = 5  # the sample in which everything is at its longest
_PAGE_SECONDS = 5.0  # by the wall; a shipped page takes half of one


def check(html: str, css: str) -> lint.Report:
    """Return what is wrong with a template and what would make it faster.

    Raises:
        TemplateTooLarge: it is not even read.
    """
    size = len(html.encode()) + len(css.encode())
    if size > MOST_BYTES:
        raise TemplateTooLarge(kb=-(-size // 1000), most=MOST_BYTES // 1000)
    return lint.check(html, css, drawings=pdf.drawings(), families=pdf.families())


def said(finding: lint.Finding) -> str:
    """Return a finding in the reader's words."""
    return _(finding.text) % finding.facts


def require_fit(html: str, css: str) -> None:
    """Raise `TemplateUnfit`, which names the first faults, unless there are none."""
    faults = check(html, css).faults
    if faults:
        found = [
            {"code": each.code, "source": each.source, "line": each.line, "message": said(each)}
            for each in faults[:_NAMED_FINDINGS]
        ]
        raise TemplateUnfit(count=len(faults), first=found[0]["message"], findings=found)


def preview(
    html: str, css: str, kind: CertificateKind, *, sample: int, at: datetime
) -> tuple[bytes, bytes]:
    """Return a sample as unsigned PDF and its page as PNG of 256 colours, in the academy's name.

    Unless the seal itself says that it is for demonstration, 样张 SPECIMEN stands across the page.

    Raises:
        TemplateTooLarge, TemplateUnfit: it is not tried.
        TemplateNotRendered: the layout engine cannot make it.
    """
    require_fit(html, css)
    facts = _ours(samples.facts(kind)[sample])
    if wording.DEMONSTRATION not in facts["seal_text"]:
        html, css = specimen.marked(html, css)
    try:
        content, png = press.preview(html, css, Leaf(facts, at, portrait=_portrait(sample)))
        return content, _small(png)
    except ValueError as fault:
        raise TemplateNotRendered(sample=sample_name(sample), reason=reason(fault)) from fault


def _ours(facts: Mapping[str, str]) -> dict[str, str]:
    seal_text = settings.ACADEMY_SEAL_TEXT
    return {
        **facts,
        "issuer": settings.ACADEMY_ISSUER,
        "issuer_en": settings.ACADEMY_ISSUER_EN,
        "seal_text": seal_text,
        "notice": wording.notice(seal_text),
    }


def _portrait(sample: int) -> bytes | None:
    """Every other sample has a photo, so that both kinds of page are seen and proved."""
    return samples.portrait() if sample % 2 == 0 else None


def sample_name(sample: int) -> str:
    """Return what a sample is called."""
    return str(labels.SAMPLE[sample])


def reason(fault: ValueError) -> str:
    """Return in the reader's words why a page could not be made."""
    match fault:
        case pdf.MissingGlyphs():
            return _("字体中没有字符 %(characters)s") % {"characters": fault}
        case pdf.TooCostly() if "pages" in str(fault):
            return _("内容超过一页，请缩小字号或减少内容")
        case pdf.TooCostly():
            return _costly()
    return str(fault)[:200]


def _costly() -> str:
    return _("制作所需的时间、内存或篇幅超过上限，请简化版式")


def unheard(done: int, total: int) -> None:
    """What is told where nobody listens."""


def prove(
    html: str, css: str, kind: CertificateKind, *, report: Report = unheard, at: datetime
) -> tuple[Making, str]:
    """Return the way in which the template's PDFs are made, and why not the fast one ("": it is).

    `report` is told (done, total) after each step, and may raise to stop it.

    Raises:
        TemplateNotRendered: a sample can be made in neither way.
    """
    leaves = _leaves(kind, at)
    # One page to see what it costs, the layers of all, then each of them compared.
    steps = 2 + len(leaves)
    _require_cheap(html, css, leaves)
    report(1, steps)
    fault = press.prove(html, css, leaves, report=lambda done: report(2 + done, steps))
    if not fault:
        return Making.LAYERED, ""
    # The layers cannot do it: once more, all of them the plain way.
    steps += len(leaves)
    for sample, leaf in enumerate(leaves):
        report(steps - len(leaves) + sample, steps)
        outcome = press.press(Sheet(html, css, Making.PLAIN), [leaf], signer=None)[0]
        if isinstance(outcome, ValueError):
            raise TemplateNotRendered(sample=sample_name(sample), reason=reason(outcome))
    report(steps, steps)
    return Making.PLAIN, fault


def _require_cheap(html: str, css: str, leaves: Sequence[Leaf]) -> None:
    """Refuse what takes so long that trying out all samples would hold everybody up."""
    began = time.monotonic()
    outcome = press.press(Sheet(html, css, Making.PLAIN), [leaves[_LONGEST]], signer=None)[0]
    if isinstance(outcome, ValueError):
        raise TemplateNotRendered(sample=sample_name(_LONGEST), reason=reason(outcome))
    if time.monotonic() - began > _PAGE_SECONDS:
        raise TemplateNotRendered(sample=sample_name(_LONGEST), reason=_costly())


def _leaves(kind: CertificateKind, at: datetime) -> Sequence[Leaf]:
    return [
        Leaf(facts, at, portrait=_portrait(sample))
        for sample, facts in enumerate(samples.facts(kind))
    ]


def picture(template: Template) -> bytes:
    """Return what a published template looks like, a PNG of 720 pixels; made once and kept.

    Raises:
        TemplateNotRendered: it no longer can be, for want of a font for instance.
    """
    facts = _ours(samples.facts(CertificateKind(template.kind))[0])
    key = "certificates:picture:" + digest([template.digest, facts])[:40]
    kept: bytes | None = cache.get(key)
    if kept is None:
        kind = CertificateKind(template.kind)
        _pdf, png = preview(template.html, template.css, kind, sample=0, at=template.published_at)
        kept = _small(png, width=_PICTURE_WIDTH)
        cache.set(key, kept, _PICTURE_SECONDS)
    return kept


def _small(png: bytes, *, width: int | None = None) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(png)) as opened:
        image = opened.convert("RGB")
        if width is not None:
            image.thumbnail((width, width), Image.Resampling.LANCZOS)
        target = io.BytesIO()
        image.quantize(256, method=Image.Quantize.FASTOCTREE).save(target, "PNG")
    return target.getvalue()
