"""Days on which people are not to be sent, for those who plan for them."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from courses import access
from courses.api.planning_schemas import (
    BlockFaultOut,
    BlockIn,
    BlockListIn,
    BlockOut,
    BlockReportOut,
    BlocksOut,
)
from courses.api.schemas import NothingIn
from courses.enums.planning import BlockKind
from courses.models import Block
from courses.operations import blocks
from courses.queries import blocks as queries
from courses.rules import block_rows
from courses.rules.block_rows import BlockRow, RowFault

router = Router(tags=["planning"])
KEEPERS = ApiDoor(*access.KEEPERS)


@router.get("/blocks", response=BlocksOut, auth=KEEPERS, url_name="list_blocks")
def list_blocks(
    request: PersonRequest,
    kind: BlockKind | None = None,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """The standing blocks of one's people, by first day."""
    rows = access.blocks_for(request.person, on=clock.today()).standing()
    if kind is not None:
        rows = rows.filter(kind=kind.value)
    page = page_of(
        rows.select_related("person"), key=("starts_on", "pk"), cursor=cursor, limit=limit
    )
    items = [_block(row) for row in page.items]
    return read_reply(request, BlocksOut(items=items, next_cursor=page.next_cursor))


@router.post("/blocks", response={201: BlockOut}, auth=KEEPERS, url_name="record_block")
@idempotent
def record_block(request: PersonRequest, body: BlockIn) -> tuple[int, BlockOut]:
    """Enter one block."""
    at = clock.now()
    named = access.named_people(request.person, [body.staff_number], on=clock.local_date(at))
    if not named.persons:
        raise NotFound(field="staff_number")
    row = blocks.record_block(
        actor=actor(request.person),
        person=named.persons[0],
        kind=body.kind,
        starts_on=body.starts_on,
        ends_on=body.ends_on,
        source=f"api:{request.person.staff_number}",
        at=at,
    )
    return 201, _block(row)


@router.post("/blocks/list", response={200: BlockReportOut}, auth=KEEPERS, url_name="record_blocks")
@idempotent
def record_blocks(request: PersonRequest, body: BlockListIn) -> tuple[int, BlockReportOut]:
    """Try a list, or enter it: all of it or nothing."""
    at = clock.now()
    found = _sorted(request, body)
    faults = [
        BlockFaultOut(row=each.number, fault=each.fault, shown=each.shown) for each in found.faults
    ]
    if body.dry_run:
        counts = {"recorded": len(found.wanted), "already": len(found.already)}
        return 200, BlockReportOut(dry_run=True, faults=faults, **counts)
    report = blocks.record_many_blocks(
        actor=actor(request.person),
        wanted=found.wanted,
        refused=len(faults),
        skip_refused=body.skip_refused,
        source=f"api:{request.person.staff_number}",
        at=at,
    )
    return 200, BlockReportOut(
        dry_run=False,
        recorded=len(report.recorded),
        already=len(found.already) + report.already,
        faults=faults,
    )


def _sorted(request: PersonRequest, body: BlockListIn) -> queries.Sorted:
    on = clock.today()
    rows, faults = [], []
    for number, each in enumerate(body.rows, start=1):
        fault = block_rows.span_fault(each.starts_on, each.ends_on)
        if fault is not None:
            faults.append(RowFault("", number, fault, f"{each.starts_on} – {each.ends_on}"))
            continue
        rows.append(
            BlockRow("", number, each.staff_number, "", each.kind, each.starts_on, each.ends_on)
        )
    named = access.named_people(request.person, [row.staff_number for row in rows], on=on)
    people = {person.staff_number: person for person in named.persons}
    return queries.sort(rows, people, faults=faults, on=on)


@router.post("/blocks/{uuid:block_id}/lift", response=BlockOut, auth=KEEPERS, url_name="lift_block")
def lift_block(request: PersonRequest, block_id: UUID, body: NothingIn) -> BlockOut:
    """Say that a block no longer holds."""
    row = access.block_for(request.person, block_id, on=clock.today())
    lifted = blocks.lift(actor=actor(request.person), block=row, at=clock.now())
    lifted.person = row.person
    return _block(lifted)


def _block(row: Block) -> BlockOut:
    return BlockOut(
        id=row.public_id,
        staff_number=row.person.staff_number,
        kind=BlockKind(row.kind),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        source=row.source,
        lifted_at=row.lifted_at,
    )
