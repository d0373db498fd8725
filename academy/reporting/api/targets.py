"""What units are to reach, over HTTP: read as of any day, set from today on, who set what."""

from collections import Counter
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.reporting import access
from academy.reporting.access import DASHBOARD, TARGET_KEEPERS, Reach
from academy.reporting.api.schemas import Code
from academy.reporting.enums import GoalSource, TargetFigure
from academy.reporting.operations import targets as operations
from academy.reporting.operations.targets import WHOLE, Plan
from academy.reporting.queries import targets as queries
from academy.shared import clock
from academy.shared.errors import InputInvalid
from academy.shared.paging import page_of
from academy.shared.problems import read_reply

router = Router(tags=["reports"])


class TargetsQuery(Schema):
    """Which figure's targets, on which day (today)."""

    figure: TargetFigure = TargetFigure.HOURS
    on: date | None = None


class TargetOut(Schema):
    """What a unit ("" is the whole bureau) is to reach, in per cent, and where that comes from.

    `own` is its own target, null if it has none; `target` what it is measured by.
    """

    unit: str
    name: str
    own: int | None
    target: int | None
    source: GoalSource


class TargetsOut(Schema):
    """What is to be reached on a day, as known by its end, units in official order."""

    figure: TargetFigure
    on: date
    items: list[TargetOut]


class RateIn(Schema):
    """A unit's code ("" is the whole bureau), and its rate; null is none of its own any more."""

    model_config = ConfigDict(extra="forbid")

    unit: Code
    rate: Annotated[int, Field(ge=-9999, le=9999)] | None


class TargetsIn(Schema):
    """Targets of one figure from a day on, which is today or later."""

    model_config = ConfigDict(extra="forbid")

    figure: TargetFigure
    valid_from: date
    rates: Annotated[list[RateIn], Field(min_length=1, max_length=1000)]


class ChangesQuery(TargetsQuery):
    """Which figure, and which page of the list."""

    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


class TargetChangeOut(Schema):
    """One target that was set; `unit` is "" for the whole bureau, `set_by` a staff number."""

    id: UUID
    unit: str
    valid_from: date
    rate: int | None
    set_by: str
    recorded_at: datetime


class TargetChangesOut(Schema):
    """One page of what was set, the latest first."""

    items: list[TargetChangeOut]
    next_cursor: str | None


@router.get(
    "/report-targets", response=TargetsOut, auth=ApiDoor(*DASHBOARD), url_name="report_targets"
)
def list_targets(request: PersonRequest, query: Query[TargetsQuery]) -> HttpResponse:
    """What the units in reach are to reach."""
    on = query.on or clock.today()
    within = access.reach(request.person, on, DASHBOARD)
    return read_reply(request, _said(query.figure, on, within))


@router.post(
    "/report-targets",
    response={201: TargetsOut},
    auth=ApiDoor(*TARGET_KEEPERS),
    url_name="set_report_targets",
)
@idempotent
def set_targets(request: PersonRequest, body: TargetsIn) -> tuple[int, TargetsOut]:
    """Set targets of many units at once; what holds already is not set again."""
    twice = [unit for unit, often in Counter(each.unit for each in body.rates).items() if often > 1]
    if twice:
        raise InputInvalid(field="rates", reason=f"{twice[0]!r} × 2")
    plan = Plan(body.figure, body.valid_from, {each.unit: each.rate for each in body.rates})
    operations.set_rates(actor=actor(request.person), plan=plan, at=clock.now())
    within = access.reach(request.person, clock.today(), TARGET_KEEPERS)
    return 201, _said(body.figure, body.valid_from, within)


@router.get(
    "/report-targets/changes",
    response=TargetChangesOut,
    auth=ApiDoor(*DASHBOARD),
    url_name="report_target_changes",
)
def list_changes(request: PersonRequest, query: Query[ChangesQuery]) -> HttpResponse:
    """Who set what for the units in reach and the whole bureau."""
    within = access.reach(request.person, clock.today(), DASHBOARD)
    page = page_of(
        queries.changes(query.figure, within.scope),
        key=("recorded_at", "pk"),
        cursor=query.cursor,
        limit=query.limit,
        descending=True,
    )
    items = [
        TargetChangeOut(
            id=each.public_id,
            unit=each.unit.code if each.unit else WHOLE,
            valid_from=each.valid_from,
            rate=each.rate,
            set_by=each.set_by.staff_number,
            recorded_at=each.recorded_at,
        )
        for each in page.items
    ]
    return read_reply(request, TargetChangesOut(items=items, next_cursor=page.next_cursor))


def _said(figure: TargetFigure, on: date, within: Reach) -> TargetsOut:
    goals = queries.goals(figure, on, within.every)
    places = [(each.id, each.code, each.name) for each in within.choices if not each.ended]
    items = []
    for unit, code, name in [(None, WHOLE, ""), *places]:
        goal = goals.of(unit)
        items.append(
            TargetOut(
                unit=code,
                name=name,
                own=goals.rates.get(unit),
                target=goal.rate,
                source=goal.source,
            )
        )
    return TargetsOut(figure=figure, on=on, items=items)
