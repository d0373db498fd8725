"""Appending to the log. Called inside the operation's own transaction, as its fourth beat."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import structlog
from django.db import connection, models

from academy.audit.enums import ActorKind
from academy.audit.models import Entry, Head
from academy.shared.errors import plain
from academy.shared.statements import prepared
from academy.shared.text import canonical_json

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `key` identifies (a person's public id), `label` is what a reader is shown."""

    kind: ActorKind
    key: str
    label: str

    @classmethod
    def system(cls, name: str) -> "Actor":
        """Return the system's own actor for the named piece of work."""
        return cls(ActorKind.SYSTEM, name, name)


def record(
    actor: Actor,
    verb: StrEnum,
    subject: models.Model,
    *,
    at: datetime,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Append one entry: `actor` did `verb` to `subject`. Facts hold no personal data."""
    record_many(actor, verb, [(subject, facts or {})], at=at)


def record_many(
    actor: Actor,
    verb: StrEnum,
    subjects: Sequence[tuple[models.Model, Mapping[str, object]]],
    *,
    at: datetime,
) -> None:
    """Append one entry for each (subject, facts) pair, in two statements whatever their number.

    Must run inside a transaction: the entries stand or fall with the write they tell of. The
    head row is locked until commit, which puts all writers of the log in one order; so it comes
    late in an operation.
    """
    if not subjects:
        return
    if not connection.in_atomic_block:
        raise RuntimeError("audit entries belong inside the transaction of the write")
    # A client may name its request, at whatever length.
    request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64]
    sequence, digest = _locked_head()
    entries: list[Entry] = []
    for subject, facts in subjects:
        sequence += 1
        entry = Entry(
            sequence=sequence,
            at=at,
            actor_kind=actor.kind.value,
            actor_key=actor.key,
            actor_label=actor.label,
            verb=verb.value,
            subject_type=subject._meta.label_lower,
            subject_key=subject_key(subject),
            facts=plain(facts),
            request_id=request_id,
            previous_digest=digest,
        )
        entry.digest = digest = entry_digest(entry)
        entries.append(entry)
    if len(entries) == 1:
        _append(entries[0])
    else:
        Entry.objects.bulk_create(entries, batch_size=1000)
    with prepared() as cursor:
        cursor.execute(_MOVE_HEAD, [sequence, digest])


_LOCK_HEAD = "SELECT sequence, digest FROM audit_head WHERE id = %s"
_MOVE_HEAD = "UPDATE audit_head SET sequence = %s, digest = %s WHERE id = 1"
_COLUMNS = [field.attname for field in Entry._meta.concrete_fields]
_APPEND = (
    f"INSERT INTO audit_entry ({', '.join(_COLUMNS)})"  # noqa: S608 - names of columns
    f" VALUES ({', '.join(['%s'] * len(_COLUMNS))})"
)


def _locked_head() -> tuple[int, str]:
    """The end of the chain, locked. Raw, like what follows: every other writer waits for it."""
    with prepared() as cursor:
        locks = cursor.db.features.has_select_for_update
        cursor.execute(_LOCK_HEAD + (" FOR UPDATE" if locks else ""), [1])
        row: tuple[int, str] | None = cursor.fetchone()
    if row is None:
        raise Head.DoesNotExist("the audit log has lost its head row")
    return row


def _append(entry: Entry) -> None:
    """Store one entry, in the statement that the database knows already."""
    with prepared() as cursor:
        fields = Entry._meta.concrete_fields
        values = [
            field.get_db_prep_save(getattr(entry, field.attname), connection=cursor.db)
            for field in fields
        ]
        cursor.execute(_APPEND, values)


def subject_key(subject: models.Model) -> str:
    """Return how the log names a row: its public id where it has one, else its key."""
    return str(getattr(subject, "public_id", None) or subject.pk)


def entry_digest(entry: Entry) -> str:
    """Return SHA-256 over the canonical JSON of every column but the digest itself."""
    at = entry.at.astimezone(UTC)
    body = [
        entry.sequence,
        at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        entry.actor_kind,
        entry.actor_key,
        entry.actor_label,
        entry.verb,
        entry.subject_type,
        entry.subject_key,
        entry.facts,
        entry.request_id,
        entry.previous_digest,
    ]
    return hashlib.sha256(canonical_json(body).encode()).hexdigest()
