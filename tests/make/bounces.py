"""Builders of what comes back: delivery reports as mail servers write them."""

from collections.abc import Mapping
from datetime import datetime
from email import policy
from email.message import EmailMessage

from academy.notices.models import Delivery
from academy.notices.operations import deliveries
from academy.people.models import Person
from tests.make import mail
from tests.make.mail import Sink

RETURN = "bounces@academy.example"


def sent(person: Person, sink: Sink, *, at: datetime) -> tuple[Delivery, EmailMessage]:
    """Send a person one letter; return its delivery and what the mail server took."""
    mail.confirmed(person, at=at)
    mail.told(person, "k", at=at)
    deliveries.deliver(at=at)
    return Delivery.objects.get(contact__person=person), sink.taken[-1][1]


def report(
    letter: EmailMessage | None,
    *,
    to: str = RETURN,
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 <t1001@mail.example>: no such user",
    more: Mapping[str, str] | None = None,
    headers_only: bool = True,
) -> bytes:
    """Return a report in the manner of Postfix, with the letter (or its headers) given back."""
    fields = {
        "Final-Recipient": "rfc822; t1001@mail.example",
        "Action": action,
        "Status": status,
        "Diagnostic-Code": diagnostic,
        **(more or {}),
    }
    told = "\r\n".join(f"{name}: {value}" for name, value in fields.items() if value)
    back = b""
    if letter is not None:
        whole = letter.as_bytes(policy=policy.SMTP)
        headers, _, _body = whole.partition(b"\r\n\r\n")
        kind = b"text/rfc822-headers" if headers_only else b"message/rfc822"
        back = b"\r\n--B\r\nContent-Type: " + kind + b"\r\n\r\n"
        back += headers + b"\r\n" if headers_only else whole
    return (
        (
            f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mail.example\r\nTo: {to}\r\n"
            "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
            "--B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nI'm sorry.\r\n"
            "--B\r\nContent-Type: message/delivery-status\r\n\r\n"
            f"Reporting-MTA: dns; mail.example\r\n\r\n{told}\r\n"
        ).encode()
        + back
        + b"\r\n--B--\r\n"
    )
