"""Findings: lists, one, its history, and what can be done with it."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from academy.findings import access, kinds
from academy.findings.api import schemas as said
from academy.findings.enums import FindingState, FindingVerb
from academy.findings.models import Finding, FindingEntry
from academy.findings.operations import findings, inspections
from academy.findings.queries import findings as queries
from academy.findings.rules import deadlines
from academy.jobs.idempotency import HEADER, idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.people.models import Person
from academy.people.queries import units
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.paging import page_of
from academy.shared.problems import read_reply

router = Router(tags=["findings"])
ANYBODY = ApiDoor(Role.TRAINEE)
KEEPING = ApiDoor(*access.KEEPERS)
RECHECKING = ApiDoor(*access.RECHECKERS)


def _person(row: Person) -> said.FindingPersonOut:
    return said.FindingPersonOut(staff_number=row.staff_number, name=row.name)


def _out(row: Finding) -> said.FindingOut:
    names = ("kind", "title", "due_on", "state", "opened_at")
    ends = ("rectified_at", "recheck_due_on", "closed_at", "withdrawn_at")
    waits = row.state == FindingState.OPEN
    return said.FindingOut(
        id=row.public_id,
        kind_label=kinds.label_of(row.kind),
        unit=row.unit.code,
        person=_person(row.person) if row.person else None,
        owner=_person(row.owner),
        days_over=deadlines.days_over(row.due_on, clock.today()) if waits else 0,
        **{name: getattr(row, name) for name in (*names, *ends)},
    )


def _entry_out(row: FindingEntry, names: dict[str, str]) -> said.FindingEntryOut:
    return said.FindingEntryOut(
        id=row.public_id,
        owner=_person(row.owner) if row.owner else None,
        by=names.get(row.by, ""),
        **{name: getattr(row, name) for name in ("kind", "text", "due_on", "level", "at")},
    )


def _row(request: PersonRequest, verb: FindingVerb, finding_id: UUID) -> Finding:
    return access.finding_to(verb, request.person, finding_id, on=clock.today())


def _do(
    request: PersonRequest,
    verb: FindingVerb,
    finding_id: UUID,
    operation: Callable[..., Finding],
    body: said.Strict,
) -> said.FindingOut:
    """Do with a finding what the body says, if the verb is the person's."""
    row = _row(request, verb, finding_id)
    who = actor(request.person)
    return _out(operation(actor=who, finding=row, **body.model_dump(), at=clock.now()))


@router.get("/findings", response=said.FindingsOut, auth=ANYBODY, url_name="list_findings")
def list_findings(
    request: PersonRequest,
    state: FindingState | None = None,
    unit: str | None = None,
    kind: str = "",
    overdue: bool = False,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """Findings of one's units and one's own, by deadline; `unit` takes those below it in."""
    on = clock.today()
    chosen = None
    if unit is not None:
        nodes, scope = units.tree(on), access.scope_of(request.person, on=on)
        named = next((node.id for node in nodes if node.code == unit), None)
        if named is None or named not in scope:
            raise NotFound(field="unit")
        chosen = units.below([named], nodes)
    wanted = queries.Wanted(state=state, unit_ids=chosen, kind=kind, overdue=overdue)
    rows = queries.narrowed(access.findings_for(request.person, on=on), wanted, on=on)
    page = page_of(rows, key=("due_on", "pk"), cursor=cursor, limit=limit)
    items = [_out(row) for row in page.items]
    return read_reply(request, said.FindingsOut(items=items, next_cursor=page.next_cursor))


@router.post("/findings", response={201: said.FindingOut}, auth=RECHECKING, url_name="open_finding")
@idempotent
def open_finding(request: PersonRequest, body: said.OpenIn) -> tuple[int, said.FindingOut]:
    """Open a finding by hand, in one's own units, with its first evidence; its owner is told."""
    names = access.named(
        request.person, unit=body.unit, owner=body.owner, about=body.person, on=clock.today()
    )
    row = inspections.open_by_hand(
        actor=actor(request.person),
        # It outlives the kept reply: the same key stays the same finding.
        key=request.headers[HEADER],
        unit=names.unit,
        owner=names.owner,
        person=names.person,
        **body.model_dump(include={"title", "due_on", "evidence"}),
        at=clock.now(),
    )
    return 201, _out(row)


@router.get(
    "/findings/{uuid:finding_id}", response=said.FindingOut, auth=ANYBODY, url_name="get_finding"
)
def get_finding(request: PersonRequest, finding_id: UUID) -> HttpResponse:
    """One finding as it stands."""
    row = access.finding_for(request.person, finding_id, on=clock.today())
    return read_reply(request, _out(row))


@router.get(
    "/findings/{uuid:finding_id}/entries",
    response=said.FindingEntriesOut,
    auth=ANYBODY,
    url_name="list_finding_entries",
)
def list_finding_entries(request: PersonRequest, finding_id: UUID) -> HttpResponse:
    """The whole history of a finding."""
    row = access.finding_for(request.person, finding_id, on=clock.today())
    entries = queries.entries_of(row)
    names = queries.names_of(each.by for each in entries)
    items = [_entry_out(each, names) for each in entries]
    return read_reply(request, said.FindingEntriesOut(items=items))


@router.post(
    "/findings/{uuid:finding_id}/evidence",
    response={201: said.FindingEntryOut},
    auth=ANYBODY,
    url_name="add_finding_evidence",
)
@idempotent
def add_finding_evidence(
    request: PersonRequest, finding_id: UUID, body: said.EvidenceIn
) -> tuple[int, said.FindingEntryOut]:
    """Add to what is known."""
    row = _row(request, FindingVerb.ADD_EVIDENCE, finding_id)
    who = actor(request.person)
    made = findings.add_evidence(actor=who, finding=row, text=body.text, at=clock.now())
    return 201, _entry_out(made, {who.key: request.person.name})


@router.post(
    "/findings/{uuid:finding_id}/report",
    response=said.FindingOut,
    auth=ANYBODY,
    url_name="report_finding",
)
def report_finding(
    request: PersonRequest, finding_id: UUID, body: said.ReportIn
) -> said.FindingOut:
    """Report that it was put right."""
    return _do(request, FindingVerb.REPORT, finding_id, findings.report_rectified, body)


@router.post(
    "/findings/{uuid:finding_id}/assign",
    response=said.FindingOut,
    auth=RECHECKING,
    url_name="assign_finding",
)
def assign_finding(
    request: PersonRequest, finding_id: UUID, body: said.AssignIn
) -> said.FindingOut:
    """Give it another owner, of one's own units."""
    row = _row(request, FindingVerb.ASSIGN, finding_id)
    owner = access.owner_by_number(request.person, body.owner, on=clock.today())
    who = actor(request.person)
    return _out(
        findings.assign(actor=who, finding=row, owner=owner, reason=body.reason, at=clock.now())
    )


@router.post(
    "/findings/{uuid:finding_id}/extend",
    response=said.FindingOut,
    auth=KEEPING,
    url_name="extend_finding",
)
def extend_finding(
    request: PersonRequest, finding_id: UUID, body: said.ExtendIn
) -> said.FindingOut:
    """Move the deadline to a later day."""
    return _do(request, FindingVerb.EXTEND, finding_id, findings.extend, body)


@router.post(
    "/findings/{uuid:finding_id}/recheck",
    response=said.FindingOut,
    auth=RECHECKING,
    url_name="recheck_finding",
)
def recheck_finding(
    request: PersonRequest, finding_id: UUID, body: said.RecheckIn
) -> said.FindingOut:
    """Close what was reported, or open it again with a new deadline."""
    return _do(request, FindingVerb.PASS, finding_id, findings.recheck, body)


@router.post(
    "/findings/{uuid:finding_id}/withdraw",
    response=said.FindingOut,
    auth=RECHECKING,
    url_name="withdraw_finding",
)
def withdraw_finding(
    request: PersonRequest, finding_id: UUID, body: said.WithdrawIn
) -> said.FindingOut:
    """Take back what should not have been a finding."""
    return _do(request, FindingVerb.WITHDRAW, finding_id, findings.withdraw, body)
