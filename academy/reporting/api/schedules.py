"""Reports sent on a timetable, over HTTP: made, changed, paused, and who got what."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from academy.jobs.idempotency import idempotent
from academy.notices.enums import DeliveryReason, DeliveryState
from academy.notices.queries import outcomes
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.reporting.access import READERS, scheduled
from academy.reporting.api.runs import CONTENT_TYPE, RunOut, file_reply, run_out
from academy.reporting.api.schemas import Code, PageQuery
from academy.reporting.enums import (
    Every,
    Form,
    ReceiptOutcome,
    RelativePeriod,
    RunState,
    ScheduleState,
)
from academy.reporting.models import Schedule, ScheduleSending
from academy.reporting.models.schedule import NAME_LENGTH
from academy.reporting.operations import schedules, sendings
from academy.reporting.operations.schedules import MOST_RECIPIENTS, Draft
from academy.reporting.reports import named
from academy.shared import clock
from academy.shared.paging import page_of
from academy.shared.problems import read_reply

router = Router(tags=["reports"])
DOOR = ApiDoor(*READERS)
MAKERS = ApiDoor(*scheduled.SCHEDULERS)


class ScheduleIn(Schema):
    """What to send, when, and to whom (staff numbers).

    `day` is that of the month (1 to 31; a shorter month has its turn on its last day) or of the
    week (1 is Monday), `hour` local. `unit` is a unit's code with all below it, "" all that the
    owner reads. `conditions` narrow the report by its parameters besides unit and days (`GET
    /reports` names them), in the words of its address. The facts are those up to the day before.
    """

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=NAME_LENGTH)]
    report: Annotated[str, Field(max_length=40)]
    form: Form
    relative: RelativePeriod
    unit: Code = ""
    conditions: dict[Code, Annotated[str, Field(max_length=40)]] = Field(
        default_factory=dict, max_length=20
    )
    every: Every
    day: Annotated[int, Field(ge=0, le=99)]
    hour: Annotated[int, Field(ge=0, le=99)]
    recipients: Annotated[list[Code], Field(max_length=2 * MOST_RECIPIENTS)]


class ScheduleOut(Schema):
    """A schedule; `next_due_at` is its next turn, if it is not paused."""

    id: UUID
    name: str
    report: str
    form: Form
    relative: RelativePeriod
    unit: str
    conditions: dict[str, str]
    every: Every
    day: int
    hour: int
    state: ScheduleState
    owner: str
    recipients: int
    next_due_at: datetime | None


class SchedulesOut(Schema):
    """One page of schedules, the newest first."""

    items: list[ScheduleOut]
    next_cursor: str | None


class SendingOut(Schema):
    """A turn of a schedule: `missed` earlier ones were passed over; `error` is why it failed."""

    id: UUID
    due_at: datetime
    missed: int
    state: RunState
    sent_at: datetime | None
    extract: UUID | None
    error: str


class SendingsOut(Schema):
    """One page of the turns of a schedule, the latest first."""

    items: list[SendingOut]
    next_cursor: str | None


class ReceiptOut(Schema):
    """What became of a recipient, of the notice, and of the mail about it."""

    staff_number: str
    name: str
    outcome: ReceiptOutcome
    at: datetime
    opened_at: datetime | None
    read_at: datetime | None
    mail: DeliveryState | None
    reason: DeliveryReason | None


class ReceiptsOut(Schema):
    """Who got a report that was sent, by pinyin."""

    items: list[ReceiptOut]


@router.get("/report-schedules", response=SchedulesOut, auth=DOOR, url_name="report_schedules")
def list_schedules(request: PersonRequest, query: Query[PageQuery]) -> HttpResponse:
    """What is sent on a timetable: one's own, or all for who reads over every unit."""
    rows = scheduled.schedules(request.person, clock.today())
    page = page_of(
        rows, key=("created_at", "pk"), cursor=query.cursor, limit=query.limit, descending=True
    )
    items = [_out(each, each.addressed) for each in page.items]  # type: ignore[attr-defined]  # annotated
    return read_reply(request, SchedulesOut(items=items, next_cursor=page.next_cursor))


@router.post(
    "/report-schedules", response={201: ScheduleOut}, auth=MAKERS, url_name="make_report_schedule"
)
@idempotent
def make_schedule(request: PersonRequest, body: ScheduleIn) -> tuple[int, ScheduleOut]:
    """Have a report sent on a timetable to people who may read it."""
    row = schedules.make(
        actor=actor(request.person),
        draft=_draft(body),
        language=get_language() or settings.LANGUAGE_CODE,
        at=clock.now(),
    )
    return 201, _out(row, row.recipients.count())


@router.put(
    "/report-schedules/{uuid:schedule_id}",
    response=ScheduleOut,
    auth=MAKERS,
    url_name="change_report_schedule",
)
def change_schedule(request: PersonRequest, schedule_id: UUID, body: ScheduleIn) -> ScheduleOut:
    """Change a schedule of one's own, recipients included."""
    row = scheduled.own_schedule(request.person, schedule_id)
    who = actor(request.person)
    row = schedules.change(actor=who, schedule=row, draft=_draft(body), at=clock.now())
    return _out(row, row.recipients.count())


@router.post(
    "/report-schedules/{uuid:schedule_id}/pause",
    response=ScheduleOut,
    auth=MAKERS,
    url_name="pause_report_schedule",
)
def pause_schedule(request: PersonRequest, schedule_id: UUID) -> ScheduleOut:
    """Send no more until it is resumed; paused already is success."""
    row = scheduled.schedule(request.person, schedule_id, clock.today())
    row = schedules.pause(actor=actor(request.person), schedule=row, at=clock.now())
    return _out(row, row.recipients.count())


@router.post(
    "/report-schedules/{uuid:schedule_id}/resume",
    response=ScheduleOut,
    auth=MAKERS,
    url_name="resume_report_schedule",
)
def resume_schedule(request: PersonRequest, schedule_id: UUID) -> ScheduleOut:
    """Send again, from the next turn on."""
    row = scheduled.schedule(request.person, schedule_id, clock.today())
    row = schedules.resume(actor=actor(request.person), schedule=row, at=clock.now())
    return _out(row, row.recipients.count())


@router.post(
    "/report-schedules/{uuid:schedule_id}/try",
    response={202: RunOut},
    auth=MAKERS,
    url_name="try_report_schedule",
)
@idempotent
def try_schedule(request: PersonRequest, schedule_id: UUID) -> tuple[int, RunOut]:
    """Make for oneself what a schedule of one's own would send now; nobody else is told."""
    row = scheduled.own_schedule(request.person, schedule_id)
    run = schedules.try_out(actor=actor(request.person), schedule=row, at=clock.now())
    return 202, run_out(run)


@router.get(
    "/report-schedules/{uuid:schedule_id}/sendings",
    response=SendingsOut,
    auth=DOOR,
    url_name="report_sendings",
)
def list_sendings(
    request: PersonRequest, schedule_id: UUID, query: Query[PageQuery]
) -> HttpResponse:
    """The turns of a schedule, the latest first."""
    today = clock.today()
    row = scheduled.schedule(request.person, schedule_id, today)
    page = page_of(
        scheduled.sendings(request.person, today).filter(schedule=row),
        key=("due_at", "pk"),
        cursor=query.cursor,
        limit=query.limit,
        descending=True,
    )
    items = [_sending(each) for each in page.items]
    return read_reply(request, SendingsOut(items=items, next_cursor=page.next_cursor))


@router.post(
    "/report-sendings/{uuid:sending_id}/retry",
    response=SendingOut,
    auth=MAKERS,
    url_name="retry_report_sending",
)
def retry_sending(request: PersonRequest, sending_id: UUID) -> SendingOut:
    """Try a turn again that was given up."""
    row = scheduled.sending(request.person, sending_id, clock.today())
    return _sending(sendings.retry(actor=actor(request.person), sending=row, at=clock.now()))


@router.get(
    "/report-sendings/{uuid:sending_id}/receipts",
    response=ReceiptsOut,
    auth=DOOR,
    url_name="report_receipts",
)
def list_receipts(request: PersonRequest, sending_id: UUID) -> HttpResponse:
    """Who got a report that was sent."""
    row = scheduled.sending(request.person, sending_id, clock.today())
    return read_reply(request, ReceiptsOut(items=_receipts(row)))


@router.get(
    "/report-sendings/{uuid:sending_id}/file",
    auth=DOOR,
    url_name="report_sending_file",
    openapi_extra={
        "responses": {
            200: {"content": {each.partition(";")[0]: {} for each in CONTENT_TYPE.values()}}
        }
    },
)
def sending_file(request: PersonRequest, sending_id: UUID) -> HttpResponseBase:
    """The report that was sent, for who was told of it or looks after it, and may read it now."""
    found = scheduled.received(request.person, sending_id, clock.today())
    if found.receipt is not None:
        sendings.opened(receipt=found.receipt, at=clock.now())
    return file_reply(request, found.run)


def _draft(body: ScheduleIn) -> Draft:
    return Draft(
        name=body.name,
        spec=named(body.report),
        form=body.form,
        relative=body.relative,
        unit=body.unit,
        every=body.every,
        day=body.day,
        hour=body.hour,
        recipients=body.recipients,
        conditions={name: text for name, text in body.conditions.items() if text},
    )


def _out(row: Schedule, recipients: int) -> ScheduleOut:
    return ScheduleOut(
        id=row.public_id,
        name=row.name,
        report=row.report,
        form=Form(row.form),
        relative=RelativePeriod(row.relative),
        unit=row.unit,
        conditions=row.conditions,
        every=Every(row.every),
        day=row.day,
        hour=row.hour,
        state=ScheduleState(row.state),
        owner=row.owner.staff_number,
        recipients=recipients,
        next_due_at=row.next_due_at if row.state == ScheduleState.ACTIVE else None,
    )


def _sending(row: ScheduleSending) -> SendingOut:
    extract = row.run.extract if row.run else None
    return SendingOut(
        id=row.public_id,
        due_at=row.due_at,
        missed=row.missed,
        state=row.state,
        sent_at=row.sent_at,
        extract=extract.public_id if extract else None,
        error=row.job.error if row.state is RunState.FAILED else "",
    )


def _receipts(row: ScheduleSending) -> list[ReceiptOut]:
    rows = row.receipts.select_related("person").order_by("person__pinyin_key", "pk")
    receipts = list(rows)
    became = outcomes.outcomes([each.person_id for each in receipts], row.notice_key)
    found = []
    for each in receipts:
        outcome = became.get(each.person_id)
        found.append(
            ReceiptOut(
                staff_number=each.person.staff_number,
                name=each.person.name,
                outcome=ReceiptOutcome(each.outcome),
                at=each.at,
                opened_at=each.opened_at,
                read_at=outcome.read_at if outcome else None,
                mail=outcome.mail if outcome else None,
                reason=outcome.reason if outcome else None,
            )
        )
    return found
