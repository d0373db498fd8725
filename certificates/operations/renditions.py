"""Making the PDF of an issued certificate. Never inside a transaction, and as often as asked."""

import os
import uuid
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from academy.audit.record import Actor, record
from academy.shared.text import digest
from certificates import pdf
from certificates.enums import CertificateState, Making, Verb
from certificates.errors import GlyphMissing, NotInForce, RenditionFailed
from certificates.models import Certificate, Rendition
from certificates.rules import wording
from certificates.rules.qr import qr_svg
from certificates.rules.seal import seal_svg

WORKER = Actor.system("certificates")


def path_of(rendition: Rendition) -> Path:
    """Return where the file of a rendition lies."""
    return Path(settings.MEDIA_ROOT) / rendition.file


def render(*, certificate_id: int, at: datetime, actor: Actor = WORKER) -> Rendition:
    """Make the PDF of a certificate and return its row; one that is there is kept.

    File first, then row: whatever is interrupted, no row is without its file for longer than a
    second call takes, and a file without a row is overwritten by the same bytes.
    """
    certificate = Certificate.objects.select_related("template").get(pk=certificate_id)
    known = certificate.renditions.order_by("-pk").first()
    if known is not None and path_of(known).is_file():
        return known
    content = pdf_of(certificate)
    fingerprint = digest(content)
    year = certificate.issued_on.year
    file = f"certificates/{year}/{certificate.public_id}-{fingerprint[:12]}.pdf"
    _write(Path(settings.MEDIA_ROOT) / file, content)
    with transaction.atomic():
        rendition, created = Rendition.objects.get_or_create(
            certificate=certificate,
            sha256=fingerprint,
            defaults={
                "template": certificate.template,
                "making": Making.PLAIN,
                "file": file,
                "bytes": len(content),
                "rendered_at": at,
            },
        )
        if created:
            facts = {"sha256": fingerprint, "bytes": len(content)}
            record(actor, Verb.CERTIFICATE_RENDERED, certificate, at=at, facts=facts)
    return rendition


def content(*, certificate: Certificate, at: datetime) -> bytes:
    """Return the PDF to hand out, made now if need be; only of a certificate in force."""
    if certificate.state != CertificateState.ISSUED:
        raise NotInForce(number=certificate.number)
    return path_of(render(certificate_id=certificate.pk, at=at)).read_bytes()


def pdf_of(certificate: Certificate) -> bytes:
    """Return the PDF from the frozen facts alone; the same certificate gives the same bytes."""
    facts = certificate.facts
    try:
        return pdf.render(
            certificate.template.html,
            certificate.template.css,
            fields=facts,
            images={
                "qr": qr_svg(facts["verify_url"]),
                "seal": seal_svg(facts["issuer"], facts["seal_text"]),
            },
            classes={"body": wording.density(facts)},
        )
    except pdf.MissingGlyphs as missing:
        raise GlyphMissing(characters=missing.characters) from missing
    except pdf.TemplateFault as fault:
        raise RenditionFailed(number=certificate.number, fault=str(fault)[:200]) from fault


def _write(path: Path, content: bytes) -> None:
    """Put the file in place in one step, so that no reader ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
    with draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
