"""What the database itself holds of make-ups."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from academy.reporting.enums import MakeUpCause, MakeUpEventKind, MakeUpState
from academy.reporting.models import MakeUp, MakeUpEvent
from courses.models import Completion
from tests.cast import Cast
from tests.make import courses
from tests.make import makeups as make

DAY = timedelta(days=1)
_K = MakeUpEventKind


@pytest.fixture
def goes(cast: Cast, at: datetime) -> list[Completion]:
    """Three goes at one course that failed, all of one person."""
    syllabus = courses.syllabus(at=at)
    for number in range(3):
        run = make.Run(failed=[cast.wang])
        make.closed(run, of=syllabus, number=number + 1, on=make.DUE + number * DAY, at=at)
    return list(Completion.objects.order_by("pk"))


def _row(cast: Cast, source: Completion, at: datetime, **facts: Any) -> MakeUp:
    told: dict[str, Any] = {
        "person": cast.wang,
        "unit": cast.east,
        "course": source.enrolment.cohort.syllabus.course,
        "cause": MakeUpCause.FAILED.value,
        "source": source,
        "caused_at": at,
        "due_on": make.DUE,
        "opened_at": at,
        **facts,
    }
    return MakeUp(**told)


def _stored(row: MakeUp | MakeUpEvent) -> bool:
    """Whether the database takes a row; it is kept if so."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except DatabaseError:
        return False
    return True


def test_one_open_for_person_and_course_and_one_for_each_source(
    cast: Cast, at: datetime, goes: list[Completion]
) -> None:
    ended = {"state": MakeUpState.LEFT.value, "ended_at": at}
    assert _stored(_row(cast, goes[0], at))
    assert not _stored(_row(cast, goes[1], at))
    assert _stored(_row(cast, goes[1], at, **ended))
    assert not _stored(_row(cast, goes[0], at, **ended))
    assert _stored(_row(cast, goes[2], at, person=cast.li))


@pytest.mark.parametrize(
    ("state", "ended", "completion", "stored"),
    [
        ("open", None, None, True),
        ("open", 0, None, False),
        ("open", None, 1, False),
        ("passed", 0, 1, True),
        ("passed", -1, 1, False),
        ("passed", 0, None, False),
        ("passed", None, 1, False),
        ("passed", 0, 0, False),
        ("left", 0, None, True),
        ("left", None, None, False),
        ("withdrawn", 0, None, True),
        ("withdrawn", 0, 1, False),
        ("elsewhere", None, None, False),
    ],
)
def test_state_and_timestamps_go_together(
    cast: Cast,
    at: datetime,
    goes: list[Completion],
    state: str,
    ended: int | None,
    completion: int | None,
    stored: bool,
) -> None:
    row = _row(
        cast,
        goes[0],
        at,
        state=state,
        ended_at=None if ended is None else at + ended * DAY,
        completion=None if completion is None else goes[completion],
    )
    assert _stored(row) is stored


def test_none_is_opened_before_its_cause_or_without_one(
    cast: Cast, at: datetime, goes: list[Completion]
) -> None:
    assert not _stored(_row(cast, goes[0], at, caused_at=at + DAY))
    assert not _stored(_row(cast, goes[0], at, cause="moody"))


@pytest.mark.parametrize(
    ("kind", "level", "text", "stored"),
    [
        (_K.OPENED, None, "", True),
        (_K.OPENED, 1, "", False),
        (_K.OPENED, None, "话", False),
        (_K.ESCALATED, None, "", False),
        (_K.ESCALATED, 0, "", False),
        (_K.ESCALATED, 1, "", True),
        (_K.ESCALATED, 3, "", True),
        (_K.ESCALATED, 4, "", False),
        (_K.WITHDRAWN, None, "", False),
        (_K.WITHDRAWN, None, "话", True),
    ],
)
def test_an_event_says_what_its_kind_says(
    cast: Cast,
    at: datetime,
    goes: list[Completion],
    kind: MakeUpEventKind,
    level: int | None,
    text: str,
    stored: bool,
) -> None:
    row = _row(cast, goes[0], at)
    row.save()
    told = {"make_up": row, "kind": kind.value, "level": level, "text": text}
    assert _stored(MakeUpEvent(**told, by="x", at=at)) is stored
    assert not _stored(MakeUpEvent(**told, by="x", at=at))


def test_it_ends_once(cast: Cast, at: datetime, goes: list[Completion]) -> None:
    row = _row(cast, goes[0], at)
    row.save()
    assert _stored(MakeUpEvent(make_up=row, kind=_K.LEFT.value, by="x", at=at))
    assert not _stored(MakeUpEvent(make_up=row, kind=_K.PASSED.value, by="x", at=at))


@pytest.mark.parametrize(
    "change", [{"due_on": make.DUE + DAY}, {"cause": "absent"}, {"ended_at": None, "state": "open"}]
)
def test_what_was_said_stays(
    cast: Cast, at: datetime, goes: list[Completion], change: dict[str, Any]
) -> None:
    row = _row(cast, goes[0], at, state=MakeUpState.LEFT.value, ended_at=at)
    row.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        MakeUp.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_the_history_only_grows(cast: Cast, at: datetime) -> None:
    make.opened([cast.wang], at=at)
    with pytest.raises(DatabaseError), transaction.atomic():
        MakeUpEvent.objects.update(by="y")
    with pytest.raises(DatabaseError), transaction.atomic():
        MakeUpEvent.objects.all().delete()
