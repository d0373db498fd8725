"""The fake candidates of a rehearsal: persons, seats, rooms and accommodations, as rows.

They are written directly, because the operations that would make them rightly refuse: nobody is
seated twice, beyond the quota or without a nomination. The rows live inside the rehearsal's
transaction and end with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from academy.people.enums import Establishment, Sex, StaffKind
from academy.people.models import Person, Unit
from academy.people.operations.persons import UNUSABLE_PASSWORD
from academy.shared import clock
from courses.enums import EnrolmentState
from courses.models import Enrolment
from exams.enums import ResultVerdict
from exams.models import Accommodation, Exam, Policy, Result, Room, Sitting
from exams.operations.rehearsal_stage import Browser, signed_in
from exams.operations.sittings import new
from exams.queries.accommodations import in_force
from exams.queries.candidates import enrolments_due
from exams.rules.networks import NetworkUnsound, network_of
from exams.rules.rehearsal import Part, part_of

PREFIX = "REHEARSAL-"
_ANYWHERE = "127.0.0.1"


@dataclass(slots=True)
class Candidate:
    """A fake candidate: who it is, what it plays, and what the server has acknowledged to it."""

    number: int
    part: Part
    person: Person
    sitting: Sitting
    browser: Browser
    client: str
    lease: int | None = None
    sequence: int = 0
    deadline_at: datetime | None = None
    acknowledged: dict[str, Any] = field(default_factory=dict)


def gather(exam: Exam, policy: Policy, count: int, *, at: datetime) -> list[Candidate]:
    """``count`` fake candidates with seats in the exam's cohort, spread over its rooms."""
    persons = _persons(count, at)
    seats = _seats(exam, persons, at)
    _fail_first(exam, seats, at)
    _accommodate(exam, persons, at)
    sittings = _places(exam, seats, at)
    return [
        Candidate(
            number=number,
            part=part_of(number),
            person=person,
            sitting=sitting,
            browser=Browser(
                _address(sitting.room), policy.config_keys, policy.exam_keys, signed_in(person)
            ),
            client=f"rehearsal-{number:03d}-a",
        )
        for number, (person, sitting) in enumerate(zip(persons, sittings, strict=True))
    ]


def _persons(count: int, at: datetime) -> list[Person]:
    rows = [
        Person(
            staff_number=f"{PREFIX}{number:03d}",
            name=f"模拟考生{number:03d}",
            pinyin_key="",
            sex=Sex.FEMALE.value,
            staff_kind=StaffKind.ENFORCEMENT.value,
            establishment=Establishment.CONTRACT.value,
            joined_on=clock.local_date(at),
            password=UNUSABLE_PASSWORD,
        )
        for number in range(1, count + 1)
    ]
    Person.objects.bulk_create(rows)
    return rows


def _seats(exam: Exam, persons: Sequence[Person], at: datetime) -> list[Enrolment]:
    beside = exam.cohort.enrolments.order_by("pk").first()
    unit = beside.unit_id if beside is not None else Unit.objects.order_by("pk")[0].pk
    rows = [
        Enrolment(
            cohort_id=exam.cohort_id,
            person=person,
            state=EnrolmentState.CHECKED_IN.value,
            unit_id=unit,
            staff_kind=person.staff_kind,
            enrolled_at=at,
            checked_in_at=at,
        )
        for person in persons
    ]
    Enrolment.objects.bulk_create(rows)
    return rows


def _fail_first(exam: Exam, seats: Sequence[Enrolment], at: datetime) -> None:
    """A make-up is for those who missed the first exam with leave: so did all of them."""
    if exam.follows is None:
        return
    Result.objects.bulk_create(
        Result(
            exam_id=exam.follows.pk,
            person_id=seat.person_id,
            enrolment=seat,
            sitting=None,
            verdict=ResultVerdict.ABSENT.value,
            excused=True,
            full_marks=exam.paper.full_marks,
            marked_at=at,
            released_at=at,
        )
        for seat in seats
    )


def _accommodate(exam: Exam, persons: Sequence[Person], at: datetime) -> None:
    """What real candidates are granted, granted to as many fake ones, from the last one back."""
    due = enrolments_due(exam).exclude(person__in=persons).values("person_id")
    on = clock.local_date(exam.opens_at)
    granted = list(in_force(on).filter(person__in=due).order_by("pk"))
    Accommodation.objects.bulk_create(
        Accommodation(
            person=person,
            extra_percent=row.extra_percent,
            extra_minutes=row.extra_minutes,
            large_print=row.large_print,
            separate_room=row.separate_room,
            ground="（演练）",
            starts_on=on,
            granted_at=at,
        )
        for row, person in zip(granted, reversed(persons), strict=False)
    )


def rooms_of(exam: Exam) -> list[Room]:
    """The rooms in which the exam's people are seated."""
    used = Sitting.objects.standing().filter(exam=exam, room__isnull=False).values("room_id")
    return list(Room.objects.filter(pk__in=used).order_by("pk"))


def _places(exam: Exam, seats: Sequence[Enrolment], at: datetime) -> list[Sitting]:
    """A place for each in the exam's rooms; without a seat, for the seats are taken."""
    rooms = rooms_of(exam)
    rows = [new(exam, seat, at) for seat in seats]
    for number, row in enumerate(rows):
        row.room = rooms[number % len(rooms)] if rooms else None
    Sitting.objects.bulk_create(rows)
    return rows


def _address(room: Room | None) -> str:
    """An address inside the room's first network; any, where it has none that can be read."""
    if room is None or not room.networks:
        return _ANYWHERE
    try:
        network = network_of(room.networks[0])
    except NetworkUnsound:
        return _ANYWHERE
    return str(next(iter(network.hosts()), network.network_address))
