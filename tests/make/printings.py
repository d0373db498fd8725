"""PDFs of certificates in the register, signed by the academy, without the press."""

from datetime import datetime

from academy.shared.text import digest
from certificates import credential, signing
from certificates.enums import Making
from certificates.models import Certificate, Reissue, Rendition
from tests.make import proofs


def printed(
    certificate: Certificate, *, at: datetime, text: str = "1 0 0 rg", **said: str
) -> tuple[bytes, Rendition]:
    """Return a PDF of the certificate, in the register with its newest reissue."""
    content = unregistered(certificate, at=at, text=text, **said)
    rendition = Rendition.objects.create(
        certificate=certificate,
        reissue=certificate.reissues.order_by("-ordinal").first(),
        template=certificate.template,
        making=Making.PLAIN,
        key_id=signing.signer().key_id,
        file=f"certificates/{digest(content)}.pdf",
        sha256=digest(content),
        bytes=len(content),
        rendered_at=at,
    )
    return content, rendition


def unregistered(
    certificate: Certificate, *, at: datetime, text: str = "1 0 0 rg", **said: str
) -> bytes:
    badge = credential.issue(
        facts=certificate.facts | said,
        token=certificate.token,
        issued_at=certificate.issued_at,
        expires_on=certificate.expires_on,
        status_list=certificate.status_list.number,
        status_index=certificate.status_index,
        signer=signing.signer(),
        base_url=proofs.BASE,
    )
    return proofs.signed(proofs.pdf(badge, text=text), at=at)


def reissued(certificate: Certificate, *, at: datetime) -> None:
    Reissue.objects.create(
        certificate=certificate,
        ordinal=certificate.reissues.count() + 1,
        reason="遗失",
        author_key="system:test",
        author_label="test",
        reissued_on=at.date(),
        reissued_at=at,
    )
