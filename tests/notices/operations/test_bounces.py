"""Letters that come back after a server had taken them."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.conf import settings as conf
from django.db import DatabaseError, transaction
from pytest_django.fixtures import Settings

from academy.audit.models import Entry
from academy.notices.enums import Rhythm, Taken
from academy.notices.models import Bounce, Contact, Delivery, Notice
from academy.notices.operations import addresses, bounces, deliveries
from academy.notices.post import returns
from academy.people.access import actor
from tests.cast import Cast
from tests.make import bounces as make
from tests.make import mail
from tests.make.mail import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _returned(settings: Settings) -> None:
    settings.ACADEMY_MAIL_RETURN = make.RETURN


def states() -> list[tuple[str, str, int | None]]:
    return list(Delivery.objects.order_by("pk").values_list("state", "reason", "code"))


def test_the_envelope_names_the_letter_and_nobody(cast: Cast, at: datetime, sink: Sink) -> None:
    delivery, letter = make.sent(cast.wang, sink, at=at)
    mark = returns.mark_of(delivery.public_id)
    assert sink.senders == [f"bounces+{mark}@academy.example"]
    assert letter["From"] == "academy@academy.example"
    assert letter["Message-ID"] == f"<{mark}@academy.example>"
    assert letter["X-Academy-Letter"] == mark
    assert len(sink.senders[0].partition("@")[0]) <= 64
    assert "t1001" not in mark


def test_a_mailbox_that_is_gone_gets_no_more_and_its_person_is_told(
    cast: Cast, at: datetime, sink: Sink
) -> None:
    delivery, letter = make.sent(cast.wang, sink, at=at)
    later = at + timedelta(hours=3)
    data = make.report(letter)
    assert bounces.take_in(data, at=later) is Taken.HARD
    contact = Contact.objects.get(person=cast.wang)
    assert (contact.bounced_at, contact.bounce_code, contact.bounce_status) == (later, 550, "5.1.1")
    assert states() == [("returned", "address_refused", 550)]
    assert Delivery.objects.get().returned_at == later
    told = Notice.objects.get(person=cast.wang, topic="notices.address_returned")
    assert (told.facts, told.path) == ({"code": "5.1.1"}, "/notices/settings/")
    entry = Entry.objects.get(verb="notices.address_bounced")
    assert entry.facts == {"code": 550, "status": "5.1.1"}
    # Once more, however it comes: nothing changes and nobody is told again.
    again = later + timedelta(days=1)
    assert bounces.take_in(data, at=again) is Taken.KNOWN
    assert bounces.take_in(b"X-Spam: no\r\n" + data, at=again) is Taken.KNOWN
    assert (Bounce.objects.count(), Notice.objects.count()) == (1, 2)
    mail.told(cast.wang, "later", at=again)
    assert Delivery.objects.count() == 1
    assert delivery.bounces.get().cause == "no_mailbox"


def test_by_which_of_its_marks_a_letter_is_known(cast: Cast, at: datetime, sink: Sink) -> None:
    delivery, letter = make.sent(cast.wang, sink, at=at)
    mark = returns.mark_of(delivery.public_id)
    verp = f"bounces+{mark}@academy.example"
    bare = make.report(None)
    assert bounces.take_in(bare, at=at) is Taken.NOT_OURS
    assert bounces.take_in(bare, recipient=verp.upper(), at=at) is Taken.HARD
    assert bounces.take_in(make.report(None, to=f"<{verp}>"), at=at) is Taken.KNOWN
    assert bounces.take_in(make.report(letter, headers_only=False), at=at) is Taken.KNOWN
    # A relay that gives letters names of its own.
    letter.replace_header("Message-ID", "<1@relay.example>")
    assert bounces.take_in(make.report(letter), at=at) is Taken.KNOWN
    del letter["X-Academy-Letter"]
    assert bounces.take_in(make.report(letter), at=at) is Taken.NOT_OURS


def test_a_stranger_cannot_silence_anybody(cast: Cast, at: datetime, sink: Sink) -> None:
    """Without the seal no report counts, were the letter's identity known."""
    delivery, letter = make.sent(cast.wang, sink, at=at)
    mark = returns.mark_of(delivery.public_id)
    other = returns.mark_of(uuid.uuid4())
    forged = [
        mark[:26] + other[26:],
        mark[:26] + "a" * 16,
        other,
        mark[:-1],
        mark + "a",
        str(delivery.public_id),
        delivery.public_id.hex,
    ]
    for each in forged:
        del letter["Message-ID"], letter["X-Academy-Letter"]
        letter["Message-ID"] = f"<{each}@academy.example>"
        letter["X-Academy-Letter"] = each
        data = make.report(letter, to=f"bounces+{each}@academy.example")
        assert bounces.take_in(data, recipient=each, at=at) is Taken.NOT_OURS, each
    assert Contact.objects.get().is_reachable()
    assert states() == [("sent", "", 250)]
    assert not Bounce.objects.exists()


def test_a_mark_stays_good_when_the_key_is_changed(
    cast: Cast, at: datetime, settings: Settings
) -> None:
    delivery_id = uuid.uuid4()
    mark = returns.mark_of(delivery_id)
    settings.SECRET_KEY_FALLBACKS = [conf.SECRET_KEY]
    settings.SECRET_KEY = "another-key-that-is-long-enough-for-this"
    assert returns.mark_of(delivery_id) != mark
    assert returns.read_mark([mark]) == delivery_id
    settings.SECRET_KEY_FALLBACKS = []
    assert returns.read_mark([mark]) is None


def test_what_is_not_the_addresss_fault_is_counted_only(
    cast: Cast, at: datetime, sink: Sink
) -> None:
    _, letter = make.sent(cast.wang, sink, at=at)
    late = make.report(letter, action="delayed", status="4.4.1", diagnostic="")
    assert bounces.take_in(late, at=at) is Taken.LATE
    assert states() == [("sent", "", 250)]
    full = make.report(letter, status="5.2.2", diagnostic="smtp; 552 5.2.2 mailbox full")
    assert bounces.take_in(full, at=at) is Taken.SOFT
    assert states() == [("returned", "mailbox_full", 552)]
    assert Contact.objects.get().is_reachable()
    assert sorted(Bounce.objects.values_list("kind", "cause")) == [
        ("late", "unreachable"),
        ("soft", "full"),
    ]
    assert not Notice.objects.filter(topic="notices.address_returned").exists()


def test_a_report_about_an_address_that_was_replaced_leaves_the_new_one(
    cast: Cast, at: datetime, sink: Sink
) -> None:
    _, letter = make.sent(cast.wang, sink, at=at)
    mail.confirmed(cast.li, at=at)
    later = at + timedelta(minutes=5)
    addresses.enter(actor=actor(cast.hr), person=cast.wang, address="new@x.cn", at=later)
    assert bounces.take_in(make.report(letter), at=later) is Taken.HARD
    contact = Contact.objects.get(person=cast.wang)
    assert (contact.bounced_at, contact.link is None) == (None, False)
    assert Delivery.objects.filter(state="returned").count() == 1


def test_a_link_that_comes_back_ends_the_address_too(cast: Cast, at: datetime, sink: Sink) -> None:
    addresses.enter(actor=actor(cast.hr), person=cast.wang, address="wrong@mail.example", at=at)
    deliveries.deliver(at=at)
    report = make.report(sink.taken[-1][1], status="5.1.2", diagnostic="")
    assert bounces.take_in(report, at=at) is Taken.HARD
    contact = Contact.objects.get()
    assert (contact.bounce_code, contact.bounce_status, contact.link) == (None, "5.1.2", None)


def test_a_summary_comes_back_whole(cast: Cast, at: datetime, sink: Sink) -> None:
    mail.confirmed(cast.wang, at=at, rhythm=Rhythm.DAILY)
    for key in "abc":
        mail.told(cast.wang, key, at=at)
    deliveries.deliver(at=at + timedelta(days=1))
    assert bounces.take_in(make.report(sink.taken[-1][1]), at=at + timedelta(days=2)) is Taken.HARD
    assert states() == [("returned", "address_refused", 550)] * 3


def test_a_report_that_comes_before_the_letter_is_noted_stops_it(
    cast: Cast, at: datetime, sink: Sink
) -> None:
    """The worker fell after sending: the letter waits, and must not go there again."""
    mail.confirmed(cast.wang, at=at)
    mail.told(cast.wang, "k", at=at)
    held = deliveries.hold(holder="h", at=at)
    from academy.notices.post import letters, sending

    sending.send([letters.compose(held)])
    assert bounces.take_in(make.report(sink.taken[-1][1]), at=at) is Taken.HARD
    deliveries.deliver(at=at + deliveries.HOLD)
    assert states() == [("skipped", "bounced", None)]


def test_what_was_read_is_never_rewritten(cast: Cast, at: datetime, sink: Sink) -> None:
    _, letter = make.sent(cast.wang, sink, at=at)
    bounces.take_in(make.report(letter), at=at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Bounce.objects.update(kind="soft")
