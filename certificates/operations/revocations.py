"""Withdrawing a certificate that was issued."""

from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from certificates.enums import CertificateState, CertificateVerb, Verb
from certificates.errors import NotIssued, ReasonRequired
from certificates.models import Certificate, Revocation
from certificates.rules import reasons, transitions


@transaction.atomic
def revoke(*, actor: Actor, certificate: Certificate, reason: str, at: datetime) -> Certificate:
    """Revoke with a reason, which the verification page shows. The number is not used again.

    Asked again with the same reason it is done already; with another one it is refused.
    """
    wanted = reasons.stated(reason)
    if wanted is None:
        raise ReasonRequired(field="reason")
    row = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
    state = CertificateState(row.state)
    target = transitions.certificate_after(state, CertificateVerb.REVOKE)
    if target is None:
        earlier = Revocation.objects.filter(certificate=row).first()
        if earlier is not None and earlier.reason == wanted:
            return row
        raise NotIssued(number=row.number)
    row.state, row.revoked_at = target, at
    row.save(update_fields=["state", "revoked_at"])
    Revocation.objects.create(
        certificate=row,
        reason=wanted,
        author_key=actor.key,
        author_label=actor.label,
        revoked_at=at,
    )
    record(actor, Verb.CERTIFICATE_REVOKED, row, at=at, facts={"number": row.number})
    return row
