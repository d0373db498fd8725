"""Telling people, and what they have read."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

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
    Notice.objects.bulk_create(
        [
            Notice(
                person_id=each.person_id,
                topic=topic.code,
                facts={name: fact_rules.stored(fact, plain) for name, fact in each.facts.items()},
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


def _mail(topic: Topic, tellings: Sequence[Telling], *, at: datetime, accounted: bool) -> None:
    """Put into the outbox what was told just now to people who want mail about it."""
    ids = {each.person_id for each in tellings}
    mutes = Mute.objects.filter(contact=OuterRef("pk"), group=topic.group.value)
    rows = Contact.objects.filter(person_id__in=ids)
    if accounted:
        contact_rows.make(ids, by="notices", at=at)
    else:
        # Nothing is asked of the address here, and each would have to be decrypted.
        rows = rows.reachable().defer("address")
    known = rows.annotate(silent=Exists(mutes))
    contacts = {row.person_id: row for row in known if accounted or not row.silent}  # type: ignore[attr-defined]  # annotated
    if not contacts:
        return
    # What an earlier call told is older than this one, and had its own chance to be mailed.
    told = Notice.objects.filter(
        key__in={each.key for each in tellings if each.person_id in contacts},
        created_at=at,
        person_id__in=list(contacts),
        delivery__isnull=True,
    ).values_list("pk", "person_id")
    drafts = [_draft(pk, contacts[person_id], at) for pk, person_id in told]
    Delivery.objects.bulk_create(drafts, ignore_conflicts=True, batch_size=1000)
    if any(draft.state == DeliveryState.QUEUED for draft in drafts):
        hand_over(at=at)


def _draft(notice_id: int, contact: Contact, at: datetime) -> Delivery:
    """Return the delivery of a notice; all that are due in one morning's summary are one letter."""
    if (why := _unwanted(contact)) is not None:
        return Delivery(
            contact=contact,
            notice_id=notice_id,
            letter=uuid.uuid4(),
            state=DeliveryState.SKIPPED.value,
            reason=why.value,
            created_at=at,
            due_at=at,
            ended_at=at,
        )
    rhythm = Rhythm(contact.rhythm)
    due = mailing.due_at(rhythm, at, clock.LOCAL)
    letter = uuid.uuid4()
    if rhythm is Rhythm.DAILY:
        letter = uuid.uuid5(contact.public_id, clock.local_date(due).isoformat())
    return Delivery(contact=contact, notice_id=notice_id, letter=letter, created_at=at, due_at=due)


def _unwanted(contact: Contact) -> DeliveryReason | None:
    """Return why nothing can be mailed to a contact (annotated with `silent`) about a topic."""
    if contact.bounced_at is not None:
        return DeliveryReason.BOUNCED
    if contact.confirmed_at is None:
        return DeliveryReason.UNCONFIRMED if contact.address else DeliveryReason.NO_ADDRESS
    return DeliveryReason.STOPPED if contact.silent else None  # type: ignore[attr-defined]


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
