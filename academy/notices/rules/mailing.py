"""When mail goes out, when it is tried again, and what a server's answer means."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from academy.notices.enums import BounceCause, Rhythm
from academy.notices.rules.delivery_reports import cause_of

#: The hour of the daily summary, local time.
SUMMARY_AT = time(8, 0)
#: A temporary fault is tried again this often at most; the pauses add up to about a day.
MOST_TRIES = 9
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
#: When a server that could not be reached is tried again; it counts for nobody as a try.
OFFLINE_PAUSE = timedelta(minutes=5)
#: How long a link that confirms an address is good for.
LINK_HOURS = 48
#: Between two links somebody asks for themselves.
LINK_PAUSE = timedelta(seconds=60)


class Answer(StrEnum):
    """What an attempt came to."""

    TAKEN = "taken"
    LATER = "later"
    OFFLINE = "offline"
    ADDRESS_REFUSED = "address_refused"
    CONTENT_REFUSED = "content_refused"


def due_at(rhythm: Rhythm, at: datetime, zone: ZoneInfo) -> datetime:
    """Return when mail told at `at` goes out: at once, or at the next 08:00 after it."""
    if rhythm is Rhythm.EACH:
        return at
    local = at.astimezone(zone)
    morning = datetime.combine(local.date(), SUMMARY_AT, zone)
    return morning if local < morning else morning + timedelta(days=1)


def pause(tries: int) -> timedelta | None:
    """Return how long to wait after the try of that number, None if it was the last."""
    if tries >= MOST_TRIES:
        return None
    doubled: timedelta = _FIRST_PAUSE * 2 ** (tries - 1)
    return min(doubled, _LONGEST_PAUSE)


def answer_to(code: int, *, recipient: bool, status: str = "") -> Answer:
    """Return what a reply code means (RFC 5321, 4.2.1): 5yz is final, anything else is not.

    `recipient` says that the code was about the address and not about the whole message; `status`
    is the enhanced status beside it, if there is one. A mailbox that is full has an address that
    is right, and so has one whose server does not like us.
    """
    if not 500 <= code <= 599:
        return Answer.LATER
    if not recipient:
        return Answer.CONTENT_REFUSED
    cause = cause_of(status, code)
    if cause is BounceCause.FULL:
        return Answer.LATER
    return Answer.CONTENT_REFUSED if cause is BounceCause.CONTENT else Answer.ADDRESS_REFUSED
