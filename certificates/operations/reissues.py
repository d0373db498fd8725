"""Printing a lost or damaged certificate anew (补发) under its own number."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from academy.audit.record import Actor, record
from academy.jobs.queue import enqueue
from academy.shared import clock
from certificates.enums import Validity, Verb
from certificates.errors import CauseRequired, ReissueNotCurrent
from certificates.models import Certificate, Reissue
from certificates.queries import register
from certificates.rules import reasons


@transaction.atomic
def reissue(*, actor: Actor, certificate: Certificate, reason: str, at: datetime) -> Reissue:
    """Note a reissue of a valid certificate and ask for its PDF. Number and facts stay.

    The same reason on the same day is the same reissue: somebody pressed twice.
    """
    wanted = reasons.stated(reason)
    if wanted is None:
        raise CauseRequired(field="reason")
    today = clock.local_date(at)
    row = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
    same = row.reissues.filter(reason=wanted, reissued_on=today).first()
    if same is not None:
        return same
    if register.validity_of(row, on=today) is not Validity.VALID:
        raise ReissueNotCurrent(number=row.number)
    newest = row.reissues.aggregate(newest=Max("ordinal"))["newest"] or 0
    made = Reissue.objects.create(
        certificate=row,
        ordinal=newest + 1,
        reason=wanted,
        author_key=actor.key,
        author_label=actor.label,
        reissued_on=today,
        reissued_at=at,
    )
    facts = {"number": row.number, "ordinal": made.ordinal}
    record(actor, Verb.CERTIFICATE_REISSUED, row, at=at, facts=facts)
    enqueue(
        "certificates.render_one",
        payload={"certificate_id": row.pk},
        actor=actor,
        at=at,
        key=f"certificates.render_one:{row.pk}:{made.ordinal}",
        priority=4,
    )
    return made
