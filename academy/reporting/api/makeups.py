"""Make-up training: who has what to make up, one with its history, letting somebody off."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from academy.findings.queries.findings import names_of
from academy.findings.rules.deadlines import days_over
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.reporting import access
from academy.reporting.api import makeup_schemas as said
from academy.reporting.enums import MakeUpState
from academy.reporting.models import MakeUp
from academy.reporting.operations import makeups
from academy.reporting.queries import makeup_next
from academy.reporting.queries import makeups as queries
from academy.reporting.queries.makeups import Wanted
from academy.shared import clock
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from courses.enums import EnrolmentState

router = Router(tags=["reports"])
ANYBODY = ApiDoor(Role.TRAINEE)
KEEPERS = ApiDoor(*access.MAKE_UP_KEEPERS)


@router.get("/reports/make-ups", response=said.MakeUpsOut, auth=ANYBODY, url_name="list_make_ups")
def list_make_ups(request: PersonRequest, query: Query[said.MakeUpsQuery]) -> HttpResponse:
    """Make-ups of one's units and one's own, those due first first."""
    on = clock.today()
    reach = access.make_up_reach(request.person, on)
    wanted = Wanted(
        state=query.state,
        cause=query.cause,
        units=reach.within.narrowed(query.unit) if query.unit else None,
        course=query.course,
        overdue=query.overdue,
    )
    rows = queries.narrowed(reach.rows, wanted, on=on)
    page = page_of(rows, key=("due_on", "pk"), cursor=query.cursor, limit=query.limit)
    items = [said.MakeUpOut(**_facts(row, on)) for row in page.items]
    return read_reply(request, said.MakeUpsOut(items=items, next_cursor=page.next_cursor))


@router.get(
    "/reports/make-ups/{uuid:make_up_id}",
    response=said.MakeUpDetailOut,
    auth=ANYBODY,
    url_name="get_make_up",
)
def get_make_up(request: PersonRequest, make_up_id: UUID) -> HttpResponse:
    """One make-up with its history."""
    on = clock.today()
    row = access.make_up_reach(request.person, on).one(make_up_id)
    return read_reply(request, _detail(row, on))


@router.post(
    "/reports/make-ups/{uuid:make_up_id}/withdraw",
    response=said.MakeUpDetailOut,
    auth=KEEPERS,
    url_name="withdraw_make_up",
)
def withdraw_make_up(
    request: PersonRequest, make_up_id: UUID, body: said.MakeUpWithdrawIn
) -> said.MakeUpDetailOut:
    """Let somebody off, for a reason; withdrawn already is success."""
    on = clock.today()
    row = access.make_up_to_withdraw(request.person, make_up_id, on)
    who = actor(request.person)
    done = makeups.withdraw(actor=who, make_up=row, reason=body.reason, at=clock.now())
    return _detail(done, on)


def _facts(row: MakeUp, on: date) -> dict[str, Any]:
    names = ("cause", "caused_at", "due_on", "state", "opened_at", "ended_at")
    return {
        "id": row.public_id,
        "staff_number": row.person.staff_number,
        "name": row.person.name,
        "unit": row.unit.code,
        "course": row.course.code,
        "course_name": row.course.name,
        "days_over": days_over(row.due_on, on) if row.state == MakeUpState.OPEN else 0,
        **{name: getattr(row, name) for name in names},
    }


def _detail(row: MakeUp, on: date) -> said.MakeUpDetailOut:
    events = queries.events_of(row)
    names = names_of(each.by for each in events)
    lines = [
        said.MakeUpEventOut(
            id=each.public_id,
            by=names.get(each.by, ""),
            **{name: getattr(each, name) for name in ("kind", "level", "text", "at")},
        )
        for each in events
    ]
    return said.MakeUpDetailOut(**_facts(row, on), next_cohort=_next(row), events=lines)


def _next(row: MakeUp) -> said.MakeUpCohortOut | None:
    if row.state != MakeUpState.OPEN:
        return None
    found = makeup_next.next_of(row, clock.now())
    if found is None:
        return None
    return said.MakeUpCohortOut(
        nominate_until_at=makeup_next.nominate_until(found.cohort),
        enrolment=EnrolmentState(found.place.state) if found.place else None,
        **{name: getattr(found.cohort, name) for name in ("name", "starts_on", "ends_on")},
    )
