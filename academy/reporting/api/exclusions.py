"""Named exclusions over HTTP: listed, asked for, decided, taken back."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.models import Person
from academy.reporting import access
from academy.reporting.access import ExclusionReach
from academy.reporting.api import exclusion_schemas as said
from academy.reporting.enums import ExclusionReason, ExclusionState
from academy.reporting.models import Exclusion
from academy.reporting.operations import exclusions
from academy.reporting.operations.exclusions import Draft
from academy.reporting.queries import exclusion_lists
from academy.reporting.queries import exclusions as queries
from academy.reporting.queries.exclusions import Wanted
from academy.reporting.rules import exclusion_rows
from academy.reporting.rules.exclusion_rows import ExclusionRow, RowFault
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.paging import page_of
from academy.shared.problems import read_reply

router = Router(tags=["reports"])
READERS = ApiDoor(*access.READERS)
ASKERS = ApiDoor(*access.EXCLUSION_ASKERS)
DECIDERS = ApiDoor(*access.EXCLUSION_DECIDERS)


@router.get(
    "/reports/exclusions", response=said.ExclusionsOut, auth=READERS, url_name="list_exclusions"
)
def list_exclusions(request: PersonRequest, query: Query[said.ExclusionsQuery]) -> HttpResponse:
    """Who is not counted, or is asked not to be, the latest request first."""
    reach = access.exclusion_reach(request.person, clock.today())
    wanted = Wanted(
        state=query.state,
        reason=query.reason,
        units=reach.within.narrowed(query.unit) if query.unit else None,
        on=query.on,
        text=query.q.strip(),
    )
    rows = queries.narrowed(reach.rows, wanted, open_units=reach.within.scope)
    page = page_of(
        rows.select_related(*queries.SHOWN),
        key=("asked_at", "pk"),
        cursor=query.cursor,
        limit=query.limit,
        descending=True,
    )
    items = [_out(row, reach) for row in page.items]
    return read_reply(request, said.ExclusionsOut(items=items, next_cursor=page.next_cursor))


@router.post(
    "/reports/exclusions",
    response={201: said.ExclusionOut},
    auth=ASKERS,
    url_name="ask_exclusion",
)
@idempotent
def ask_exclusion(request: PersonRequest, body: said.ExclusionIn) -> tuple[int, said.ExclusionOut]:
    """Ask that somebody not be counted on some days."""
    at = clock.now()
    on = clock.local_date(at)
    people = access.people_to_exclude(request.person, [body.staff_number], on=on)
    if not people:
        raise NotFound(field="staff_number")
    (person,) = people.values()
    draft = Draft(
        person=person,
        reason=body.reason,
        starts_on=body.valid_from,
        until_on=body.valid_until,
        evidence=body.evidence,
        words=body.words,
        track=queries.track_of(body.track),
    )
    row = exclusions.ask(actor=actor(request.person), draft=draft, at=at)
    return 201, _out(row, access.exclusion_reach(request.person, on))


@router.post(
    "/reports/exclusions/list",
    response=said.ExclusionReportOut,
    auth=ASKERS,
    url_name="ask_exclusions",
)
@idempotent
def ask_exclusions(
    request: PersonRequest, body: said.ExclusionListIn
) -> tuple[int, said.ExclusionReportOut]:
    """Try a list, or ask for it: all of it or nothing."""
    found = _sorted(request, body)
    faults = [
        said.ExclusionFaultOut(row=each.number, fault=each.fault, shown=each.shown)
        for each in found.faults
    ]
    asked, already = len(found.wanted), len(found.already)
    if not body.dry_run:
        report = exclusions.ask_many(
            actor=actor(request.person),
            drafts=exclusions.drafts(found.wanted),
            refused=len(faults),
            skip_refused=body.skip_refused,
            at=clock.now(),
        )
        asked, already = len(report.asked), already + report.already
    return 200, said.ExclusionReportOut(
        dry_run=body.dry_run, asked=asked, already=already, faults=faults
    )


@router.post(
    "/reports/exclusions/decide",
    response=said.ExclusionsDecidedOut,
    auth=DECIDERS,
    url_name="decide_exclusions",
)
def decide_exclusions(request: PersonRequest, body: said.DecisionIn) -> said.ExclusionsDecidedOut:
    """Grant or refuse requests, all or none, as a second person."""
    on = clock.today()
    rows = access.chosen_exclusions(request.person, body.exclusions, on=on)
    done = exclusions.decide(
        actor=actor(request.person),
        exclusions=rows,
        grant=body.grant,
        words=body.words,
        at=clock.now(),
    )
    reach = access.exclusion_reach(request.person, on)
    return said.ExclusionsDecidedOut(items=[_out(row, reach) for row in done])


@router.post(
    "/reports/exclusions/{uuid:exclusion_id}/withdraw",
    response=said.ExclusionOut,
    auth=ASKERS,
    url_name="withdraw_exclusion",
)
def withdraw_exclusion(
    request: PersonRequest, exclusion_id: UUID, body: said.TakenBackIn
) -> said.ExclusionOut:
    """Take back one's own request before it is decided."""
    reach = access.exclusion_reach(request.person, clock.today())
    row = reach.one(exclusion_id)
    who = actor(request.person)
    done = exclusions.withdraw(actor=who, exclusion=row, reason=body.reason, at=clock.now())
    return _out(done, reach)


@router.post(
    "/reports/exclusions/{uuid:exclusion_id}/revoke",
    response=said.ExclusionOut,
    auth=DECIDERS,
    url_name="revoke_exclusion",
)
def revoke_exclusion(
    request: PersonRequest, exclusion_id: UUID, body: said.TakenBackIn
) -> said.ExclusionOut:
    """Let a granted exclusion no longer hold; what was known before stays known."""
    on = clock.today()
    (row,) = access.chosen_exclusions(request.person, [exclusion_id], on=on)
    who = actor(request.person)
    done = exclusions.revoke(actor=who, exclusion=row, reason=body.reason, at=clock.now())
    return _out(done, access.exclusion_reach(request.person, on))


def _sorted(request: PersonRequest, body: said.ExclusionListIn) -> exclusion_lists.Sorted:
    rows: list[ExclusionRow] = []
    faults: list[RowFault] = []
    for number, each in enumerate(body.rows, start=1):
        row = ExclusionRow(
            sheet="",
            number=number,
            staff_number=each.staff_number.strip(),
            name="",
            reason=each.reason,
            starts_on=each.valid_from,
            until_on=each.valid_until,
            track=each.track,
            evidence=each.evidence,
            words=each.words,
        )
        fault = exclusion_rows.checked(row)
        if fault is None:
            rows.append(row)
        else:
            faults.append(fault)
    numbers = [row.staff_number for row in rows]
    people = access.people_to_exclude(request.person, numbers, on=clock.today())
    return exclusion_lists.sort(rows, people, faults=faults)


def _number(person: Person | None) -> str | None:
    return person.staff_number if person else None


def _out(row: Exclusion, reach: ExclusionReach) -> said.ExclusionOut:
    shown = reach.discloses(row)
    return said.ExclusionOut(
        id=row.public_id,
        staff_number=row.person.staff_number,
        name=row.person.name,
        unit=row.unit.code,
        track=row.track.code if row.track else "",
        disclosed=shown,
        reason=ExclusionReason(row.reason) if shown else None,
        words=row.words if shown else None,
        evidence=row.evidence if shown else None,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        state=ExclusionState(row.state),
        asked_by=row.asked_by.staff_number,
        asked_at=row.asked_at,
        decided_by=_number(row.decided_by),
        decided_at=row.decided_at,
        decision=row.decision if shown else None,
        taken_back_by=_number(row.taken_back_by),
        taken_back_at=row.taken_back_at,
        taken_back_reason=row.taken_back_reason if shown else None,
    )
