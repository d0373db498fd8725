"""Entering and confirming an address: who, once, and until when."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from academy.audit.models import Entry
from academy.notices.enums import MailLanguage, Rhythm, TopicGroup
from academy.notices.errors import (
    AddressConfirmed,
    AddressInvalid,
    AddressMissing,
    LinkInvalid,
    LinkTooSoon,
    ListEmpty,
    ListStale,
    ListTooLong,
)
from academy.notices.models import Contact, Delivery, Mute
from academy.notices.operations import address_lists, addresses, preferences
from academy.notices.post import links
from academy.notices.rules import address_lines, mailing
from academy.people.access import actor
from academy.people.models import Person
from academy.shared import clock
from tests.cast import Cast
from tests.make import mail, people

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
LIFE = timedelta(hours=mailing.LINK_HOURS)


def enter(
    person: Person, at: datetime, address: str = "a@x.cn", by: Person | None = None
) -> Contact:
    return addresses.enter(actor=actor(by or person), person=person, address=address, at=at)


def confirm(person: Person, link: uuid.UUID | None, at: datetime) -> Contact:
    assert link is not None
    return addresses.confirm(actor=actor(person), person=person, link=link, at=at)


def test_the_address_is_encrypted_and_the_log_does_not_quote_it(cast: Cast, at: datetime) -> None:
    enter(cast.wang, at, "Wang.Jianguo@Example.GOV.cn")
    contact = Contact.objects.get()
    assert contact.address == "Wang.Jianguo@example.gov.cn"
    with_cursor = Contact.objects.raw("SELECT id, address || '' AS raw FROM notices_contact")
    assert "example" not in with_cursor[0].raw  # type: ignore[attr-defined]  # a column of its own
    assert "example" not in str(list(Entry.objects.values()))


@pytest.mark.parametrize("typed", ["", "x", "a@x.cn\nBcc: b@x.cn", "张@x.cn"])
def test_what_is_no_address_is_refused(cast: Cast, at: datetime, typed: str) -> None:
    with pytest.raises(AddressInvalid):
        enter(cast.wang, at, typed)
    assert Contact.objects.count() == 0


@pytest.mark.parametrize(("before_end", "good"), [(SECOND, True), (0 * SECOND, False)])
def test_a_link_is_good_until_its_end(
    cast: Cast, at: datetime, before_end: timedelta, good: bool
) -> None:
    contact = enter(cast.wang, at)
    moment = at + LIFE - before_end
    if good:
        assert confirm(cast.wang, contact.link, moment).confirmed_at == moment
    else:
        with pytest.raises(LinkInvalid):
            confirm(cast.wang, contact.link, moment)


def test_a_link_confirms_once_and_again_is_the_same(cast: Cast, at: datetime) -> None:
    contact = enter(cast.wang, at)
    for minutes in (1, 2):
        confirm(cast.wang, contact.link, at + timedelta(minutes=minutes))
    row = Contact.objects.get()
    assert (row.confirmed_at, row.link) == (at + timedelta(minutes=1), None)
    assert Entry.objects.filter(verb="notices.address_confirmed").count() == 1


def test_nobody_confirms_for_another(cast: Cast, at: datetime) -> None:
    contact = enter(cast.wang, at)
    with pytest.raises(LinkInvalid):
        confirm(cast.li, contact.link, at)
    enter(cast.li, at, "b@x.cn")
    with pytest.raises(LinkInvalid):
        confirm(cast.li, contact.link, at)


def test_another_address_is_confirmed_anew_and_the_old_link_is_dead(
    cast: Cast, at: datetime
) -> None:
    old = enter(cast.wang, at).link
    confirm(cast.wang, old, at)
    later = at + timedelta(minutes=5)
    contact = enter(cast.wang, later, "b@x.cn")
    assert contact.confirmed_at is None
    with pytest.raises(LinkInvalid):
        confirm(cast.wang, old, later)
    confirm(cast.wang, contact.link, later)


def test_the_same_address_again_sends_nothing(cast: Cast, at: datetime) -> None:
    first = enter(cast.wang, at)
    again = enter(cast.wang, at + SECOND)
    assert first.link == again.link
    confirm(cast.wang, first.link, at)
    assert enter(cast.wang, at + LIFE).confirmed_at == at
    assert Delivery.objects.count() == 1


def test_links_are_not_sent_in_haste(cast: Cast, at: datetime) -> None:
    first = enter(cast.wang, at)
    person: dict[str, Any] = {"actor": actor(cast.wang), "person": cast.wang}
    with pytest.raises(LinkTooSoon) as caught:
        addresses.send_again(**person, at=at + mailing.LINK_PAUSE - SECOND)
    assert caught.value.facts == {"seconds": 1}
    with pytest.raises(LinkTooSoon):
        enter(cast.wang, at + SECOND, "b@x.cn")
    enter(cast.wang, at + SECOND, "b@x.cn", by=cast.hr)  # HR puts a slip right at once
    second = addresses.send_again(**person, at=at + SECOND + mailing.LINK_PAUSE)
    assert len({first.link, second.link}) == 2
    confirm(cast.wang, second.link, at + timedelta(minutes=2))
    with pytest.raises(AddressConfirmed):
        addresses.send_again(**person, at=at + timedelta(hours=1))


def test_without_an_address_there_is_nothing_to_send(cast: Cast, at: datetime) -> None:
    with pytest.raises(AddressMissing):
        addresses.send_again(actor=actor(cast.wang), person=cast.wang, at=at)
    with pytest.raises(LinkInvalid):
        confirm(cast.wang, uuid.uuid4(), at)
    addresses.remove(actor=actor(cast.wang), person=cast.wang, at=at)
    contact = enter(cast.wang, at)
    for _ in range(2):
        addresses.remove(actor=actor(cast.wang), person=cast.wang, at=at)
    with pytest.raises(LinkInvalid):
        confirm(cast.wang, contact.link, at)
    assert Entry.objects.filter(verb="notices.address_removed").count() == 1


def test_tokens_of_links_cannot_be_made_up() -> None:
    link, contact = uuid.uuid4(), uuid.uuid4()
    token = links.confirm_token(link)
    assert links.read_confirm(token) == link
    assert links.read_confirm(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    stop = links.stop_token(contact, TopicGroup.EXAMS)
    assert links.read_stop(stop) == (contact, TopicGroup.EXAMS)
    assert links.read_stop(token) is None
    assert links.read_confirm(stop) is None
    assert links.read_confirm(link.hex) is None


def test_choosing_and_stopping(cast: Cast, at: datetime) -> None:
    contact = mail.confirmed(cast.wang, at=at)
    for _ in range(2):
        preferences.choose(
            actor=actor(cast.wang),
            person=cast.wang,
            language=MailLanguage.ENGLISH,
            rhythm=Rhythm.DAILY,
            groups=[TopicGroup.EXAMS],
            at=at,
        )
        preferences.stop(contact=contact, groups=[TopicGroup.EXAMS], at=at)
    assert Mute.objects.filter(contact=contact).count() == len(TopicGroup)
    assert Entry.objects.filter(verb="notices.mail_stopped").count() == 2
    verbs = Entry.objects.filter(verb="notices.preferences_changed")
    assert verbs.last().facts["rhythm"] == "daily"  # type: ignore[union-attr]  # there are some


def lines(text: str) -> list[address_lines.Line]:
    return address_lines.lines_of(address_lines.split(text))


def test_a_list_is_previewed_then_written(cast: Cast, at: datetime) -> None:
    scope: dict[str, Any] = {"unit_ids": [cast.east.pk], "on": clock.local_date(at)}
    mail.confirmed(cast.zhao, at=at)
    asked = lines("T1001 a@x.cn\nT1002 new@x.cn\nT2001 li@x.cn\nT1003 bad")
    run = address_lists.preview(lines=asked, **scope)
    verdicts = [each.verdict.value for each in run.lines]
    assert verdicts == ["added", "changed", "person_unknown", "address_invalid"]
    assert (run.writes, Contact.objects.count()) == (2, 1)
    call: dict[str, Any] = {"actor": actor(cast.hr), "lines": asked, "at": at, **scope}
    address_lists.commit(**call, shown=run.digest)
    rows = Contact.objects.order_by("person__staff_number")
    assert [(row.address, row.confirmed_at) for row in rows] == [
        ("a@x.cn", None),
        ("new@x.cn", None),
    ]
    assert {row.link for row in rows} == set(Delivery.objects.values_list("letter", flat=True))
    # The same button again: nothing is as it was shown, and nothing is written.
    with pytest.raises(ListStale):
        address_lists.commit(**call, shown=run.digest)
    assert Delivery.objects.count() == 2


def test_lists_that_are_none(cast: Cast, at: datetime) -> None:
    scope: dict[str, Any] = {"unit_ids": [cast.east.pk], "on": clock.local_date(at)}
    with pytest.raises(ListEmpty):
        address_lists.preview(lines=[], **scope)
    one = address_lines.Line(1, "T1001", "a@x.cn")
    address_lists.preview(lines=[one] * address_lines.MOST_LINES, **scope)
    with pytest.raises(ListTooLong):
        many = [one] * (address_lines.MOST_LINES + 1)
        address_lists.preview(lines=many, **scope)


@pytest.mark.parametrize("count", [1, 3])
def test_writing_a_list_takes_the_same_statements(
    cast: Cast, at: datetime, count: int, django_assert_num_queries: object
) -> None:
    persons = people.people(count, unit=cast.east, at=at)
    asked = lines("\n".join(f"{each.staff_number} {each.pk}@x.cn" for each in persons))
    scope: dict[str, Any] = {"unit_ids": [cast.east.pk], "on": clock.local_date(at)}
    run = address_lists.preview(lines=asked, **scope)
    with django_assert_num_queries(WRITING):  # type: ignore[operator]  # a fixture's callable
        address_lists.commit(
            actor=actor(cast.hr),
            lines=asked,
            shown=run.digest,
            at=at,
            **scope,
        )


WRITING = 18
