"""What a dry run of past records becomes: entered chunk by chunk, or taken back.

Each chunk is one transaction with its own line in the log, so that work which is stopped or killed
stays as far as it came and is gone on with where it stopped: no line is entered or reversed twice.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from academy.audit.record import Actor, record
from academy.people.models import Person
from academy.shared.text import fold
from courses.enums import HoursSource, Verb
from courses.enums.hours import ImportState
from courses.errors import ReasonRequired
from courses.errors.hours import ImportEmpty, ImportNotReady, ImportUnread
from courses.models import HoursImport, Track
from courses.operations import hours, import_jobs
from courses.operations.hours import EntryLine
from courses.operations.past_records import Report, quiet

CHUNK = 500
INLINE_ROWS = 300
"""So many rows are entered or taken back while their sender waits: a fifth of a second."""
_UNREAD = (ImportState.UPLOADED, ImportState.REFUSED)
_GONE = (ImportState.UNDOING, ImportState.UNDONE)


def commit(*, actor: Actor, run: HoursImport, at: datetime, report: Report = quiet) -> HoursImport:
    """Enter every sound row; committed already = success. Rows are looked at before the first.

    Rows that stand in the ledger already, from whichever file, are counted and not entered.
    `report` is told (done, total) after each chunk and may raise to stop between two of them.
    """
    while True:
        locked = _enter_some(actor=actor, run=run, at=at)
        if locked.state == ImportState.COMMITTED:
            return locked
        report(locked.taken, len(locked.rows))


def commit_soon(*, actor: Actor, run: HoursImport, at: datetime) -> HoursImport:
    """Enter a few rows at once, many by a job: asked again while it runs, it is the same job."""
    open_states = (ImportState.READ, ImportState.ENTERING)
    if run.state not in open_states or len(run.rows) - run.taken <= INLINE_ROWS:
        return commit(actor=actor, run=run, at=at)
    import_jobs.ask(import_jobs.ENTER, actor=actor, run=run, at=at)
    return run


def undo(
    *, actor: Actor, run: HoursImport, reason: str, at: datetime, report: Report = quiet
) -> HoursImport:
    """Take back what an import entered, by one reversal for each line that still stands.

    An import that was only uploaded or read is given up, and work under way on it stops. Undone
    already = success. `report` as for `commit`.
    """
    begun = _begin_undoing(actor=actor, run=run, reason=reason, at=at)
    return go_on_undoing(actor=actor, run=begun, at=at, report=report)


def undo_soon(*, actor: Actor, run: HoursImport, reason: str, at: datetime) -> HoursImport:
    """Take a few lines back at once, many by a job; from then on nothing more is entered."""
    begun = _begin_undoing(actor=actor, run=run, reason=reason, at=at)
    if begun.state == ImportState.UNDONE or begun.entries.count() <= INLINE_ROWS:
        return go_on_undoing(actor=actor, run=begun, at=at)
    import_jobs.ask(import_jobs.UNDO, actor=actor, run=begun, at=at)
    return begun


@transaction.atomic
def stop(*, actor: Actor, run: HoursImport, at: datetime) -> None:
    """Stop whatever job works on an import, between two chunks; none = success."""
    kinds = (import_jobs.READ, import_jobs.ENTER, import_jobs.UNDO)
    import_jobs.stop(*kinds, actor=actor, run=_row(run), at=at)


def go_on_undoing(
    *, actor: Actor, run: HoursImport, at: datetime, report: Report = quiet
) -> HoursImport:
    """Take back what is left of an import whose undoing began; undone already = success."""
    total = run.entries.count()
    while True:
        locked = _reverse_some(actor=actor, run=run, at=at)
        if locked.state != ImportState.UNDOING:
            return locked
        report(min(locked.counts["reversed"], total), total)


def _row(run: HoursImport) -> HoursImport:
    return HoursImport.objects.select_for_update(no_key=True).get(pk=run.pk)


@transaction.atomic
def _enter_some(*, actor: Actor, run: HoursImport, at: datetime) -> HoursImport:
    """Enter the next chunk; the last one ends the import."""
    locked = _row(run)
    if locked.state == ImportState.COMMITTED:
        return locked
    if locked.state in _GONE:
        raise ImportNotReady
    if locked.state in _UNREAD:
        raise ImportUnread
    if not locked.rows:
        raise ImportEmpty(field="file")
    first = locked.taken
    if first == 0:
        hours.require_lines(_lines(locked.rows), at=at)
    last = min(first + CHUNK, len(locked.rows))
    done = hours.enter(actor=actor, lines=_lines(locked.rows[first:last]), of=locked, at=at)
    entered = locked.counts.get("entered", 0) + len(done.entries)
    already = locked.counts.get("already", 0) + done.already
    locked.counts = {**locked.counts, "entered": entered, "already": already}
    locked.taken = last
    locked.state = ImportState.ENTERING.value
    if last == len(locked.rows):
        locked.state = ImportState.COMMITTED.value
        locked.committed_at = at
        locked.rows = []
    locked.save(update_fields=["state", "committed_at", "rows", "taken", "counts"])
    facts = {
        "counts": locked.counts,
        "rows": last - first,
        "lines": hours.digest_of(done.entries),
        "digest": locked.file_digest,
    }
    record(actor, Verb.HOURS_IMPORTED, locked, at=at, facts=facts)
    return locked


@transaction.atomic
def _begin_undoing(*, actor: Actor, run: HoursImport, reason: str, at: datetime) -> HoursImport:
    """Decide that an import is taken back: whatever else is under way on it stops."""
    said = reason.strip()[:200]
    if not said:
        raise ReasonRequired(field="reason")
    locked = _row(run)
    if locked.state in _GONE:
        return locked
    import_jobs.stop(import_jobs.READ, import_jobs.ENTER, actor=actor, run=locked, at=at)
    locked.state = ImportState.UNDOING.value
    locked.undo_reason = said
    locked.rows, locked.sealed, locked.refusal = [], None, None
    locked.counts = {**locked.counts, "reversed": 0}
    locked.save(update_fields=["state", "undo_reason", "rows", "sealed", "refusal", "counts"])
    return locked


@transaction.atomic
def _reverse_some(*, actor: Actor, run: HoursImport, at: datetime) -> HoursImport:
    """Take the next chunk back; with nothing left the import is undone."""
    locked = _row(run)
    if locked.state != ImportState.UNDOING:
        return locked
    made = hours.take_back(
        actor=actor, entries=locked.entries.all(), reason=locked.undo_reason, at=at, most=CHUNK
    )
    locked.counts = {**locked.counts, "reversed": locked.counts["reversed"] + len(made)}
    if len(made) < CHUNK:
        locked.state = ImportState.UNDONE.value
        locked.undone_at = at
    locked.save(update_fields=["state", "undone_at", "counts"])
    facts = {
        "reversed": locked.counts["reversed"],
        "rows": len(made),
        "lines": hours.digest_of(made),
        "reason": locked.undo_reason,
    }
    record(actor, Verb.HOURS_IMPORT_UNDONE, locked, at=at, facts=facts)
    return locked


def _lines(rows: list[dict[str, Any]]) -> list[EntryLine]:
    people = _people({row["staff_number"] for row in rows})
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


def _people(numbers: set[str]) -> dict[str, Person]:
    """Return the people of these staff numbers, with no more of them than their key and number."""
    wanted = sorted(numbers)
    return {
        row.staff_number: row
        for start in range(0, len(wanted), CHUNK)
        for row in Person.objects.only("pk", "staff_number").filter(
            staff_number__in=wanted[start : start + CHUNK]
        )
    }
