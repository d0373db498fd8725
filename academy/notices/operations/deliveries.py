"""Emptying the outbox, a batch at a time: hold, write, send, note what became of it.

At least once: a worker that is killed after the server has taken a letter and before that is
noted leaves it held; when the hold runs out it is sent again under the same Message-ID, by which
mail servers and readers recognise it.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.urls import reverse

from academy.audit.record import record_many
from academy.notices.enums import DeliveryKind, DeliveryReason, DeliveryState, Verb
from academy.notices.models import Contact, Delivery, Mute
from academy.notices.operations import addresses, notices
from academy.notices.operations.outbox import WORKER
from academy.notices.own_topics import ADDRESS_BOUNCED
from academy.notices.post import letters, sending
from academy.notices.post.sending import Outcome
from academy.notices.rules import mailing
from academy.notices.rules.mailing import Answer
from academy.notices.topics import group_of
from academy.shared import clock

#: Letters over one connection, and at most that many to be sent twice after a crash.
BATCH = 50
#: Longer than any batch takes: no letter of it is begun later than `SENDING` after the first, and
#: one takes a dozen commands at most, each of EMAIL_TIMEOUT seconds at most.
HOLD, SENDING = timedelta(minutes=20), timedelta(minutes=15)
_FINAL = {
    Answer.ADDRESS_REFUSED: DeliveryReason.ADDRESS_REFUSED,
    Answer.CONTENT_REFUSED: DeliveryReason.CONTENT_REFUSED,
}
_Muted = frozenset[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a batch came to, in deliveries; `offline` says that the server could not be reached."""

    held: int = 0
    sent: int = 0
    failed: int = 0
    skipped: int = 0
    later: int = 0
    offline: bool = False


def deliver(*, at: datetime) -> Tally:
    """Send one batch of what is due; nothing held means that nothing is.

    The statements it takes do not depend on the number of letters in the batch, but for addresses
    refused for good.
    """
    holder = str(uuid.uuid4())
    held = hold(holder=holder, at=at)
    if not held:
        return Tally()
    skipped = _why_not(held, on=clock.local_date(at))
    wanted = [each for each in held if each.pk not in skipped]
    wanted.sort(key=lambda each: (str(each.letter), each.pk))
    by_letter = [list(group) for _, group in groupby(wanted, key=lambda each: each.letter)]
    messages = [letters.compose(letter) for letter in by_letter]
    outcomes = sending.send(messages, within=SENDING) if messages else []
    came = {
        each.pk: outcome
        for letter, outcome in zip(by_letter, outcomes, strict=True)
        for each in letter
    }
    return note(held, came, skipped, holder=holder, at=at)


@transaction.atomic
def hold(*, holder: str, at: datetime) -> list[Delivery]:
    """Take a batch of due letters, whole, so that no other worker sends them; return them.

    Rows are locked in the order of their keys. Who waits for another worker's lock finds the rows
    held when it gets there, and takes none of them.
    """
    waiting = Delivery.objects.due(at).order_by("due_at", "pk")
    names = set(waiting.values_list("letter", flat=True)[:BATCH])
    if not names:
        return []
    locked = Delivery.objects.due(at).filter(letter__in=names).select_for_update(no_key=True)
    keys = list(locked.order_by("pk").values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=keys).update(holder=holder, held_until_at=at + HOLD)
    return list(
        Delivery.objects.held_by(holder).select_related("contact__person", "notice").order_by("pk")
    )


def _why_not(held: Sequence[Delivery], *, on: date) -> dict[int, DeliveryReason]:
    """Return which of the held deliveries must not be sent any more, and why."""
    contacts = {each.contact_id for each in held}
    muted: _Muted = frozenset(
        Mute.objects.filter(contact_id__in=contacts).values_list("contact_id", "group")
    )
    return {each.pk: reason for each in held if (reason := _reason(each, muted, on)) is not None}


def _reason(delivery: Delivery, muted: _Muted, on: date) -> DeliveryReason | None:
    contact, notice = delivery.contact, delivery.notice
    left_on = contact.person.left_on
    if left_on is not None and left_on <= on:
        return DeliveryReason.LEFT
    if delivery.kind == DeliveryKind.CONFIRMATION:
        return None if contact.link == delivery.letter else DeliveryReason.OUTDATED
    if contact.bounced_at is not None:
        return DeliveryReason.BOUNCED
    if contact.confirmed_at is None:
        return DeliveryReason.UNCONFIRMED
    assert notice is not None
    if notice.read_at is not None:
        return DeliveryReason.READ
    if (contact.pk, group_of(notice.topic).value) in muted:
        return DeliveryReason.STOPPED
    return None


@transaction.atomic
def note(
    held: Sequence[Delivery],
    came: dict[int, Outcome],
    skipped: dict[int, DeliveryReason],
    *,
    holder: str,
    at: datetime,
) -> Tally:
    """Write down what became of a batch. Who has lost the hold changes nothing."""
    for each in held:
        each.holder, each.held_until_at = "", None
        if (why := skipped.get(each.pk)) is not None:
            _end(each, DeliveryState.SKIPPED, at, why)
        else:
            _settle(each, came[each.pk], at)
    columns = [
        "state", "reason", "code", "tries", "due_at", "held_until_at", "holder", "ended_at",
    ]  # fmt: skip
    Delivery.objects.held_by(holder).bulk_update(held, columns, batch_size=BATCH)
    refused = [each for each in held if each.reason == DeliveryReason.ADDRESS_REFUSED]
    _bounce(refused, came, holder=holder, at=at)
    states = [each.state for each in held]
    return Tally(
        held=len(held),
        sent=states.count(DeliveryState.SENT),
        failed=states.count(DeliveryState.FAILED),
        skipped=states.count(DeliveryState.SKIPPED),
        later=states.count(DeliveryState.QUEUED),
        offline=any(outcome.answer is Answer.OFFLINE for outcome in came.values()),
    )


def _settle(delivery: Delivery, outcome: Outcome, at: datetime) -> None:
    """Put the outcome of an attempt on the row, unsaved."""
    if outcome.answer is Answer.OFFLINE:
        delivery.due_at = at + mailing.OFFLINE_PAUSE
        return
    delivery.tries += 1
    delivery.code = outcome.code
    if outcome.answer is Answer.TAKEN:
        _end(delivery, DeliveryState.SENT, at)
    elif (final := _FINAL.get(outcome.answer)) is not None:
        _end(delivery, DeliveryState.FAILED, at, final)
    elif (pause := mailing.pause(delivery.tries)) is not None:
        delivery.due_at = at + pause
    else:
        _end(delivery, DeliveryState.FAILED, at, DeliveryReason.GAVE_UP)


def _end(
    delivery: Delivery, state: DeliveryState, at: datetime, reason: DeliveryReason | None = None
) -> None:
    delivery.state, delivery.ended_at = state.value, at
    delivery.reason = reason.value if reason is not None else ""


def _bounce(
    refused: Sequence[Delivery], came: dict[int, Outcome], *, holder: str, at: datetime
) -> None:
    """Stop writing to addresses that were refused for good, and tell their people on their pages.

    An address entered since the letter went out is another one, and is left alone.
    """
    if not refused:
        return
    asked = {each.contact_id: each for each in refused}
    rows = Contact.objects.select_for_update(no_key=True).select_related(None)
    fallen = [
        contact
        for contact in rows.filter(pk__in=list(asked), bounced_at__isnull=True).order_by("pk")
        if contact.entered_at == asked[contact.pk].contact.entered_at and contact.address
    ]
    for contact in fallen:
        answer = came[asked[contact.pk].pk]
        addresses.fail(contact, code=answer.code, status=answer.status, at=at)
    Contact.objects.bulk_update(fallen, addresses.FAILED_COLUMNS)
    notices.tell(
        topic=ADDRESS_BOUNCED,
        persons=[contact.person_id for contact in fallen],
        facts={},
        path=reverse("notices:settings"),
        key=f"notices.bounced:{holder}",
        at=at,
    )
    record_many(
        WORKER,
        Verb.ADDRESS_BOUNCED,
        [(asked[each.pk].contact.person, {"code": each.bounce_code}) for each in fallen],
        at=at,
    )
