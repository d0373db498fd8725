"""Links in mail: signed, so that nobody makes one up."""

from uuid import UUID

from django.core.signing import BadSignature, Signer

from academy.notices.enums import TopicGroup

_CONFIRM, _STOP = "notices.confirm", "notices.stop"


def confirm_token(link: UUID) -> str:
    """Return what stands in the link that confirms an address."""
    return Signer(sep=".", salt=_CONFIRM).sign(link.hex)


def read_confirm(token: str) -> UUID | None:
    """Return the link a token names, None if it is not ours."""
    text = _unsigned(token, _CONFIRM)
    return UUID(text) if text else None


def stop_token(contact: UUID, group: TopicGroup) -> str:
    """Return what stands in the link that ends mail about a group. It never expires."""
    return Signer(sep=".", salt=_STOP).sign(f"{contact.hex}-{group.value}")


def read_stop(token: str) -> tuple[UUID, TopicGroup] | None:
    """Return contact and group a token names, None if it is not ours."""
    text = _unsigned(token, _STOP)
    if not text:
        return None
    contact, _, group = text.partition("-")
    return UUID(contact), TopicGroup(group)


def _unsigned(token: str, salt: str) -> str:
    try:
        return Signer(sep=".", salt=salt).unsign(token)
    except BadSignature:
        return ""
