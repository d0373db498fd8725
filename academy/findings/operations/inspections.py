"""What somebody found on an inspection, written down by hand."""

from datetime import date, datetime

from django.db import transaction

from academy.audit.record import Actor
from academy.findings.errors import FindingKeyReused
from academy.findings.kinds import INSPECTION
from academy.findings.models import Finding, FindingEntry
from academy.findings.operations import findings, rows
from academy.findings.operations.findings import Source
from academy.people.models import Person, Unit
from academy.shared.text import digest


@transaction.atomic
def open_by_hand(
    *,
    actor: Actor,
    key: str,
    unit: Unit,
    owner: Person,
    title: str,
    due_on: date,
    evidence: str,
    at: datetime,
    person: Person | None = None,
) -> Finding:
    """Open a finding with its first evidence and tell its owner; handed in twice it is one.

    `key` is made for one form or request and stands for it: the same person's same key finds what
    it opened, whatever has become of that since.

    Raises:
        FindingKeyReused: the key opened another finding than what is said now.
        FindingOwnerInvalid, FindingDueInvalid, FindingTextRequired, FindingTextTooLong
    """
    said = rows.text_of(evidence, field="evidence")
    row = findings.open_finding(
        actor=actor,
        # A key may be longer than the column, and is whatever its client likes.
        source=Source(INSPECTION.code, f"{actor.key}:{digest(key)}"),
        unit=unit,
        owner=owner,
        person=person,
        title=title,
        due_on=due_on,
        at=at,
    )
    opened, *later = FindingEntry.objects.filter(finding=row).order_by("pk")[:2]
    if not later:
        findings.add_evidence(actor=actor, finding=row, text=said, at=at)
        return row
    then = (row.title, row.unit_id, row.person_id, opened.owner_id, opened.due_on, later[0].text)
    now = (title.strip(), unit.pk, person and person.pk, owner.pk, due_on, said)
    # Both were written in one transaction: the second line is the first evidence.
    if then != now:
        raise FindingKeyReused(field="key")
    return row
