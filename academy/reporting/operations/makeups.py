"""Make-ups: opened by what happened in courses, ended by a pass, passed on when overdue.

Whoever writes one holds its person's row, so that two never answer the same facts at once.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from academy.audit.record import Actor, record, record_many
from academy.people.models import Person
from academy.reporting.enums import MakeUpEventKind, MakeUpState, Verb
from academy.reporting.errors import MAKE_UP_REFUSAL
from academy.reporting.models import MakeUp, MakeUpEvent
from academy.reporting.operations import makeup_telling as telling
from academy.reporting.queries import makeups as queries
from academy.reporting.queries.exclusions import units_of
from academy.reporting.queries.makeups import Pair
from academy.reporting.rules import makeup as rules
from academy.reporting.rules.makeup import REASON_LENGTH, Cause, Ended, Level
from academy.shared import clock
from courses.models import Course

AT_ONCE = 500
"""As many people are looked at, and locked, together."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many make-ups were opened, passed, ended because their person left, and passed on."""

    opened: int = 0
    passed: int = 0
    left: int = 0
    escalated: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))


def sweep(*, actor: Actor, at: datetime) -> Swept:
    """Bring make-ups in line with what is known: open, end, pass on; once more changes nothing.

    The number of statements for each 500 people does not depend on how many have what to make up.
    """
    ids = queries.concerned(at)
    done = Swept()
    for start in range(0, len(ids), AT_ONCE):
        # Most days most people's stand as they are: only the others are locked and looked at again.
        moved = queries.moves(ids[start : start + AT_ONCE], at).person_ids
        if moved:
            done += _sweep(actor, sorted(moved), at=at)
    return done


@transaction.atomic
def withdraw(*, actor: Actor, make_up: MakeUp, reason: str, at: datetime) -> MakeUp:
    """Let somebody off, for a reason, and tell them; withdrawn already is success.

    What happened until then does not have to be made up any more; what happens later does.

    Raises:
        MakeUpReasonMissing, MakeUpReasonTooLong: no reason that can be kept.
        MakeUpAboutOneself: nobody lets themselves off.
        MakeUpEnded: it was passed, or its person has left.
    """
    _lock([make_up.person_id])
    row = MakeUp.objects.select_related(*queries.SHOWN).get(pk=make_up.pk)
    said = reason.strip()
    why = rules.why_not_withdraw(
        MakeUpState(row.state),
        reason=said,
        by_themselves=actor.key == str(row.person.public_id),
    )
    if why is not None:
        raise MAKE_UP_REFUSAL[why](field="reason", limit=REASON_LENGTH)
    if row.state == MakeUpState.WITHDRAWN:
        return row
    row.state, row.ended_at = MakeUpState.WITHDRAWN.value, max(at, row.opened_at)
    row.save(update_fields=["state", "ended_at"])
    kind = MakeUpEventKind.WITHDRAWN
    MakeUpEvent.objects.create(make_up=row, kind=kind.value, text=said, by=actor.key, at=at)
    record(actor, Verb.MAKE_UP_WITHDRAWN, row, at=at, facts=_facts(row))
    telling.withdrawn(row, said, at=at)
    return row


@transaction.atomic
def take_list(*, actor: Actor, person: Person, count: int, at: datetime) -> None:
    """Keep on record that somebody took the register, or a part of it, as a file."""
    record(actor, Verb.MAKE_UPS_TAKEN, person, at=at, facts={"rows": count})


@transaction.atomic
def _sweep(actor: Actor, ids: Sequence[int], *, at: datetime) -> Swept:
    """Do what is to be done about these people, who are locked first."""
    _lock(ids)
    found = queries.moves(ids, at)
    unit_of = units_of(ids, clock.local_date(at))
    passed = _pass(actor, found.passes, at=at)
    left = _leave(actor, found.leaves, at=at)
    opened = _open(actor, found.opens, unit_of, at=at)
    _escalate(actor, found.escalations, unit_of, at=at)
    return Swept(len(opened), len(passed), len(left), len(found.escalations))


def _lock(ids: Collection[int]) -> None:
    """Lock people in the order of their keys, as `courses.operations.locks` does."""
    rows = Person.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    list(rows.values_list("pk", flat=True))


def _pass(actor: Actor, passes: Iterable[tuple[MakeUp, Ended]], *, at: datetime) -> list[MakeUp]:
    rows = []
    for row, by in passes:
        row.state, row.completion_id = MakeUpState.PASSED.value, by.key
        rows.append(row)
    _end(actor, rows, MakeUpEventKind.PASSED, Verb.MAKE_UP_PASSED, at=at)
    telling.passed(rows, at=at)
    return rows


def _leave(actor: Actor, rows: list[MakeUp], *, at: datetime) -> list[MakeUp]:
    for row in rows:
        row.state = MakeUpState.LEFT.value
    _end(actor, rows, MakeUpEventKind.LEFT, Verb.MAKE_UP_LEFT, at=at)
    return rows


def _end(
    actor: Actor, rows: Sequence[MakeUp], kind: MakeUpEventKind, verb: Verb, *, at: datetime
) -> None:
    for row in rows:
        row.ended_at = max(at, row.opened_at)
    MakeUp.objects.bulk_update(rows, ["state", "ended_at", "completion"], batch_size=AT_ONCE)
    _enter(actor, rows, kind, at=at)
    record_many(actor, verb, [(row, _facts(row)) for row in rows], at=at)


def _open(
    actor: Actor,
    opens: Sequence[tuple[Pair, Cause]],
    unit_of: dict[int, int],
    *,
    at: datetime,
) -> list[MakeUp]:
    if not opens:
        return []
    on = clock.local_date(at)
    courses = Course.objects.in_bulk({course_id for (_, course_id), _ in opens})
    rows = MakeUp.objects.bulk_create(
        MakeUp(
            person_id=person_id,
            course=courses[course_id],
            unit_id=unit_of[person_id],
            cause=cause.kind.value,
            source_id=cause.key,
            caused_at=cause.at,
            # Kept with the row: another setting is for those that are opened under it.
            due_on=rules.due_on(cause, on, days=settings.ACADEMY_MAKE_UP_DAYS),
            opened_at=at,
        )
        for (person_id, course_id), cause in opens
    )
    _enter(actor, rows, MakeUpEventKind.OPENED, at=at)
    record_many(actor, Verb.MAKE_UP_OPENED, [(row, _facts(row)) for row in rows], at=at)
    telling.opened(rows, at=at)
    return rows


def _escalate(
    actor: Actor,
    escalations: Sequence[tuple[MakeUp, Level]],
    unit_of: dict[int, int],
    *,
    at: datetime,
) -> None:
    MakeUpEvent.objects.bulk_create(
        MakeUpEvent(
            make_up=row,
            kind=MakeUpEventKind.ESCALATED.value,
            level=level.value,
            by=actor.key,
            at=at,
        )
        for row, level in escalations
    )
    entries = [(row, {**_facts(row), "level": level.value}) for row, level in escalations]
    record_many(actor, Verb.MAKE_UP_ESCALATED, entries, at=at)
    telling.escalated(escalations, unit_of, at=at)


def _enter(actor: Actor, rows: Iterable[MakeUp], kind: MakeUpEventKind, *, at: datetime) -> None:
    MakeUpEvent.objects.bulk_create(
        MakeUpEvent(make_up=row, kind=kind.value, by=actor.key, at=at) for row in rows
    )


def _facts(row: MakeUp) -> dict[str, object]:
    return {"course": row.course.code, "cause": row.cause, "due_on": row.due_on}
