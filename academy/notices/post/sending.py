"""Handing messages to the mail server: one connection for a batch, and what it answered."""

import smtplib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from academy.notices.rules.delivery_reports import enhanced
from academy.notices.rules.mailing import Answer, answer_to

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message; code and enhanced status are the server's, if it gave any."""

    answer: Answer
    code: int | None = None
    status: str = ""


OFFLINE = Outcome(Answer.OFFLINE)
FOREVER = timedelta.max


def send(messages: Sequence[EmailMessage], *, within: timedelta = FOREVER) -> list[Outcome]:
    """Send the messages over one connection and return what became of each, in their order.

    A server that cannot be reached leaves the rest `OFFLINE`: it says nothing of the messages. One
    that hangs up in the middle of a message is called again for those that follow. One so slow that
    a message would be begun after `within` is as good as away.
    """
    outcomes: list[Outcome] = []
    connection = get_connection()
    until = time.monotonic() + within.total_seconds()
    try:
        for message in messages:
            if time.monotonic() >= until:
                log.warning("mail_server_slow", left=len(messages) - len(outcomes))
                break
            if not _open(connection):
                break
            outcomes.append(_send(connection, message))
    finally:
        _close(connection)
    return outcomes + [OFFLINE] * (len(messages) - len(outcomes))


def _open(connection: BaseEmailBackend) -> bool:
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as fault:
        # The text may hold what the server was told; its kind is enough.
        log.warning("mail_server_unavailable", kind=type(fault).__name__)
        return False
    return True


def _send(connection: BaseEmailBackend, message: EmailMessage) -> Outcome:
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as refused:
        code, text = next(iter(refused.recipients.values()))
        status = enhanced(text.decode("ascii", "replace"))
        return Outcome(answer_to(code, recipient=True, status=status), code, status)
    except smtplib.SMTPSenderRefused as refused:
        # It is us that the server refuses, and somebody will put that right.
        log.warning("mail_sender_refused", code=refused.smtp_code)
        return Outcome(Answer.LATER, refused.smtp_code)
    except smtplib.SMTPResponseException as refused:
        return Outcome(answer_to(refused.smtp_code, recipient=False), refused.smtp_code)
    except (smtplib.SMTPException, OSError) as fault:
        log.warning("mail_interrupted", kind=type(fault).__name__)
        _close(connection)
        return Outcome(Answer.LATER)
    return Outcome(Answer.TAKEN, 250)


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError) as fault:
        log.warning("mail_close_failed", kind=type(fault).__name__)
