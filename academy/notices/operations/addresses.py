"""Addresses: entered, confirmed by a link, removed."""

import uuid
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from academy.audit.record import Actor, record
from academy.notices.enums import DeliveryKind, MailLanguage, Verb
from academy.notices.errors import (
    AddressConfirmed,
    AddressInvalid,
    AddressMissing,
    LinkInvalid,
    LinkTooSoon,
)
from academy.notices.models import Contact, Delivery
from academy.notices.operations.outbox import hand_over
from academy.notices.rules import addresses, mailing
from academy.people.models import Person


@transaction.atomic
def enter(
    *,
    actor: Actor,
    person: Person,
    address: str,
    at: datetime,
    language: MailLanguage | None = None,
) -> Contact:
    """Write down a person's address and send the link that confirms it.

    Another address than before has to be confirmed anew. The one that stands already, confirmed
    or with an open link, stays as it is. `language` is that of the first letter, where the person
    has not chosen one yet.
    """
    address = addresses.tidy(address)
    if not addresses.is_address(address):
        raise AddressInvalid(field="address")
    contact = lock(person, by=actor.key, at=at, language=language)
    if contact.address == address and (contact.is_reachable() or contact.link_open(at)):
        return contact
    if actor.key == str(person.public_id):
        _not_too_soon(contact, at)
    place(contact, address, by=actor.key, at=at)
    contact.save()
    post_link(contact, at=at)
    record(actor, Verb.ADDRESS_ENTERED, person, at=at)
    return contact


@transaction.atomic
def send_again(*, actor: Actor, person: Person, at: datetime) -> Contact:
    """Send another link, which replaces the one before."""
    contact = _present(person)
    if contact.is_reachable():
        raise AddressConfirmed
    _not_too_soon(contact, at)
    place(contact, contact.address, by=contact.entered_by, at=at)
    contact.save()
    post_link(contact, at=at)
    record(actor, Verb.CONFIRMATION_ASKED, person, at=at)
    return contact


@transaction.atomic
def confirm(*, actor: Actor, person: Person, link: UUID, at: datetime) -> Contact:
    """Confirm the address to which the link was sent: once, within its time, by its person."""
    contact = _locked(person)
    if contact is None:
        raise LinkInvalid
    if contact.link == link and contact.link_open(at):
        contact.confirmed_at = at
        contact.link = contact.link_until_at = None
        contact.save(update_fields=["confirmed_at", "link", "link_until_at"])
        record(actor, Verb.ADDRESS_CONFIRMED, person, at=at)
        return contact
    links = Delivery.objects.filter(contact=contact, kind=DeliveryKind.CONFIRMATION.value)
    last = links.order_by("-pk").values_list("letter", flat=True).first()
    if contact.confirmed_at is None or last != link:
        raise LinkInvalid
    return contact


@transaction.atomic
def remove(*, actor: Actor, person: Person, at: datetime) -> None:
    """Forget a person's address; what waits for it will not be sent."""
    contact = _locked(person)
    if contact is None or not contact.address:
        return
    contact.address = ""
    contact.entered_at, contact.entered_by = at, actor.key
    contact.link = contact.link_until_at = contact.confirmed_at = None
    contact.bounced_at, contact.bounce_code, contact.bounce_status = None, None, ""
    contact.save()
    record(actor, Verb.ADDRESS_REMOVED, person, at=at)


#: What `fail` writes.
FAILED_COLUMNS = ["bounced_at", "bounce_code", "bounce_status", "link", "link_until_at"]


def fail(contact: Contact, *, code: int | None, status: str, at: datetime) -> None:
    """Note on the row, unsaved, that its address was refused for good."""
    contact.bounced_at, contact.bounce_code, contact.bounce_status = at, code, status
    contact.link = contact.link_until_at = None


def place(contact: Contact, address: str, *, by: str, at: datetime) -> None:
    """Put an address and a fresh link on the row, unsaved."""
    contact.address = address
    contact.entered_at, contact.entered_by = at, by
    contact.confirmed_at = contact.bounced_at = contact.bounce_code = None
    contact.bounce_status = ""
    contact.link = uuid.uuid4()
    contact.link_asked_at = at
    contact.link_until_at = at + timedelta(hours=mailing.LINK_HOURS)


def link_letter(contact: Contact, *, at: datetime) -> Delivery:
    """Return the delivery of the contact's open link, unsaved."""
    assert contact.link is not None
    return Delivery(
        kind=DeliveryKind.CONFIRMATION.value,
        contact=contact,
        letter=contact.link,
        created_at=at,
        due_at=at,
    )


def post_link(contact: Contact, *, at: datetime) -> None:
    """Put the contact's open link into the outbox."""
    link_letter(contact, at=at).save()
    hand_over(at=at)


def lock(person: Person, *, by: str, at: datetime, language: MailLanguage | None = None) -> Contact:
    """Return the person's contact, locked; an empty one if there was none."""
    Contact.objects.get_or_create(
        person=person,
        defaults={
            "entered_at": at,
            "entered_by": by,
            "language": (language or MailLanguage.CHINESE).value,
        },
    )
    contact = _locked(person)
    assert contact is not None
    return contact


def _locked(person: Person) -> Contact | None:
    return Contact.objects.select_for_update(no_key=True).filter(person=person).first()


def _present(person: Person) -> Contact:
    contact = _locked(person)
    if contact is None or not contact.address:
        raise AddressMissing
    return contact


def _not_too_soon(contact: Contact, at: datetime) -> None:
    if contact.link_asked_at is None:
        return
    wait = contact.link_asked_at + mailing.LINK_PAUSE - at
    if wait > timedelta(0):
        raise LinkTooSoon(seconds=int(-(-wait.total_seconds() // 1)))
