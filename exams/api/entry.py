"""What exam staff do before and at the door: rooms, rules of the day, seats, entry codes."""

from dataclasses import asdict, fields
from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.people.queries import units
from academy.shared import clock
from academy.shared.problems import read_reply
from exams import access
from exams.api.candidate_schemas import EmptyIn
from exams.api.entry_schemas import (
    AssignedOut,
    CodeIn,
    CodeOut,
    CodesOut,
    PolicyIn,
    PolicyOut,
    RoomIn,
    RoomOut,
    RoomsOut,
    SeatIn,
    SeatOut,
    SeatsIn,
    SeatsOut,
)
from exams.enums import SittingState
from exams.models import Exam, Policy, Room
from exams.operations import codes, policies, rooms, seating
from exams.queries import rooms as room_queries
from exams.queries.policies import policy_of, terms_of
from exams.rules.entry import Terms

router = Router(tags=["exams"])
ADMIN = ApiDoor(Role.ACADEMY_ADMIN)
STAFF = ApiDoor(*access.STAFF)


@router.get("/rooms", response=RoomsOut, auth=STAFF, url_name="list_rooms")
def list_rooms(request: PersonRequest) -> HttpResponse:
    """All rooms, those in use first."""
    rows = room_queries.with_use(at=clock.now())
    return read_reply(request, RoomsOut(items=[_room(row) for row in rows]))


def _room(row: Room) -> RoomOut:
    return RoomOut(
        id=row.public_id,
        name=row.name,
        capacity=row.capacity,
        networks=row.networks,
        separate=row.separate,
        retired_at=row.retired_at,
    )


@router.post("/rooms", response={201: RoomOut}, auth=ADMIN, url_name="open_room")
@idempotent
def open_room(request: PersonRequest, body: RoomIn) -> tuple[int, RoomOut]:
    """Open a room."""
    row = rooms.open_(actor=actor(request.person), at=clock.now(), **body.model_dump())
    return 201, _room(row)


@router.put("/rooms/{uuid:room_id}", response=RoomOut, auth=ADMIN, url_name="change_room")
def change_room(request: PersonRequest, room_id: UUID, body: RoomIn) -> RoomOut:
    """Give a room other particulars."""
    row = access.room_for_staff(room_id)
    who = actor(request.person)
    return _room(rooms.change(actor=who, room=row, at=clock.now(), **body.model_dump()))


@router.post("/rooms/{uuid:room_id}/retire", response=RoomOut, auth=ADMIN, url_name="retire_room")
def retire_room(request: PersonRequest, room_id: UUID, body: EmptyIn) -> RoomOut:
    """Take a room out of use; once more changes nothing."""
    row = access.room_for_staff(room_id)
    return _room(rooms.retire(actor=actor(request.person), room=row, at=clock.now()))


@router.get("/exams/{uuid:exam_id}/policy", response=PolicyOut, auth=ADMIN, url_name="get_policy")
def get_policy(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """An exam's rules of the day."""
    exam = access.exam_for_staff(exam_id)
    return read_reply(request, _policy(exam, policy_of(exam)))


def _policy(exam: Exam, row: Policy) -> PolicyOut:
    return PolicyOut(exam=exam.public_id, set_at=row.set_at, **asdict(terms_of(row)))


@router.put("/exams/{uuid:exam_id}/policy", response=PolicyOut, auth=ADMIN, url_name="set_policy")
def set_policy(request: PersonRequest, exam_id: UUID, body: PolicyIn) -> PolicyOut:
    """Replace an exam's rules of the day."""
    exam = access.exam_for_staff(exam_id)
    values = {each.name: getattr(body, each.name) for each in fields(Terms)}
    keys = {name: tuple(values[name]) for name in ("config_keys", "exam_keys")}
    row = policies.set_(
        actor=actor(request.person),
        exam=exam,
        terms=Terms(**values | keys),
        reason=body.reason,
        at=clock.database_now(),
    )
    return _policy(exam, row)


@router.get("/exams/{uuid:exam_id}/seats", response=SeatsOut, auth=STAFF, url_name="list_seats")
def list_seats(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """Who sits where, of the people one may see."""
    exam, today = access.exam_for_staff(exam_id), clock.today()
    people = room_queries.seated(
        exam, access.board_units(request.person, today), units.tree(today), at=clock.now()
    )
    items = [_seat(each) for plan in room_queries.by_room(people) for each in plan.people]
    return read_reply(request, SeatsOut(exam=exam.public_id, items=items))


def _seat(row: room_queries.Seated) -> SeatOut:
    return SeatOut(
        sitting=row.sitting.public_id,
        staff_number=row.staff_number,
        name=row.name,
        unit=row.unit,
        state=SittingState(row.sitting.state),
        room=row.room.public_id if row.room else None,
        room_name=row.room.name if row.room else "",
        seat=row.seat,
        separate=row.separate,
    )


@router.post(
    "/exams/{uuid:exam_id}/seats", response=AssignedOut, auth=ADMIN, url_name="assign_seats"
)
def assign_seats(request: PersonRequest, exam_id: UUID, body: SeatsIn) -> AssignedOut:
    """Seat everybody; once more moves nobody whose seat still stands."""
    exam = access.exam_for_staff(exam_id)
    done = seating.assign(
        actor=actor(request.person),
        exam=exam,
        rooms=[access.room_for_staff(room) for room in body.rooms],
        at=clock.database_now(),
    )
    return AssignedOut(exam=exam.public_id, seated=done.seated, moved=done.moved)


@router.post("/sittings/{uuid:sitting_id}/seat", response=SeatOut, auth=STAFF, url_name="move_seat")
def move_seat(request: PersonRequest, sitting_id: UUID, body: SeatIn) -> SeatOut:
    """Give one person another seat."""
    today = clock.today()
    sitting = access.sitting_for_staff(request.person, sitting_id, on=today)
    at = clock.database_now()
    seating.move(
        actor=actor(request.person),
        sitting=sitting,
        room=access.room_for_staff(body.room),
        seat=body.seat,
        reason=body.reason,
        at=at,
    )
    scope = access.board_units(request.person, today)
    people = room_queries.seated(sitting.exam, scope, units.tree(today), at=at)
    return next(_seat(each) for each in people if each.sitting.pk == sitting.pk)


@router.post(
    "/sittings/{uuid:sitting_id}/entry-code",
    response=CodeOut,
    auth=STAFF,
    url_name="issue_entry_code",
)
def issue_entry_code(request: PersonRequest, sitting_id: UUID, body: CodeIn) -> CodeOut:
    """A new one-time code for one person, told this once; the one before it is withdrawn."""
    sitting = access.sitting_for_staff(request.person, sitting_id, on=clock.today())
    slip = codes.issue(
        actor=actor(request.person),
        sitting=sitting,
        minutes=body.minutes,
        at=clock.database_now(),
    )
    return _code(slip)


@router.post(
    "/exams/{uuid:exam_id}/rooms/{uuid:room_id}/entry-codes",
    response=CodesOut,
    auth=STAFF,
    url_name="issue_room_codes",
)
def issue_room_codes(
    request: PersonRequest, exam_id: UUID, room_id: UUID, body: CodeIn
) -> CodesOut:
    """New one-time codes for everybody in a room who has not checked in, told this once."""
    slips = codes.issue_room(
        actor=actor(request.person),
        exam=access.exam_for_staff(exam_id),
        room=access.room_for_staff(room_id),
        units=access.board_units(request.person, clock.today()),
        minutes=body.minutes,
        at=clock.database_now(),
    )
    return CodesOut(items=[_code(slip) for slip in slips])


def _code(slip: codes.Slip) -> CodeOut:
    return CodeOut(
        sitting=slip.sitting.public_id,
        seat=slip.sitting.seat,
        code=slip.code,
        expires_at=slip.expires_at,
    )
