"""Named exclusions, reached as people reach them."""

from datetime import date, datetime

from academy.people.access import actor
from academy.people.models import Assignment, Person, Unit
from academy.reporting.enums import ExclusionReason
from academy.reporting.models import Exclusion
from academy.reporting.operations import exclusions
from academy.reporting.operations.exclusions import Draft
from courses.models import Track

FIRST = date(2026, 3, 1)
UNTIL = date(2026, 4, 1)


def draft(
    person: Person,
    *,
    reason: ExclusionReason = ExclusionReason.SECONDED,
    first: date = FIRST,
    until: date | None = UNTIL,
    evidence: str = "人字〔2026〕8号",
    words: str = "",
    track: Track | None = None,
) -> Draft:
    """Return a request as it is typed: seconded for the whole of March 2026."""
    return Draft(
        person=person,
        reason=reason,
        starts_on=first,
        until_on=until,
        evidence=evidence,
        words=words,
        track=track,
    )


def asked(wanted: Draft, *, by: Person, at: datetime) -> Exclusion:
    """Return a request that waits."""
    return exclusions.ask(actor=actor(by), draft=wanted, at=at)


def granted(wanted: Draft, *, by: Person, decider: Person, at: datetime) -> Exclusion:
    """Return a request that was granted as soon as it was asked."""
    row = asked(wanted, by=by, at=at)
    exclusions.decide(actor=actor(decider), exclusions=[row], grant=True, words="同意", at=at)
    row.refresh_from_db()
    return row


def track(code: str = "LAW", name: str = "综合执法") -> Track:
    """Return a track, made once."""
    return Track.objects.get_or_create(code=code, defaults={"name": name})[0]


def moved(person: Person, unit: Unit, *, on: date, at: datetime | None = None) -> None:
    """Let a person serve in another unit from a day on, known from the first or since `at`."""
    Assignment.objects.filter(person=person, valid_until=None).update(valid_until=on, closed_at=at)
    Assignment.objects.create(person=person, unit=unit, valid_from=on, recorded_at=at)
