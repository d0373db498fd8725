"""What every operation on a finding does: lock it, ask the rule, judge what is said, add a line."""

from datetime import date, datetime
from typing import Final

from academy.audit.record import Actor
from academy.findings import errors
from academy.findings.enums import EntryKind, FindingState, FindingVerb
from academy.findings.models import Finding, FindingEntry
from academy.findings.rules import deadlines
from academy.findings.rules.transitions import FindingMove, finding_move
from academy.people.models import Person
from academy.shared import clock

#: Characters of a title, and of a text of the history.
TITLE: Final = 200
TEXT: Final = 1000


def locked(finding_id: int) -> Finding:
    """Return a finding with owner, unit and person, locked until the transaction ends."""
    found = Finding.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("owner", "unit", "person").get(pk=finding_id)


def move(row: Finding, verb: FindingVerb) -> FindingMove:
    """Return where a verb takes a finding, or raise why it does not."""
    found = finding_move(FindingState(row.state), verb)
    if found.why is not None:
        raise errors.FINDING_REFUSAL[found.why]
    return found


def fit(owner: Person) -> Person:
    """Return an owner who is on the staff, or raise FindingOwnerInvalid."""
    if owner.left_on is not None:
        raise errors.FindingOwnerInvalid(field="owner")
    return owner


def due(due_on: date | None, at: datetime) -> date:
    """Return a deadline that lies ahead and near, or raise FindingDueInvalid."""
    on = clock.local_date(at)
    if due_on is None or not deadlines.may_be_due(due_on, on):
        last = on + deadlines.LONGEST
        raise errors.FindingDueInvalid(field="due_on", first=on, last=last)
    return due_on


def text_of(text: str, *, most: int = TEXT, field: str = "text", needed: bool = True) -> str:
    """Return a text as it is kept, or raise FindingTextRequired, FindingTextTooLong."""
    said = text.strip()
    if needed and not said:
        raise errors.FindingTextRequired(field=field)
    if len(said) > most:
        raise errors.FindingTextTooLong(field=field, count=len(said), most=most)
    return said


def last(row: Finding) -> FindingEntry:
    """Return the line that stands last in the history; there is one from the opening on."""
    return FindingEntry.objects.filter(finding=row).order_by("-pk")[0]


def is_same(entry: FindingEntry, kind: EntryKind, text: str, actor: Actor) -> bool:
    """Whether a line says what somebody says once more."""
    return (entry.kind, entry.text, entry.by) == (kind.value, text, actor.key)


def enter(
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
    """Add a line to the history of a finding."""
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
