"""Importing past training records: a file or pasted table is read as a dry run.

What becomes of it is in `past_entries`. A large file is read by a job: until then the import
waits as uploaded, its content encrypted.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from academy.audit.record import Actor
from academy.people.models import Person
from academy.shared import clock, crypto
from academy.shared.errors import Refusal, plain
from academy.shared.tabular import reading as tables
from academy.shared.text import digest
from courses.enums.hours import ImportState
from courses.errors.hours import ImportHeaderMissing
from courses.models import HoursCategory, HoursImport, Track
from courses.models.hours import RESIDENTIAL
from courses.operations import import_jobs
from courses.rules import past_records as rules
from courses.rules.conversion import Conversion
from courses.rules.past_records import Record, Refused

PASTED = "pasted.csv"
INLINE_BYTES = 64 * 1024
"""A table up to this is read while its sender waits: some 900 rows, a third of a second."""

Report = Callable[[int, int], None]


def quiet(_done: int, _total: int) -> None:
    """Tell nobody how far the work is."""


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
    draft = _draft(actor, file_name, data, track, conversion, at)
    _note(draft, _found(draft, data, at=at, report=quiet))
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        return _anew(_earlier(draft), draft)
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


def read_soon(
    *,
    actor: Actor,
    file_name: str,
    data: bytes,
    track: Track | None = None,
    conversion: Conversion | None = None,
    at: datetime,
) -> HoursImport:
    """Read a small table at once, a large one by a job; the same content is the same import."""
    tables.check_size(len(data))
    tables.extension_of(file_name)
    if len(data) <= INLINE_BYTES:
        return read(
            actor=actor, file_name=file_name, data=data, track=track, conversion=conversion, at=at
        )
    draft = _draft(actor, file_name, data, track, conversion, at)
    draft.state = ImportState.UPLOADED.value
    draft.sealed = crypto.encrypt_bytes(data)
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
            import_jobs.ask(import_jobs.READ, actor=actor, run=draft, at=at)
    except IntegrityError:
        return _read_again(actor, _earlier(draft), draft, at)
    return draft


@transaction.atomic
def ask_reading(*, actor: Actor, run: HoursImport, at: datetime) -> HoursImport:
    """Have a waiting file read whose job was stopped or gave up; read meanwhile = success."""
    locked = HoursImport.objects.select_for_update(no_key=True).get(pk=run.pk)
    if locked.state == ImportState.UPLOADED:
        import_jobs.ask(import_jobs.READ, actor=actor, run=locked, at=at)
    return locked


def read_uploaded(*, run: HoursImport, at: datetime, report: Report = quiet) -> HoursImport:
    """Read a file that waits; read already = success. One that cannot be read is refused.

    The file is read outside any transaction; `report` may raise to stop, and nothing is changed.
    """
    run = HoursImport.objects.select_related("track").get(pk=run.pk)
    if run.state != ImportState.UPLOADED or run.sealed is None:
        return run
    try:
        found = _found(run, crypto.decrypt_bytes(bytes(run.sealed)), at=at, report=report)
    except Refusal as no:
        said = {"code": no.code, "facts": no.facts}
        _end_reading(run, state=ImportState.REFUSED.value, refusal=said)
        raise
    _note(run, found)
    _end_reading(
        run,
        state=ImportState.READ.value,
        rows=run.rows,
        refused=run.refused,
        counts=run.counts,
    )
    return run


def _end_reading(run: HoursImport, **columns: Any) -> None:
    """Write what became of a waiting file; whoever gave it up meanwhile was first."""
    HoursImport.objects.filter(pk=run.pk, state=ImportState.UPLOADED.value).update(
        sealed=None, **columns
    )
    run.refresh_from_db()


def _draft(
    actor: Actor,
    file_name: str,
    data: bytes,
    track: Track | None,
    conversion: Conversion | None,
    at: datetime,
) -> HoursImport:
    how = [str(conversion.measure), str(conversion.per)] if conversion else []
    return HoursImport(
        file_name=file_name[-200:],
        file_digest=digest([digest(data), track.code if track else "", *how]),
        track=track,
        measure=conversion.measure if conversion else None,
        per=conversion.per if conversion else None,
        imported_by=actor.label[:64],
        read_at=at,
    )


def _found(run: HoursImport, data: bytes, *, at: datetime, report: Report) -> rules.Reading:
    book = tables.read(data, run.file_name)
    found = rules.read(book, _words(run, clock.local_date(at)), report=report)
    if not found.headed:
        raise ImportHeaderMissing(field="file")
    return found


def _note(run: HoursImport, found: rules.Reading) -> None:
    run.rows = [_row(each) for each in found.records]
    run.refused = [_fault(each) for each in found.refused]
    run.counts = _counts(found)


def _row(each: Record) -> dict[str, Any]:
    return {
        "sheet": each.sheet,
        "row": each.row,
        "staff_number": each.staff_number,
        "hours": str(each.hours),
        "category": each.category,
        "track": each.track,
        "earned_from": plain(each.earned_from),
        "earned_on": each.earned_on.isoformat(),
        "evidence": each.evidence,
    }


def _fault(each: Refused) -> dict[str, Any]:
    return {
        "sheet": each.sheet,
        "row": each.row,
        "column": each.column,
        "staff_number": each.staff_number,
        "shown": each.shown,
        "fault": each.fault.value,
    }


def _earlier(draft: HoursImport) -> HoursImport:
    over = [ImportState.REFUSED.value, ImportState.UNDONE.value]
    return HoursImport.objects.exclude(state__in=over).get(file_digest=draft.file_digest)


def _anew(earlier: HoursImport, draft: HoursImport) -> HoursImport:
    """What is still a dry run is compared with the people and words of today."""
    HoursImport.objects.filter(pk=earlier.pk, state=ImportState.READ.value).update(
        rows=draft.rows, refused=draft.refused, counts=draft.counts
    )
    earlier.refresh_from_db()
    return earlier


@transaction.atomic
def _read_again(
    actor: Actor, earlier: HoursImport, draft: HoursImport, at: datetime
) -> HoursImport:
    """What is still a dry run is read again; a waiting file whose job had given up, too."""
    HoursImport.objects.filter(pk=earlier.pk, state=ImportState.READ.value).update(
        state=ImportState.UPLOADED.value, sealed=draft.sealed, rows=[], refused=[], counts={}
    )
    earlier.refresh_from_db()
    if earlier.state == ImportState.UPLOADED:
        import_jobs.ask(import_jobs.READ, actor=actor, run=earlier, at=at)
    return earlier


def _words(run: HoursImport, today: date) -> rules.Words:
    known = list(HoursCategory.objects.all())
    return rules.Words(
        people=dict(Person.objects.values_list("staff_number", "name")),
        categories=rules.by_code_and_name((row.code, row.name) for row in known),
        tracks=rules.by_code_and_name(Track.objects.values_list("code", "name")),
        usual_category=RESIDENTIAL,
        usual_track=run.track.code if run.track else "",
        today=today,
        conversion=Conversion(run.measure, run.per) if run.measure and run.per else None,
        retired={row.code: row.retired_on for row in known if row.retired_on is not None},
    )


def _counts(found: rules.Reading) -> dict[str, Any]:
    total = sum((each.hours for each in found.records), Decimal(0))
    return {
        "sound": len(found.records),
        "people": len({each.staff_number for each in found.records}),
        "hours": str(total),
        "refused": len({(each.sheet, each.row) for each in found.refused}),
    }
