"""Letters: the text of mail in its reader's language, and the headers around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.notices import labels
from academy.notices.enums import DeliveryKind, Rhythm, TopicGroup
from academy.notices.models import Delivery
from academy.notices.post import links, returns
from academy.notices.rules.delivery_reports import OWN_HEADER
from academy.notices.topics import group_of, words, written
from academy.shared import clock

#: Longer subjects are cut: RFC 2047 makes some three octets of each Chinese character.
SUBJECT_CHARS = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Item:
    """One notice in a letter."""

    title: str
    text: str
    url: str


def compose(letter: Sequence[Delivery]) -> EmailMultiAlternatives:
    """Return the message of a letter: deliveries to one contact, in the order of their keys.

    Contact and notice must have been fetched. The Message-ID is made of the first delivery's
    public id, so that what is sent a second time after a crash can be told from something new.
    """
    first = letter[0]
    with translation.override(first.contact.language):
        if first.kind == DeliveryKind.CONFIRMATION:
            return _confirmation(first)
        return _notices(letter)


def message_id(delivery: Delivery) -> str:
    """Return the Message-ID of a letter that begins with this delivery."""
    return returns.message_id(returns.mark_of(delivery.public_id))


def subject_of(text: str) -> str:
    """Return a subject in one line: no control or direction signs, at most SUBJECT_CHARS."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= SUBJECT_CHARS else f"{line[: SUBJECT_CHARS - 1]}…"


def _confirmation(delivery: Delivery) -> EmailMultiAlternatives:
    contact = delivery.contact
    assert contact.link is not None
    assert contact.link_until_at is not None
    context = {
        "academy": _academy(),
        "url": _absolute(reverse("notices:confirm", args=[links.confirm_token(contact.link)])),
        "until": written(contact.link_until_at),
    }
    return _message(delivery, _("请确认您的邮箱地址"), "notices/mail/confirmation", context)


def _notices(letter: Sequence[Delivery]) -> EmailMultiAlternatives:
    first = letter[0]
    items = [_item(delivery) for delivery in letter]
    group = _group(letter)
    stop = _absolute(
        reverse("notices:stop", args=[links.stop_token(first.contact.public_id, group)])
    )
    daily = first.contact.rhythm == Rhythm.DAILY
    subject = items[0].title
    if len(items) > 1:
        subject = ngettext("%(n)s 条新通知", "%(n)s 条新通知", len(items)) % {"n": len(items)}
    context = {
        "academy": _academy(),
        "items": items,
        "group": labels.GROUP[group],
        "daily": daily,
        "on": written(clock.local_date(first.due_at)),
        "stop": stop,
        "settings_url": _absolute(reverse("notices:settings")),
    }
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return _message(first, subject, "notices/mail/notices", context, headers)


def _group(letter: Sequence[Delivery]) -> TopicGroup:
    """Return the group that most of a letter is about: the one its stop link ends."""
    groups = [group_of(each.notice.topic) for each in letter if each.notice is not None]
    return max(groups, key=groups.count)


def _item(delivery: Delivery) -> Item:
    notice = delivery.notice
    assert notice is not None
    said = words(notice.topic, notice.facts, by_mail=True)
    path = reverse("notices:open", args=[notice.public_id])
    return Item(subject_of(said.title), said.text, _absolute(path))


def _message(
    delivery: Delivery,
    subject: str,
    template: str,
    context: dict[str, object],
    headers: dict[str, str] | None = None,
) -> EmailMultiAlternatives:
    subject = subject_of(
        _("【%(academy)s】%(subject)s")
        % {
            "academy": _academy(),
            "subject": subject,
        }
    )
    mark = returns.mark_of(delivery.public_id)
    message = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"{template}.txt", context),
        # The sender of the envelope; the letter shows the one below.
        from_email=returns.envelope_sender(mark),
        to=[delivery.contact.address],
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": message_id(delivery),
            OWN_HEADER: mark,
            # RFC 3834: no answering machine shall answer.
            "Auto-Submitted": "auto-generated",
            "Content-Language": "en" if _english() else "zh-Hans",
            **(headers or {}),
        },
    )
    lang = "en" if _english() else "zh-Hans"
    html = render_to_string(f"{template}.html", {**context, "subject": subject, "lang": lang})
    message.attach_alternative(html, "text/html")
    return message


def _english() -> bool:
    return (translation.get_language() or "").startswith("en")


def _academy() -> str:
    name: str = settings.ACADEMY_NAME_EN if _english() else settings.ACADEMY_NAME
    return name


def _absolute(path: str) -> str:
    return f"{settings.ACADEMY_BASE_URL}{path}"
