"""Corrections of the hours ledger."""

from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from courses.enums import HoursSource, Verb
from courses.errors import ReasonRequired, ReversalNotReversible
from courses.models import HoursEntry


@transaction.atomic
def reverse(*, actor: Actor, entry: HoursEntry, reason: str, at: datetime) -> HoursEntry:
    """Take hours back by a line with the same hours negative; reversed before = that line."""
    if not reason.strip():
        raise ReasonRequired(field="reason")
    if entry.source == HoursSource.REVERSAL:
        raise ReversalNotReversible
    locked = HoursEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    reversal, created = HoursEntry.objects.get_or_create(
        reverses=locked,
        defaults={
            "person_id": locked.person_id,
            "track_id": locked.track_id,
            "hours": -locked.hours,
            "earned_on": locked.earned_on,
            "source": HoursSource.REVERSAL,
            "evidence": reason.strip()[:200],
            "recorded_at": at,
        },
    )
    if created:
        facts = {"reverses": locked.public_id, "hours": reversal.hours}
        record(actor, Verb.HOURS_REVERSED, reversal, at=at, facts=facts)
    return reversal
