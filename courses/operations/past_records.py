"""Importing past training records: read as a dry run, committed once, undone by reversals."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from academy.audit.record import Actor, record
from academy.jobs.enums import ENDED
from academy.jobs.models import Job
from academy.jobs.queue import enqueue
from academy.people.models import Person
from academy.shared import clock
from academy.shared.errors import plain
from academy.shared.tabular import reading as tables
from academy.shared.text import digest, fold
from courses.enums import HoursSource, Verb
from courses.enums.hours import ImportState
from courses.errors import ReasonRequired
from courses.errors.hours import ImportEmpty, ImportHeaderMissing, ImportNotReady
from courses.models import HoursCategory, HoursImport, Track
from courses.models.hours import RESIDENTIAL
from courses.operations import hours
from courses.operations.hours import EntryLine
from courses.rules import past_records as rules
from courses.rules.conversion import Conversion

PASTED = "pasted.csv"
INLINE_ROWS = 300
"""So many rows are entered while their sender waits: half a second; 3,600 take five."""


def read(
    *,
    actor: Actor,
    file_name: str,
    data: bytes,
    track: Track | None = None,
    conversion: Conversion | None = None,
    at: datetime,
) -> HoursImport:
    """Read a table in the guarded child and note what it would enter; nothing is entered yet.

    The same content again is the earlier import, unless that was undone. `track` stands for rows
    that name none; with a `conversion` the column of hours is in minutes or periods. Raises
    refusals of `shared.tabular` and ImportHeaderMissing.
    """
    book = tables.read(data, file_name)
    found = rules.read(book, _words(track, conversion, clock.local_date(at)))
    if not found.headed:
        raise ImportHeaderMissing(field="file")
    how = [str(conversion.measure), str(conversion.per)] if conversion else []
    key = digest([digest(data), track.code if track else "", *how])
    draft = HoursImport(
        file_name=file_name[-200:],
        file_digest=key,
        rows=[plain(asdict(each)) for each in found.records],
        refused=[plain(asdict(each)) for each in found.refused],
        counts=_counts(found),
        imported_by=actor.label[:64],
        read_at=at,
    )
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        earlier = HoursImport.objects.exclude(state=ImportState.UNDONE.value)
        return _anew(earlier.get(file_digest=key), draft)
    return draft


def read_pasted(
    *,
    actor: Actor,
    text: str,
    track: Track | None = None,
    conversion: Conversion | None = None,
    at: datetime,
) -> HoursImport:
    """Read what was pasted from a spreadsheet (tabs) or typed as lines (commas)."""
    data = text.encode()
    return read(actor=actor, file_name=PASTED, data=data, track=track, conversion=conversion, at=at)


@transaction.atomic
def commit(*, actor: Actor, run: HoursImport, at: datetime) -> HoursImport:
    """Enter every sound row, all or none; committed already = success.

    Rows that stand in the ledger already, from whichever file, are counted and not entered.
    """
    locked = HoursImport.objects.select_for_update(no_key=True).get(pk=run.pk)
    if locked.state == ImportState.COMMITTED:
        return locked
    if locked.state == ImportState.UNDONE:
        raise ImportNotReady
    if not locked.rows:
        raise ImportEmpty(field="file")
    lines = _lines(locked.rows)
    done = hours.record_entries(actor=actor, lines=lines, of=locked, at=at)
    locked.state = ImportState.COMMITTED.value
    locked.committed_at = at
    locked.rows = []
    locked.counts = {**locked.counts, "entered": len(done.entries), "already": done.already}
    locked.save(update_fields=["state", "committed_at", "rows", "counts"])
    facts = {"counts": locked.counts, "digest": locked.file_digest}
    record(actor, Verb.HOURS_IMPORTED, locked, at=at, facts=facts)
    return locked


def commit_soon(*, actor: Actor, run: HoursImport, at: datetime) -> HoursImport:
    """Enter a few rows at once, many by a job: asked again while it runs, it is the same job."""
    if run.state != ImportState.READ or len(run.rows) <= INLINE_ROWS:
        return commit(actor=actor, run=run, at=at)
    ended = [state.value for state in ENDED]
    attempt = Job.objects.filter(key__startswith=f"{job_key(run)}:", state__in=ended).count()
    enqueue(
        "courses.commit_past_records",
        payload={"run_id": run.pk},
        key=f"{job_key(run)}:{attempt}",
        actor=actor,
        at=at,
        max_tries=2,
    )
    return run


def job_key(run: HoursImport) -> str:
    """Return how the keys of the jobs begin that enter a large import; a number follows."""
    return f"courses.commit_past_records:{run.pk}"


@transaction.atomic
def undo(*, actor: Actor, run: HoursImport, reason: str, at: datetime) -> HoursImport:
    """Take back what an import entered, by one reversal for each line that still stands.

    An import that was only read is given up. Undone already = success.
    """
    said = reason.strip()
    if not said:
        raise ReasonRequired(field="reason")
    locked = HoursImport.objects.select_for_update(no_key=True).get(pk=run.pk)
    if locked.state == ImportState.UNDONE:
        return locked
    made = hours.reverse_all(actor=actor, entries=locked.entries.all(), reason=said, at=at)
    locked.state = ImportState.UNDONE.value
    locked.undone_at = at
    locked.rows = []
    locked.counts = {**locked.counts, "reversed": len(made)}
    locked.save(update_fields=["state", "undone_at", "rows", "counts"])
    facts = {"reversed": len(made)}
    record(actor, Verb.HOURS_IMPORT_UNDONE, locked, at=at, facts=facts)
    return locked


def _anew(earlier: HoursImport, draft: HoursImport) -> HoursImport:
    """What is still a dry run is compared with the people and words of today."""
    if earlier.state == ImportState.READ:
        earlier.rows, earlier.refused, earlier.counts = draft.rows, draft.refused, draft.counts
        HoursImport.objects.filter(pk=earlier.pk, state=ImportState.READ.value).update(
            rows=draft.rows, refused=draft.refused, counts=draft.counts
        )
    return earlier


def _words(track: Track | None, conversion: Conversion | None, today: date) -> rules.Words:
    return rules.Words(
        people=dict(Person.objects.values_list("staff_number", "name")),
        categories=rules.by_code_and_name(HoursCategory.objects.values_list("code", "name")),
        tracks=rules.by_code_and_name(Track.objects.values_list("code", "name")),
        usual_category=RESIDENTIAL,
        usual_track=track.code if track else "",
        today=today,
        conversion=conversion,
    )


def _counts(found: rules.Reading) -> dict[str, Any]:
    total = sum((each.hours for each in found.records), Decimal(0))
    return {
        "sound": len(found.records),
        "people": len({each.staff_number for each in found.records}),
        "hours": str(total),
        "refused": len({(each.sheet, each.row) for each in found.refused}),
    }


def _lines(rows: list[dict[str, Any]]) -> list[EntryLine]:
    numbers = {row["staff_number"] for row in rows}
    people = {row.staff_number: row for row in Person.objects.all() if row.staff_number in numbers}
    tracks = {row.code: row for row in Track.objects.all()}
    return [
        EntryLine(
            person=people[row["staff_number"]],
            track=tracks[row["track"]],
            hours=Decimal(row["hours"]),
            category=row["category"],
            source=HoursSource.PAST_RECORD,
            earned_from=date.fromisoformat(row["earned_from"]) if row["earned_from"] else None,
            earned_on=date.fromisoformat(row["earned_on"]),
            evidence=fold(row["evidence"]),
            sheet=row["sheet"],
            row=row["row"],
        )
        for row in rows
    ]
