"""For how long a certificate is good, who is to be reminded, and in which quarter it ends.

`expires_on` is the first day on which it is no longer valid; what is printed is the day before.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from certificates.enums import CertificateState, Validity

# Days left at which the holder is reminded, once each.
REMINDERS = (90, 30, 7)
_ENDED = {
    CertificateState.REVOKED: Validity.REVOKED,
    CertificateState.SUPERSEDED: Validity.SUPERSEDED,
}


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year, or what is left of it: days from `first_on` to `last_on`, both in."""

    year: int
    number: int
    first_on: date
    last_on: date

    @property
    def key(self) -> str:
        """The quarter as 2026Q4."""
        return f"{self.year}Q{self.number}"


def expires_on(issued_on: date, months: int | None) -> date | None:
    """Return the first day no longer covered by so many months, None for ever.

    A day that the month of the end does not have is that month's last: 31 August and six months
    make 28 February.
    """
    if months is None:
        return None
    year, month = divmod(issued_on.year * 12 + issued_on.month - 1 + months, 12)
    return date(year, month + 1, min(issued_on.day, monthrange(year, month + 1)[1]))


def last_day(expires: date) -> date:
    """Return the last day on which it is valid: what is printed."""
    return expires - timedelta(days=1)


def validity(state: CertificateState, expires: date | None, *, on: date) -> Validity:
    """Return what is told of a certificate on a day; who was revoked does not expire as well."""
    ended = _ENDED.get(state)
    if ended is not None:
        return ended
    return Validity.EXPIRED if expires is not None and expires <= on else Validity.VALID


def reminder(days_left: int) -> int | None:
    """Return of how many days the holder is to be told, None if it is too early or too late.

    It is the least of the steps that covers the days left: who comes late (a certificate of one
    month, a day on which nothing ran) is told once, not of every step that has passed.
    """
    if days_left < 1:
        return None
    return min((days for days in REMINDERS if days_left <= days), default=None)


def quarter(key: str, *, as_of: date) -> Quarter:
    """Return what is left of a quarter such as 2026Q4 on that day; nothing if it is over.

    Raises:
        ValueError: not the key of a quarter.
    """
    year, number = (int(part) for part in key.split("Q"))
    first = date(year, number * 3 - 2, 1)
    last = date(year, number * 3, monthrange(year, number * 3)[1])
    return Quarter(year, number, max(first, as_of), last)


def quarters(as_of: date, count: int) -> list[Quarter]:
    """Return the quarter of that day from that day on, and those that follow, `count` in all."""
    found = [quarter(f"{as_of.year}Q{(as_of.month + 2) // 3}", as_of=as_of)]
    while len(found) < count:
        year, number = divmod(found[-1].year * 4 + found[-1].number, 4)
        found.append(quarter(f"{year}Q{number + 1}", as_of=as_of))
    return found
