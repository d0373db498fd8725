"""Delivery reports (RFC 3464): what a mail server says when a letter comes back, or is late.

Whatever is read here was written by somebody else, perhaps by nobody we know: it is parsed without
trust, and nothing of its text is kept but numbers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string, policy
from email.message import Message

from academy.notices.enums import BounceCause, BounceKind, DeliveryReason

#: Reports carry the headers of a letter, or all of it; more than this is something else.
MOST_BYTES = 2_000_000
#: Put on each letter, for servers that replace the Message-ID.
OWN_HEADER = "X-Academy-Letter"
_ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.])([245]\d\d)(?![\d.])")
#: What an enhanced status (RFC 3463) says of the address itself: subject.detail of class 5.
_NO_MAILBOX = frozenset({"1.0", "1.1", "1.3", "1.4", "1.6", "1.9"})
_NO_DOMAIN = frozenset({"1.2", "1.10", "4.4"})
_DISABLED = frozenset({"2.0", "2.1"})
_FULL = frozenset({"2.2"})
_TOO_LARGE = frozenset({"2.3", "3.4"})
#: Old servers give no detail: what their SMTP code alone says of an address.
_CODES_OF_ADDRESS = frozenset({550, 551, 553})
_CODE_OF_FULL = 552
_HARD = frozenset(
    {BounceCause.NO_MAILBOX, BounceCause.NO_DOMAIN, BounceCause.DISABLED, BounceCause.REFUSED}
)
_REASONS = {
    BounceCause.FULL: DeliveryReason.MAILBOX_FULL,
    BounceCause.TOO_LARGE: DeliveryReason.CONTENT_REFUSED,
    BounceCause.CONTENT: DeliveryReason.CONTENT_REFUSED,
}


@dataclass(frozen=True, slots=True)
class Report:
    """One report: where our mark may stand (the likeliest first), and what became of the letter.

    `action` is failed or delayed; `status` is an enhanced status such as 5.1.1, "" for none;
    `code` is the SMTP code of the server that refused, None for none. `told` is the part for
    machines as it was written, by which the same report is known when it is read again.
    """

    marks: tuple[str, ...]
    action: str
    status: str
    code: int | None
    told: str


def parse(data: bytes, *, recipient: str = "") -> Report | None:
    """Return what a message reports, None if it is no report of a failure or a delay.

    `recipient` is the envelope's, where the mail server that hands the message over says it.
    """
    message = message_from_bytes(data[:MOST_BYTES], policy=policy.compat32)
    parts = list(message.walk())
    fields = [block for part in parts for block in _blocks(part)]
    told = [block for block in fields if _action(block) in ("failed", "delayed")]
    if not told:
        return None
    worst = next((block for block in told if _action(block) == "failed"), told[0])
    diagnostic = _get(worst, "Diagnostic-Code")
    marks = [recipient, *(_get(message, name) for name in _ADDRESSED)]
    for part in parts:
        marks.extend(_returned_marks(part))
    return Report(
        marks=tuple(mark for mark in marks if mark),
        action=_action(worst),
        status=enhanced(_get(worst, "Status")) or enhanced(diagnostic),
        code=_code(diagnostic),
        told="\n".join(
            f"{name}: {_plain(value)}" for each in fields for name, value in each.items()
        ),
    )


def enhanced(text: str) -> str:
    """Return the first enhanced status in a text, such as 5.1.1; "" for none."""
    found = _STATUS.search(text)
    return ".".join(str(int(number)) for number in found.groups()) if found else ""


def cause_of(status: str, code: int | None) -> BounceCause:
    """Return why a letter came back, from its enhanced status and the SMTP code beside it."""
    first, _, detail = status.partition(".")
    subject = detail.partition(".")[0]
    if detail in _FULL or (not status and code == _CODE_OF_FULL):
        return BounceCause.FULL
    if detail in _TOO_LARGE:
        return BounceCause.TOO_LARGE
    if subject in ("6", "7"):
        return BounceCause.CONTENT
    if first == "5":
        for cause, details in (
            (BounceCause.NO_MAILBOX, _NO_MAILBOX),
            (BounceCause.NO_DOMAIN, _NO_DOMAIN),
            (BounceCause.DISABLED, _DISABLED),
        ):
            if detail in details:
                return cause
    if subject in ("4", "3"):
        return BounceCause.UNREACHABLE
    if (first, subject) in (("5", "0"), ("", "")) and code in _CODES_OF_ADDRESS:
        return BounceCause.REFUSED
    return BounceCause.OTHER


def kind_of(action: str, cause: BounceCause) -> BounceKind:
    """Return what a report means: late, come back, or come back because of the address."""
    if action == "delayed":
        return BounceKind.LATE
    return BounceKind.HARD if cause in _HARD else BounceKind.SOFT


def reason_of(kind: BounceKind, cause: BounceCause) -> DeliveryReason:
    """Return the reason that stands with a letter that came back."""
    if kind is BounceKind.HARD:
        return DeliveryReason.ADDRESS_REFUSED
    return _REASONS.get(cause, DeliveryReason.GAVE_UP)


def _blocks(part: Message) -> Iterator[Message]:
    """Yield the blocks of fields of a part that is written for machines."""
    if part.get_content_type() not in ("message/delivery-status", "message/global-delivery-status"):
        return
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (block for block in payload if isinstance(block, Message))
    elif isinstance(payload, str):
        # Not parsed by the library: the newer type, or one that came encoded.
        text = _decoded(part)
        yield from (message_from_string(block) for block in re.split(r"\r?\n\r?\n", text))


def _returned_marks(part: Message) -> Iterator[str]:
    """Yield what may be our mark in the letter (or its headers) that a report gives back."""
    headers: Message | None = None
    kind = part.get_content_type()
    if kind in ("message/rfc822", "message/global"):
        payload = part.get_payload()
        headers = payload[0] if isinstance(payload, list) and payload else None  # type: ignore[assignment]  # a message
    elif kind in ("text/rfc822-headers", "message/global-headers"):
        headers = message_from_string(_decoded(part))
    if headers is not None:
        yield _get(headers, "Message-ID")
        yield _get(headers, OWN_HEADER)


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _action(block: Message) -> str:
    return _get(block, "Action").partition(";")[0].split("(")[0].strip().casefold()


def _code(diagnostic: str) -> int | None:
    found = _CODE.search(diagnostic)
    return int(found[1]) if found else None


def _get(block: Message, name: str) -> str:
    return _plain(block.get(name, ""))


def _plain(value: object) -> str:
    # What is no ASCII comes as a Header, or with surrogates in it.
    return str(value).encode("utf-8", "replace").decode("utf-8")
