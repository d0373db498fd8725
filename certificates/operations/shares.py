"""Links by which a holder shows a certificate to whom they like, for a while."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from academy.audit.record import Actor, record
from certificates.enums import CertificateState, Verb
from certificates.errors import ShareNotCurrent, ShareSpan, TooManyShares
from certificates.models import Certificate, Share
from certificates.rules import serial

DAYS = (7, 30, 90)
MOST_OPEN = 10


@transaction.atomic
def open_link(*, actor: Actor, certificate: Certificate, days: int, at: datetime) -> Share:
    """Make a link that ends after 7, 30 or 90 days. Its token is as long as the QR code's."""
    if days not in DAYS:
        raise ShareSpan(field="days")
    row = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
    if row.state != CertificateState.ISSUED:
        raise ShareNotCurrent(number=row.number)
    if Share.objects.open_at(at).filter(certificate=row).count() >= MOST_OPEN:
        raise TooManyShares(most=MOST_OPEN)
    share = Share.objects.create(
        certificate=row,
        token=serial.token_of(secrets.token_bytes(serial.TOKEN_BYTES)),
        opened_at=at,
        ends_at=at + timedelta(days=days),
    )
    record(actor, Verb.SHARE_OPENED, share, at=at, facts={"number": row.number, "days": days})
    return share


@transaction.atomic
def end(*, actor: Actor, share: Share, at: datetime) -> Share:
    """Close a link now; one that has ended stays as it is."""
    row = Share.objects.select_for_update(no_key=True).get(pk=share.pk)
    if row.ended_at is not None or row.ends_at <= at:
        return row
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    record(actor, Verb.SHARE_ENDED, row, at=at)
    return row
