"""Signs of life: cheap, and told what is new."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from academy.shared.errors import NotFound
from exams.enums import SittingState
from exams.errors import LeaseLost, SittingClosed
from exams.models import Contact, Exam, Room, Sitting
from exams.operations import announcements, pulses, sittings
from exams.queries.papers import sheet_of
from tests.cast import SYSTEM, Cast, gather
from tests.make import exams as make

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao])


@pytest.fixture
def sitting(exam: Exam, cast: Cast, at: datetime) -> Sitting:
    return make.sitting(exam, cast.wang, at=at, client="page-one")


def _room(at: datetime, name: str = "一号") -> Room:
    return Room.objects.create(name=name, capacity=9, opened_at=at)


def test_it_says_how_things_stand(sitting: Sitting, at: datetime) -> None:
    make.save(sitting, {"1": True, "2": False}, at=at, sequence=4)
    told = pulses.pulse(sitting=sitting, seen=None, at=at + SECOND)
    assert (told.state, told.lease, told.last_sequence, told.answered) == ("open", 1, 4, 2)
    assert (told.deadline_at, told.paused_at) == (sitting.deadline_at, None)
    assert (told.announcements, told.at) == ((), at + SECOND)
    sitting.refresh_from_db()
    assert sitting.last_seen_at == at + SECOND


def test_a_save_is_a_sign_of_life_too(sitting: Sitting, at: datetime) -> None:
    make.save(sitting, {"1": True}, at=at + 9 * SECOND)
    sitting.refresh_from_db()
    assert sitting.last_seen_at == at + 9 * SECOND


def test_it_works_before_the_start(exam: Exam, cast: Cast, at: datetime) -> None:
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    row = Sitting.objects.get(person=cast.zhao)
    told = pulses.pulse(sitting=row, seen=None, at=at)
    assert (told.state, told.deadline_at) == (SittingState.PREPARED, None)


def test_one_statement_unless_something_was_announced(
    sitting: Sitting, exam: Exam, at: datetime, django_assert_num_queries: Any
) -> None:
    sheet_of(sitting.paper_id)
    with django_assert_num_queries(2):  # the second notes the contact, due once in five seconds
        pulses.pulse(sitting=sitting, seen=None, at=at)
    said = announcements.announce(actor=SYSTEM, exam=exam, room=None, text="还有十分钟", at=at)
    with django_assert_num_queries(3):
        pulses.pulse(sitting=sitting, seen=None, at=at)
    with django_assert_num_queries(2):
        pulses.pulse(sitting=sitting, seen=said.announced_at, at=at)


@pytest.mark.parametrize(("offset", "heard"), [(-1, ["早", "晚"]), (0, ["晚"]), (1, ["晚"])])
def test_announcements_newer_than_those_shown(
    sitting: Sitting, exam: Exam, at: datetime, offset: int, heard: list[str]
) -> None:
    for minutes, text in ((1, "早"), (2, "晚")):
        when = at + minutes * make.MINUTE
        announcements.announce(actor=SYSTEM, exam=exam, room=None, text=text, at=when)
    seen = at + make.MINUTE + timedelta(microseconds=offset)
    told = pulses.pulse(sitting=sitting, seen=seen, at=at + 3 * make.MINUTE)
    assert [each.text for each in told.announcements] == heard


def test_announcements_of_ones_own_room_and_of_all(
    sitting: Sitting, exam: Exam, at: datetime
) -> None:
    mine, other = _room(at), _room(at, "二号")
    for room, text in ((None, "全体"), (mine, "一号考场"), (other, "二号考场")):
        announcements.announce(actor=SYSTEM, exam=exam, room=room, text=text, at=at)

    def heard() -> list[str]:
        told = pulses.pulse(sitting=sitting, seen=None, at=at)
        return sorted(each.text for each in told.announcements)

    assert heard() == ["全体"]
    Sitting.objects.filter(pk=sitting.pk).update(room=mine, seat=1)
    assert heard() == ["一号考场", "全体"]


def test_only_so_many_at_once_and_the_newest(sitting: Sitting, exam: Exam, at: datetime) -> None:
    for number in range(pulses.MOST + 1):
        when = at + number * SECOND
        announcements.announce(actor=SYSTEM, exam=exam, room=None, text=str(number), at=when)
    told = pulses.pulse(sitting=sitting, seen=None, at=at)
    assert [each.text for each in told.announcements] == [
        str(number) for number in range(1, pulses.MOST + 1)
    ]


def test_a_sitting_that_is_nowhere(db: None, sitting: Sitting, at: datetime) -> None:
    sitting.pk = 10**9
    with pytest.raises(NotFound):
        pulses.pulse(sitting=sitting, seen=None, at=at)


# -- contacts -------------------------------------------------------------------------------------


def _contacts() -> list[tuple[int, int]]:
    return sorted(Contact.objects.values_list("place", "bucket"))


def test_contact_by_place_and_span(sitting: Sitting, at: datetime) -> None:
    room = _room(at)
    bucket = int(at.timestamp()) // pulses.SPAN
    for offset in (0, 1, 4.999):
        pulses.pulse(sitting=sitting, seen=None, at=at + offset * SECOND)
    assert _contacts() == [(0, bucket)]
    pulses.pulse(sitting=sitting, seen=None, at=at + 5 * SECOND)
    assert _contacts() == [(0, bucket), (0, bucket + 1)]
    Sitting.objects.filter(pk=sitting.pk).update(room=room, seat=1)
    make.save(sitting, {"1": True}, at=at)
    assert _contacts() == [(0, bucket), (0, bucket + 1), (room.pk, bucket)]


def test_a_refused_save_is_contact(sitting: Sitting, at: datetime) -> None:
    assert sitting.deadline_at is not None
    for lease, refusal in ((7, LeaseLost), (1, SittingClosed)):
        with pytest.raises(refusal):
            make.save(sitting, {"1": True}, at=sitting.deadline_at, lease=lease)
    assert [bucket for _, bucket in _contacts()] == [
        int(sitting.deadline_at.timestamp()) // pulses.SPAN
    ]


@pytest.mark.django_db(transaction=True)
def test_written_once_by_a_process_and_only_after_the_commit(
    at: datetime, django_assert_num_queries: Any
) -> None:
    exam = make.exam(at=at, persons=[gather(at=at).wang])
    with pytest.raises(RuntimeError, match="undo"), transaction.atomic():
        pulses.note_contact(exam.pk, 0, at)
        raise RuntimeError("undo")
    assert _contacts() == []
    pulses.note_contact(exam.pk, 0, at)
    assert len(_contacts()) == 1
    with django_assert_num_queries(0):
        pulses.note_contact(exam.pk, 0, at)
    assert connection.in_atomic_block is False
