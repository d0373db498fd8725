"""Correcting a certificate whose facts were wrong: a batch of one line that replaces it."""

from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.shared import clock
from certificates.enums import CertificateKind, Validity, Verb
from certificates.errors import (
    CauseRequired,
    CorrectionNotCurrent,
    NothingToCorrect,
    UnderCorrection,
)
from certificates.models import Batch, Certificate
from certificates.operations import batches
from certificates.queries import register, standing
from certificates.rules import reasons


def propose(*, actor: Actor, certificate: Certificate, reason: str, at: datetime) -> Batch:
    """Propose to replace a certificate by one that says what is known today.

    A second person approves it as any batch (`batches.approve`), and `batches.issue` gives it a
    new number and takes the old one out of force. Until then the old one holds. Asked again by
    the same person with the same reason, it is the batch that is open.
    """
    wanted = reasons.stated(reason)
    if wanted is None:
        raise CauseRequired(field="reason")
    course = certificate.batch.cohort.syllabus.course
    kind = CertificateKind(certificate.kind)
    template = batches.template_for(course, kind, actor=actor, at=at)
    with transaction.atomic():
        row = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
        if register.validity_of(row, on=clock.local_date(at)) is not Validity.VALID:
            raise CorrectionNotCurrent(number=row.number)
        waiting = Batch.objects.open_().filter(corrects=row).first()
        if waiting is not None:
            if (waiting.reason, waiting.proposed_by) == (wanted, actor.key):
                return waiting
            raise UnderCorrection(number=row.number)
        seat = standing.seat_of(row, on=clock.local_date(at))
        if not standing.differs(seat, row):
            raise NothingToCorrect(number=row.number)
        batch = Batch.objects.create(
            cohort_id=certificate.batch.cohort_id,
            kind=kind,
            template=template,
            corrects=row,
            reason=wanted,
            proposed_at=at,
            proposed_by=actor.key,
        )
        batches.write_lines(batch, [seat])
        facts = {"corrects": row.number, "kind": kind.value, "due": int(seat.reason is None)}
        record(actor, Verb.BATCH_PROPOSED, batch, at=at, facts=facts)
        return batch
