"""Telling, twice and in bulk; reading one and all."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.jobs.models import Job
from academy.notices.enums import Rhythm, TopicGroup
from academy.notices.models import Contact, Delivery, Mute, Notice
from academy.notices.operations import notices
from academy.notices.queries import inbox
from tests.cast import Cast
from tests.make import mail, people

pytestmark = pytest.mark.django_db


def test_the_same_key_tells_once(cast: Cast, at: datetime) -> None:
    mail.confirmed(cast.wang, at=at)
    for later in (0, 0, 5):
        mail.told(cast.wang, "k", at=at + timedelta(minutes=later))
    mail.told(cast.li, "k", at=at)
    assert Notice.objects.count() == 2
    assert Delivery.objects.count() == 1
    notice = Notice.objects.get(person=cast.wang)
    assert notice.facts == {
        "what": "course",
        "on": {"on": "2026-03-02"},
        "at": {"at": "2026-03-02T01:00:00+00:00"},
    }


def test_who_is_mailed(cast: Cast, at: datetime) -> None:
    """Only a confirmed address that takes mail, and not about what was switched off."""
    wang, li, zhao = (mail.confirmed(each, at=at) for each in (cast.wang, cast.li, cast.zhao))
    Mute.objects.create(contact=li, group=TopicGroup.TRAINING, muted_at=at)
    Contact.objects.filter(pk=zhao.pk).update(bounced_at=at, bounce_code=550)
    ids = [cast.wang.pk, cast.li.pk, cast.zhao.pk, cast.officer.pk, cast.wang.pk]
    told = notices.tell(topic=mail.TOPIC, persons=ids, facts={"what": 1}, path="", key="k", at=at)
    assert told == Notice.objects.count() == 4
    delivery = Delivery.objects.get()
    assert (delivery.contact, delivery.due_at) == (wang, at)
    assert Job.objects.filter(kind="notices.deliver").count() == 1


def test_what_was_told_before_an_address_was_confirmed_is_not_mailed(
    cast: Cast, at: datetime
) -> None:
    mail.told(cast.wang, "k", at=at)
    mail.confirmed(cast.wang, at=at + timedelta(minutes=1))
    mail.told(cast.wang, "k", at=at + timedelta(minutes=2))
    assert Delivery.objects.count() == 0


def test_a_summary_is_one_letter_until_eight(cast: Cast, at: datetime) -> None:
    mail.confirmed(cast.wang, at=at, rhythm=Rhythm.DAILY)
    eight = at + timedelta(hours=23)  # 09:00 local: the next 08:00
    for number, moment in enumerate((at, eight - timedelta(seconds=1), eight)):
        mail.told(cast.wang, f"k{number}", at=moment)
    rows = list(Delivery.objects.order_by("pk"))
    assert [row.due_at for row in rows] == [eight, eight, eight + timedelta(days=1)]
    assert rows[0].letter == rows[1].letter != rows[2].letter


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow(cast: Cast, at: datetime, count: int) -> None:
    persons = people.people(count, unit=cast.east, at=at)
    for person in persons:
        mail.confirmed(person, at=at)
    Job.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        notices.tell(
            topic=mail.TOPIC,
            persons=[person.pk for person in persons],
            facts={},
            path="",
            key="k",
            at=at,
        )
    # Savepoints of telling, of the job and of its insert; two inserts of notices and deliveries,
    # who wants mail, what was told, the job and its row read back.
    assert len(queries) == TELLING, [each["sql"][:80] for each in queries]


TELLING = 10


def test_reading_counts_the_first_time(cast: Cast, at: datetime) -> None:
    mail.told(cast.wang, "k", at=at)
    notice = Notice.objects.get()
    for minutes in (1, 2):
        notices.read(notice=notice, at=at + timedelta(minutes=minutes))
    notice.refresh_from_db()
    assert notice.read_at == at + timedelta(minutes=1)


def test_a_reader_whose_clock_is_behind(cast: Cast, at: datetime) -> None:
    mail.told(cast.wang, "k", at=at)
    notices.read(notice=Notice.objects.get(), at=at - timedelta(seconds=3))
    assert Notice.objects.get().read_at == at


def test_all_that_was_shown_becomes_read_and_nothing_later(cast: Cast, at: datetime) -> None:
    for key in "abc":
        mail.told(cast.wang, key, at=at)
    mail.told(cast.li, "a", at=at)
    shown = Notice.objects.filter(person=cast.wang).order_by("pk")[1]
    assert notices.read_all(person=cast.wang, through=shown, at=at) == 2
    assert notices.read_all(person=cast.wang, through=shown, at=at) == 0
    assert notices.read_all(person=cast.wang, through=None, at=at) == 0
    assert inbox.unread_count(cast.wang) == inbox.unread_count(cast.li) == 1


def test_the_bell_counts_no_further_than_it_must(cast: Cast, at: datetime) -> None:
    Notice.objects.bulk_create(
        Notice(person=cast.wang, topic="t", key=f"k{number}", created_at=at)
        for number in range(105)
    )
    with CaptureQueriesContext(connection) as queries:
        assert inbox.unread_count(cast.wang) == 100
    assert len(queries) == 1
    assert [inbox.shown(count) for count in (0, 1, 99, 100)] == ["", "1", "99", "99+"]
