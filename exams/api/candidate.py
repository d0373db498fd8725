"""What a candidate does: see exams, check in, start, read the paper, save, hand in, see the result.

Routes that the sitting ticket opens are answered by the lane before they get here; what stands
here documents them, and answers whoever comes without a ticket.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.problems import with_etag
from exams import access, signing
from exams.access import TicketDoor, TicketRequest, own_ticket
from exams.api import candidate_replies as replies
from exams.api import circumstances, ticketed
from exams.api.candidate_schemas import (
    CheckedInOut,
    CheckInIn,
    HandInIn,
    HandInOut,
    LeaseIn,
    LeaseOut,
    MyExamsOut,
    MyResultOut,
    PublicKeysOut,
    PulseIn,
    PulseOut,
    ReceiptOut,
    SavedOut,
    SaveIn,
    SittingOut,
    StartIn,
)
from exams.errors import ResultNotReleased
from exams.operations import entry
from exams.queries.mine import my_exams

router = Router(tags=["exams"])
TRAINEE = ApiDoor(Role.TRAINEE)
TICKET = TicketDoor()
_JSON = "application/json"
_SITTING = "/me/sittings/{uuid:sitting_id}"


def _read(request: HttpRequest, text: str) -> HttpResponse:
    return with_etag(request, HttpResponse(text, content_type=_JSON))


@router.get("/me/exams", response=MyExamsOut, auth=TRAINEE, url_name="my_exams")
def list_my_exams(request: PersonRequest) -> HttpResponse:
    """The signed-in person's exams, the latest first."""
    mine = my_exams(request.person, at=clock.now())
    return _read(request, replies.my_exams(mine).model_dump_json())


@router.post(
    "/me/exams/{uuid:exam_id}/check-in",
    response=CheckedInOut,
    auth=TRAINEE,
    url_name="check_in",
)
def check_in(request: PersonRequest, exam_id: UUID, body: CheckInIn) -> HttpResponse:
    """Take one's place at the exam; again, also from another computer, is the same place."""
    person = request.person
    exam = access.exam_for_trainee(person, exam_id)
    at = clock.database_now()
    place = entry.check_in(
        actor=actor(person),
        exam=exam,
        person=person,
        circumstances=circumstances.of(request, body.code),
        at=at,
    )
    told = replies.checked_in(place, exam, access.issue_ticket(place, person), at)
    return HttpResponse(told.model_dump_json(), content_type=_JSON)


@router.post(f"{_SITTING}/start", response=SittingOut, auth=TICKET, url_name="start_sitting")
def start_sitting(request: TicketRequest, sitting_id: UUID, body: StartIn) -> HttpResponse:
    """Start the exam, or go on with the sitting that runs."""
    return ticketed.start(request, own_ticket(request, sitting_id), body)


@router.post(f"{_SITTING}/lease", response=LeaseOut, auth=TICKET, url_name="take_lease")
def take_lease(request: TicketRequest, sitting_id: UUID, body: LeaseIn) -> HttpResponse:
    """Get the lease to write; another page loses it only if that is asked for."""
    return ticketed.take_lease(request, own_ticket(request, sitting_id), body)


@router.get(f"{_SITTING}/paper", auth=TICKET, url_name="get_paper")
def get_paper(request: TicketRequest, sitting_id: UUID) -> HttpResponse:
    """The paper in this person's own order, while the sitting runs."""
    return ticketed.get_paper(request, own_ticket(request, sitting_id))


@router.get(f"{_SITTING}/responses", response=SavedOut, auth=TICKET, url_name="get_responses")
def get_responses(request: TicketRequest, sitting_id: UUID) -> HttpResponse:
    """What the server holds of the sitting, to go on from on any computer."""
    return ticketed.get_responses(request, own_ticket(request, sitting_id))


@router.put(f"{_SITTING}/responses", response=ReceiptOut, auth=TICKET, url_name="save_responses")
def save_responses(request: TicketRequest, sitting_id: UUID, body: SaveIn) -> HttpResponse:
    """Save one or several answers; the same sequence and answers give the same receipt."""
    return ticketed.save_responses(request, own_ticket(request, sitting_id), body)


@router.post(f"{_SITTING}/pulse", response=PulseOut, auth=TICKET, url_name="pulse")
def pulse(request: TicketRequest, sitting_id: UUID, body: PulseIn) -> HttpResponse:
    """Say that the page is there; hear of state, deadline, lease and announcements."""
    return ticketed.pulse(request, own_ticket(request, sitting_id), body)


@router.post(f"{_SITTING}/hand-in", response=HandInOut, auth=TICKET, url_name="hand_in_sitting")
def hand_in_sitting(request: TicketRequest, sitting_id: UUID, body: HandInIn) -> HttpResponse:
    """End the sitting; once more gives the same reply."""
    return ticketed.hand_in(request, own_ticket(request, sitting_id), body)


@router.get("/receipts/key", response=PublicKeysOut, auth=None, url_name="receipt_keys")
def receipt_keys(request: HttpRequest) -> PublicKeysOut:
    """The public keys by which anybody can check a receipt, as a JWKS."""
    return PublicKeysOut(**signing.public_keys())


@router.get(
    "/me/sittings/{uuid:sitting_id}/result",
    response=MyResultOut,
    auth=TRAINEE,
    url_name="get_my_result",
)
def get_my_result(request: PersonRequest, sitting_id: UUID) -> HttpResponse:
    """The result of one's own sitting, once released."""
    sitting = access.sitting_for_trainee(request.person, sitting_id)
    result = access.result_for_trainee(request.person, sitting)
    if result is None:
        raise ResultNotReleased
    return _read(request, replies.result(sitting, result).model_dump_json())
