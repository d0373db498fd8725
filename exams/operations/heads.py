"""The head of a sitting's saves, in raw SQL: read by one statement, moved on by the next.

On PostgreSQL the second is one statement with everything in it, a transaction of its own, and it
does nothing at all unless the head still is what was read: a conditional update (house law 4) in
place of a lock that would be held over several ways to the server. Whoever was second reads again.
What else is answered is counted in the statement's snapshot; had another save been committed after
that snapshot, the head would have changed, and the statement would do nothing.

SQLite cannot write several tables in one statement, but has no way to a server that would make
several dear; there the transaction takes the database's one write lock before the head is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from academy.shared import clock
from academy.shared.errors import NotFound
from exams.enums import SittingState
from exams.operations.rows import instant
from exams.rules.answers import UNANSWERED, canonical


@dataclass(slots=True)
class Head:
    """A sitting row as it was read, as far as saves need it; ``at`` is the instant of decision."""

    sitting_id: int
    state: SittingState
    deadline_at: datetime | None
    last_sequence: int
    digest: str
    lease: int
    exam_id: int
    place: int
    at: datetime


_READ = (
    "SELECT state, deadline_at, last_sequence, head_digest, lease, exam_id, room_id, {clock}"
    " FROM exams_sitting WHERE id = %s"
)
_COUNT = (
    "SELECT count(*) FROM exams_response WHERE sitting_id = %s AND answer <> 'null'"
    " AND item_id NOT IN ({items})"
)
_UPSERT = (
    "INSERT INTO exams_response (sitting_id, item_id, answer, sequence) VALUES {rows}"
    " ON CONFLICT (sitting_id, item_id) DO UPDATE SET answer = excluded.answer,"
    " sequence = excluded.sequence"
    " WHERE excluded.sequence > exams_response.sequence"
)
_APPEND = (
    "INSERT INTO exams_revision (sitting_id, sequence, answers, answered, digest, saved_at)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
)
_ADVANCE = (
    "UPDATE exams_sitting SET last_sequence = %s, answered = %s, last_saved_at = %s,"
    " last_seen_at = %s, head_digest = %s WHERE id = %s"
)
_ALL_AT_ONCE = (
    "WITH given AS MATERIALIZED (SELECT key::bigint AS item, value AS answer"
    " FROM json_each_text(%(answers)s::json)),"
    " held AS (SELECT count(*) + %(fresh)s AS answered FROM exams_response"
    " WHERE sitting_id = %(sitting)s AND answer <> 'null'"
    " AND item_id <> ALL (SELECT item FROM given)),"
    " head AS (UPDATE exams_sitting SET last_sequence = %(sequence)s, answered = held.answered,"
    " last_saved_at = %(at)s, last_seen_at = %(at)s, head_digest = %(digest)s"
    " FROM held WHERE id = %(sitting)s AND last_sequence = %(last)s AND head_digest = %(previous)s"
    " AND lease = %(lease)s AND state = %(state)s AND deadline_at = %(deadline)s"
    " RETURNING held.answered),"
    " moved AS (INSERT INTO exams_response (sitting_id, item_id, answer, sequence)"
    " SELECT %(sitting)s, item, answer, %(sequence)s FROM given, head"
    " ON CONFLICT (sitting_id, item_id) DO UPDATE SET answer = excluded.answer,"
    " sequence = excluded.sequence"
    " WHERE excluded.sequence > exams_response.sequence),"
    " kept AS (INSERT INTO exams_revision"
    " (sitting_id, sequence, answers, answered, digest, saved_at)"
    " SELECT %(sitting)s, %(sequence)s, %(body)s, answered, %(digest)s, %(at)s FROM head)"
    " SELECT answered FROM head"
)


def whole() -> AbstractContextManager[None]:
    """What `read` and `advance` have to stand in, together.

    Inside somebody's transaction it is a savepoint, so that a failed write spoils no more than
    itself.
    """
    alone = connection.vendor == "postgresql" and not connection.in_atomic_block
    return nullcontext() if alone else transaction.atomic()


def read(cursor: Any, sitting_id: int, at: datetime | None) -> Head:
    """Read a sitting's head.

    Args:
        cursor: as `academy.shared.statements.prepared` gives it.
        at: the instant of decision; None for the database's clock, read by the same statement.

    Raises:
        NotFound: there is no such sitting.
    """
    cursor.execute(_read_for(cursor.db.vendor), [sitting_id])
    row = cursor.fetchone()
    if row is None:
        raise NotFound
    return Head(
        sitting_id,
        SittingState(row[0]),
        instant(row[1]),
        row[2],
        row[3],
        row[4],
        row[5],
        row[6] or 0,
        at if at is not None else clock.from_database(row[7]),
    )


@cache
def _read_for(vendor: str) -> str:
    return _READ.format(clock=clock.database_clock())


def chained(previous: str, sequence: int, body: str, at: datetime) -> str:
    """The digest of a revision: SHA-256 over the one before, sequence, instant and answers."""
    stamp = at.astimezone(UTC).isoformat(timespec="microseconds")
    return sha256(f"{previous}\n{sequence}\n{stamp}\n{body}".encode()).hexdigest()


def advance(
    cursor: Any, head: Head, sequence: int, answers: Mapping[int, str], body: str
) -> tuple[str, int] | None:
    """Write a save upon a head that was read: current answers, revision, head.

    Args:
        cursor: as `academy.shared.statements.prepared` gives it.
        answers: canonical answer texts by the row id of their item; at least one.
        body: the canonical text of the save.

    Returns:
        The new digest, and how many items are answered now; None if the head is not what it was
        any more, and nothing was written.
    """
    digest = chained(head.digest, sequence, body, head.at)
    fresh = sum(text != UNANSWERED for text in answers.values())
    if cursor.db.vendor != "postgresql":
        return digest, _one_by_one(cursor, head, sequence, answers, body, digest, fresh)
    values = {
        "fresh": fresh,
        "sitting": head.sitting_id,
        "answers": canonical(answers),
        "sequence": sequence,
        "at": head.at,
        "body": body,
        "digest": digest,
        "last": head.last_sequence,
        "previous": head.digest,
        "lease": head.lease,
        "state": head.state.value,
        "deadline": head.deadline_at,
    }
    cursor.execute(_ALL_AT_ONCE, values)
    row = cursor.fetchone()
    return None if row is None else (digest, row[0])


def _one_by_one(
    cursor: Any,
    head: Head,
    sequence: int,
    answers: Mapping[int, str],
    body: str,
    digest: str,
    fresh: int,
) -> int:
    stamp = cursor.db.ops.adapt_datetimefield_value(head.at)
    values: list[str | int | None] = []
    for item, text in answers.items():
        values += (head.sitting_id, item, text, sequence)
    rows = ",".join(["(%s,%s,%s,%s)"] * len(answers))
    items = ",".join(["%s"] * len(answers))
    cursor.execute(_COUNT.format(items=items), [head.sitting_id, *answers])
    answered: int = cursor.fetchone()[0] + fresh
    cursor.execute(_UPSERT.format(rows=rows), values)
    cursor.execute(_APPEND, [head.sitting_id, sequence, body, answered, digest, stamp])
    cursor.execute(_ADVANCE, [sequence, answered, stamp, stamp, digest, head.sitting_id])
    return answered
