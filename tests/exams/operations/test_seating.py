"""Giving people their seats."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from academy.audit.models import Entry
from academy.people.models import Person
from courses.enums import CohortState
from exams.enums import SittingState, Verb
from exams.errors import ExamCancelled, SeatRefused, SeatsShort, WindowOver, WordsRefused
from exams.models import Accommodation, Exam, Room, Sitting
from exams.operations import entry, exams, rooms, seating, sittings, watch
from exams.queries.rooms import by_room, held_by_others, seated
from tests.cast import SYSTEM, Cast
from tests.make import courses as make_courses
from tests.make import entry as make_entry
from tests.make import exams as make

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao, cast.li])


@pytest.fixture
def hall(at: datetime) -> Room:
    return make_entry.room(at=at, capacity=10)


def _seats(exam: Exam) -> dict[str, tuple[str | None, int | None]]:
    rows = Sitting.objects.standing().filter(exam=exam).select_related("person", "room")
    return {
        row.person.staff_number: (row.room.name if row.room else None, row.seat) for row in rows
    }


def test_two_of_one_unit_do_not_sit_side_by_side(exam: Exam, hall: Room, at: datetime) -> None:
    done = make_entry.seated(exam, hall, at=at)
    assert (done.seated, done.moved) == (3, 0)
    seats = _seats(exam)
    # Wang and Zhao are of the east branch, Li of the south branch.
    assert {seats["T1001"][1], seats["T1002"][1]} == {1, 3}
    assert seats["T2001"] == ("一号考场", 2)
    facts = Entry.objects.get(verb=Verb.SEATS_ASSIGNED.value).facts
    assert (facts["seated"], facts["moved"]) == (3, 3)


def test_again_moves_nobody(exam: Exam, hall: Room, at: datetime) -> None:
    make_entry.seated(exam, hall, at=at)
    before = _seats(exam)
    done = make_entry.seated(exam, hall, make_entry.room(at=at, name="二号考场"), at=at)
    assert (done.seated, done.moved, _seats(exam)) == (3, 0, before)
    assert Entry.objects.filter(verb=Verb.SEATS_ASSIGNED.value).count() == 1


def test_seats_missing_are_counted_and_nobody_is_seated(exam: Exam, at: datetime) -> None:
    small = make_entry.room(at=at, capacity=2)
    with pytest.raises(SeatsShort) as short:
        make_entry.seated(exam, small, at=at)
    assert short.value.code == "exams.seats_short"
    facts = short.value.facts
    assert (facts["missing"], facts["missing_separate"], facts["people"]) == (1, 0, 3)
    assert not Sitting.objects.filter(seat__isnull=False).exists()
    with pytest.raises(SeatsShort):
        make_entry.seated(exam, at=at)


def _apart(person: Person, at: datetime) -> None:
    Accommodation.objects.create(
        person=person,
        separate_room=True,
        ground="骨折",
        starts_on=at.date() - timedelta(days=1),
        granted_at=at,
    )


def test_who_is_granted_a_room_apart_gets_one(
    exam: Exam, hall: Room, cast: Cast, at: datetime
) -> None:
    _apart(cast.li, at)
    with pytest.raises(SeatsShort) as short:
        make_entry.seated(exam, hall, at=at)
    assert (short.value.facts["missing"], short.value.facts["missing_separate"]) == (0, 1)
    apart = make_entry.room(at=at, name="小间", capacity=1, separate=True)
    make_entry.seated(exam, apart, hall, at=at)
    seats = _seats(exam)
    assert seats["T2001"] == ("小间", 1)
    assert {seats["T1001"], seats["T1002"]} == {("一号考场", 1), ("一号考场", 2)}


def test_who_has_checked_in_stays_though_the_rooms_change(
    exam: Exam, hall: Room, cast: Cast, at: datetime
) -> None:
    make_entry.seated(exam, hall, at=at)
    before = _seats(exam)
    entry.check_in(actor=SYSTEM, exam=exam, person=cast.zhao, at=at)
    other = make_entry.room(at=at, name="二号考场")
    done = make_entry.seated(exam, other, at=at)
    after = _seats(exam)
    assert done.moved == 2
    assert after["T1002"] == before["T1002"]
    assert {after["T1001"][0], after["T2001"][0]} == {"二号考场"}


def test_people_may_change_places(exam: Exam, cast: Cast, at: datetime) -> None:
    """The new plan gives one the seat of another: all are written at once."""
    first = make_entry.room(at=at, name="一号考场", capacity=3)
    make_entry.seated(exam, first, at=at)
    rooms.change(
        actor=SYSTEM, room=first, name="一号考场", capacity=3, networks=[], separate=False, at=at
    )
    Sitting.objects.filter(person=cast.li).update(seat=9)
    make_entry.seated(exam, first, at=at)
    assert sorted(seat for _room, seat in _seats(exam).values() if seat) == [1, 2, 3]


def test_seats_of_an_exam_at_the_same_time_are_left_alone(
    exam: Exam, cast: Cast, hall: Room, at: datetime
) -> None:
    make_entry.seated(exam, hall, at=at)
    other = _exam_of_another_cohort(exam, 2, cast.officer, opens_at=exam.closes_at, at=at)
    assert held_by_others(other) == {(hall.pk, 1), (hall.pk, 2), (hall.pk, 3)}
    make_entry.seated(other, hall, at=at)
    assert _seats(other) == {"T1003": ("一号考场", 4)}
    with pytest.raises(SeatRefused) as refused:
        _move(Sitting.objects.get(exam=other), hall, 1, at)
    assert refused.value.facts["reason"] == "taken"
    # From the second by which the last of the first exam must have finished, seats are free.
    ends_at = exam.closes_at + timedelta(seconds=exam.duration_seconds)
    for opens_at, held in ((ends_at - SECOND, True), (ends_at, False)):
        other.opens_at, other.closes_at = opens_at, opens_at + make.MINUTE
        assert bool(held_by_others(other)) is held


def _exam_of_another_cohort(
    exam: Exam, number: int, person: Person, *, opens_at: datetime, at: datetime
) -> Exam:
    cohort = make_courses.cohort(
        at=at,
        number=number,
        state=CohortState.RUNNING,
        of=exam.cohort.syllabus,
        persons=[person],
    )
    return make.exam(at=at, persons=[person], cohort=cohort, on_paper=exam.paper, opens_at=opens_at)


def test_no_seats_once_it_is_over(exam: Exam, hall: Room, at: datetime) -> None:
    with pytest.raises(WindowOver):
        make_entry.seated(exam, hall, at=exam.closes_at)
    exams.cancel(actor=SYSTEM, exam=exam, at=at)
    with pytest.raises(ExamCancelled):
        make_entry.seated(exam, hall, at=at)


def test_a_retired_room_seats_nobody(exam: Exam, hall: Room, at: datetime) -> None:
    rooms.retire(actor=SYSTEM, room=hall, at=at)
    with pytest.raises(SeatsShort):
        make_entry.seated(exam, hall, at=at)


def _move(sitting: Sitting, room: Room, seat: int, at: datetime, reason: str = "故障") -> Sitting:
    return seating.move(actor=SYSTEM, sitting=sitting, room=room, seat=seat, reason=reason, at=at)


class TestMove:
    @pytest.fixture
    def sitting(self, exam: Exam, hall: Room, cast: Cast, at: datetime) -> Sitting:
        make_entry.seated(exam, hall, at=at)
        return Sitting.objects.get(person=cast.li)

    def test_to_a_free_seat(self, sitting: Sitting, hall: Room, at: datetime) -> None:
        assert _move(sitting, hall, 10, at).seat == 10
        facts = Entry.objects.get(verb=Verb.SEAT_MOVED.value).facts
        assert (facts["from_seat"], facts["seat"], facts["reason"]) == (2, 10, "故障")
        _move(sitting, hall, 10, at)
        assert Entry.objects.filter(verb=Verb.SEAT_MOVED.value).count() == 1

    @pytest.mark.parametrize("seat", [0, -1, 11])
    def test_a_seat_that_is_not_there(
        self, sitting: Sitting, hall: Room, seat: int, at: datetime
    ) -> None:
        with pytest.raises(SeatRefused) as refused:
            _move(sitting, hall, seat, at)
        assert refused.value.facts["reason"] == "not_in_room"

    def test_a_taken_seat_with_a_next_step(
        self, sitting: Sitting, hall: Room, at: datetime
    ) -> None:
        with pytest.raises(SeatRefused) as refused:
            _move(sitting, hall, 1, at)
        assert (refused.value.code, refused.value.facts["reason"]) == (
            "exams.seat_refused", "taken",
        )  # fmt: skip
        assert "先把其中一人移到空座位" in refused.value.advice

    def test_the_seat_of_a_voided_sitting_is_free(
        self, sitting: Sitting, hall: Room, cast: Cast, at: datetime
    ) -> None:
        other = Sitting.objects.get(person=cast.wang)
        seat = other.seat
        assert seat is not None
        watch.void(actor=SYSTEM, sitting=other, reason="误建", at=at)
        assert _move(sitting, hall, seat, at).seat == seat

    def test_a_reason_is_required(self, sitting: Sitting, hall: Room, at: datetime) -> None:
        with pytest.raises(WordsRefused):
            _move(sitting, hall, 10, at, reason=" ")

    def test_while_it_runs_but_not_after(
        self, sitting: Sitting, hall: Room, exam: Exam, cast: Cast, at: datetime
    ) -> None:
        running = make.sitting(exam, cast.li, at=at)
        assert _move(running, hall, 5, at).seat == 5
        sittings.hand_in(actor=SYSTEM, sitting=running, at=at + make.MINUTE)
        with pytest.raises(SeatRefused) as refused:
            _move(running, hall, 6, at)
        assert refused.value.facts["reason"] == "sitting_over"

    def test_not_into_a_retired_room(self, sitting: Sitting, at: datetime) -> None:
        gone = make_entry.room(at=at, name="旧考场")
        rooms.retire(actor=SYSTEM, room=gone, at=at)
        with pytest.raises(SeatRefused) as refused:
            _move(sitting, gone, 1, at)
        assert refused.value.facts["reason"] == "retired"


def test_the_plan_as_lists_show_it(
    exam: Exam, hall: Room, cast: Cast, at: datetime, django_assert_num_queries: Any
) -> None:
    from academy.people.queries import units

    make_entry.seated(exam, hall, at=at)
    nodes = units.tree(at.date())
    scope = frozenset(node.id for node in nodes)
    with django_assert_num_queries(2):
        people = seated(exam, scope, nodes, at=at)
    [plan] = by_room(people)
    assert [each.seat for each in plan.people] == [1, 2, 3]
    assert [each.unit for each in plan.by_unit] == ["东湖", "东湖", "南桥"]
    assert plan.free == 7
    east = frozenset({cast.east.pk})
    assert {each.staff_number for each in seated(exam, east, nodes, at=at)} == {"T1001", "T1002"}
    assert all(each.movable for each in people)
    assert {SittingState(each.sitting.state) for each in people} == {SittingState.PREPARED}
