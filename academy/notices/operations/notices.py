"""Telling people, and what they have read."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import DateTimeField, Exists, F, OuterRef, Value
from django.db.models.functions import Greatest

from academy.notices.enums import Rhythm
from academy.notices.models import Contact, Delivery, Mute, Notice
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
) -> int:
    """Tell people (by primary key) the same thing; return how many were asked to be told.

    See `tell_each`.
    """
    ids = sorted(set(persons))
    tell_each(topic=topic, tellings=[Telling(each, facts, path, key) for each in ids], at=at)
    return len(ids)


@transaction.atomic
def tell_each(*, topic: Topic, tellings: Sequence[Telling], at: datetime) -> None:
    """Tell each person what concerns them, and write to who wants mail about it.

    Called inside the transaction of what it tells of, as its last beat. The same key tells a
    person once, however often it is asked. Days and instants among the facts come out as the
    reader's language writes them. The number of statements does not depend on the number of
    people (but for the size of one insert).
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
    _mail(topic, tellings, at=at)


def _mail(topic: Topic, tellings: Sequence[Telling], *, at: datetime) -> None:
    """Put into the outbox what was told just now to people who want mail about it."""
    silent = Mute.objects.filter(contact=OuterRef("pk"), group=topic.group.value)
    ids = {each.person_id for each in tellings}
    wanted = Contact.objects.reachable().filter(~Exists(silent), person_id__in=ids)
    contacts = {
        contact.person_id: contact
        for contact in wanted.only("pk", "person_id", "public_id", "rhythm")
    }
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
    if drafts:
        Delivery.objects.bulk_create(drafts, ignore_conflicts=True, batch_size=1000)
        hand_over(at=at)


def _draft(notice_id: int, contact: Contact, at: datetime) -> Delivery:
    """Return the delivery of a notice; all that are due in one morning's summary are one letter."""
    rhythm = Rhythm(contact.rhythm)
    due = mailing.due_at(rhythm, at, clock.LOCAL)
    letter = uuid.uuid4()
    if rhythm is Rhythm.DAILY:
        letter = uuid.uuid5(contact.public_id, clock.local_date(due).isoformat())
    return Delivery(contact=contact, notice_id=notice_id, letter=letter, created_at=at, due_at=due)


@transaction.atomic
def read(*, notice: Notice, at: datetime) -> None:
    """Note that its reader has seen a notice; the first time counts."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=_seen(at))


@transaction.atomic
def read_all(*, person: Person, through: Notice | None, at: datetime) -> int:
    """Note as read everything up to the notice that stood first on the page; return how many.

    What was told after the page was drawn stays unread: nobody has seen it.
    """
    if through is None:
        return 0
    return Notice.objects.filter(person=person, read_at__isnull=True, pk__lte=through.pk).update(
        read_at=_seen(at)
    )


def _seen(at: datetime) -> Greatest:
    # The host that told may be a moment ahead of the one that reads.
    return Greatest(Value(at, output_field=DateTimeField()), F("created_at"))
