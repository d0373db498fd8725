"""One-time entry codes: issued by an invigilator, shown once, used once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from academy.audit.record import Actor, record, record_many
from exams.enums import Verb
from exams.errors import EntryCodeRefused
from exams.models import EntryCode, Exam, Room, Sitting
from exams.rules import entry
from exams.rules.transitions import RUNNING, WAITING

_SALT = "exams.entry_code"
_TAKES_CODES = [state.value for state in WAITING | RUNNING]


@dataclass(frozen=True, slots=True)
class Slip:
    """A code as it is handed over; the code itself is nowhere stored."""

    sitting: Sitting
    code: str
    expires_at: datetime


@transaction.atomic
def issue(
    *, actor: Actor, sitting: Sitting, at: datetime, minutes: int = entry.CODE_MINUTES
) -> Slip:
    """A new code for one sitting; the one before it, if unused, is withdrawn.

    Raises:
        EntryCodeRefused: the sitting is over, or the minutes are out of range.
    """
    row = Sitting.objects.select_for_update(of=("self",), no_key=True).get(pk=sitting.pk)
    if row.state not in _TAKES_CODES:
        raise EntryCodeRefused("sitting_over")
    [slip] = _issue(actor, [row], minutes, at)
    return slip


@transaction.atomic
def issue_room(
    *,
    actor: Actor,
    exam: Exam,
    room: Room,
    units: frozenset[int],
    at: datetime,
    minutes: int = entry.CODE_MINUTES,
) -> list[Slip]:
    """New codes for everybody of ``units`` seated in a room who has not checked in, by seat.

    Raises:
        EntryCodeRefused: the minutes are out of range.
    """
    rows = list(
        Sitting.objects.select_for_update(of=("self",), no_key=True)
        .filter(
            exam=exam,
            room=room,
            enrolment__unit__in=units,
            checked_in_at__isnull=True,
            state__in=[state.value for state in WAITING],
        )
        .select_related("person", "enrolment")
        .order_by("seat", "pk")
    )
    return _issue(actor, rows, minutes, at)


def _issue(actor: Actor, rows: Sequence[Sitting], minutes: int, at: datetime) -> list[Slip]:
    if minutes not in entry.CODE_MINUTES_RANGE:
        raise EntryCodeRefused("minutes_out_of_range")
    EntryCode.objects.filter(
        sitting__in=rows, used_at__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=at)
    expires_at = at + timedelta(minutes=minutes)
    slips = [Slip(row, _new_code(), expires_at) for row in rows]
    EntryCode.objects.bulk_create(
        EntryCode(
            sitting=slip.sitting,
            digest=digest(slip.sitting, slip.code),
            issued_at=at,
            expires_at=expires_at,
        )
        for slip in slips
    )
    facts = {"expires_at": expires_at}
    record_many(actor, Verb.ENTRY_CODE_ISSUED, [(row, facts) for row in rows], at=at)
    return slips


def _new_code() -> str:
    return f"{secrets.randbelow(10**entry.CODE_DIGITS):0{entry.CODE_DIGITS}d}"


def digest(sitting: Sitting, code: str) -> str:
    """The keyed hash of a code for one sitting, as hex.

    Six digits could be tried out in no time if the table were known and the key not needed.
    """
    text = f"{sitting.public_id}:{entry.typed(code)}"
    return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()


@transaction.atomic
def use(*, actor: Actor, sitting: Sitting, code: str, at: datetime) -> str | None:
    """Use the sitting's code up; None if it was good, else why not: wrong, used or expired.

    Of any number who come with the same code at once, one gets None.
    """
    mine = EntryCode.objects.filter(sitting_id=sitting.pk, digest=digest(sitting, code))
    taken = mine.filter(used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at).update(
        used_at=at
    )
    if taken:
        record(actor, Verb.ENTRY_CODE_USED, sitting, at=at)
        return None
    old = mine.order_by("-issued_at", "-pk").first()
    if old is None or old.withdrawn_at is not None:
        return "wrong"
    return "used" if old.used_at is not None else "expired"
