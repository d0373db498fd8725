"""What a sitting ticket opens: one function for each route, for the lane and for ninja alike.

Each is handed the request, the ticket and the body as read, and gives a finished response.
"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from academy.shared import clock
from academy.shared.problems import with_etag
from exams.access import Ticket
from exams.api import candidate_replies as replies
from exams.api import circumstances
from exams.api.candidate_schemas import HandInIn, LeaseIn, PulseIn, SaveIn, StartIn
from exams.enums import SittingState
from exams.errors import SittingClosed, SittingNotStarted, SittingVoided
from exams.models import Sitting
from exams.operations import leases, pulses, responses, sittings
from exams.queries.papers import sheet_of
from exams.rules import timing
from exams.rules.candidate import with_order
from exams.rules.transitions import RUNNING, WAITING

_JSON = "application/json"


def _answer(body: BaseModel) -> HttpResponse:
    return HttpResponse(body.model_dump_json(), content_type=_JSON)


def start(request: HttpRequest, ticket: Ticket, body: StartIn) -> HttpResponse:
    """Open the sitting, or go on with it."""
    at = clock.database_now()
    row = sittings.start(
        actor=ticket.actor,
        sitting=ticket,
        client=body.client,
        circumstances=circumstances.of(request),
        at=at,
    )
    return _answer(replies.sitting(row, body.client, at))


def take_lease(request: HttpRequest, ticket: Ticket, body: LeaseIn) -> HttpResponse:
    """Get the lease, or take it from another page."""
    at = clock.database_now()
    row = leases.take(
        actor=ticket.actor,
        sitting=ticket,
        client=body.client,
        take_over=body.take_over,
        circumstances=circumstances.of(request, body.code),
        at=at,
    )
    return _answer(replies.lease(row, at))


def get_paper(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """The paper in this person's own order, while the sitting runs."""
    sitting = _running(ticket)[0]
    sheet = sheet_of(sitting.paper_id)
    text = with_order(sheet.candidate, sheet.order(sitting.seed))
    return with_etag(request, HttpResponse(text, content_type=_JSON))


def get_responses(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """What the server holds of the sitting while it runs."""
    text = replies.saved(*_running(ticket)).model_dump_json()
    return with_etag(request, HttpResponse(text, content_type=_JSON))


def _running(ticket: Ticket) -> tuple[Sitting, datetime]:
    sitting, at = Sitting.objects.get(pk=ticket.pk), clock.database_now()
    state = timing.state_at(SittingState(sitting.state), deadline_at=sitting.deadline_at, at=at)
    if state in WAITING:
        raise SittingNotStarted
    if state is SittingState.VOIDED:
        raise SittingVoided
    if state not in RUNNING:
        raise SittingClosed(last_sequence=sitting.last_sequence)
    return sitting, at


def save_responses(request: HttpRequest, ticket: Ticket, body: SaveIn) -> HttpResponse:
    """Save one or several answers."""
    receipt = responses.save(
        actor=ticket.actor,
        sitting=ticket,
        sequence=body.sequence,
        lease=body.lease,
        answers=body.answers,
    )
    return HttpResponse(replies.receipt(ticket.public_id, receipt), content_type=_JSON)


def pulse(request: HttpRequest, ticket: Ticket, body: PulseIn) -> HttpResponse:
    """Say that the page is there, and hear how things stand."""
    told = pulses.pulse(sitting=ticket, seen=body.seen, at=clock.database_now())
    return _answer(replies.pulse(told, body.lease))


def hand_in(request: HttpRequest, ticket: Ticket, body: HandInIn) -> HttpResponse:
    """End the sitting."""
    result = sittings.hand_in(
        actor=ticket.actor, sitting=ticket, lease=body.lease, at=clock.database_now()
    )
    if result.sitting is None:
        raise AssertionError("a result of a sitting names it")
    return _answer(replies.handed_in(result.sitting))
