"""Making the PDFs of certificates: in layers where that is proved, the plain way otherwise.

Both ways give the same page to the pixel; the layers cost a hundredth. One faulty leaf never
spoils the others. Callers hand over some hundreds at a time: what is learnt about a template
stays in the process.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from academy.documents import pictures
from certificates import pdf
from certificates.credential import MIME, NAME
from certificates.enums import Making
from certificates.layers.refusing import Unprovable
from certificates.layers.setting import Leaf, fields_of, set_leaves
from certificates.rules.qr import qr_svg
from certificates.rules.seal import seal_svg
from certificates.signing import Cms, Signer, sign_pdf

__all__ = ["Leaf", "Pressed", "Sheet", "press", "preview", "prove"]

PROOF_DPI, PREVIEW_DPI = 144, 110
_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """A published template, and the way its pages are made."""

    html: str
    css: str
    making: Making


@dataclass(frozen=True, slots=True)
class Pressed:
    """One finished PDF."""

    content: bytes
    making: Making


def press(
    sheet: Sheet, leaves: Sequence[Leaf], *, signer: Signer | None
) -> list[Pressed | ValueError]:
    """Return the PDF of each leaf, or its fault, in their order; unsigned without a signer.

    Whatever the layers can't prove about a person is made the plain way, and says so in `making`.
    The faults are those of `pdf.document`.
    """
    if sheet.making is Making.LAYERED:
        cms = _cms(signer) if signer is not None else None
        outcomes = set_leaves(sheet.html, sheet.css, leaves, cms=cms)
    else:
        outcomes = [Unprovable(sheet.making)] * len(leaves)
    pressed: list[Pressed | ValueError] = []
    for leaf, outcome in zip(leaves, outcomes, strict=True):
        if isinstance(outcome, bytes):
            pressed.append(Pressed(outcome, Making.LAYERED))
        elif isinstance(outcome, ValueError):
            pressed.append(outcome)
        else:
            pressed.append(_plainly(sheet, leaf, signer))
    return pressed


@lru_cache(maxsize=4)
def _cms(signer: Signer) -> Cms:
    return Cms(signer)


def _plainly(sheet: Sheet, leaf: Leaf, signer: Signer | None) -> Pressed | ValueError:
    try:
        content = _document(sheet.html, sheet.css, leaf)
        if signer is not None:
            content = sign_pdf(content, signer=signer, at=leaf.at)
    except ValueError as fault:
        return fault
    return Pressed(content, Making.PLAIN)


def _document(html: str, css: str, leaf: Leaf) -> bytes:
    fields = fields_of(leaf)
    images: dict[str, str | bytes] = {
        "qr": qr_svg(fields["verify_url"]),
        "seal": seal_svg(fields["issuer"], fields["seal_text"]),
        "portrait": leaf.portrait or "",
    }
    attachments = []
    if leaf.credential is not None:
        attachments.append(pdf.Attachment(NAME, MIME, leaf.credential))
    return pdf.document(
        html, css, fields=fields, images=images, attachments=attachments, made_at=leaf.at
    )


def prove(
    html: str,
    css: str,
    leaves: Sequence[Leaf],
    *,
    report: Callable[[int], object] = lambda done: None,
) -> str:
    """Return "" if the layers give what the plain way gives of these samples, else why not.

    `report` is told how many are compared, 0 when the layers are there.

    Compared are the pixels of the page at 144 dpi, all of them, and the text in its order. The
    reason is Chinese, for whoever publishes the template, and at most 200 characters.
    """
    outcomes = set_leaves(html, css, leaves, cms=None)
    report(0)
    for number, (leaf, outcome) in enumerate(zip(leaves, outcomes, strict=True), 1):
        if isinstance(outcome, ValueError):
            return f"样张{number}无法制作：{outcome}"[:_LONGEST_REASON]
        if isinstance(outcome, Unprovable):
            return str(outcome)[:_LONGEST_REASON]
        try:
            plain = _document(html, css, leaf)
        except ValueError as fault:
            return f"样张{number}无法制作：{fault}"[:_LONGEST_REASON]
        if differing := differing_pixels(plain, outcome):
            return f"样张{number}的两种制作结果有{differing}个像素不同"
        if pictures.text(plain) != pictures.text(outcome):
            return f"样张{number}的两种制作结果文字不同"
        report(number)
    return ""


def preview(html: str, css: str, leaf: Leaf) -> tuple[bytes, bytes]:
    """Return the unsigned PDF of a leaf made the plain way, and its page as PNG at 110 dpi.

    Raises:
        ValueError: as `pdf.document`.
    """
    import io

    content = _document(html, css, leaf)
    target = io.BytesIO()
    pictures.picture_at(content, dpi=PREVIEW_DPI).save(target, "PNG")
    return content, target.getvalue()


def differing_pixels(one: bytes, other: bytes) -> int:
    """Return how many pixels of the first pages differ at 144 dpi."""
    first, second = (pictures.pixels_at(content, dpi=PROOF_DPI) for content in (one, other))
    if first.shape != second.shape:
        return max(int(first.shape[0]) * int(first.shape[1]), 1)
    return int((first != second).any(axis=2).sum())
