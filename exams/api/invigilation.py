"""Watching over an exam: the board of a room, and what is done about its people."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.shared import clock
from academy.shared.problems import read_reply
from exams import access
from exams.api.candidate_schemas import EmptyIn
from exams.api.invigilation_schemas import (
    AnnouncementIn,
    AnnouncementOut,
    ChangedOut,
    ExtendIn,
    ExtendScopeIn,
    IncidentIn,
    IncidentOut,
    LateOut,
    NotedOut,
    OptionalReasonIn,
    PlaceOut,
    PlacesOut,
    ReasonedScopeIn,
    ReasonIn,
    ResumeScopeIn,
    RoomBoardOut,
    RoomRef,
    RowOut,
    SaveOut,
    ScopeIn,
    StoryOut,
    TotalsOut,
    WatchedOut,
)
from exams.enums import IncidentKind, SittingState
from exams.models import Sitting
from exams.operations import admission, announcements, incidents, pauses, watch
from exams.queries import room_board, sitting_story, watched_room
from exams.queries.scopes import Scope
from exams.queries.watched_room import Watched
from exams.rules import timing

router = Router(tags=["invigilation"])
STAFF = ApiDoor(*access.STAFF)


@router.get("/exams/{uuid:exam_id}/rooms", response=PlacesOut, auth=STAFF, url_name="exam_rooms")
def exam_rooms(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """The places in which the exam is sat, with counts."""
    exam, at = access.exam_for_staff(exam_id), clock.database_now()
    units = access.board_units(request.person, clock.today())
    places = room_board.places(exam, units, at=at)
    items = [PlaceOut(**asdict(place)) for place in places]
    return read_reply(request, PlacesOut(exam=exam.public_id, items=items))


@router.get(
    "/exams/{uuid:exam_id}/room-board", response=RoomBoardOut, auth=STAFF, url_name="room_board"
)
def get_room_board(request: PersonRequest, exam_id: UUID, room: RoomRef = "all") -> HttpResponse:
    """A room now: ``room`` is its id, ``none`` for those without one, ``all`` for everybody."""
    exam, at = access.exam_for_staff(exam_id), clock.database_now()
    scope = access.scope_for_staff(request.person, exam, room=str(room), on=clock.today())
    board = watched_room.board(exam, scope.units or frozenset(), scope.place, at=at)
    body = RoomBoardOut(
        exam=exam.public_id,
        room=room,
        server_at=at,
        item_count=exam.paper.item_count,
        totals=TotalsOut(**asdict(board.totals)),
        rows=[_row(each) for each in board.people],
        incidents=[NotedOut(**asdict(each)) for each in board.incidents],
        announcements=[
            AnnouncementOut(
                id=each.public_id,
                text=each.text,
                room=each.room.public_id if each.room else None,
                at=each.announced_at,
            )
            for each in board.announcements
        ],
    )
    return read_reply(request, body)


def _row(each: Watched) -> RowOut:
    facts = asdict(each.row)
    kept = {name: facts[name] for name in RowOut.model_fields if name in facts}
    return RowOut(**kept, unit=each.unit, deeds=list(each.deeds))


def _scope(request: PersonRequest, exam_id: UUID, body: ScopeIn) -> Scope:
    chosen = frozenset(body.sittings) if body.sittings is not None else None
    exam, room = access.exam_for_staff(exam_id), str(body.room or "all")
    return access.scope_for_staff(request.person, exam, room=room, chosen=chosen, on=clock.today())


def _changed(scope: Scope, changed: int, at: datetime) -> ChangedOut:
    return ChangedOut(exam=scope.exam.public_id, changed=changed, server_at=at)


@router.post("/exams/{uuid:exam_id}/admit", response=ChangedOut, auth=STAFF, url_name="admit_many")
def admit_many(request: PersonRequest, exam_id: UUID, body: ScopeIn) -> ChangedOut:
    """Let everybody in who has checked in and waits."""
    scope, at = _scope(request, exam_id, body), clock.database_now()
    changed = admission.admit_room(actor=actor(request.person), scope=scope, at=at)
    return _changed(scope, changed, at)


@router.post("/exams/{uuid:exam_id}/pause", response=ChangedOut, auth=STAFF, url_name="pause_many")
def pause_many(request: PersonRequest, exam_id: UUID, body: ReasonedScopeIn) -> ChangedOut:
    """Stop the clocks of all who are sitting now."""
    scope, at = _scope(request, exam_id, body), clock.database_now()
    changed = pauses.pause_room(actor=actor(request.person), scope=scope, reason=body.reason, at=at)
    return _changed(scope, changed, at)


@router.post(
    "/exams/{uuid:exam_id}/resume", response=ChangedOut, auth=STAFF, url_name="resume_many"
)
def resume_many(request: PersonRequest, exam_id: UUID, body: ResumeScopeIn) -> ChangedOut:
    """Set the clocks of all paused ones going again."""
    scope, at = _scope(request, exam_id, body), clock.database_now()
    changed = pauses.resume_room(
        actor=actor(request.person), scope=scope, reason=body.reason, at=at
    )
    return _changed(scope, changed, at)


@router.post(
    "/exams/{uuid:exam_id}/extend", response={200: ChangedOut}, auth=STAFF, url_name="extend_many"
)
@idempotent
def extend_many(
    request: PersonRequest, exam_id: UUID, body: ExtendScopeIn
) -> tuple[int, ChangedOut]:
    """Give everybody who is not over more time."""
    scope, at = _scope(request, exam_id, body), clock.database_now()
    changed = watch.give_room_extra_time(
        actor=actor(request.person), scope=scope, seconds=body.seconds, reason=body.reason, at=at
    )
    return 200, _changed(scope, changed, at)


def _one(
    request: PersonRequest, sitting_id: UUID, deed: Callable[..., object], **more: object
) -> WatchedOut:
    """Do something about one sitting, and say how it stands afterwards."""
    sitting = access.sitting_for_staff(request.person, sitting_id, on=clock.today())
    at = clock.database_now()
    deed(actor=actor(request.person), sitting=sitting, at=at, **more)
    return _watched(Sitting.objects.get(pk=sitting.pk), at)


def _watched(row: Sitting, at: datetime) -> WatchedOut:
    return WatchedOut(
        id=row.public_id,
        state=timing.state_at(SittingState(row.state), deadline_at=row.deadline_at, at=at),
        deadline_at=row.deadline_at,
        paused_at=row.paused_at,
        planned_seconds=row.planned_seconds,
        incident_seconds=row.incident_seconds,
        paused_seconds=row.paused_seconds,
        answered=row.answered,
        last_sequence=row.last_sequence,
        lockdown_waived=row.lockdown_waived_at is not None,
        server_at=at,
    )


@router.get(
    "/sittings/{uuid:sitting_id}/story", response=StoryOut, auth=STAFF, url_name="sitting_story"
)
def get_story(request: PersonRequest, sitting_id: UUID) -> HttpResponse:
    """What the server holds of one sitting: its saves, late answers and incidents."""
    row = access.sitting_for_staff(request.person, sitting_id, on=clock.today())
    told = sitting_story.story(row)
    body = StoryOut(
        sitting=_watched(row, clock.database_now()),
        item_count=row.exam.paper.item_count,
        head_digest=row.head_digest,
        saves=[SaveOut(**asdict(each)) for each in told.saves],
        late=[LateOut(**asdict(each)) for each in told.late],
        incidents=[NotedOut(**asdict(each)) for each in told.incidents],
    )
    return read_reply(request, body)


@router.post(
    "/sittings/{uuid:sitting_id}/admit", response=WatchedOut, auth=STAFF, url_name="admit_sitting"
)
def admit_sitting(request: PersonRequest, sitting_id: UUID, body: EmptyIn) -> WatchedOut:
    """Let one person in who has checked in."""
    return _one(request, sitting_id, admission.admit)


@router.post(
    "/sittings/{uuid:sitting_id}/pause", response=WatchedOut, auth=STAFF, url_name="pause_sitting"
)
def pause_sitting(request: PersonRequest, sitting_id: UUID, body: ReasonIn) -> WatchedOut:
    """Stop one person's clock."""
    return _one(request, sitting_id, pauses.pause, reason=body.reason)


@router.post(
    "/sittings/{uuid:sitting_id}/resume",
    response=WatchedOut,
    auth=STAFF,
    url_name="resume_sitting",
)
def resume_sitting(request: PersonRequest, sitting_id: UUID, body: OptionalReasonIn) -> WatchedOut:
    """Set one person's clock going again; their deadline moves by the pause's length."""
    return _one(request, sitting_id, pauses.resume, reason=body.reason)


@router.post(
    "/sittings/{uuid:sitting_id}/extend",
    response={200: WatchedOut},
    auth=STAFF,
    url_name="extend_sitting",
)
@idempotent
def extend_sitting(
    request: PersonRequest, sitting_id: UUID, body: ExtendIn
) -> tuple[int, WatchedOut]:
    """Give one person more time."""
    more = {"seconds": body.seconds, "reason": body.reason}
    return 200, _one(request, sitting_id, watch.give_extra_time, **more)


@router.post(
    "/sittings/{uuid:sitting_id}/void", response=WatchedOut, auth=STAFF, url_name="void_sitting"
)
def void_sitting(request: PersonRequest, sitting_id: UUID, body: ReasonIn) -> WatchedOut:
    """Take a sitting out of the count, for good."""
    return _one(request, sitting_id, watch.void, reason=body.reason)


@router.post(
    "/sittings/{uuid:sitting_id}/force-hand-in",
    response=WatchedOut,
    auth=STAFF,
    url_name="force_hand_in",
)
def force_hand_in(request: PersonRequest, sitting_id: UUID, body: ReasonIn) -> WatchedOut:
    """End one person's sitting for them, and mark it."""
    return _one(request, sitting_id, watch.force_hand_in, reason=body.reason)


@router.post(
    "/sittings/{uuid:sitting_id}/lockdown-waivers",
    response=WatchedOut,
    auth=STAFF,
    url_name="waive_lockdown",
)
def waive_lockdown(request: PersonRequest, sitting_id: UUID, body: ReasonIn) -> WatchedOut:
    """Let one person go on in an ordinary browser."""
    return _one(request, sitting_id, watch.waive_lockdown, reason=body.reason)


@router.post(
    "/exams/{uuid:exam_id}/incidents",
    response={201: IncidentOut},
    auth=STAFF,
    url_name="note_incident",
)
@idempotent
def note_incident(
    request: PersonRequest, exam_id: UUID, body: IncidentIn
) -> tuple[int, IncidentOut]:
    """Note what was seen."""
    exam = access.exam_for_staff(exam_id)
    sitting = access.sitting_of_exam(request.person, exam, body.sitting, on=clock.today())
    row = incidents.report(
        actor=actor(request.person),
        exam=exam,
        kind=IncidentKind(body.kind),
        text=body.text,
        at=clock.database_now(),
        room=access.room_for_staff(body.room) if body.room else None,
        sitting=sitting,
    )
    kind = IncidentKind(row.kind)
    return 201, IncidentOut(id=row.public_id, kind=kind, text=row.text, noted_at=row.noted_at)


@router.post(
    "/exams/{uuid:exam_id}/announcements",
    response={201: AnnouncementOut},
    auth=STAFF,
    url_name="announce",
)
@idempotent
def announce(
    request: PersonRequest, exam_id: UUID, body: AnnouncementIn
) -> tuple[int, AnnouncementOut]:
    """Say something to a room, or to the whole exam."""
    exam = access.exam_for_staff(exam_id)
    row = announcements.announce(
        actor=actor(request.person),
        exam=exam,
        room=access.room_for_staff(body.room) if body.room else None,
        text=body.text,
        at=clock.database_now(),
    )
    return 201, AnnouncementOut(
        id=row.public_id, text=row.text, room=body.room, at=row.announced_at
    )
