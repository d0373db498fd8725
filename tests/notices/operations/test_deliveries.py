"""Emptying the outbox into a real mail server on the loopback."""

import time
import uuid
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from academy.audit.models import Entry
from academy.notices.enums import MailLanguage, Rhythm, TopicGroup
from academy.notices.models import Contact, Delivery, Mute, Notice
from academy.notices.operations import addresses, deliveries, notices
from academy.notices.operations.deliveries import HOLD
from academy.notices.post import letters, links, returns, sending
from academy.notices.rules import mailing
from academy.people.access import actor
from academy.people.models import Person
from tests.cast import Cast
from tests.make import mail, people
from tests.make.mail import Sink

pytestmark = pytest.mark.django_db


def states() -> list[tuple[str, str, int | None]]:
    return list(Delivery.objects.order_by("pk").values_list("state", "reason", "code"))


def test_a_letter_in_chinese(cast: Cast, at: datetime, sink: Sink) -> None:
    contact = mail.confirmed(cast.wang, at=at)
    mail.told(cast.wang, "k", at=at)
    assert deliveries.deliver(at=at).sent == 1
    assert deliveries.deliver(at=at).held == 0
    [(to, message)] = sink.taken
    delivery = Delivery.objects.get()
    assert (to, message["To"]) == (mail.address_of(cast.wang),) * 2
    assert str(message["Subject"]).strip() == "【城市管理培训学院】T course"
    mark = returns.mark_of(delivery.public_id)
    assert message["Message-ID"] == f"<{mark}@academy.example>"
    assert [message["From"]] == sink.senders == ["academy@academy.example"]
    stop = str(message["List-Unsubscribe"]).strip(" <>")
    assert stop.endswith(
        f"/notices/stop/{links.stop_token(contact.public_id, TopicGroup.TRAINING)}/"
    )
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    plain, html = (part.get_content() for part in message.iter_parts())
    assert "S course, 2026年3月2日, 2026年3月2日 09:00." in plain
    assert f"/notices/{delivery.notice.public_id}/open/" in plain  # type: ignore[union-attr]  # it has one
    assert stop in plain
    assert "培训与学时" in plain
    assert '<html lang="zh-Hans">' in html
    assert cast.wang.name not in plain + html
    assert states() == [("sent", "", 250)]


def test_a_letter_in_english(cast: Cast, at: datetime, sink: Sink) -> None:
    mail.confirmed(cast.wang, at=at, language=MailLanguage.ENGLISH)
    mail.told(cast.wang, "k", at=at)
    deliveries.deliver(at=at)
    [(_, message)] = sink.taken
    assert message["Subject"] == "[Urban Management Training Academy] T course"
    plain = next(message.iter_parts()).get_content()
    assert "S course, 2 March 2026, 2 March 2026, 09:00." in plain
    assert "Training and hours" in plain


def test_a_summary_is_one_letter(cast: Cast, at: datetime, sink: Sink) -> None:
    mail.confirmed(cast.wang, at=at, rhythm=Rhythm.DAILY)
    for key in "abc":
        mail.told(cast.wang, key, at=at, what=key)
    assert deliveries.deliver(at=at + timedelta(hours=22, minutes=59)).held == 0
    assert deliveries.deliver(at=at + timedelta(hours=23)).sent == 3
    [(_, message)] = sink.taken
    assert str(message["Subject"]).strip() == "【城市管理培训学院】3 条新通知"
    first = Delivery.objects.order_by("pk")[0]
    assert message["Message-ID"] == f"<{returns.mark_of(first.public_id)}@academy.example>"
    plain = next(message.iter_parts()).get_content()
    assert "2026年3月3日 的通知汇总" in plain
    assert [plain.count(f"T {key}\r\n") for key in "abc"] == [1, 1, 1]


@pytest.mark.parametrize(
    "what", ["x\r\nBcc: evil@x.cn", "x\x00\u202ey", "长" * 300, "<script>alert(1)</script>"]
)
def test_hostile_facts_stay_text(cast: Cast, at: datetime, sink: Sink, what: str) -> None:
    mail.confirmed(cast.wang, at=at)
    notices.tell(
        topic=mail.TOPIC,
        persons=[cast.wang.pk],
        facts={"what": what.replace("\x00", ""), "on": at, "at": at},
        path="",
        key="k",
        at=at,
    )
    assert deliveries.deliver(at=at).sent == 1
    [(_, message)] = sink.taken
    assert message["Bcc"] is None
    # A folded header begins with the blank by which it was folded.
    subject = str(message["Subject"]).strip()
    assert len(subject) <= letters.SUBJECT_CHARS
    assert all(sign.isprintable() for sign in subject)
    assert all(len(line) <= 998 for line in str(message).splitlines())
    html = list(message.iter_parts())[1].get_content()
    assert "<script" not in html


def test_a_refused_address_is_used_no_more_and_its_person_told(
    cast: Cast, at: datetime, sink: Sink
) -> None:
    sink.to_recipient = lambda address: "550 nobody here" if "t1001" in address else "250 fine"
    mail.confirmed(cast.wang, at=at)
    mail.confirmed(cast.li, at=at)
    for person in (cast.wang, cast.li):
        mail.told(person, "k", at=at)
    tally = deliveries.deliver(at=at)
    assert (tally.sent, tally.failed, sink.connections) == (1, 1, 1)
    assert states() == [("failed", "address_refused", 550), ("sent", "", 250)]
    contact = Contact.objects.get(person=cast.wang)
    assert (contact.bounced_at, contact.bounce_code) == (at, 550)
    assert Entry.objects.get(verb="notices.address_bounced").facts == {"code": 550}
    assert Notice.objects.filter(person=cast.wang, topic="notices.address_bounced").count() == 1
    mail.told(cast.wang, "later", at=at)
    assert Delivery.objects.count() == 2
    # Entered again, it begins anew.
    addresses.enter(actor=actor(cast.hr), person=cast.wang, address=contact.address, at=at)
    contact.refresh_from_db()
    assert (contact.bounced_at, contact.confirmed_at, contact.link is None) == (None, None, False)


def test_an_address_entered_meanwhile_is_another_one(cast: Cast, at: datetime, sink: Sink) -> None:
    mail.confirmed(cast.wang, at=at)
    mail.told(cast.wang, "k", at=at)
    held = deliveries.hold(holder="h", at=at)
    later = at + timedelta(minutes=1)
    mail.confirmed(cast.wang, at=later, address="new@x.cn")
    came = {held[0].pk: sending.Outcome(mailing.Answer.ADDRESS_REFUSED, 550)}
    deliveries.note(held, came, {}, holder="h", at=later)
    assert Contact.objects.get().bounced_at is None


def test_a_temporary_fault_is_tried_again_and_given_up(
    cast: Cast, at: datetime, sink: Sink
) -> None:
    sink.to_recipient = lambda address: "450 later"
    mail.confirmed(cast.wang, at=at)
    mail.told(cast.wang, "k", at=at)
    now = at
    for tries in range(1, mailing.MOST_TRIES):
        assert deliveries.deliver(at=now).later == 1
        row = Delivery.objects.get()
        assert (row.tries, row.state, row.code, row.holder) == (tries, "queued", 450, "")
        assert deliveries.deliver(at=row.due_at - timedelta(seconds=1)).held == 0
        now = row.due_at
    assert deliveries.deliver(at=now).failed == 1
    assert states() == [("failed", "gave_up", 450)]
    assert Contact.objects.get().bounced_at is None


def test_a_refused_content_is_no_fault_of_the_address(cast: Cast, at: datetime, sink: Sink) -> None:
    sink.to_data = lambda address: "554 looks like spam"
    mail.confirmed(cast.wang, at=at)
    mail.told(cast.wang, "k", at=at)
    deliveries.deliver(at=at)
    assert states() == [("failed", "content_refused", 554)]
    assert Contact.objects.get().bounced_at is None


def test_a_server_that_hangs_up_is_called_again(cast: Cast, at: datetime, sink: Sink) -> None:
    sink.to_data = lambda address: "hang up" if "t1001" in address else "250 taken"
    for person in (cast.wang, cast.li):
        mail.confirmed(person, at=at)
        mail.told(person, "k", at=at)
    tally = deliveries.deliver(at=at)
    assert (tally.sent, tally.later, tally.offline) == (1, 1, False)
    assert [to for to, _ in sink.taken] == [mail.address_of(cast.li)]


def test_a_server_that_is_away_costs_nobody_a_try(
    cast: Cast, at: datetime, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    mail.confirmed(cast.wang, at=at)
    mail.told(cast.wang, "k", at=at)
    tally = deliveries.deliver(at=at)
    assert (tally.later, tally.offline) == (1, True)
    row = Delivery.objects.get()
    assert (row.tries, row.due_at) == (0, at + mailing.OFFLINE_PAUSE)


def test_a_server_that_is_too_slow_is_as_good_as_away(
    cast: Cast, at: datetime, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the hold would run out, and another worker send the same letters meanwhile."""
    assert deliveries.SENDING + timedelta(seconds=12 * 20) < HOLD
    seconds = 0.5

    def slow(address: str) -> str:
        time.sleep(seconds)
        return "250 taken"

    sink.to_data = slow
    monkeypatch.setattr(deliveries, "SENDING", timedelta(seconds=seconds / 2))
    for person in (cast.wang, cast.li, cast.zhao):
        mail.confirmed(person, at=at)
        mail.told(person, "k", at=at)
    tally = deliveries.deliver(at=at)
    assert (tally.sent, tally.later, tally.offline) == (1, 2, True)
    assert list(Delivery.objects.filter(state="queued").values_list("tries", flat=True)) == [0, 0]


def test_what_must_not_be_sent_any_more(cast: Cast, at: datetime, sink: Sink) -> None:
    crowd = people.people(5, unit=cast.east, at=at)
    contacts = [mail.confirmed(person, at=at) for person in crowd]
    for person in crowd:
        mail.told(person, "k", at=at)
    Mute.objects.create(contact=contacts[0], group=TopicGroup.TRAINING, muted_at=at)
    notices.read(notice=Notice.objects.get(person=crowd[1]), at=at)
    Person.objects.filter(pk=crowd[2].pk).update(left_on=at.date())
    addresses.remove(actor=actor(crowd[3]), person=crowd[3], at=at)
    Contact.objects.filter(pk=contacts[4].pk).update(bounced_at=at, bounce_code=550)
    assert deliveries.deliver(at=at).skipped == 5
    reasons = [reason for _, reason, _ in states()]
    assert reasons == ["stopped", "read", "left", "unconfirmed", "bounced"]
    assert sink.connections == 0


def test_only_the_newest_link_is_sent(cast: Cast, at: datetime, sink: Sink) -> None:
    addresses.enter(actor=actor(cast.wang), person=cast.wang, address="a@x.cn", at=at)
    contact = addresses.enter(actor=actor(cast.hr), person=cast.wang, address="b@x.cn", at=at)
    tally = deliveries.deliver(at=at)
    assert (tally.sent, tally.skipped) == (1, 1)
    [(to, message)] = sink.taken
    assert to == "b@x.cn"
    plain = next(message.iter_parts()).get_content()
    assert contact.link is not None
    assert f"/notices/confirm/{links.confirm_token(contact.link)}/" in plain
    assert "2026年3月4日 09:00" in plain
    assert message["List-Unsubscribe"] is None


def test_killed_between_sending_and_noting(cast: Cast, at: datetime, sink: Sink) -> None:
    """At least once: sent again when the hold runs out, under the same Message-ID."""
    mail.confirmed(cast.wang, at=at)
    mail.told(cast.wang, "k", at=at)
    [held] = deliveries.hold(holder=str(uuid.uuid4()), at=at)
    sending.send([letters.compose([held])])  # and here the worker is killed
    assert deliveries.deliver(at=at + HOLD - timedelta(seconds=1)).held == 0
    assert deliveries.deliver(at=at + HOLD).sent == 1
    assert len(sink.ids()) == 2
    assert len(set(sink.ids())) == 1
    # The worker that was only slow finds that the hold is no longer its own.
    came = {held.pk: sending.Outcome(mailing.Answer.ADDRESS_REFUSED, 550)}
    holder, held.reason = held.holder, ""
    deliveries.note([held], came, {}, holder=holder, at=at + HOLD)
    assert states() == [("sent", "", 250)]


@pytest.mark.parametrize("count", [1, 3])
def test_a_batch_takes_the_same_statements(
    cast: Cast, at: datetime, sink: Sink, count: int
) -> None:
    for person in people.people(count, unit=cast.east, at=at):
        mail.confirmed(person, at=at)
        mail.told(person, "k", at=at)
    with CaptureQueriesContext(connection) as queries:
        assert deliveries.deliver(at=at).sent == count
    # Holding: savepoint, letters, their rows, the hold, read back, release; who is muted; noting:
    # savepoint, one update, release.
    assert len(queries) == BATCH, [each["sql"][:80] for each in queries]
    assert sink.connections == 1


BATCH = 10


def test_batches_follow_one_another_until_nothing_is_due(
    cast: Cast, at: datetime, sink: Sink
) -> None:
    crowd = people.people(deliveries.BATCH + 1, unit=cast.east, at=at)
    Contact.objects.bulk_create(
        Contact(
            person=person,
            address=mail.address_of(person),
            entered_at=at,
            entered_by="t",
            confirmed_at=at,
        )
        for person in crowd
    )
    ids = [person.pk for person in crowd]
    facts = {"what": 1, "on": at, "at": at}
    notices.tell(topic=mail.TOPIC, persons=ids, facts=facts, path="", key="k", at=at)
    held = [deliveries.deliver(at=at).held for _ in range(3)]
    assert held == [deliveries.BATCH, 1, 0]
    assert len(set(sink.ids())) == len(crowd)
    assert sink.connections == 2
