"""Findings: opened, put right by their owner, looked at again by somebody else, closed.

Who may do what is the doors' business (`academy.findings.access`). Every verb adds a line to the
history; the log says that it happened, never what was written.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from academy.audit.record import Actor, record
from academy.findings import errors, kinds, topics
from academy.findings.enums import EntryKind, FindingState, FindingVerb, Verb
from academy.findings.models import Finding, FindingEntry
from academy.findings.operations import rows, telling
from academy.findings.rules import deadlines
from academy.people.models import Person, Unit
from academy.shared import clock

#: What a report sets, and what is undone with it.
_REPORT = ("rectified_at", "rectified_by", "recheck_due_on")


@dataclass(frozen=True, slots=True)
class Source:
    """What a finding comes from: a registered kind, and the key of one thing of that kind.

    The key is the caller's: what it writes twice under one key is found once.
    """

    kind: str
    key: str


@transaction.atomic
def open_finding(
    *,
    actor: Actor,
    source: Source,
    unit: Unit,
    owner: Person,
    title: str,
    due_on: date,
    at: datetime,
    person: Person | None = None,
) -> Finding:
    """Open a finding and tell its owner; one that the same source opened is returned as it is.

    `title` is stored as it is read, so it is written in the language of the house. Who opens many
    gives each a transaction of its own: the log's head is held until commit, and two that open the
    same ones in another order would wait for each other.

    Raises FindingOwnerInvalid, FindingDueInvalid, FindingTextRequired, FindingTextTooLong, and
    ValueError for a kind that no storey has registered.
    """
    if not kinds.known(source.kind):
        raise ValueError(f"no storey has registered the source kind {source.kind}")
    same = Finding.objects.select_related("owner", "unit", "person").filter(
        kind=source.kind, source_key=source.key
    )
    if (found := same.first()) is not None:
        return found
    drafted = Finding(
        kind=source.kind,
        source_key=source.key,
        unit=unit,
        person=person,
        owner=rows.fit(owner),
        title=rows.text_of(title, most=rows.TITLE, field="title"),
        due_on=rows.due(due_on, at),
        opened_at=at,
        opened_by=actor.key,
    )
    # Another may open it between the look and the write: the schema lets one of them in.
    Finding.objects.bulk_create([drafted], ignore_conflicts=True)
    row = same.get()
    if row.public_id != drafted.public_id:
        return row
    entry = rows.enter(row, EntryKind.OPENED, actor=actor, at=at, owner=row.owner, due_on=due_on)
    facts = {"kind": row.kind, "unit": row.unit.code, "due_on": due_on}
    record(actor, Verb.OPENED, row, at=at, facts=facts)
    telling.owner(topics.OPENED, row, entry)
    return row


@transaction.atomic
def add_evidence(*, actor: Actor, finding: Finding, text: str, at: datetime) -> FindingEntry:
    """Add to what is known; the same words once more by the same person are the line that stands.

    Raises FindingTextRequired, FindingTextTooLong, FindingClosed, FindingWithdrawn.
    """
    row = rows.locked(finding.pk)
    said = rows.text_of(text)
    rows.move(row, FindingVerb.ADD_EVIDENCE)
    last = rows.last(row)
    if (last.kind, last.text, last.by) == (EntryKind.EVIDENCE, said, actor.key):
        return last
    entry = rows.enter(row, EntryKind.EVIDENCE, actor=actor, at=at, text=said)
    record(actor, Verb.EVIDENCE_ADDED, row, at=at, facts={"entry": entry.public_id})
    return entry


@transaction.atomic
def assign(
    *, actor: Actor, finding: Finding, owner: Person, at: datetime, reason: str = ""
) -> Finding:
    """Give a finding another owner, who is told; to whom owns it already is success.

    Raises FindingOwnerInvalid, FindingReported, FindingClosed, FindingWithdrawn.
    """
    row = rows.locked(finding.pk)
    rows.move(row, FindingVerb.ASSIGN)
    if row.owner_id == owner.pk:
        return row
    said = rows.text_of(reason, needed=False)
    row.owner = rows.fit(owner)
    row.save(update_fields=["owner"])
    entry = rows.enter(row, EntryKind.REASSIGNED, actor=actor, at=at, text=said, owner=row.owner)
    record(actor, Verb.REASSIGNED, row, at=at, facts={"owner": row.owner.public_id})
    telling.owner(topics.ASSIGNED, row, entry)
    return row


@transaction.atomic
def extend(*, actor: Actor, finding: Finding, due_on: date, reason: str, at: datetime) -> Finding:
    """Move the deadline to a later day, for a reason; the same once more is success.

    Raises FindingDueNotLater, FindingDueInvalid, FindingTextRequired, FindingTextTooLong,
    FindingReported, FindingClosed, FindingWithdrawn.
    """
    row = rows.locked(finding.pk)
    said = rows.text_of(reason)
    rows.move(row, FindingVerb.EXTEND)
    if due_on == row.due_on and rows.is_same(rows.last(row), EntryKind.DEADLINE_MOVED, said, actor):
        return row
    if due_on <= row.due_on:
        raise errors.FindingDueNotLater(field="due_on", due_on=row.due_on)
    before, row.due_on = row.due_on, rows.due(due_on, at)
    row.save(update_fields=["due_on"])
    entry = rows.enter(row, EntryKind.DEADLINE_MOVED, actor=actor, at=at, text=said, due_on=due_on)
    record(actor, Verb.DEADLINE_MOVED, row, at=at, facts={"from": before, "to": due_on})
    telling.owner(topics.DEADLINE_MOVED, row, entry)
    return row


@transaction.atomic
def report_rectified(*, actor: Actor, finding: Finding, text: str, at: datetime) -> Finding:
    """Report that it was put right, with the evidence; from then on it waits for a recheck.

    The same report once more is success. A deadline that is past does not keep it from being
    reported.

    Raises FindingTextRequired, FindingTextTooLong, FindingReported, FindingClosed,
    FindingWithdrawn.
    """
    row = rows.locked(finding.pk)
    said = rows.text_of(text)
    if row.state == FindingState.RECTIFIED and rows.is_same(
        rows.last(row), EntryKind.RECTIFIED, said, actor
    ):
        return row
    row.state = rows.move(row, FindingVerb.REPORT).to
    row.rectified_at, row.rectified_by = at, actor.key
    row.recheck_due_on = deadlines.recheck_due_on(
        clock.local_date(at), settings.ACADEMY_RECHECK_DAYS
    )
    row.save(update_fields=["state", *_REPORT])
    entry = rows.enter(row, EntryKind.RECTIFIED, actor=actor, at=at, text=said)
    over = deadlines.days_over(row.due_on, clock.local_date(at))
    record(actor, Verb.RECTIFIED, row, at=at, facts={"days_over": over})
    telling.recheckers(row, entry)
    return row


@transaction.atomic
def recheck(
    *,
    actor: Actor,
    finding: Finding,
    passed: bool,
    at: datetime,
    text: str = "",
    due_on: date | None = None,
) -> Finding:
    """Close what was reported, or open it again for a reason until a new deadline (`due_on`).

    It takes somebody who neither reported nor owns it. Passing what is closed, and the same
    failure once more, are success.

    Raises FindingOwnRecheck, FindingNotReported, FindingClosed, FindingWithdrawn,
    FindingTextTooLong; of a failure FindingTextRequired and FindingDueInvalid, too.
    """
    row = rows.locked(finding.pk)
    said = rows.text_of(text, needed=not passed)
    if (
        not passed
        and due_on == row.due_on
        and rows.is_same(rows.last(row), EntryKind.RECHECK_FAILED, said, actor)
    ):
        return row
    move = rows.move(row, FindingVerb.PASS if passed else FindingVerb.FAIL)
    if not move.changes:
        return row
    if actor.key in (row.rectified_by, str(row.owner.public_id)):
        raise errors.FindingOwnRecheck
    if passed:
        _close(row, said, actor=actor, at=at)
    else:
        _reopen(row, said, actor=actor, due_on=rows.due(due_on, at), at=at)
    return row


def _close(row: Finding, said: str, *, actor: Actor, at: datetime) -> None:
    row.state, row.closed_at, row.closed_by = FindingState.CLOSED, at, actor.key
    row.save(update_fields=["state", "closed_at", "closed_by"])
    entry = rows.enter(row, EntryKind.RECHECK_PASSED, actor=actor, at=at, text=said)
    record(actor, Verb.CLOSED, row, at=at)
    telling.owner(topics.CLOSED, row, entry)


def _reopen(row: Finding, said: str, *, actor: Actor, due_on: date, at: datetime) -> None:
    row.due_on = due_on
    _undo_report(row, FindingState.OPEN)
    row.save(update_fields=["state", *_REPORT, "due_on"])
    entry = rows.enter(row, EntryKind.RECHECK_FAILED, actor=actor, at=at, text=said, due_on=due_on)
    record(actor, Verb.REOPENED, row, at=at, facts={"due_on": due_on})
    telling.owner(topics.FAILED, row, entry)


@transaction.atomic
def withdraw(*, actor: Actor, finding: Finding, reason: str, at: datetime) -> Finding:
    """Take a finding back that should not have been one, for a reason; twice is success.

    Raises FindingTextRequired, FindingTextTooLong, FindingClosed.
    """
    row = rows.locked(finding.pk)
    said = rows.text_of(reason)
    move = rows.move(row, FindingVerb.WITHDRAW)
    if not move.changes:
        return row
    _undo_report(row, move.to)
    row.withdrawn_at = at
    row.save(update_fields=["state", *_REPORT, "withdrawn_at"])
    entry = rows.enter(row, EntryKind.WITHDRAWN, actor=actor, at=at, text=said)
    record(actor, Verb.WITHDRAWN, row, at=at)
    telling.owner(topics.WITHDRAWN, row, entry)
    return row


@transaction.atomic
def take_register(*, actor: Actor, person: Person, count: int, at: datetime) -> None:
    """Keep on record that somebody took the register, or a part of it, as a file."""
    record(actor, Verb.REGISTER_TAKEN, person, at=at, facts={"rows": count})


def _undo_report(row: Finding, to: FindingState) -> None:
    """Move a row to where nothing stands reported; the history keeps that it was."""
    row.state, row.rectified_at, row.rectified_by, row.recheck_due_on = to, None, "", None
