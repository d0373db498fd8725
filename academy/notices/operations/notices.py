"""Telling people, and what they have read."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, Exists, F, OuterRef, Value
from django.db.models.functions import Greatest

from academy.notices.enums import DeliveryReason, DeliveryState, Rhythm
from academy.notices.errors import ToldMeanwhile
from academy.notices.models import Contact, Delivery, Mute, Notice
from academy.notices.operations import contacts as contact_rows
from academy.notices.operations.outbox import hand_over
from academy.notices.rules import facts as fact_rules
from academy.notices.rules import mailing
from academy.notices.topics import Topic
from academy.people.models import Person
from academy.shared import clock
from academy.shared.errors import plain

_Known = dict[int, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Telling:
    """What one person is told: the facts that fill the topic's words, and the event's key."""

    person_id: int
    facts: Mapping[str, object]
    path: str
    key: str


def tell(
    *,
    topic: Topic,
    persons: Iterable[int],
    facts: Mapping[str, object],
    path: str,
    key: str,
    at: datetime,
    accounted: bool = False,
) -> int:
    """Tell people (by primary key) the same thing; return how many were asked to be told.

    See `tell_each`.
    """
    ids = sorted(set(persons))
    tellings = [Telling(each, facts, path, key) for each in ids]
    tell_each(topic=topic, tellings=tellings, at=at, accounted=accounted)
    return len(ids)


@transaction.atomic
def tell_each(
    *, topic: Topic, tellings: Sequence[Telling], at: datetime, accounted: bool = False
) -> None:
    """Tell each person what concerns them, and write to who wants mail about it.

    Called inside the transaction of what it tells of, as its last beat. The same key tells a
    person once, however often it is asked. Days and instants among the facts come out as the
    reader's language writes them. The number of statements does not depend on the number of
    people (but for the size of one insert).

    `accounted` is for what named people are to get, and somebody will ask whether they did: who can
    get no mail about it has that written down, too (`queries.outcomes` tells of each).
    """
    if not tellings:
        return
    known: _Known = {}
    Notice.objects.bulk_create(
        [
            Notice(
                person_id=each.person_id,
                topic=topic.code,
                facts=_stored(each.facts, known),
                path=each.path,
                key=each.key,
                created_at=at,
            )
            for each in tellings
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    _mail(topic, tellings, at=at, accounted=accounted)


def _stored(facts: Mapping[str, object], known: _Known) -> dict[str, object]:
    """Return facts as they are stored; those that many are told together are worked out once."""
    found = known.get(id(facts))
    if found is None:
        found = {name: fact_rules.stored(fact, plain) for name, fact in facts.items()}
        known[id(facts)] = found
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Somebody to be written to; `why` says for what reason they are not."""

    contact_id: int
    public_id: UUID
    rhythm: Rhythm
    why: DeliveryReason | None = None


def _mail(topic: Topic, tellings: Sequence[Telling], *, at: datetime, accounted: bool) -> None:
    """Put into the outbox what was told just now to people who want mail about it."""
    ids = {each.person_id for each in tellings}
    if accounted:
        contact_rows.make(ids, by="notices", at=at)
    readers = _everybody(topic, ids) if accounted else _reachable(topic, ids)
    if not readers:
        return
    # What an earlier call told is older than this one, and had its own chance to be mailed.
    told = Notice.objects.filter(
        key__in={each.key for each in tellings if each.person_id in readers},
        created_at=at,
        person_id__in=list(readers),
        delivery__isnull=True,
    ).values_list("pk", "person_id")
    due = {rhythm: mailing.due_at(rhythm, at, clock.LOCAL) for rhythm in Rhythm}
    drafts = [_draft(pk, readers[person_id], due, at) for pk, person_id in told]
    Delivery.objects.bulk_create(drafts, ignore_conflicts=True, batch_size=1000)
    if any(draft.state == DeliveryState.QUEUED for draft in drafts):
        hand_over(at=at)


def _reachable(topic: Topic, ids: Collection[int]) -> dict[int, _Reader]:
    """Return who can be written to about a topic, by person; no row is built for any of them."""
    mutes = Mute.objects.filter(contact=OuterRef("pk"), group=topic.group.value)
    rows = Contact.objects.reachable().filter(~Exists(mutes), person_id__in=ids)
    return {
        person_id: _Reader(contact_id, public_id, Rhythm(rhythm))
        for person_id, contact_id, public_id, rhythm in rows.values_list(
            "person_id", "pk", "public_id", "rhythm"
        )
    }


def _everybody(topic: Topic, ids: Collection[int]) -> dict[int, _Reader]:
    """Return all of them by person, each with the reason why nothing is mailed, if there is one."""
    muted = set(
        Mute.objects.filter(contact__person_id__in=ids, group=topic.group.value).values_list(
            "contact_id", flat=True
        )
    )
    return {
        row.person_id: _Reader(row.pk, row.public_id, Rhythm(row.rhythm), _unwanted(row, muted))
        for row in Contact.objects.filter(person_id__in=ids)
    }


def _unwanted(contact: Contact, muted: Collection[int]) -> DeliveryReason | None:
    """Return why nothing can be mailed to a contact."""
    if contact.bounced_at is not None:
        return DeliveryReason.BOUNCED
    if contact.confirmed_at is None:
        return DeliveryReason.UNCONFIRMED if contact.address else DeliveryReason.NO_ADDRESS
    return DeliveryReason.STOPPED if contact.pk in muted else None


def _draft(
    notice_id: int, reader: _Reader, due: Mapping[Rhythm, datetime], at: datetime
) -> Delivery:
    """Return the delivery of a notice; all that are due in one morning's summary are one letter."""
    delivery = Delivery(
        contact_id=reader.contact_id,
        notice_id=notice_id,
        letter=uuid.uuid4(),
        created_at=at,
        due_at=due[reader.rhythm],
    )
    if reader.why is not None:
        delivery.state, delivery.reason = DeliveryState.SKIPPED.value, reader.why.value
        delivery.ended_at = at
    elif reader.rhythm is Rhythm.DAILY:
        morning = clock.local_date(delivery.due_at).isoformat()
        delivery.letter = uuid.uuid5(reader.public_id, morning)
    return delivery


@transaction.atomic
def read(*, notice: Notice, at: datetime) -> None:
    """Note that its reader has seen a notice; the first time counts."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=_seen(at))


@transaction.atomic
def read_all(
    *, person: Person, through: Notice | None, at: datetime, counted: int | None = None
) -> int:
    """Note as read everything up to the notice that stood first on the page; return how many.

    What was told after the page was drawn stays unread: nobody has seen it. Two that tell at once
    may commit in another order than that of their keys, so that something below the first one
    comes in later: `counted` is how many were unread on the page, and more than that are not read.
    """
    if through is None:
        return 0
    rows = Notice.objects.filter(person=person, read_at__isnull=True, pk__lte=through.pk)
    read = rows.update(read_at=_seen(at))
    if counted is not None and read > counted:
        raise ToldMeanwhile
    return read


def _seen(at: datetime) -> Greatest:
    # The host that told may be a moment ahead of the one that reads.
    return Greatest(Value(at, output_field=DateTimeField()), F("created_at"))
