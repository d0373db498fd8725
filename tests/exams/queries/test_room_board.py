"""The board of a room: what it costs and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from academy.people.models import Person
from exams.enums import Connection, IncidentKind, LateCause, SittingState
from exams.errors import SittingClosed
from exams.models import Exam, LateResponse, Room, Sitting
from exams.operations import announcements, entry, incidents, pauses, sittings, watch
from exams.queries import room_board, sitting_story
from exams.queries.scopes import NO_ROOM
from tests.cast import SYSTEM, Cast
from tests.make import exams as make
from tests.make import people as make_people

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao, cast.li])


@pytest.fixture
def units(cast: Cast) -> frozenset[int]:
    return frozenset({cast.bureau.pk, cast.east.pk, cast.south.pk})


def _room(name: str, at: datetime) -> Room:
    return Room.objects.create(name=name, capacity=60, opened_at=at)


def _seat(exam: Exam, person: Person, room: Room, seat: int) -> Sitting:
    Sitting.objects.filter(exam=exam, person=person).update(room=room, seat=seat)
    return Sitting.objects.get(exam=exam, person=person)


def _crowd(cast: Cast, count: int, at: datetime) -> Exam:
    people: Sequence[Person] = make_people.people(count, unit=cast.east, at=at)
    exam = make.exam(at=at, persons=people)
    for person in people:
        row = make.sitting(exam, person, at=at)
        incidents.note(actor=SYSTEM, exam=exam, kind=IncidentKind.NOTE, at=at, sitting=row)
    return exam


@pytest.mark.parametrize("count", [1, 3, 60])
def test_a_room_is_one_query_whoever_is_in_it(
    cast: Cast,
    at: datetime,
    units: frozenset[int],
    count: int,
    django_assert_num_queries: Any,
) -> None:
    exam = _crowd(cast, count, at)
    with django_assert_num_queries(1):
        rows = room_board.rows(exam, units, NO_ROOM, at=at)
    assert len(rows) == count
    assert {row.incidents for row in rows} == {1}
    with django_assert_num_queries(1):
        [place] = room_board.places(exam, units, at=at)
    assert (place.people, place.running) == (count, count)
    # Noted by the system: there are no names to look up.
    with django_assert_num_queries(1):
        assert len(sitting_story.incidents_of(exam, units, NO_ROOM, limit=60)) == count


def test_what_a_row_says(cast: Cast, exam: Exam, at: datetime, units: frozenset[int]) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    make.save(row, dict(list(make.right_answers(exam.paper).items())[:3]), at=at + 10 * SECOND)
    watch.give_extra_time(actor=SYSTEM, sitting=row, seconds=60, reason="停电", at=at)
    Sitting.objects.filter(pk=row.pk).update(lease=3, planned_seconds=120)
    LateResponse.objects.create(
        sitting=row, cause=LateCause.PAUSED.value, sequence=2, answers="{}", digest="a",
        received_at=at,
    )  # fmt: skip
    [shown] = [
        each
        for each in room_board.rows(exam, units, None, at=at + 20 * SECOND)
        if each.name == "王建国"
    ]
    assert (shown.sitting, shown.staff_number, shown.unit_id) == (
        row.public_id,
        "T1001",
        cast.east.pk,
    )
    assert (shown.state, shown.answered, shown.last_sequence) == (SittingState.OPEN, 3, 1)
    assert (shown.heard_at, shown.connection) == (at + 10 * SECOND, Connection.LIVE)
    assert shown.remaining_seconds == make.DURATION + 60 - 20
    assert (shown.takeovers, shown.late, shown.incidents) == (2, 1, 0)
    assert (shown.planned_seconds, shown.incident_seconds) == (120, 60)


def test_who_has_no_place_yet_is_shown_too(
    cast: Cast, exam: Exam, at: datetime, units: frozenset[int]
) -> None:
    rows = room_board.rows(exam, units, NO_ROOM, at=at)
    assert [row.name for row in rows] == ["李秀英", "王建国", "赵䶮"]
    assert {(row.sitting, row.state, row.connection) for row in rows} == {
        (None, SittingState.PREPARED, Connection.NEVER)
    }
    east = frozenset({cast.east.pk})
    assert len(room_board.rows(exam, east, NO_ROOM, at=at)) == 2
    assert room_board.rows(exam, frozenset(), NO_ROOM, at=at) == []


def test_places_and_rooms_agree(
    cast: Cast, exam: Exam, at: datetime, units: frozenset[int]
) -> None:
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    first, second = _room("一号机房", at), _room("二号机房", at)
    _seat(exam, cast.wang, first, 2)
    _seat(exam, cast.zhao, first, 1)
    make.sitting(exam, cast.wang, at=at)
    make.sitting(exam, cast.zhao, at=at)
    pauses.pause(actor=SYSTEM, sitting=Sitting.objects.get(person=cast.zhao), reason="离座", at=at)
    later = at + 91 * SECOND
    rows = room_board.rows(exam, units, first.pk, at=later)
    assert [(row.seat, row.name) for row in rows] == [(1, "赵䶮"), (2, "王建国")]
    totals = room_board.totals(rows)
    assert (totals.people, totals.running, totals.paused, totals.lost) == (2, 1, 1, 2)
    places = room_board.places(exam, units, at=later)
    assert [(place.key, place.name, place.people) for place in places] == [
        (first.pk, "一号机房", 2),
        (NO_ROOM, "", 1),
    ]
    assert (places[0].running, places[0].paused, places[0].lost) == (1, 1, 2)
    assert places[0].checked_in == totals.checked_in == 2
    assert room_board.rows(exam, units, second.pk, at=later) == []
    everybody = room_board.rows(exam, units, None, at=later)
    assert [row.name for row in everybody] == ["赵䶮", "王建国", "李秀英"]


@pytest.mark.parametrize(("silence", "lost"), [(89, 0), (90, 0), (91, 1)])
def test_both_ways_of_counting_the_lost_agree(
    cast: Cast, exam: Exam, at: datetime, units: frozenset[int], silence: int, lost: int
) -> None:
    make.sitting(exam, cast.wang, at=at)
    when = at + silence * SECOND
    assert room_board.totals(room_board.rows(exam, units, None, at=when)).lost == lost
    assert sum(place.lost for place in room_board.places(exam, units, at=when)) == lost


def test_the_ended_are_not_lost(
    cast: Cast, exam: Exam, at: datetime, units: frozenset[int]
) -> None:
    make.sat(exam, cast.wang, at=at)
    make.sitting(exam, cast.zhao, at=at)
    when = at + timedelta(seconds=make.DURATION)
    totals = room_board.totals(room_board.rows(exam, units, None, at=when))
    assert (totals.handed_in, totals.closed, totals.lost, totals.running) == (1, 1, 0, 0)
    assert totals.live
    [place] = room_board.places(exam, units, at=when)
    assert (place.ended, place.running, place.lost) == (2, 0, 0)
    make.sat(exam, cast.li, at=at)
    assert not room_board.totals(room_board.rows(exam, units, None, at=when)).live


def test_time_stands_still_during_a_pause(
    cast: Cast, exam: Exam, at: datetime, units: frozenset[int]
) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    pauses.pause(actor=SYSTEM, sitting=row, reason="停电", at=at + 60 * SECOND)
    left = {
        shown.remaining_seconds
        for minutes in (1, 2, 500)
        for shown in room_board.rows(exam, units, None, at=at + minutes * make.MINUTE)
        if shown.name == "王建国"
    }
    assert left == {make.DURATION - 60}


def test_a_voided_sitting_is_seen_until_there_is_another(
    cast: Cast, exam: Exam, at: datetime, units: frozenset[int]
) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    room = _room("一号机房", at)
    _seat(exam, cast.wang, room, 1)
    watch.void(actor=SYSTEM, sitting=row, reason="替考", at=at)
    [shown] = room_board.rows(exam, units, room.pk, at=at)
    assert (shown.state, shown.remaining_seconds) == (SittingState.VOIDED, None)
    again = entry.check_in(actor=SYSTEM, exam=exam, person=cast.wang, at=at)
    [shown] = room_board.rows(exam, units, room.pk, at=at)
    assert (shown.sitting, shown.number, shown.seat) == (again.public_id, 2, 1)


def test_a_make_up_shows_who_is_due_once(
    cast: Cast, exam: Exam, at: datetime, units: frozenset[int]
) -> None:
    make.sat(exam, cast.wang, at=at, right=0)
    make.sat(exam, cast.zhao, at=at)
    after = exam.closes_at + timedelta(seconds=1)
    make.released(exam, at=after)
    second = make.make_up(Exam.objects.get(pk=exam.pk), at=after)
    rows = room_board.rows(second, units, None, at=after)
    assert [(row.name, row.sitting) for row in rows] == [("李秀英", None), ("王建国", None)]
    assert room_board.places(second, units, at=after)[0].people == 2


def test_the_story_of_a_sitting(
    cast: Cast, exam: Exam, at: datetime, django_assert_num_queries: Any
) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    right = list(make.right_answers(exam.paper).items())
    for number in (1, 2, 3):
        make.save(row, dict(right[:number]), at=at + number * SECOND, sequence=number)
    pauses.pause(actor=SYSTEM, sitting=row, reason="停电", at=at + 5 * SECOND)
    incidents.report(
        actor=SYSTEM, exam=exam, kind=IncidentKind.NOTE, text="换键盘", at=at, sitting=row
    )
    row = Sitting.objects.get(pk=row.pk)
    with django_assert_num_queries(4):
        told = sitting_story.story(row)
    assert [(save.sequence, save.items, save.answered) for save in told.saves] == [
        (3, 3, 3),
        (2, 2, 2),
        (1, 1, 1),
    ]
    assert told.saves[0].digest == row.head_digest
    assert [event.verb for event in told.events] == [
        "exams.sitting_paused",
        "exams.sitting_started",
        "exams.sitting_checked_in",
    ]
    assert told.events[0].facts["reason"] == "停电"
    assert [noted.text for noted in told.incidents] == ["换键盘"]
    assert told.late == []


def test_late_answers_are_in_the_story(cast: Cast, exam: Exam, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    with pytest.raises(SittingClosed):
        make.save(row, {"1": True}, at=at + timedelta(seconds=make.DURATION))
    [late] = sitting_story.story(row).late
    assert (late.cause, late.sequence, late.items, late.admitted) == ("deadline", 1, 1, None)


def test_announcements_reach_their_place(cast: Cast, exam: Exam, at: datetime) -> None:
    room, other = _room("一号机房", at), _room("二号机房", at)
    for where, text in ((None, "全场"), (room, "一号"), (other, "二号")):
        announcements.announce(actor=SYSTEM, exam=exam, room=where, text=text, at=at)
    texts = {
        place: sorted(row.text for row in sitting_story.announcements_of(exam, place))
        for place in (None, NO_ROOM, room.pk)
    }
    assert texts == {None: ["一号", "二号", "全场"], NO_ROOM: ["全场"], room.pk: ["一号", "全场"]}


def test_incidents_are_those_of_the_place_and_of_visible_people(
    cast: Cast, exam: Exam, at: datetime, units: frozenset[int]
) -> None:
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    room = _room("一号机房", at)
    mine = _seat(exam, cast.wang, room, 1)
    hers = Sitting.objects.get(person=cast.li)
    kind = IncidentKind.TECHNICAL
    for text, more in (
        ("王", {"sitting": mine}),
        ("李", {"sitting": hers}),
        ("机房", {"room": room}),
        ("全场", {}),
    ):
        incidents.report(actor=SYSTEM, exam=exam, kind=kind, text=text, at=at, **more)

    def texts(place: int | None, visible: frozenset[int] = units) -> set[str]:
        return {noted.text for noted in sitting_story.incidents_of(exam, visible, place)}

    assert texts(None) == {"王", "李", "机房", "全场"}
    assert texts(room.pk) == {"王", "机房", "全场"}
    assert texts(NO_ROOM) == {"李", "全场"}
    assert texts(None, frozenset({cast.east.pk})) == {"王", "机房", "全场"}
