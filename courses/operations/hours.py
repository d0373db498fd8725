"""Lines of the hours ledger: entered, and taken back by a line of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from academy.audit.record import Actor, record, record_many
from academy.people.models import Person
from academy.shared import clock
from academy.shared.text import digest
from courses.enums import HoursSource, Verb
from courses.errors import ReasonRequired, ReversalNotReversible
from courses.errors.hours import (
    AlreadyReversed,
    EarnedInvalid,
    HoursInvalid,
    HoursTwice,
    SourceNotManual,
)
from courses.models import HoursEntry, HoursImport, Track
from courses.operations import categories, locks

MOST_HOURS = Decimal(2000)
NONE = Decimal("0.0")
_SYSTEM_ONLY = (HoursSource.COMPLETION, HoursSource.REVERSAL)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class EntryLine:
    """Hours to enter: `earned_on` is the training's last day, `earned_from` its first, if known."""

    person: Person
    track: Track
    hours: Decimal
    category: str
    source: HoursSource
    earned_on: date
    evidence: str
    earned_from: date | None = None
    sheet: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of lines: entries written, and how many stood in the ledger already."""

    entries: list[HoursEntry]
    already: int


def record_entry(*, actor: Actor, line: EntryLine, at: datetime) -> HoursEntry:
    """Enter hours for one person; refused if the ledger holds the same facts unreversed."""
    done = record_entries(actor=actor, lines=[line], at=at)
    if done.already:
        raise HoursTwice(count=done.already)
    return done.entries[0]


@transaction.atomic
def record_entries(*, actor: Actor, lines: Sequence[EntryLine], at: datetime) -> Recorded:
    """Enter hours, all or none, each with its line in the log.

    What stands in the ledger already is counted, not entered. The same facts may come again once
    all earlier lines with them were reversed.
    """
    require_lines(lines, at=at)
    done = enter(actor=actor, lines=lines, of=None, at=at)
    entries = [(row, {"hours": row.hours, "source": row.source}) for row in done.entries]
    record_many(actor, Verb.HOURS_RECORDED, entries, at=at)
    return done


def require_lines(lines: Sequence[EntryLine], *, at: datetime) -> None:
    """Raise what stands against lines before any of them is entered."""
    for line in lines:
        require_line(line, today=clock.local_date(at))
    categories.require((line.category, line.earned_on) for line in lines)


def enter(
    *, actor: Actor, lines: Sequence[EntryLine], of: HoursImport | None, at: datetime
) -> Recorded:
    """Write lines that were looked at, inside the caller's transaction; the caller tells the log.

    The number of statements grows with the lines by batches only.
    """
    locks.person_rows(line.person for line in lines)
    taken = _taken([facts_digest(line) for line in lines])
    rows: list[HoursEntry] = []
    already = 0
    for line in lines:
        key = facts_digest(line)
        count, standing = taken.get(key, (0, False))
        if standing:
            already += 1
            continue
        taken[key] = (count + 1, True)
        rows.append(_row(line, key, count, actor=actor, of=of, at=at))
    return Recorded(HoursEntry.objects.bulk_create(rows, batch_size=_BATCH), already)


def require_line(line: EntryLine, *, today: date) -> None:
    """Raise what stands against a line by itself."""
    if line.source in _SYSTEM_ONLY:
        raise SourceNotManual(field="source")
    if not Decimal(0) < line.hours <= MOST_HOURS or line.hours != round(line.hours, 1):
        raise HoursInvalid(field="hours")
    if line.earned_on > today or (line.earned_from or line.earned_on) > line.earned_on:
        raise EarnedInvalid(field="earned_on")
    if not line.evidence.strip():
        raise ReasonRequired(field="evidence")


def facts_digest(line: EntryLine) -> str:
    """Return what makes two lines the same line, whichever file they came from."""
    return digest(
        [
            line.person.pk,
            line.track.pk,
            f"{line.hours:.1f}",
            line.category,
            line.source.value,
            str(line.earned_from or ""),
            line.earned_on.isoformat(),
            line.evidence.strip(),
        ]
    )


@transaction.atomic
def reverse(*, actor: Actor, entry: HoursEntry, reason: str, at: datetime) -> HoursEntry:
    """Take hours back by a line with the same hours negative; the same reason again is success.

    Raises ReasonRequired, ReversalNotReversible, AlreadyReversed.
    """
    said = reason.strip()[:200]
    if not said:
        raise ReasonRequired(field="reason")
    if entry.source == HoursSource.REVERSAL:
        raise ReversalNotReversible
    locked = HoursEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    earlier = HoursEntry.objects.filter(reverses=locked).first()
    if earlier is not None:
        if earlier.evidence == said:
            return earlier
        raise AlreadyReversed(on=clock.local_date(earlier.recorded_at), reason=earlier.evidence)
    reversal = _against(locked, said, actor=actor, at=at)
    reversal.save(force_insert=True)
    facts = {"reverses": locked.public_id, "hours": reversal.hours}
    record(actor, Verb.HOURS_REVERSED, reversal, at=at, facts=facts)
    return reversal


def take_back(
    *, actor: Actor, entries: QuerySet[HoursEntry], reason: str, at: datetime, most: int
) -> list[HoursEntry]:
    """Reverse at most so many of these that still stand, inside the caller's transaction.

    The caller tells the log.
    """
    standing = entries.select_for_update(no_key=True, of=("self",)).filter(reversal__isnull=True)
    rows = [
        _against(row, reason[:200], actor=actor, at=at) for row in standing.order_by("pk")[:most]
    ]
    return HoursEntry.objects.bulk_create(rows, batch_size=_BATCH)


def digest_of(entries: Iterable[HoursEntry]) -> str:
    """Return what vouches in the log for lines entered or taken back together."""
    return digest([f"{row.public_id} {row.person_id} {row.hours:.1f}" for row in entries])


def _taken(keys: Sequence[str]) -> dict[str, tuple[int, bool]]:
    """Return by facts how many lines there are, and whether one of them still stands."""
    found: dict[str, tuple[int, bool]] = {}
    wanted = list(dict.fromkeys(keys))
    for start in range(0, len(wanted), _BATCH):
        rows = HoursEntry.objects.filter(facts_digest__in=wanted[start : start + _BATCH])
        for key, reversal in rows.values_list("facts_digest", "reversal"):
            count, standing = found.get(key, (0, False))
            found[key] = (count + 1, standing or reversal is None)
    return found


def _row(
    line: EntryLine,
    key: str,
    occurrence: int,
    *,
    actor: Actor,
    of: HoursImport | None,
    at: datetime,
) -> HoursEntry:
    return HoursEntry(
        person=line.person,
        track=line.track,
        hours=line.hours,
        category_id=line.category,
        earned_from=line.earned_from,
        earned_on=line.earned_on,
        source=line.source.value,
        evidence=line.evidence.strip()[:200],
        facts_digest=key,
        occurrence=occurrence,
        from_import=of,
        import_sheet=line.sheet[:120],
        import_row=line.row,
        recorded_by=actor.label[:64],
        recorded_at=at,
    )


def _against(entry: HoursEntry, reason: str, *, actor: Actor, at: datetime) -> HoursEntry:
    return HoursEntry(
        person_id=entry.person_id,
        track_id=entry.track_id,
        hours=-entry.hours,
        category_id=entry.category_id,
        earned_from=entry.earned_from,
        earned_on=entry.earned_on,
        source=HoursSource.REVERSAL.value,
        reverses=entry,
        evidence=reason,
        recorded_by=actor.label[:64],
        recorded_at=at,
    )
