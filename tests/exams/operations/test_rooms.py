"""Rooms: opened, changed, retired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from academy.audit.models import Entry
from exams.enums import Verb
from exams.errors import RoomInUse, RoomRefused
from exams.models import Exam, Room
from exams.operations import rooms, seating
from tests.cast import SYSTEM, Cast
from tests.make import exams as make

pytestmark = pytest.mark.django_db


def _open(at: datetime, name: str = "一号考场", capacity: int = 30, **options: Any) -> Room:
    return rooms.open_(actor=SYSTEM, name=name, capacity=capacity, at=at, **options)


def _change(room: Room, at: datetime, **changes: Any) -> Room:
    values = {name: getattr(room, name) for name in ("name", "capacity", "networks", "separate")}
    return rooms.change(actor=SYSTEM, room=room, at=at, **values | changes)


def test_a_room_keeps_its_networks_in_their_usual_form(at: datetime) -> None:
    room = _open(at, " 一号考场 ", networks=["10.3.0.7", "10.3.0.7/32", "::ffff:10.4.0.0/120"])
    assert (room.name, room.networks) == ("一号考场", ["10.3.0.7/32", "10.4.0.0/24"])
    entry = Entry.objects.get(verb=Verb.ROOM_OPENED.value)
    assert entry.facts["capacity"] == 30


@pytest.mark.parametrize(
    ("field", "reason", "values"),
    [
        ("name", "missing", {"name": "  "}),
        ("name", "too_long", {"name": "场" * 41}),
        ("name", "unsound_text", {"name": "一\x00号"}),
        ("name", "name_taken", {"name": "大教室"}),
        ("capacity", "capacity_out_of_range", {"capacity": 0}),
        ("capacity", "capacity_out_of_range", {"capacity": 1001}),
        ("networks", "not_a_network", {"networks": ["10.3.0.0/24", "三楼"]}),
        ("networks", "host_bits", {"networks": ["10.3.0.5/24"]}),
        ("networks", "too_many_networks", {"networks": ["10.3.0.0/24"] * 51}),
    ],
)
def test_what_cannot_be_kept(at: datetime, field: str, reason: str, values: dict[str, Any]) -> None:
    _open(at, "大教室")
    with pytest.raises(RoomRefused) as refused:
        _open(at, **values)
    assert (refused.value.field, refused.value.facts["reason"]) == (field, reason)
    assert Room.objects.count() == 1


@pytest.mark.parametrize(("name", "capacity"), [("场" * 40, 1), ("小间", 1000)])
def test_borders_that_hold(at: datetime, name: str, capacity: int) -> None:
    assert _open(at, name, capacity).capacity == capacity


def test_the_mended_network_is_named(at: datetime) -> None:
    with pytest.raises(RoomRefused) as refused:
        _open(at, networks=["10.3.0.5/24"])
    assert "10.3.0.0/24" in str(refused.value)


def test_changing_nothing_is_no_change(at: datetime) -> None:
    room = _open(at)
    _change(room, at)
    assert not Entry.objects.filter(verb=Verb.ROOM_CHANGED.value).exists()
    assert _change(room, at, name="二号考场").name == "二号考场"
    assert Entry.objects.filter(verb=Verb.ROOM_CHANGED.value).count() == 1


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao, cast.li])


def _seat(exam: Exam, halls: Sequence[Room], at: datetime) -> None:
    seating.assign(actor=SYSTEM, exam=exam, rooms=halls, at=at)


def test_seats_in_use_bound_the_capacity(exam: Exam, at: datetime) -> None:
    room = _open(at, capacity=10)
    _seat(exam, [room], at)
    with pytest.raises(RoomInUse) as refused:
        _change(room, at, capacity=2)
    assert (refused.value.facts["reason"], refused.value.facts["seat"]) == ("capacity_in_use", 3)
    assert _change(room, at, capacity=3).capacity == 3
    with pytest.raises(RoomInUse):
        _change(room, at, capacity=3, separate=True)
    # Once the exam is over, nobody has to sit there any more.
    later = exam.closes_at
    assert _change(room, later, capacity=1, separate=True).separate


def test_a_room_in_use_is_not_retired(exam: Exam, at: datetime) -> None:
    room = _open(at)
    _seat(exam, [room], at)
    with pytest.raises(RoomInUse):
        rooms.retire(actor=SYSTEM, room=room, at=at)
    with pytest.raises(RoomInUse):
        rooms.retire(actor=SYSTEM, room=room, at=exam.closes_at - timedelta(seconds=1))
    gone = rooms.retire(actor=SYSTEM, room=room, at=exam.closes_at)
    assert gone.retired_at == exam.closes_at
    assert rooms.retire(actor=SYSTEM, room=room, at=at).retired_at == exam.closes_at
    assert Entry.objects.filter(verb=Verb.ROOM_RETIRED.value).count() == 1


def test_a_retired_room_is_not_changed_and_leaves_its_name(at: datetime) -> None:
    room = rooms.retire(actor=SYSTEM, room=_open(at), at=at)
    with pytest.raises(RoomRefused) as refused:
        _change(room, at, name="二号考场")
    assert refused.value.facts["reason"] == "retired"
    assert _open(at).pk != room.pk
