"""The checklist before an exam: each point in order, worth a look, or a stop."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection

from academy.people.enums import Role
from academy.people.models import Grant
from academy.shared import clock
from exams.enums import Admission, EntryRule, Readiness
from exams.models import Exam, ItemVersion, Room
from exams.operations import accommodations, codes, exams, policies, rooms, seating
from exams.pages.rehearsal_words import FOUND, NEXT
from exams.queries import readiness
from exams.queries.papers import sheet_of
from exams.queries.policies import policy_of, terms_of
from tests.cast import AT, SYSTEM, Cast
from tests.make import exams as make
from tests.make import tamper

pytestmark = pytest.mark.django_db
OK, WARN, STOP = Readiness.OK, Readiness.WARN, Readiness.STOP


@pytest.fixture
def exam(cast: Cast) -> Exam:
    return make.exam(at=AT, persons=[cast.wang, cast.li], opens_at=AT + timedelta(days=7))


def line(exam: Exam, point: str, at: datetime = AT) -> tuple[Readiness, str]:
    """Level and case of one point; whatever was found can be said in words."""
    found = {each.point: each for each in readiness.checklist(exam, at=at)}
    for each in found.values():
        key = (each.point, each.case)
        assert str(FOUND[key]) % each.facts
        assert (each.level is OK) == (key not in NEXT)
    return found[point].level, found[point].case


def ruled(exam: Exam, **rules: object) -> None:
    terms = replace(terms_of(policy_of(exam)), **rules)  # type: ignore[arg-type]  # by name
    policies.set_(actor=SYSTEM, exam=exam, terms=terms, at=AT)


def hall(name: str = "一号机房", **options: object) -> Room:
    facts = {"capacity": 30, "networks": ["10.1.2.0/24"]} | options
    return rooms.open_(actor=SYSTEM, name=name, at=AT, **facts)  # type: ignore[arg-type]  # by name


def seat(exam: Exam, *halls: Room) -> None:
    seating.assign(actor=SYSTEM, exam=exam, rooms=halls, at=AT)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-1, (OK, "")), (0, (WARN, "open")), (899, (WARN, "open")), (900, (STOP, "over"))],
)
def test_the_window(exam: Exam, seconds: int, expected: tuple[Readiness, str]) -> None:
    assert line(exam, "window", exam.opens_at + timedelta(seconds=seconds)) == expected


@pytest.mark.parametrize(
    ("window", "seconds", "expected"),
    [
        (299, 600, (WARN, "short_window")),
        (300, 600, (OK, "")),
        (301, 599, (WARN, "short_duration")),
    ],
)
def test_short_windows_and_durations(
    cast: Cast, window: int, seconds: int, expected: tuple[Readiness, str]
) -> None:
    exam = make.exam(
        at=AT,
        persons=[cast.wang],
        opens_at=AT + timedelta(days=1),
        window=timedelta(seconds=window),
        duration_seconds=seconds,
    )
    assert line(exam, "window") == expected


def test_a_cancelled_exam_stops(exam: Exam) -> None:
    cancelled = exams.cancel(actor=SYSTEM, exam=exam, at=AT)
    assert line(cancelled, "window") == (STOP, "not_scheduled")


def test_people(cast: Cast, exam: Exam) -> None:
    assert line(exam, "people") == (OK, "")
    exam.cohort.enrolments.all().delete()
    assert line(exam, "people") == (STOP, "nobody")


def test_the_paper(exam: Exam) -> None:
    assert line(exam, "paper") == (OK, "")
    single = exam.paper.items.get(position=3).version
    # PostgreSQL alters no table whose foreign keys still wait to be checked.
    connection.check_constraints()
    with tamper.lifted("exams_itemversion"):
        ItemVersion.objects.filter(pk=single.pk).update(options=[{"id": "A", "text": "做法"}])
        connection.check_constraints()
    sheet_of.cache_clear()
    assert line(exam, "paper") == (STOP, "wrong")
    sheet_of.cache_clear()


def test_seats_rooms_and_networks(cast: Cast, exam: Exam) -> None:
    assert line(exam, "seats") == (WARN, "no_rooms")
    assert line(exam, "networks") == (OK, "not_enforced")
    ruled(exam, networks_enforced=True)
    assert line(exam, "networks") == (STOP, "no_rooms")
    seat(exam, hall())
    assert line(exam, "seats") == (OK, "")
    assert line(exam, "networks") == (OK, "")
    Room.objects.update(networks=[])
    assert line(exam, "networks") == (STOP, "without")
    exam.sittings.filter(person=cast.wang).update(room=None, seat=None)
    assert line(exam, "seats") == (STOP, "missing")


def test_lockdown(exam: Exam) -> None:
    assert line(exam, "lockdown") == (OK, "not_used")
    ruled(exam, config_keys=("ab" * 32,))
    assert line(exam, "lockdown") == (OK, "")


def test_codes(exam: Exam) -> None:
    assert line(exam, "codes") == (OK, "none")
    ruled(exam, entry_rule=EntryRule.ACCESS_CODE, access_code="LYCHEE")
    assert line(exam, "codes") == (OK, "access_code")
    ruled(exam, entry_rule=EntryRule.ONE_TIME_CODE, access_code="")
    assert line(exam, "codes") == (WARN, "missing")
    seat(exam, hall())
    day = exam.opens_at - timedelta(minutes=30)
    for sitting in exam.sittings.all():
        codes.issue(actor=SYSTEM, sitting=sitting, minutes=31, at=day)
    assert line(exam, "codes", day) == (OK, "issued")


def test_invigilators(exam: Exam) -> None:
    assert line(exam, "invigilators") == (OK, "")
    Grant.objects.filter(role=Role.INVIGILATOR.value).delete()
    assert line(exam, "invigilators") == (WARN, "nobody")
    ruled(exam, admission=Admission.INVIGILATOR)
    assert line(exam, "invigilators") == (STOP, "needed")


def test_accommodations(cast: Cast, exam: Exam) -> None:
    assert line(exam, "accommodations") == (OK, "")
    accommodations.grant(
        actor=SYSTEM,
        person=cast.wang,
        separate_room=True,
        ground="视力",
        starts_on=clock.local_date(AT),
        at=AT,
    )
    assert line(exam, "accommodations") == (WARN, "not_apart")
    seat(exam, hall(), hall("单间", separate=True))
    assert line(exam, "accommodations") == (OK, "")


def test_clock_and_disk(exam: Exam, monkeypatch: pytest.MonkeyPatch) -> None:
    assert line(exam, "clock") == (OK, "")
    assert line(exam, "disk") == (OK, "")
    monkeypatch.setattr(readiness, "CLOCK_SECONDS", -1)
    monkeypatch.setattr(readiness, "MIN_FREE_BYTES", 10**18)
    assert line(exam, "clock") == (STOP, "off")
    assert line(exam, "disk") == (STOP, "full")


def test_the_worst_line_counts(exam: Exam) -> None:
    lines = readiness.checklist(exam, at=AT)
    assert readiness.worst(lines) is WARN
    assert readiness.worst([each for each in lines if each.level is OK]) is OK
    assert readiness.worst(readiness.checklist(exam, at=exam.closes_at)) is STOP
