"""Named people are told, and it can be said of each whether they got it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest

from academy.jobs.models import Job
from academy.notices.enums import DeliveryReason, DeliveryState, TopicGroup
from academy.notices.models import Contact, Delivery, Mute
from academy.notices.operations import addresses, bounces, deliveries, notices
from academy.notices.queries.outcomes import outcomes
from academy.people.access import actor
from academy.people.models import Person
from tests.cast import Cast
from tests.make import bounces as make
from tests.make import mail, people
from tests.make.mail import Sink

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[Any]]
KEY = "reporting.sent:1"


def tell(crowd: list[Person], *, at: datetime, accounted: bool = True) -> None:
    notices.tell(
        topic=mail.TOPIC,
        persons=[person.pk for person in crowd],
        facts={"what": "report", "on": at.date(), "at": at},
        path="/reports/",
        key=KEY,
        at=at,
        accounted=accounted,
    )


def test_of_each_it_is_said_whether_they_got_it(cast: Cast, at: datetime, sink: Sink) -> None:
    crowd = people.people(6, unit=cast.east, at=at)
    taken, returned, _nobody, waiting, dead, silent = crowd
    for person in (taken, returned, dead, silent):
        mail.confirmed(person, at=at)
    addresses.enter(actor=actor(waiting), person=waiting, address="w@x.cn", at=at)
    Contact.objects.filter(person=dead).update(bounced_at=at, bounce_code=550)
    Mute.objects.create(
        contact=Contact.objects.get(person=silent), group=TopicGroup.TRAINING, muted_at=at
    )
    tell(crowd, at=at)
    deliveries.deliver(at=at)
    letter = next(each for to, each in sink.taken if to == mail.address_of(returned))
    full = make.report(letter, status="5.2.2", diagnostic="")
    bounces.take_in(full, at=at + timedelta(hours=1))
    found = outcomes([person.pk for person in crowd], KEY)
    assert [(found[each.pk].mail, found[each.pk].reason) for each in crowd] == [
        (DeliveryState.SENT, None),
        (DeliveryState.RETURNED, DeliveryReason.MAILBOX_FULL),
        (DeliveryState.SKIPPED, DeliveryReason.NO_ADDRESS),
        (DeliveryState.SKIPPED, DeliveryReason.UNCONFIRMED),
        (DeliveryState.SKIPPED, DeliveryReason.BOUNCED),
        (DeliveryState.SKIPPED, DeliveryReason.STOPPED),
    ]
    assert [found[each.pk].reached for each in crowd] == [True, *[False] * 5]
    assert found[returned.pk].returned_at == at + timedelta(hours=1)
    assert outcomes([cast.li.pk], KEY) == {}


def test_who_has_read_it_on_the_page_is_reached(cast: Cast, at: datetime) -> None:
    tell([cast.wang], at=at)
    notices.read_all(person=cast.wang, through=cast.wang.notices.get(), at=at)
    [found] = outcomes([cast.wang.pk], KEY).values()
    assert (found.reached, found.read_at, found.mail) == (True, at, DeliveryState.SKIPPED)


def test_twice_is_once_and_nothing_to_send_asks_for_nothing(cast: Cast, at: datetime) -> None:
    for _ in range(2):
        tell([cast.wang, cast.li], at=at)
    assert Delivery.objects.count() == 2
    assert not Job.objects.filter(kind="notices.deliver").exists()


def test_without_an_account_who_gets_no_mail_leaves_no_line(cast: Cast, at: datetime) -> None:
    tell([cast.wang], at=at, accounted=False)
    assert not Delivery.objects.exists()
    assert outcomes([cast.wang.pk], KEY)[cast.wang.pk].mail is None


@pytest.mark.parametrize("count", [1, 3])
def test_one_statement_however_many(
    cast: Cast, at: datetime, count: int, django_assert_num_queries: Queries
) -> None:
    crowd = people.people(count, unit=cast.east, at=at)
    # Told: savepoint, notices, contacts made, who is muted, contacts, what was told, deliveries,
    # release.
    with django_assert_num_queries(8):
        tell(crowd, at=at)
    with django_assert_num_queries(1):
        assert len(outcomes([person.pk for person in crowd], KEY)) == count
