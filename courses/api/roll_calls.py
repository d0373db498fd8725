"""Roll-calls: of which cohort, who is expected, taken, corrected, voided."""

from collections.abc import Mapping
from datetime import date
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
from courses.api import roll_call_schemas as said
from courses.api.schemas import ReasonIn
from courses.api.teaching_schemas import WallTime
from courses.enums.attendance import Presence
from courses.models import Cohort, RollCall
from courses.operations import roll_calls
from courses.queries import roll_calls as queries
from courses.rules.periods import Slot, Times
from courses.rules.roll_calls import Counts

router = Router(tags=["courses"])
STAFF = ApiDoor(*access.TEACHING)


def _facts(row: RollCall, counts: Counts) -> dict[str, object]:
    names = ("formation", "called_on", "begins", "ends", "hours", "recorded_at")
    return {
        "id": row.public_id,
        **{name: getattr(row, name) for name in (*names, "voided_at", "void_reason")},
        "expected": counts.expected,
        "here": counts.here,
        "by": {kind.value: number for kind, number in counts.by.items()},
    }


def _out(row: RollCall) -> said.RollCallWholeOut:
    lines = [
        said.RollCallLineOut(
            enrolment=line.enrolment.public_id,
            staff_number=line.enrolment.person.staff_number,
            person=line.enrolment.person.name,
            presence=Presence(line.presence),
            leave=line.leave.public_id if line.leave else None,
            revision=line.revision,
            reason=line.reason,
            recorded_at=line.recorded_at,
        )
        for line in queries.lines_of(row)
    ]
    facts = _facts(row, queries.counts_of([row])[row.pk])
    return said.RollCallWholeOut.model_validate({**facts, "lines": lines})


def _by_key(cohort: Cohort, given: Mapping[UUID, Presence]) -> dict[int, Presence]:
    """What is said, by the keys of places of the cohort."""
    places = cohort.enrolments.filter(public_id__in=list(given))
    keys = dict(places.values_list("public_id", "pk"))
    if len(keys) != len(given):
        raise NotFound(field="said")
    return {keys[each]: presence for each, presence in given.items()}


@router.get(
    "/cohorts/{uuid:cohort_id}/roll-calls",
    response=said.RollCallsOut,
    auth=STAFF,
    url_name="list_roll_calls",
)
def list_roll_calls(
    request: PersonRequest,
    cohort_id: UUID,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """The roll-calls of a cohort with their counts, the latest first; voided ones too."""
    cohort = access.taught_cohort_for(request.person, cohort_id, on=clock.today())
    key = ("called_on", "begins", "pk")
    rows = RollCall.objects.filter(cohort=cohort)
    page = page_of(rows, key=key, cursor=cursor, limit=limit, descending=True)
    counts = queries.counts_of(page.items)
    items = [said.RollCallOut.model_validate(_facts(row, counts[row.pk])) for row in page.items]
    return read_reply(request, said.RollCallsOut(items=items, next_cursor=page.next_cursor))


@router.get(
    "/cohorts/{uuid:cohort_id}/roll-calls/expected",
    response=said.ExpectedListOut,
    auth=STAFF,
    url_name="list_expected",
)
def list_expected(
    request: PersonRequest, cohort_id: UUID, called_on: date, begins: WallTime, ends: WallTime
) -> HttpResponse:
    """Who has to be there at some time, with what is taken to be so of each."""
    cohort = access.taught_cohort_for(request.person, cohort_id, on=clock.today())
    items = [
        said.ExpectedOut(
            enrolment=each.enrolment.public_id,
            staff_number=each.enrolment.person.staff_number,
            person=each.enrolment.person.name,
            default=each.default,
            leave=each.leave.public_id if each.leave else None,
        )
        for each in queries.expected(cohort, Slot(called_on, Times(begins, ends)))
    ]
    return read_reply(request, said.ExpectedListOut(items=items))


@router.post(
    "/cohorts/{uuid:cohort_id}/roll-calls",
    response={201: said.RollCallWholeOut},
    auth=STAFF,
    url_name="take_roll_call",
)
@idempotent
def take_roll_call(
    request: PersonRequest, cohort_id: UUID, body: said.RollCallIn
) -> tuple[int, said.RollCallWholeOut]:
    """Take the roll of a timetable cell or another formation; the same again is success."""
    cohort = access.taught_cohort_for(request.person, cohort_id, on=clock.today())
    row = roll_calls.take(
        actor=actor(request.person),
        cohort=cohort,
        formation=body.formation,
        slot=Slot(body.called_on, Times(body.begins, body.ends)),
        said=_by_key(cohort, body.said),
        at=clock.now(),
    )
    return 201, _out(row)


@router.get(
    "/roll-calls/{uuid:roll_call_id}",
    response=said.RollCallWholeOut,
    auth=STAFF,
    url_name="get_roll_call",
)
def get_roll_call(request: PersonRequest, roll_call_id: UUID) -> HttpResponse:
    """One roll-call with what it says of each."""
    row = access.roll_call_for(request.person, roll_call_id, on=clock.today())
    return read_reply(request, _out(row))


@router.post(
    "/roll-calls/{uuid:roll_call_id}/correct",
    response=said.RollCallWholeOut,
    auth=STAFF,
    url_name="correct_roll_call",
)
def correct_roll_call(
    request: PersonRequest, roll_call_id: UUID, body: said.RollCallCorrectionIn
) -> said.RollCallWholeOut:
    """Say otherwise of some people, with a reason; conduct follows."""
    row = access.roll_call_for(request.person, roll_call_id, on=clock.today())
    given = _by_key(row.cohort, body.said)
    who = actor(request.person)
    roll_calls.correct(actor=who, roll_call=row, said=given, reason=body.reason, at=clock.now())
    return _out(row)


@router.post(
    "/roll-calls/{uuid:roll_call_id}/void",
    response=said.RollCallWholeOut,
    auth=STAFF,
    url_name="void_roll_call",
)
def void_roll_call(
    request: PersonRequest, roll_call_id: UUID, body: ReasonIn
) -> said.RollCallWholeOut:
    """Let a roll-call that was taken by mistake count no more; its lines stay."""
    row = access.roll_call_for(request.person, roll_call_id, on=clock.today())
    who = actor(request.person)
    return _out(roll_calls.void(actor=who, roll_call=row, reason=body.reason, at=clock.now()))
