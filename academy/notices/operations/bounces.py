"""Late bounces: delivery reports that come back by mail after a server had taken the letter.

Anybody can write to the address to which they come back. So nothing is believed but what bears the
mark of a letter of ours (`post.returns`), and the most that it can do is to end mail to that
letter's own address; its person is told on their pages, and enters it again.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from academy.audit.record import record
from academy.notices.enums import BounceCause, BounceKind, DeliveryState, Taken, Verb
from academy.notices.models import Bounce, Contact, Delivery
from academy.notices.operations import addresses, notices
from academy.notices.operations.outbox import WORKER
from academy.notices.own_topics import ADDRESS_RETURNED
from academy.notices.post import returns
from academy.notices.rules import delivery_reports
from academy.notices.rules.delivery_reports import Report
from academy.shared.text import digest


@dataclass(frozen=True, slots=True)
class _Read:
    """A report with what its numbers mean."""

    report: Report
    cause: BounceCause
    kind: BounceKind


def take_in(data: bytes, *, recipient: str = "", at: datetime) -> Taken:
    """Read a message that came back, note what it reports, and return what became of it.

    The same report read again changes nothing.
    """
    report = delivery_reports.parse(data, recipient=recipient)
    if report is None:
        return Taken.NO_REPORT
    public_id = returns.read_mark(report.marks)
    if public_id is None:
        return Taken.NOT_OURS
    delivery = Delivery.objects.filter(public_id=public_id).first()
    if delivery is None:
        return Taken.NOT_OURS
    cause = delivery_reports.cause_of(report.status, report.code)
    return _note(
        delivery, _Read(report, cause, delivery_reports.kind_of(report.action, cause)), at=at
    )


@transaction.atomic
def _note(delivery: Delivery, read: _Read, *, at: datetime) -> Taken:
    """Write a report down once, and what follows from it."""
    contact = Contact.objects.select_for_update(no_key=True).get(pk=delivery.contact_id)
    bounce, fresh = Bounce.objects.get_or_create(
        delivery=delivery,
        digest=digest([delivery.public_id.hex, read.report.told]),
        defaults={
            "kind": read.kind.value,
            "cause": read.cause.value,
            "status": read.report.status,
            "code": read.report.code,
            "read_at": at,
        },
    )
    if not fresh:
        return Taken.KNOWN
    if read.kind is not BounceKind.LATE:
        _give_back(delivery, read, at=at)
    if read.kind is BounceKind.HARD and _sent_there(delivery, contact):
        _end_address(contact, bounce, at=at)
    return Taken(read.kind.value)


def _give_back(delivery: Delivery, read: _Read, *, at: datetime) -> None:
    """Say of all that went out with this letter that it came back."""
    sent = Delivery.objects.filter(
        letter=delivery.letter, contact_id=delivery.contact_id, state=DeliveryState.SENT.value
    )
    sent.update(
        state=DeliveryState.RETURNED.value,
        reason=delivery_reports.reason_of(read.kind, read.cause).value,
        code=read.report.code,
        returned_at=at,
    )


def _sent_there(delivery: Delivery, contact: Contact) -> bool:
    """Whether the contact's address is still the one that the letter went to, and is in use."""
    until = delivery.ended_at or delivery.created_at
    return bool(contact.address) and contact.bounced_at is None and contact.entered_at <= until


def _end_address(contact: Contact, bounce: Bounce, *, at: datetime) -> None:
    code = bounce.code if bounce.code is not None and 500 <= bounce.code <= 599 else None
    addresses.fail(contact, code=code, status=bounce.status, at=at)
    contact.save(update_fields=addresses.FAILED_COLUMNS)
    notices.tell(
        topic=ADDRESS_RETURNED,
        persons=[contact.person_id],
        facts={"code": bounce.status or code},
        path=reverse("notices:settings"),
        key=f"notices.returned:{bounce.public_id}",
        at=at,
    )
    facts = {"code": code, "status": bounce.status}
    record(WORKER, Verb.ADDRESS_BOUNCED, contact.person, at=at, facts=facts)
