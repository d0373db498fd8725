"""What happened to one certificate, from its rows; the audit log says the same under seal."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from academy.people.models import Person
from certificates.models import Batch, Certificate, Rendition


class Happening(StrEnum):
    """The kinds of events."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    ISSUED = "issued"
    RENDERED = "rendered"
    REISSUED = "reissued"
    CORRECTION_PROPOSED = "correction_proposed"
    CORRECTION_WITHDRAWN = "correction_withdrawn"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    REMINDED = "reminded"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `who` is a name, "" where nobody in particular did it.

    `detail` is a reason, a number or a count of days; `rendition` and `batch` are there where it
    is about one.
    """

    at: datetime
    what: Happening
    who: str = ""
    detail: str = ""
    rendition: Rendition | None = None
    batch: Batch | None = None


def of(certificate: Certificate) -> list[Event]:
    """Return what happened, newest first. Seven statements, however much it was."""
    corrections = list(Batch.objects.filter(corrects=certificate))
    reissues = list(certificate.reissues.all())
    revocation = getattr(certificate, "revocation", None)
    batch = certificate.batch
    names = names_of(
        [
            *(row.proposed_by for row in (batch, *corrections)),
            batch.approved_by,
            *(row.author_key for row in reissues),
            *([revocation.author_key] if revocation else []),
        ]
    )
    found = [
        Event(batch.proposed_at, Happening.PROPOSED, names.get(batch.proposed_by, "")),
        Event(certificate.issued_at, Happening.ISSUED, detail=certificate.number, batch=batch),
    ]
    if batch.approved_at:
        found.append(Event(batch.approved_at, Happening.APPROVED, names.get(batch.approved_by, "")))
    for row in reissues:
        who = names.get(row.author_key, row.author_label)
        found.append(Event(row.reissued_at, Happening.REISSUED, who, row.reason))
    for each in corrections:
        who = names.get(each.proposed_by, "")
        found.append(
            Event(each.proposed_at, Happening.CORRECTION_PROPOSED, who, each.reason, batch=each)
        )
        if each.withdrawn_at:
            found.append(Event(each.withdrawn_at, Happening.CORRECTION_WITHDRAWN, batch=each))
    found += [
        Event(row.rendered_at, Happening.RENDERED, rendition=row)
        for row in certificate.renditions.all()
    ]
    found += [
        Event(row.reminded_at, Happening.REMINDED, detail=str(row.days))
        for row in certificate.reminders.all()
    ]
    if revocation:
        who = names.get(revocation.author_key, revocation.author_label)
        found.append(Event(revocation.revoked_at, Happening.REVOKED, who, revocation.reason))
    if certificate.superseded_at:
        successor = getattr(certificate, "successor", None)
        number = successor.number if successor else ""
        found.append(Event(certificate.superseded_at, Happening.SUPERSEDED, detail=number))
    order = list(Happening)
    return sorted(found, key=lambda each: (each.at, order.index(each.what)), reverse=True)


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """Return the names of the people among these keys of actors."""
    ids = {found for key in keys if (found := _uuid(key)) is not None}
    rows = Person.objects.filter(public_id__in=ids).values_list("public_id", "name")
    return {str(public_id): name for public_id, name in rows}


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
