"""Days on which people are not to be sent: entered one by one or by the list, and lifted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Model

from academy.audit.record import Actor, record, record_many
from academy.people.models import Person
from academy.shared import clock
from courses.enums import Verb
from courses.enums.planning import BlockKind
from courses.enums.plans import BlockFault
from courses.errors.planning import (
    BlockPersonLeft,
    BlocksRefused,
    BlockTooLong,
    BlockWithoutEnd,
)
from courses.models import Block
from courses.operations import locks
from courses.queries.blocks import Wanted
from courses.rules import block_rows


@dataclass(frozen=True, slots=True)
class BlockReport:
    """What became of a list: blocks entered, and how many were there already."""

    recorded: list[Block]
    already: int


@transaction.atomic
def record_block(
    *,
    actor: Actor,
    person: Person,
    kind: BlockKind,
    starts_on: date,
    ends_on: date,
    source: str,
    at: datetime,
) -> Block:
    """Enter one block; the same again is the one that stands."""
    fault = block_rows.span_fault(starts_on, ends_on)
    if fault is BlockFault.ENDS_BEFORE:
        raise BlockWithoutEnd(field="ends_on", starts_on=starts_on, ends_on=ends_on)
    if fault is BlockFault.TOO_LONG:
        raise BlockTooLong(
            field="ends_on",
            starts_on=starts_on,
            ends_on=ends_on,
            days=(ends_on - starts_on).days + 1,
            limit=block_rows.LIMIT_DAYS,
        )
    if person.left_on is not None and person.left_on <= clock.local_date(at):
        raise BlockPersonLeft(field="person", person=person.name)
    locks.person_rows([person])
    row, created = Block.objects.get_or_create(
        person=person,
        kind=kind.value,
        starts_on=starts_on,
        ends_on=ends_on,
        lifted_at=None,
        defaults={"source": source[:120], "recorded_at": at},
    )
    if created:
        # Why somebody is away is not for the log to keep for ever: the row's kind can be purged.
        record(actor, Verb.BLOCK_RECORDED, row, at=at, facts={"source": row.source})
    return row


@transaction.atomic
def record_many_blocks(
    *,
    actor: Actor,
    wanted: Sequence[Wanted],
    refused: int,
    skip_refused: bool,
    source: str,
    at: datetime,
) -> BlockReport:
    """Enter a whole list or nothing; `refused` rows stop it unless they are to be left out."""
    if refused and not skip_refused:
        raise BlocksRefused(field="skip_refused", count=refused)
    locks.person_rows([each.person for each in wanted])
    people = {each.person.pk for each in wanted}
    standing = Block.objects.standing().of(people)
    there = set(standing.values_list("person_id", "kind", "starts_on", "ends_on"))
    fresh = {
        (each.person.pk, each.kind.value, each.span.starts_on, each.span.ends_on): None
        for each in wanted
    }
    rows = Block.objects.bulk_create(
        Block(
            person_id=person_id,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            source=source[:120],
            recorded_at=at,
        )
        for person_id, kind, starts_on, ends_on in fresh
        if (person_id, kind, starts_on, ends_on) not in there
    )
    entries: list[tuple[Model, dict[str, object]]] = [(row, {"source": row.source}) for row in rows]
    record_many(actor, Verb.BLOCK_RECORDED, entries, at=at)
    return BlockReport(rows, len(fresh) - len(rows))


@transaction.atomic
def lift(*, actor: Actor, block: Block, at: datetime) -> Block:
    """Say that a block no longer holds; lifted already = success."""
    row = Block.objects.select_for_update(no_key=True, of=("self",)).get(pk=block.pk)
    if row.lifted_at is None:
        row.lifted_at = at
        row.save(update_fields=["lifted_at"])
        record(actor, Verb.BLOCK_LIFTED, row, at=at)
    return row
