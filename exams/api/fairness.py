"""What makes an exam fair: accommodations, outages, late answers, leave, the standing result."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor, has_role
from academy.people.enums import Role
from academy.people.models import Person
from academy.shared import clock
from academy.shared.paging import page_of
from academy.shared.problems import read_reply
from exams import access
from exams.api.candidate_schemas import EmptyIn
from exams.api.fairness_schemas import (
    AccommodationChangedOut,
    AccommodationEndIn,
    AccommodationIn,
    AccommodationOut,
    AccommodationsOut,
    CreditIn,
    CreditOut,
    ExcuseIn,
    ExcuseOut,
    ExcusesOut,
    LateDecisionIn,
    LateDecisionOut,
    LateOut,
    LatesOut,
    OfficialOut,
    OfficialsOut,
    OutageOut,
    OutagesOut,
)
from exams.enums import LateCause
from exams.models import Accommodation, Excuse
from exams.operations import accommodations, excuses, late, outages
from exams.queries import accommodations as accommodation_queries
from exams.queries import candidates
from exams.queries import late as late_queries
from exams.queries import official as official_queries
from exams.queries import outages as outage_queries
from exams.queries.scopes import NO_ROOM
from exams.rules.official import Official
from exams.rules.outages import Outage

router = Router(tags=["exams"])
ADMIN = ApiDoor(Role.ACADEMY_ADMIN)
STAFF = ApiDoor(*access.STAFF)


@router.get(
    "/accommodations", response=AccommodationsOut, auth=STAFF, url_name="list_accommodations"
)
def list_accommodations(
    request: PersonRequest,
    q: str = "",
    with_ended: bool = False,
    cursor: str | None = None,
    limit: int = Query(50, ge=1, le=200),  # type: ignore[type-arg]  # ninja's default marker
) -> HttpResponse:
    """Accommodations of the people of one's units, by person."""
    today = clock.today()
    rows = access.accommodations_for_staff(request.person, on=today, text=q, with_ended=with_ended)
    key = ("person__pinyin_key", "person_id", "starts_on", "pk")
    page = page_of(rows, key=key, cursor=cursor, limit=limit)
    grounds = has_role(request.person, Role.ACADEMY_ADMIN, today)
    items = [AccommodationOut(**_accommodation(row, grounds)) for row in page.items]
    return read_reply(request, AccommodationsOut(items=items, next_cursor=page.next_cursor))


def _accommodation(row: Accommodation, grounds: bool) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "person": row.person.public_id,
        "name": row.person.name,
        "staff_number": row.person.staff_number,
        "extra_percent": row.extra_percent,
        "extra_minutes": row.extra_minutes,
        "large_print": row.large_print,
        "separate_room": row.separate_room,
        "ground": row.ground if grounds else None,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "granted_at": row.granted_at,
        "ended_at": row.ended_at,
    }


def _changed(row: Accommodation, at: datetime) -> AccommodationChangedOut:
    running = accommodation_queries.running_now(row.person_id, at).count()
    return AccommodationChangedOut(**_accommodation(row, grounds=True), running=running)


@router.post(
    "/accommodations",
    response={201: AccommodationChangedOut},
    auth=ADMIN,
    url_name="grant_accommodation",
)
@idempotent
def grant_accommodation(
    request: PersonRequest, body: AccommodationIn
) -> tuple[int, AccommodationChangedOut]:
    """Grant somebody extra time and other help in every exam."""
    at = clock.database_now()
    row = accommodations.grant(
        actor=actor(request.person),
        person=access.person_for_staff(
            request.person, on=clock.local_date(at), public_id=body.person
        ),
        at=at,
        **body.model_dump(exclude={"person"}),
    )
    return 201, _changed(row, at)


@router.post(
    "/accommodations/{uuid:accommodation_id}/end",
    response=AccommodationChangedOut,
    auth=ADMIN,
    url_name="end_accommodation",
)
def end_accommodation(
    request: PersonRequest, accommodation_id: UUID, body: AccommodationEndIn
) -> AccommodationChangedOut:
    """Let an accommodation apply no more from a day on."""
    at = clock.database_now()
    row = access.accommodation_for_staff(request.person, accommodation_id, on=clock.local_date(at))
    row = accommodations.end(
        actor=actor(request.person), accommodation=row, ends_on=body.ends_on, at=at
    )
    return _changed(row, at)


@router.get(
    "/exams/{uuid:exam_id}/outages", response=OutagesOut, auth=STAFF, url_name="list_outages"
)
def list_outages(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """The outages the server measured, room by room."""
    at = clock.database_now()
    exam = access.exam_for_staff(exam_id)
    items = [
        _outage(place, outage)
        for place in outage_queries.places(exam, at=at)
        for outage in place.outages
    ]
    return read_reply(request, OutagesOut(at=at, items=items))


def _outage(place: outage_queries.Place, outage: Outage) -> OutageOut:
    seconds = [lost for _sitting, lost in place.concerned(outage)]
    given = place.credit_of(outage)
    return OutageOut(
        room=place.room.public_id if place.room else None,
        room_name=place.room.name if place.room else "",
        began_at=outage.began_at,
        ended_at=outage.ended_at,
        seconds=outage.seconds,
        lasts=place.lasts(outage),
        concerned=len(seconds),
        seconds_least=min(seconds, default=None),
        seconds_most=max(seconds, default=None),
        credited_at=given.credited_at if given else None,
        credited_sittings=given.sittings if given else None,
    )


@router.post(
    "/exams/{uuid:exam_id}/outages/credit",
    response=CreditOut,
    auth=STAFF,
    url_name="credit_outage",
)
def credit_outage(request: PersonRequest, exam_id: UUID, body: CreditIn) -> CreditOut:
    """Give a room back what a measured outage took; once more changes nothing."""
    row = outages.credit(
        actor=actor(request.person),
        exam=access.exam_for_staff(exam_id),
        place=access.room_for_staff(body.room).pk if body.room else NO_ROOM,
        began_at=body.began_at,
        reason=body.reason,
        at=clock.database_now(),
    )
    return CreditOut(
        id=row.public_id,
        room=body.room,
        began_at=row.began_at,
        ended_at=row.ended_at,
        sittings=row.sittings,
        credited_at=row.credited_at,
    )


@router.get(
    "/exams/{uuid:exam_id}/late-responses",
    response=LatesOut,
    auth=STAFF,
    url_name="list_late_responses",
)
def list_late_responses(
    request: PersonRequest, exam_id: UUID, room: UUID | None = None
) -> HttpResponse:
    """Answers that were not counted when they came, with what a decision rests on."""
    at = clock.database_now()
    exam = access.exam_for_staff(exam_id)
    units = access.board_units(request.person, clock.local_date(at))
    place = access.room_for_staff(room).pk if room else None
    rows = late_queries.of_exam(exam, at=at, units=units, place=place)
    return read_reply(request, LatesOut(at=at, items=[_late(each) for each in rows]))


def _late(each: late_queries.Late) -> LateOut:
    row, decision = each.row, each.decision
    return LateOut(
        id=row.public_id,
        sitting=row.sitting.public_id,
        name=row.sitting.person.name,
        staff_number=row.sitting.person.staff_number,
        cause=LateCause(row.cause),
        received_at=row.received_at,
        late_seconds=each.late_by,
        items=each.items,
        changed=each.changed,
        filled=each.filled,
        outage_began_at=each.outage.began_at if each.outage else None,
        outage_ended_at=each.outage.ended_at if each.outage else None,
        hindrance=each.hindrance if decision is None else None,
        admitted=decision.admitted if decision else None,
        decided_at=decision.decided_at if decision else None,
    )


@router.post(
    "/late-responses/{uuid:late_id}/decision",
    response=LateDecisionOut,
    auth=ADMIN,
    url_name="decide_late_response",
)
def decide_late_response(
    request: PersonRequest, late_id: UUID, body: LateDecisionIn
) -> LateDecisionOut:
    """Count late answers or leave them aside; the same decision again changes nothing."""
    at = clock.database_now()
    row = late.decide(
        actor=actor(request.person),
        late=access.late_for_staff(request.person, late_id, on=clock.local_date(at)),
        admit=body.admit,
        reason=body.reason,
        at=at,
    )
    return LateDecisionOut(
        late=late_id,
        admitted=row.admitted,
        sequence=row.sequence,
        outage_began_at=row.outage_began_at,
        outage_ended_at=row.outage_ended_at,
        decided_at=row.decided_at,
    )


@router.get(
    "/exams/{uuid:exam_id}/excuses", response=ExcusesOut, auth=STAFF, url_name="list_excuses"
)
def list_excuses(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """Who has leave from an exam."""
    exam = access.exam_for_staff(exam_id)
    units = access.board_units(request.person, clock.today())
    reasons = has_role(request.person, Role.ACADEMY_ADMIN, clock.today())
    rows = candidates.excuses(exam, units)
    items = [_excuse(row, exam.public_id, reasons=reasons) for row in rows]
    return read_reply(request, ExcusesOut(items=items))


def _excuse(row: Excuse, exam_id: UUID, *, reasons: bool = True) -> ExcuseOut:
    return ExcuseOut(
        id=row.public_id,
        exam=exam_id,
        person=row.person.public_id,
        name=row.person.name,
        staff_number=row.person.staff_number,
        reason=row.reason if reasons else None,
        granted_at=row.granted_at,
        withdrawn_at=row.withdrawn_at,
    )


@router.post(
    "/exams/{uuid:exam_id}/excuses",
    response={201: ExcuseOut},
    auth=ADMIN,
    url_name="grant_excuse",
)
@idempotent
def grant_excuse(request: PersonRequest, exam_id: UUID, body: ExcuseIn) -> tuple[int, ExcuseOut]:
    """Note that somebody has leave from an exam."""
    row = excuses.grant(
        actor=actor(request.person),
        exam=access.exam_for_staff(exam_id),
        person=access.person_for_staff(request.person, on=clock.today(), public_id=body.person),
        reason=body.reason,
        at=clock.database_now(),
    )
    return 201, _excuse(row, exam_id)


@router.post(
    "/excuses/{uuid:excuse_id}/withdraw",
    response=ExcuseOut,
    auth=ADMIN,
    url_name="withdraw_excuse",
)
def withdraw_excuse(request: PersonRequest, excuse_id: UUID, body: EmptyIn) -> ExcuseOut:
    """Take leave back; once more changes nothing."""
    known = access.excuse_for_staff(request.person, excuse_id, on=clock.today())
    row = excuses.withdraw(actor=actor(request.person), excuse=known, at=clock.database_now())
    return _excuse(row, known.exam.public_id)


@router.get(
    "/exams/{uuid:exam_id}/official-results",
    response=OfficialsOut,
    auth=STAFF,
    url_name="list_official_results",
)
def list_official_results(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """Which result of each person stands over the exam and its make-up."""
    exam = access.exam_for_staff(exam_id)
    units = access.board_units(request.person, clock.today())
    people = list(candidates.people(exam, units))
    stands = official_queries.officials(exam, [person.pk for person in people])
    items = [_official(row, stands[row.pk]) for row in people if row.pk in stands]
    return read_reply(request, OfficialsOut(items=items))


def _official(person: Person, stands: Official) -> OfficialOut:
    attempt = stands.attempt
    return OfficialOut(
        person=person.public_id,
        staff_number=person.staff_number,
        name=person.name,
        attempt=attempt.kind,
        sitting=attempt.sitting,
        verdict=attempt.verdict,
        excused=attempt.excused,
        score=stands.score,
        full_marks=attempt.full_marks,
        capped=stands.capped,
        excellent=attempt.excellent,
    )
