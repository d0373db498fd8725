"""Granting what a person needs in every exam, and ending it.

Extra time is worked out when a sitting starts: a grant, or its end, reaches whoever has not
started yet and never changes a sitting that is under way.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.people.models import Person
from academy.shared import clock
from exams.enums import Verb
from exams.errors import (
    AccommodationEndRefused,
    AccommodationOverlaps,
    AccommodationRefused,
    WordsRefused,
)
from exams.models import Accommodation
from exams.rules import accommodation as rules
from exams.rules import words

GROUND_CHARS = 500
_FACTS = ("extra_percent", "extra_minutes", "large_print", "separate_room", "starts_on", "ends_on")


@transaction.atomic
def grant(
    *,
    actor: Actor,
    person: Person,
    extra_percent: int = 0,
    extra_minutes: int = 0,
    large_print: bool = False,
    separate_room: bool = False,
    ground: str,
    starts_on: date,
    ends_on: date | None = None,
    at: datetime,
) -> Accommodation:
    """Grant a person extra time and other help from ``starts_on`` on, before ``ends_on``.

    The same grant again is the same row. The log keeps what was granted, and not the ground.

    Raises:
        AccommodationRefused, WordsRefused; AccommodationOverlaps: another one shares a day.
    """
    why = ground.strip()
    row = Accommodation(
        person=person,
        extra_percent=extra_percent,
        extra_minutes=extra_minutes,
        large_print=large_print,
        separate_room=separate_room,
        ground=why,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_at=at,
    )
    _check(row, why)
    # The person's row orders two grants at once; nothing else of it is touched.
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    for other in Accommodation.objects.filter(person=person).order_by("starts_on"):
        if all(getattr(other, name) == getattr(row, name) for name in (*_FACTS, "ground")):
            return other
        taken = (other.starts_on, other.ends_on)
        if rules.overlap(starts_on=starts_on, ends_on=ends_on, other=taken):
            raise AccommodationOverlaps(
                field="starts_on", starts_on=other.starts_on, ends_on=other.ends_on
            )
    row.save(force_insert=True)
    record(actor, Verb.ACCOMMODATION_GRANTED, row, at=at, facts=_facts(row))
    return row


def _check(row: Accommodation, ground: str) -> None:
    wrong = rules.fault(
        extra_percent=row.extra_percent,
        extra_minutes=row.extra_minutes,
        large_print=row.large_print,
        separate_room=row.separate_room,
        ground=ground,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )
    if wrong:
        raise AccommodationRefused(field=wrong[0], reason=wrong[1])
    if fault := words.fault_of(ground, limit=GROUND_CHARS):
        raise WordsRefused(field="ground", reason=fault, limit=GROUND_CHARS)


def _facts(row: Accommodation) -> dict[str, object]:
    return {name: getattr(row, name) for name in _FACTS}


@transaction.atomic
def end(
    *, actor: Actor, accommodation: Accommodation, ends_on: date, at: datetime
) -> Accommodation:
    """Let an accommodation stop to apply from ``ends_on`` on; once more is success.

    One that has not begun yet can end on its first day, and then never applies.

    Raises:
        AccommodationEndRefused: the day has passed, or the end would be put off.
    """
    row = (
        Accommodation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person")
        .get(pk=accommodation.pk)
    )
    if row.ends_on == ends_on:
        return row
    today = clock.local_date(at)
    earliest = rules.earliest_end(starts_on=row.starts_on, today=today)
    why = None
    if row.ends_on is not None and row.ends_on <= today:
        why = "over_already"
    elif ends_on < earliest:
        why = "day_has_passed"
    elif row.ends_on is not None and ends_on > row.ends_on:
        why = "put_off"
    if why:
        raise AccommodationEndRefused(field="ends_on", reason=why, earliest=earliest)
    row.ends_on, row.ended_at = ends_on, at
    row.save(update_fields=["ends_on", "ended_at"])
    record(actor, Verb.ACCOMMODATION_ENDED, row, at=at, facts={"ends_on": ends_on})
    return row
