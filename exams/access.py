"""The only doors by which a request reaches a row of exams; stranger and absent look alike.

Saving answers has a door of its own: a signed sitting ticket, so that the hot path needs neither
a session nor a look at the person. The ticket names one sitting; it opens that one and no other.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import F, Model, QuerySet
from django.http import HttpRequest
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from ninja.security.base import AuthBase

from academy.audit.enums import ActorKind
from academy.audit.record import Actor
from academy.people.access import visible_units
from academy.people.enums import Role
from academy.people.models import Person
from academy.people.queries import persons
from academy.shared import clock
from academy.shared.errors import NotFound
from courses.models import Cohort
from exams.errors import BodyTooLarge, TicketInvalid
from exams.models import (
    Accommodation,
    Bank,
    Blueprint,
    Exam,
    Excuse,
    LateResponse,
    Paper,
    Result,
    Room,
    Sitting,
)
from exams.queries import accommodations
from exams.queries.scopes import NO_ROOM, Scope

R = TypeVar("R", bound=Model)

_HEADER = {"alg": "HS256", "typ": "sitting"}
_ALGORITHMS = jws.JWSRegistry(algorithms=["HS256"])
_PURPOSE = b"exams.sitting.ticket.1"
#: How the Authorization header of a ticket begins.
SCHEME = "Sitting "
# Longer than any sitting; a ticket of a sitting that has ended opens nothing anyway.
TICKET_SECONDS = 24 * 3600
# Fifty long answers are a tenth of this.
MAX_BODY = 256 * 1024

STAFF = (Role.ACADEMY_ADMIN, Role.INVIGILATOR)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a sitting ticket says: which sitting, on which paper, by whom."""

    pk: int
    public_id: UUID
    paper_id: UUID
    person_key: str
    staff_number: str

    @property
    def actor(self) -> Actor:
        """The person, as the audit log names them."""
        return Actor(ActorKind.PERSON, self.person_key, self.staff_number)


class TicketRequest(HttpRequest):
    """A request that has passed the ticket door, or what kept it from doing so in the lane."""

    ticket: Ticket
    met: Exception


@lru_cache(maxsize=16)
def _key(secret: str) -> OctKey:
    """The key of tickets that a secret of the settings gives, good for nothing else."""
    return OctKey.import_key(hmac.digest(secret.encode(), _PURPOSE, sha256))


def issue_ticket(sitting: Sitting, person: Person) -> str:
    """The ticket for ``person``'s own ``sitting``; send it as ``Authorization: Sitting …``.

    A compact JWS (HS256) that says which sitting, on which paper, by whom, and since when.
    """
    body = {
        "iat": int(clock.now().timestamp()),
        "sit": [sitting.pk, sitting.public_id.hex, sitting.paper_id.hex],
        "sub": [str(person.public_id), person.staff_number],
    }
    payload = json.dumps(body, separators=(",", ":"))
    return jws.serialize_compact(_HEADER, payload, _key(settings.SECRET_KEY), registry=_ALGORITHMS)


def read_ticket(text: str) -> Ticket:
    """The ticket a text stands for.

    Raises:
        TicketInvalid: forged, damaged or older than a day.
    """
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        opened = _opened(text, secret)
        if opened is not None:
            ticket, issued_at = opened
            if clock.now().timestamp() >= issued_at + TICKET_SECONDS:
                raise TicketInvalid
            return ticket
    raise TicketInvalid


@lru_cache(maxsize=8192)
def _opened(text: str, secret: str) -> tuple[Ticket, int] | None:
    """The ticket and when it was issued, if that key signed it; None if not.

    A page sends the same ticket with every save, so the answer is remembered.
    """
    try:
        payload = jws.deserialize_compact(text, _key(secret), registry=_ALGORITHMS).payload
    except (JoseError, ValueError, TypeError):
        # Also what a header of the wrong shape makes the library stumble over.
        return None
    body = json.loads(payload)
    pk, public_id, paper_id = body["sit"]
    return Ticket(pk, UUID(public_id), UUID(paper_id), *body["sub"]), body["iat"]


class TicketDoor(AuthBase):
    """`auth=TicketDoor()`: the sitting ticket in the Authorization header, and nothing else.

    No cookie is looked at, so there is nothing for a forged cross-site request to ride on.
    """

    openapi_type = "apiKey"
    openapi_in = "header"
    openapi_name = "Authorization"
    roles = frozenset({Role.TRAINEE})

    def __call__(self, request: HttpRequest) -> Ticket:
        if isinstance(met := getattr(request, "met", None), Exception):
            raise met
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header.startswith(SCHEME):
            raise TicketInvalid
        ticket = read_ticket(header[len(SCHEME) :])
        require_small(request)
        request.ticket = ticket  # type: ignore[attr-defined]  # TicketRequest names it
        return ticket


def require_small(request: HttpRequest) -> None:
    """Refuse a body that is larger than any save, unread."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MAX_BODY:
        raise BodyTooLarge(limit_bytes=MAX_BODY)


def own_ticket(request: TicketRequest, sitting_id: UUID) -> Ticket:
    """The request's ticket if it is for this sitting; another's sitting is not found."""
    if request.ticket.public_id != sitting_id:
        raise NotFound
    return request.ticket


def exam_for_trainee(person: Person, public_id: UUID) -> Exam:
    """An exam of a cohort in which the person has, or had, a place."""
    exam = (
        Exam.objects.select_related("paper", "cohort")
        .filter(public_id=public_id, cohort__enrolments__person=person)
        .first()
    )
    if exam is None:
        raise NotFound
    return exam


def sitting_for_trainee(person: Person, public_id: UUID) -> Sitting:
    """The person's own sitting."""
    sitting = (
        Sitting.objects.select_related("exam__cohort", "paper")
        .filter(public_id=public_id, person=person)
        .first()
    )
    if sitting is None:
        raise NotFound
    return sitting


def result_for_trainee(person: Person, sitting: Sitting) -> Result | None:
    """The released result of the person's own sitting, None before release."""
    return Result.objects.filter(sitting=sitting, person=person, released_at__isnull=False).first()


def exam_for_staff(public_id: UUID) -> Exam:
    """Any exam, for routes whose door admits only exam staff: exams belong to the academy."""
    exam = (
        Exam.objects.select_related("paper", "cohort", "follows")
        .filter(public_id=public_id)
        .first()
    )
    if exam is None:
        raise NotFound
    return exam


def board_units(person: Person, on: date) -> frozenset[int]:
    """The units whose people the person may see by name on a board."""
    return visible_units(person, *STAFF, on=on)


def sitting_for_staff(person: Person, public_id: UUID, *, on: date) -> Sitting:
    """A sitting of somebody in the units for which the person is exam staff."""
    found = Sitting.objects.select_related("exam__cohort", "exam__paper", "person", "room").filter(
        public_id=public_id, enrolment__unit__in=board_units(person, on)
    )
    return _or_missing(found.first(), "sitting")


def sitting_of_exam(
    person: Person, exam: Exam, public_id: UUID | None, *, on: date
) -> Sitting | None:
    """The sitting that something is about, None where it is about nobody in particular.

    Raises:
        NotFound: another exam's, or of somebody the person may not see.
    """
    if public_id is None:
        return None
    sitting = sitting_for_staff(person, public_id, on=on)
    if sitting.exam_id != exam.pk:
        raise NotFound(field="sitting")
    return sitting


def scope_for_staff(
    person: Person,
    exam: Exam,
    *,
    on: date,
    room: str = "all",
    chosen: frozenset[UUID] | None = None,
) -> Scope:
    """Whom of an exam the person may act upon at once: of a place, or those chosen.

    Args:
        room: a room's public id, ``none`` for those without a room, ``all`` for the whole exam.

    Raises:
        NotFound: no such room.
    """
    units = board_units(person, on)
    if room == "all":
        return Scope(exam, None, units, chosen)
    if room == "none":
        return Scope(exam, NO_ROOM, units, chosen)
    try:
        place = room_for_staff(UUID(room)).pk
    except ValueError:
        raise NotFound(field="room") from None
    return Scope(exam, place, units, chosen)


def bank_for_staff(public_id: UUID) -> Bank:
    """A bank, for routes whose door admits only exam staff."""
    return _or_missing(Bank.objects.filter(public_id=public_id).first(), "bank")


def blueprint_for_staff(public_id: UUID) -> Blueprint:
    """A blueprint, for routes whose door admits only exam staff."""
    return _or_missing(Blueprint.objects.filter(public_id=public_id).first(), "blueprint")


def paper_for_staff(public_id: UUID) -> Paper:
    """A paper, for routes whose door admits only exam staff."""
    return _or_missing(Paper.objects.filter(public_id=public_id).first(), "paper")


def room_for_staff(public_id: UUID) -> Room:
    """A room, for routes whose door admits only exam staff: rooms belong to the academy."""
    return _or_missing(Room.objects.filter(public_id=public_id).first(), "room")


def cohort_for_staff(public_id: UUID) -> Cohort:
    """A cohort, for routes whose door admits only academy admins."""
    return _or_missing(Cohort.objects.filter(public_id=public_id).first(), "cohort")


def person_for_staff(
    person: Person, *, on: date, public_id: UUID | None = None, staff_number: str = ""
) -> Person:
    """Somebody serving in the units for which the person is exam staff, by either name."""
    people = persons.persons(board_units(person, on), persons.PersonFilter(), on=on)
    if public_id is not None:
        return _or_missing(people.filter(public_id=public_id).first(), "person")
    if "\x00" in staff_number:
        raise NotFound(field="person")
    return _or_missing(people.filter(staff_number__iexact=staff_number).first(), "person")


def accommodations_for_staff(
    person: Person, *, on: date, text: str = "", with_ended: bool = False
) -> QuerySet[Accommodation]:
    """Accommodations of the people of one's units."""
    return accommodations.listed(board_units(person, on), on=on, text=text, with_ended=with_ended)


def accommodation_for_staff(person: Person, public_id: UUID, *, on: date) -> Accommodation:
    """One accommodation, over or not, of somebody of one's units."""
    rows = accommodations_for_staff(person, on=on, with_ended=True)
    return _or_missing(rows.filter(public_id=public_id).first(), "accommodation")


def excuse_for_staff(person: Person, public_id: UUID, *, on: date) -> Excuse:
    """Leave from an exam of somebody who sits it for one of one's units."""
    units_seen = board_units(person, on)
    rows = Excuse.objects.select_related("exam__cohort", "person").filter(
        public_id=public_id,
        exam__cohort__enrolments__person=F("person"),
        exam__cohort__enrolments__unit__in=units_seen,
    )
    return _or_missing(rows.first(), "excuse")


def late_for_staff(person: Person, public_id: UUID, *, on: date) -> LateResponse:
    """Late answers of somebody who sits for one of one's units."""
    rows = LateResponse.objects.select_related("sitting__exam").filter(
        public_id=public_id, sitting__enrolment__unit__in=board_units(person, on)
    )
    return _or_missing(rows.first(), "late")


def _or_missing(row: R | None, field: str) -> R:
    if row is None:
        raise NotFound(field=field)
    return row
