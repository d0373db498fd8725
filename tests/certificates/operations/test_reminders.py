"""Who is told that a certificate is about to expire, and when."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.audit.models import Entry
from academy.notices.models import Notice
from academy.notices.topics import words
from academy.people.models import Person
from academy.shared import clock
from certificates.models import Reminder
from certificates.operations import batches, reminders
from tests.cast import Cast
from tests.make import certificates as make
from tests.make import people as make_people

pytestmark = pytest.mark.django_db
EXPIRES = date(2027, 3, 2)


def days_before(days: int) -> datetime:
    """Six in the morning, so many days before the certificates of `make.expiring` expire."""
    return datetime.combine(EXPIRES - timedelta(days=days), time(6), clock.LOCAL)


def remind(days: int) -> dict[int, int]:
    return reminders.remind(at=days_before(days))


def test_at_90_30_and_7_days_once_each(cast: Cast, at: datetime) -> None:
    (certificate,) = make.expiring([cast.wang], at=at)
    found = {days: remind(days) for days in (91, 90, 89, 31, 30, 29, 8, 7, 6, 1, 0, -1)}
    told = {90: {90: 1}, 30: {30: 1}, 7: {7: 1}}
    assert found == {days: told.get(days, {}) for days in found}
    rows = Reminder.objects.order_by("pk").values_list("certificate_id", "days", "reminded_at")
    assert list(rows) == [(certificate.pk, days, days_before(days)) for days in (90, 30, 7)]


def test_one_entry_of_the_log_for_a_run(cast: Cast, at: datetime) -> None:
    make.expiring([cast.wang, cast.li, cast.zhao], at=at)
    assert remind(100) == {}
    assert remind(90) == {90: 3}
    assert remind(90) == {}  # the same run again: nothing is added
    assert Reminder.objects.count() == 3
    entry = Entry.objects.get(verb="certificates.reminded")
    assert entry.facts == {"90": 3, "30": 0, "7": 0}


def test_who_was_missed_is_told_once_and_not_of_every_step(cast: Cast, at: datetime) -> None:
    make.expiring([cast.wang], at=at)
    assert remind(5) == {7: 1}
    assert remind(4) == {}


def test_nobody_is_told_of_what_is_out_of_force(cast: Cast, at: datetime) -> None:
    revoked, corrected, left = make.expiring([cast.wang, cast.zhao, cast.li], at=at)
    make.revoked(revoked, at=at)
    successor = make.corrected(corrected, at=at, name="赵更名")
    Person.objects.filter(pk=left.person_id).update(left_on=date(2026, 6, 1))
    assert remind(90) == {90: 1}
    assert Reminder.objects.get().certificate == successor


def test_who_has_renewed_is_left_in_peace(cast: Cast, at: datetime) -> None:
    first, _other = make.expiring([cast.wang, cast.li], at=at)
    (renewed,) = make.expiring([cast.wang], at=at + timedelta(days=200), number=2)
    assert renewed.expires_on > first.expires_on  # type: ignore[operator]  # both have a day
    assert remind(90) == {90: 1}
    assert Reminder.objects.get().certificate.person == cast.li
    make.revoked(renewed, at=at + timedelta(days=201))
    assert remind(89) == {90: 1}


def test_another_kind_is_no_renewal(cast: Cast, at: datetime) -> None:
    (certificate,) = make.expiring([cast.wang], at=at)
    cohort = certificate.batch.cohort
    make.issued(cohort, at=at, kind=make.COMPLETION)
    assert remind(90) == {90: 1}


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow(cast: Cast, at: datetime, count: int) -> None:
    make.expiring(make_people.people(count, unit=cast.east, at=at), at=at)
    with CaptureQueriesContext(connection) as queries:
        assert remind(90) == {90: count}
    # A savepoint and its release; certificates, who was told, the insert, counts, the newest
    # entry of the log and three statements that write there; what is told of (one), a savepoint
    # and its release, the insert, and who wants mail.
    assert len(queries) == 15, [each["sql"] for each in queries]


def test_each_reminder_is_told_once_on_the_holders_page(cast: Cast, at: datetime) -> None:
    first, second = make.expiring([cast.wang, cast.li], at=at)
    for days in (90, 89, 30, 30, 7):
        remind(days)
    told = Notice.objects.filter(topic="certificates.expiring").order_by("pk")
    assert told.count() == Reminder.objects.count() == 6
    assert {notice.person_id for notice in told} == {first.person_id, second.person_id}
    notice = told[0]
    assert notice.key == f"certificates.expiring:{first.public_id}:90"
    assert notice.path == "/certificates/"
    said = words(notice.topic, notice.facts)
    assert said.title == f"《{first.facts['course']}》的证书即将到期"
    assert said.text.startswith(f"证书 {first.number} 有效期至 2027年3月1日。")


def test_batches_take_no_notice(cast: Cast, at: datetime) -> None:
    (certificate,) = make.expiring([cast.wang], at=at)
    remind(7)
    assert batches.propose(actor=make.PROPOSER, cohort=certificate.batch.cohort, at=at) == (
        certificate.batch
    )
