"""Findings: opened, put right by their owner, looked at again by somebody else, closed.

Who may do what is the doors' business (`academy.findings.access`). Every verb adds a line to the
history; the log says that it happened, never what was written.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.findings import errors, kinds, topics
from academy.findings.enums import EntryKind, FindingState, FindingVerb, Verb
from academy.findings.models import Finding, FindingEntry
from academy.findings.operations import telling
from academy.findings.rules import deadlines
from academy.findings.rules.transitions import FindingMove, finding_move
from academy.people.models import Person, Unit
from academy.shared import clock

TITLE, TEXT = 200, 1000


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
    rows = Finding.objects.select_related("owner", "unit", "person")
    same = rows.filter(kind=source.kind, source_key=source.key)
    if (found := same.first()) is not None:
        return found
    drafted = Finding(
        kind=source.kind,
        source_key=source.key,
        unit=unit,
        person=person,
        owner=_fit(owner),
        title=_text(title, most=TITLE, field="title"),
        due_on=_due(due_on, at),
        opened_at=at,
        opened_by=actor.key,
    )
    # Another may open it between the look and the write: the schema lets one of them in.
    Finding.objects.bulk_create([drafted], ignore_conflicts=True)
    row = same.get()
    if row.public_id != drafted.public_id:
        return row
    entry = _enter(row, EntryKind.OPENED, actor=actor, at=at, owner=row.owner, due_on=due_on)
    facts = {"kind": row.kind, "unit": row.unit.code, "due_on": due_on}
    record(actor, Verb.OPENED, row, at=at, facts=facts)
    telling.owner(topics.OPENED, row, entry)
    return row


@transaction.atomic
def add_evidence(*, actor: Actor, finding: Finding, text: str, at: datetime) -> FindingEntry:
    """Add to what is known; the same words once more by the same person are the line that stands.

    Raises FindingTextRequired, FindingTextTooLong, FindingClosed, FindingWithdrawn.
    """
    row = _locked(finding.pk)
    said = _text(text)
    _move(row, FindingVerb.ADD_EVIDENCE)
    last = _last(row)
    if (last.kind, last.text, last.by) == (EntryKind.EVIDENCE, said, actor.key):
        return last
    entry = _enter(row, EntryKind.EVIDENCE, actor=actor, at=at, text=said)
    record(actor, Verb.EVIDENCE_ADDED, row, at=at, facts={"entry": entry.public_id})
    return entry


@transaction.atomic
def assign(
    *, actor: Actor, finding: Finding, owner: Person, at: datetime, reason: str = ""
) -> Finding:
    """Give a finding another owner, who is told; to whom owns it already is success.

    Raises FindingOwnerInvalid, FindingReported, FindingClosed, FindingWithdrawn.
    """
    row = _locked(finding.pk)
    _move(row, FindingVerb.ASSIGN)
    if row.owner_id == owner.pk:
        return row
    said = _text(reason, needed=False)
    row.owner = _fit(owner)
    row.save(update_fields=["owner"])
    entry = _enter(row, EntryKind.REASSIGNED, actor=actor, at=at, text=said, owner=row.owner)
    record(actor, Verb.REASSIGNED, row, at=at, facts={"owner": row.owner.public_id})
    telling.owner(topics.ASSIGNED, row, entry)
    return row


@transaction.atomic
def extend(*, actor: Actor, finding: Finding, due_on: date, reason: str, at: datetime) -> Finding:
    """Move the deadline to a later day, for a reason; the same once more is success.

    Raises FindingDueNotLater, FindingDueInvalid, FindingTextRequired, FindingTextTooLong,
    FindingReported, FindingClosed, FindingWithdrawn.
    """
    row = _locked(finding.pk)
    said = _text(reason)
    _move(row, FindingVerb.EXTEND)
    if due_on == row.due_on and _is(_last(row), EntryKind.DEADLINE_MOVED, said, actor):
        return row
    if due_on <= row.due_on:
        raise errors.FindingDueNotLater(field="due_on", due_on=row.due_on)
    before, row.due_on = row.due_on, _due(due_on, at)
    row.save(update_fields=["due_on"])
    entry = _enter(row, EntryKind.DEADLINE_MOVED, actor=actor, at=at, text=said, due_on=due_on)
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
    row = _locked(finding.pk)
    said = _text(text)
    if row.state == FindingState.RECTIFIED and _is(_last(row), EntryKind.RECTIFIED, said, actor):
        return row
    row.state = _move(row, FindingVerb.REPORT).to
    row.rectified_at, row.rectified_by = at, actor.key
    row.save(update_fields=["state", "rectified_at", "rectified_by"])
    entry = _enter(row, EntryKind.RECTIFIED, actor=actor, at=at, text=said)
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
    row = _locked(finding.pk)
    said = _text(text, needed=not passed)
    if (
        not passed
        and due_on == row.due_on
        and _is(_last(row), EntryKind.RECHECK_FAILED, said, actor)
    ):
        return row
    move = _move(row, FindingVerb.PASS if passed else FindingVerb.FAIL)
    if not move.changes:
        return row
    if actor.key in (row.rectified_by, str(row.owner.public_id)):
        raise errors.FindingOwnRecheck
    if passed:
        _close(row, said, actor=actor, at=at)
    else:
        _reopen(row, said, actor=actor, due_on=_due(due_on, at), at=at)
    return row


def _close(row: Finding, said: str, *, actor: Actor, at: datetime) -> None:
    row.state, row.closed_at, row.closed_by = FindingState.CLOSED, at, actor.key
    row.save(update_fields=["state", "closed_at", "closed_by"])
    entry = _enter(row, EntryKind.RECHECK_PASSED, actor=actor, at=at, text=said)
    record(actor, Verb.CLOSED, row, at=at)
    telling.owner(topics.CLOSED, row, entry)


def _reopen(row: Finding, said: str, *, actor: Actor, due_on: date, at: datetime) -> None:
    row.due_on = due_on
    _undo_report(row, FindingState.OPEN)
    row.save(update_fields=["state", "rectified_at", "rectified_by", "due_on"])
    entry = _enter(row, EntryKind.RECHECK_FAILED, actor=actor, at=at, text=said, due_on=due_on)
    record(actor, Verb.REOPENED, row, at=at, facts={"due_on": due_on})
    telling.owner(topics.FAILED, row, entry)


@transaction.atomic
def withdraw(*, actor: Actor, finding: Finding, reason: str, at: datetime) -> Finding:
    """Take a finding back that should not have been one, for a reason; twice is success.

    Raises FindingTextRequired, FindingTextTooLong, FindingClosed.
    """
    row = _locked(finding.pk)
    said = _text(reason)
    move = _move(row, FindingVerb.WITHDRAW)
    if not move.changes:
        return row
    _undo_report(row, move.to)
    row.withdrawn_at = at
    row.save(update_fields=["state", "rectified_at", "rectified_by", "withdrawn_at"])
    entry = _enter(row, EntryKind.WITHDRAWN, actor=actor, at=at, text=said)
    record(actor, Verb.WITHDRAWN, row, at=at)
    telling.owner(topics.WITHDRAWN, row, entry)
    return row


def escalate_overdue(*, actor: Actor, at: datetime) -> int:
    """Pass overdue findings on, each level once for each deadline; return how many were.

    Each finding is a transaction of its own: what holds the log's head waits for no other row.
    """
    late = Finding.objects.overdue_on(clock.local_date(at))
    ids = list(late.order_by("due_on", "pk").values_list("pk", flat=True))
    return sum(_escalate(actor, each, at=at) for each in ids)


@transaction.atomic
def _escalate(actor: Actor, finding_id: int, *, at: datetime) -> bool:
    """Tell the levels of one finding that are due and not told; whether there were any."""
    row = _locked(finding_id)
    on = clock.local_date(at)
    if row.state != FindingState.OPEN or not deadlines.overdue(row.due_on, on):
        return False
    past = FindingEntry.objects.filter(
        finding=row, kind=EntryKind.ESCALATED.value, due_on=row.due_on
    )
    told = {level or 0 for level in past.values_list("level", flat=True)}
    due = deadlines.levels(row.due_on, on, told)
    for level in due:
        entry = _enter(
            row, EntryKind.ESCALATED, actor=actor, at=at, due_on=row.due_on, level=level.value
        )
        facts = {"level": level.value, "due_on": row.due_on}
        record(actor, Verb.ESCALATED, row, at=at, facts=facts)
        telling.escalated(row, entry)
    return bool(due)


def _locked(finding_id: int) -> Finding:
    rows = Finding.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("owner", "unit", "person").get(pk=finding_id)


def _move(row: Finding, verb: FindingVerb) -> FindingMove:
    move = finding_move(FindingState(row.state), verb)
    if move.why is not None:
        raise errors.FINDING_REFUSAL[move.why]
    return move


def _undo_report(row: Finding, to: FindingState) -> None:
    """Move a row to where nothing stands reported; the history keeps that it was."""
    row.state, row.rectified_at, row.rectified_by = to, None, ""


def _fit(owner: Person) -> Person:
    if owner.left_on is not None:
        raise errors.FindingOwnerInvalid(field="owner")
    return owner


def _due(due_on: date | None, at: datetime) -> date:
    on = clock.local_date(at)
    if due_on is None or not deadlines.may_be_due(due_on, on):
        last = on + deadlines.LONGEST
        raise errors.FindingDueInvalid(field="due_on", first=on, last=last)
    return due_on


def _text(text: str, *, most: int = TEXT, field: str = "text", needed: bool = True) -> str:
    said = text.strip()
    if needed and not said:
        raise errors.FindingTextRequired(field=field)
    if len(said) > most:
        raise errors.FindingTextTooLong(field=field, count=len(said), most=most)
    return said


def _last(row: Finding) -> FindingEntry:
    """The line that stands last in the history; there is one from the opening on."""
    return FindingEntry.objects.filter(finding=row).order_by("-pk")[0]


def _is(entry: FindingEntry, kind: EntryKind, text: str, actor: Actor) -> bool:
    return (entry.kind, entry.text, entry.by) == (kind.value, text, actor.key)


def _enter(
    row: Finding,
    kind: EntryKind,
    *,
    actor: Actor,
    at: datetime,
    text: str = "",
    owner: Person | None = None,
    due_on: date | None = None,
    level: int | None = None,
) -> FindingEntry:
    return FindingEntry.objects.create(
        finding=row,
        kind=kind.value,
        text=text,
        owner=owner,
        due_on=due_on,
        level=level,
        by=actor.key,
        at=at,
    )
