"""Importing a roster: upload, dry run, then one commit or none."""

import json
from datetime import date, datetime

from django.db import IntegrityError, transaction

from academy.audit.record import Actor, record
from academy.jobs.queue import enqueue
from academy.people import errors
from academy.people.enums import RosterLineKind, RosterMode, RosterState, Verb
from academy.people.models import RosterImport, RosterLine, Unit
from academy.people.models.roster import LIVE
from academy.people.operations import roster_lines, roster_writes
from academy.people.queries import roster as queries
from academy.people.rules import roster_diff, roster_json, roster_rows
from academy.people.rules.roster_diff import Diff
from academy.people.rules.roster_rows import Reading
from academy.shared import crypto, glyphs
from academy.shared.errors import Refusal
from academy.shared.tabular import reading as tables
from academy.shared.text import digest

INLINE_BYTES = 2 * 1024 * 1024
"""A file up to this is read while its sender waits: 3,600 people weigh 0.4 MB and take a second."""


def upload(
    *,
    actor: Actor,
    file_name: str,
    data: bytes,
    mode: RosterMode,
    unit: Unit | None,
    as_of_on: date,
    encoding: str = "",
    at: datetime,
) -> RosterImport:
    """Keep a roster file (encrypted) for its dry run; the same file again is the earlier run.

    "The same" means content, date, mode, unit and stated encoding. Raises TooLarge,
    UnknownExtension, RosterUnitRequired.
    """
    tables.check_size(len(data))
    tables.extension_of(file_name)
    if (mode is RosterMode.ONE_UNIT) is (unit is None):
        raise errors.RosterUnitRequired(field="unit")
    file_digest = digest(data)
    run_key = digest([file_digest, as_of_on.isoformat(), mode.value, unit and unit.code, encoding])
    draft = RosterImport(
        mode=mode.value,
        unit=unit,
        as_of_on=as_of_on,
        file_name=file_name[-200:],
        file_size=len(data),
        file_digest=file_digest,
        encoding=encoding,
        run_key=run_key,
        sealed=crypto.encrypt_bytes(data),
        uploaded_by=actor.key,
        created_at=at,
    )
    facts = {"digest": file_digest, "bytes": len(data), "mode": mode, "as_of_on": as_of_on}
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
            record(actor, Verb.ROSTER_UPLOADED, draft, at=at, facts=facts)
    except IntegrityError:
        live = [state.value for state in LIVE]
        return RosterImport.objects.get(run_key=run_key, state__in=live)
    return draft


def preview(*, run: RosterImport, at: datetime) -> RosterImport:
    """Read an uploaded file and note what it would change; nothing else is written.

    Run again on a previewed one, it compares anew if the staff has changed since. A file that
    can't be read ends the run as refused, and the refusal is raised. The file is read outside
    any transaction, in a child process.
    """
    run = RosterImport.objects.get(pk=run.pk)
    if run.state == RosterState.COMMITTED:
        return run
    try:
        reading, encoding = _reading(run)
    except Refusal as refusal:
        _refuse(run, refusal, at)
        raise
    with transaction.atomic():
        locked = RosterImport.objects.select_for_update(no_key=True).get(pk=run.pk)
        if locked.state not in {RosterState.UPLOADED, RosterState.PREVIEWED}:
            return locked
        base = queries.base(
            on=locked.as_of_on, mode=RosterMode(locked.mode), unit_id=locked.unit_id
        )
        base_digest = queries.base_digest(base)
        if locked.state == RosterState.PREVIEWED and locked.base_digest == base_digest:
            return locked
        diff = _compare(locked, reading, base)
        locked.lines.all().delete()
        RosterLine.objects.bulk_create(
            roster_lines.lines(locked, diff, reading, base), batch_size=1000
        )
        if locked.state == RosterState.UPLOADED:
            locked.sealed = crypto.encrypt_bytes(_packed(reading))
            locked.findings = roster_lines.findings(reading, encoding)
        locked.findings = {**locked.findings, "absent": diff.absent, "held": diff.held}
        locked.state = RosterState.PREVIEWED.value
        locked.base_digest = base_digest
        locked.counts = roster_lines.counts(diff)
        locked.previewed_at = at
        locked.save()
    return locked


def preview_soon(*, actor: Actor, run: RosterImport, at: datetime) -> RosterImport:
    """Preview a small file at once, a large one by a job; see `job_key` for the latter."""
    if run.file_size <= INLINE_BYTES or run.state != RosterState.UPLOADED:
        return preview(run=run, at=at)
    enqueue(
        "people.roster_parse",
        payload={"run_id": run.pk},
        key=job_key(run),
        actor=actor,
        at=at,
        max_tries=2,
    )
    return run


def job_key(run: RosterImport) -> str:
    """Return the key of the job that reads a large file."""
    return f"people.roster_parse:{run.pk}"


def commit(
    *, actor: Actor, run: RosterImport, skip_refused: bool = False, at: datetime
) -> RosterImport:
    """Carry out what the dry run showed: all of it or nothing. Committed already = success.

    Raises RosterNotReady, RosterStale if the staff has changed since the dry run, and
    RosterHasRefusedRows unless `skip_refused` says to go on without those rows.
    """
    with transaction.atomic():
        # One roster at a time: the units' rows are the gate that every commit goes through.
        list(Unit.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        locked = RosterImport.objects.select_for_update(no_key=True).get(pk=run.pk)
        if locked.state == RosterState.COMMITTED:
            return locked
        if locked.state != RosterState.PREVIEWED or locked.sealed is None:
            raise errors.RosterNotReady(state=locked.state)
        base = queries.base(
            on=locked.as_of_on, mode=RosterMode(locked.mode), unit_id=locked.unit_id
        )
        if queries.base_digest(base) != locked.base_digest:
            raise errors.RosterStale
        refused = locked.counts[RosterLineKind.REFUSED]
        if refused and not skip_refused:
            raise errors.RosterHasRefusedRows(field="skip_refused", count=refused)
        diff = _compare(locked, _unpacked(bytes(locked.sealed)), base)
        roster_writes.carry_out(diff, base, run=locked, actor=actor, at=at)
        locked.state = RosterState.COMMITTED.value
        locked.committed_at = at
        locked.sealed = None
        locked.save(update_fields=["state", "committed_at", "sealed"])
        facts = {"counts": locked.counts, "as_of_on": locked.as_of_on, "mode": locked.mode}
        record(actor, Verb.ROSTER_COMMITTED, locked, at=at, facts=facts)
    return locked


def discard(*, actor: Actor, run: RosterImport, at: datetime) -> RosterImport:
    """Give a run up and forget its rows; discarded already = success, committed = refusal."""
    with transaction.atomic():
        locked = RosterImport.objects.select_for_update(no_key=True).get(pk=run.pk)
        if locked.state in {RosterState.DISCARDED, RosterState.REFUSED}:
            return locked
        if locked.state == RosterState.COMMITTED:
            raise errors.RosterNotReady(state=locked.state)
        locked.state = RosterState.DISCARDED.value
        locked.discarded_at = at
        locked.sealed = None
        locked.save(update_fields=["state", "discarded_at", "sealed"])
        locked.lines.all().delete()
        record(actor, Verb.ROSTER_DISCARDED, locked, at=at)
    return locked


def _reading(run: RosterImport) -> tuple[Reading, str | None]:
    """Return the run's legible rows: read from the file, or kept from the first dry run."""
    if run.state not in {RosterState.UPLOADED, RosterState.PREVIEWED} or run.sealed is None:
        raise errors.RosterNotReady(state=run.state)
    if run.state == RosterState.PREVIEWED:
        return _unpacked(bytes(run.sealed)), None
    data = crypto.decrypt_bytes(bytes(run.sealed))
    book = tables.read(data, run.file_name, encoding=run.encoding or None)
    reading = roster_rows.read(book, on=run.as_of_on, missing=glyphs.missing)
    if not reading.sheets:
        raise errors.RosterHeaderMissing(field="file")
    if not reading.entries and not reading.refused:
        raise errors.RosterEmpty(field="file")
    return reading, book.encoding


def _refuse(run: RosterImport, refusal: Refusal, at: datetime) -> None:
    """End an uploaded run that can't be read; one in any other state stays as it is."""
    RosterImport.objects.filter(pk=run.pk, state=RosterState.UPLOADED.value).update(
        state=RosterState.REFUSED.value,
        refused_at=at,
        sealed=None,
        refusal={"code": refusal.code, "facts": refusal.facts},
    )


def _compare(run: RosterImport, reading: Reading, base: roster_diff.Base) -> Diff:
    return roster_diff.compare(
        reading, base, mode=RosterMode(run.mode), on=run.as_of_on, hashed=crypto.match_hash
    )


def _packed(reading: Reading) -> bytes:
    return json.dumps(roster_json.dump(reading), ensure_ascii=False).encode()


def _unpacked(sealed: bytes) -> Reading:
    return roster_json.load(json.loads(crypto.decrypt_bytes(sealed)))
