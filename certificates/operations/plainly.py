"""The plain way alone, for the time until the press stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from certificates import credential, pdf
from certificates.enums import Making
from certificates.rules.qr import qr_svg
from certificates.rules.seal import seal_svg
from certificates.signing import Signer, sign_pdf


@dataclass(frozen=True, slots=True)
class Sheet:
    html: str
    css: str
    making: Making


@dataclass(frozen=True, slots=True)
class Leaf:
    facts: Mapping[str, str]
    at: datetime
    portrait: bytes | None = None
    credential: bytes | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    content: bytes
    making: Making


def press(
    sheet: Sheet, leaves: Sequence[Leaf], *, signer: Signer | None
) -> list[Pressed | ValueError]:
    return [_one(sheet, leaf, signer) for leaf in leaves]


def _one(sheet: Sheet, leaf: Leaf, signer: Signer | None) -> Pressed | ValueError:
    facts = leaf.facts
    try:
        content = pdf.document(
            sheet.html,
            sheet.css,
            fields=facts,
            images={
                "qr": qr_svg(facts["verify_url"]),
                "seal": seal_svg(facts["issuer"], facts["seal_text"]),
                "portrait": leaf.portrait or "",
            },
            attachments=[pdf.Attachment(credential.NAME, credential.MIME, leaf.credential or b"")],
            made_at=leaf.at,
        )
    except ValueError as fault:
        return fault
    if signer is not None:
        content = sign_pdf(content, signer=signer, at=leaf.at)
    return Pressed(content, Making.PLAIN)
