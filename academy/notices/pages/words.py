"""How an address stands, in the words of a page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from academy.notices import labels
from academy.notices.enums import DeliveryKind, DeliveryReason, DeliveryState
from academy.notices.models import Contact, Delivery
from academy.notices.rules import delivery_reports
from academy.notices.rules.addresses import masked
from academy.notices.topics import words, written


@dataclass(frozen=True, slots=True)
class Standing:
    """An address as its person or HR sees it: masked, with its state and what to do."""

    address: str
    state: str
    tone: str
    advice: str
    confirmed: bool = False
    link_open: bool = False


def standing_of(contact: Contact | None, at: datetime) -> Standing:
    """Return how a contact's address stands."""
    if contact is None or not contact.address:
        return Standing("", _("未登记"), "plain", _("登记并确认邮箱后，通知会同时发到邮箱。"))
    shown = masked(contact.address)
    if contact.bounced_at is not None:
        said = _("%(at)s 退信：%(why)s。请核对地址，改正后重新保存。")
        facts = {"at": written(contact.bounced_at), "why": why_bounced(contact)}
        return Standing(shown, _("被退信，已停用"), "late", said % facts)
    if contact.confirmed_at is not None:
        said = _("%(at)s 确认。") % {"at": written(contact.confirmed_at)}
        return Standing(shown, _("已确认"), "done", said, confirmed=True)
    if contact.link_open(at):
        said = _("确认邮件中的链接在 %(at)s 之前有效；确认之前不会发送任何通知。")
        until = written(contact.link_until_at)
        return Standing(shown, _("待本人确认"), "owed", said % {"at": until}, link_open=True)
    advice = _("确认链接已过期，请再次发送确认邮件。")
    return Standing(shown, _("确认链接已过期"), "late", advice)


def why_bounced(contact: Contact) -> str:
    """Return why a contact's address gets no more mail, with the number that says so."""
    status, code = contact.bounce_status, contact.bounce_code
    cause = str(labels.CAUSE[delivery_reports.cause_of(status, code)])
    return _("%(why)s（代码 %(code)s）") % {"why": cause, "code": status or code}


@dataclass(frozen=True, slots=True)
class Sent:
    """One line of the log of a person's mail."""

    at: datetime
    title: str
    state: str
    tone: str
    why: str


def sent_line(delivery: Delivery) -> Sent:
    """Return a delivery as the log shows it."""
    if delivery.kind == DeliveryKind.CONFIRMATION or delivery.notice is None:
        title = str(labels.DELIVERY_KIND[DeliveryKind.CONFIRMATION])
    else:
        title = words(delivery.notice.topic, delivery.notice.facts).title
    state = DeliveryState(delivery.state)
    why = str(labels.REASON[DeliveryReason(delivery.reason)]) if delivery.reason else ""
    if state is DeliveryState.QUEUED and delivery.tries:
        why = _("已尝试 %(tries)s 次，%(at)s 再试") % {
            "tries": delivery.tries,
            "at": written(delivery.due_at),
        }
    if delivery.code and state is not DeliveryState.SENT:
        why = _("%(why)s（代码 %(code)s）") % {"why": why, "code": delivery.code}
    return Sent(
        at=delivery.returned_at or delivery.ended_at or delivery.created_at,
        title=title,
        state=str(labels.STATE[state]),
        tone=labels.TONE[state],
        why=why,
    )
