"""Giving a room back what an outage took, as the server measured it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from academy.audit.models import Entry
from exams.errors import (
    OutageConcernsNobody,
    OutageLasts,
    OutageNotMeasured,
    WordsRefused,
)
from exams.models import Exam, OutageCredit, Sitting
from exams.operations import outages, pauses, pulses, sittings, watch
from exams.queries.outages import measured, places
from exams.rules.outages import BUCKET_SECONDS, Outage
from tests.cast import SYSTEM, Cast
from tests.make import exams as make
from tests.make import fairness

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def exam(cast: Cast, at: datetime) -> Exam:
    return make.exam(at=at, persons=[cast.wang, cast.zhao, cast.li])


def _credit(exam: Exam, began_at: datetime, at: datetime, place: int = 0) -> OutageCredit:
    return outages.credit(
        actor=SYSTEM, exam=exam, place=place, began_at=began_at, reason="交换机断电", at=at
    )


def _silent(exam: Exam, at: datetime, began: int = 600, ended: int = 720) -> datetime:
    """Silence between two seconds after ``at``, heard of before and since; returns its begin."""
    fairness.silence(
        exam,
        started_at=at,
        began_at=at + began * SECOND,
        ended_at=at + ended * SECOND,
        until=at + 2 * ended * SECOND,
    )
    return at + began * SECOND


def test_everybody_of_the_place_gets_their_own_loss(exam: Exam, cast: Cast, at: datetime) -> None:
    early = make.sitting(exam, cast.wang, at=at)
    done = make.sitting(exam, cast.li, at=at)
    sittings.hand_in(actor=SYSTEM, sitting=done, at=at + 650 * SECOND)
    began = _silent(exam, at)
    # A start is a contact, so whoever starts later measures from there: nobody did here.
    row = _credit(exam, began, at + 800 * SECOND)
    assert (row.sittings, row.began_at, row.ended_at) == (1, began, began + 2 * MINUTE)
    early.refresh_from_db()
    assert (early.incident_seconds, early.deadline_at) == (120, at + 3720 * SECOND)
    done.refresh_from_db()
    assert (done.incident_seconds, done.deadline_at) == (0, at + 3600 * SECOND)
    logged = Entry.objects.filter(verb="exams.outage_credited").order_by("sequence")
    assert [each.subject_type for each in logged] == ["exams.outagecredit", "exams.sitting"]


def test_twice_is_once(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    began = _silent(exam, at)
    first = _credit(exam, began, at + 800 * SECOND)
    again = _credit(exam, began, at + 900 * SECOND)
    assert (first.pk, first.credited_at) == (again.pk, again.credited_at)
    row.refresh_from_db()
    assert row.incident_seconds == 120
    assert Entry.objects.filter(verb="exams.outage_credited").count() == 2


def test_what_was_not_measured_is_refused(exam: Exam, cast: Cast, at: datetime) -> None:
    make.sitting(exam, cast.wang, at=at)
    began = _silent(exam, at)
    for wrong in (began - SECOND, began + SECOND, at):
        with pytest.raises(OutageNotMeasured) as refused:
            _credit(exam, wrong, at + 800 * SECOND)
        assert refused.value.code == "exams.outage_not_measured"
    with pytest.raises(OutageNotMeasured):
        _credit(exam, began, at + 800 * SECOND, place=7)
    with pytest.raises(WordsRefused):
        outages.credit(
            actor=SYSTEM, exam=exam, place=0, began_at=began, reason=" ", at=at + 800 * SECOND
        )
    assert OutageCredit.objects.count() == 0


@pytest.mark.parametrize(("seconds", "is_one"), [(55, False), (60, False), (65, True)])
def test_only_silences_longer_than_a_minute(
    exam: Exam, cast: Cast, at: datetime, seconds: int, is_one: bool
) -> None:
    make.sitting(exam, cast.wang, at=at)
    began = _silent(exam, at, 600, 600 + seconds)
    wanted = [Outage(began, began + seconds * SECOND)] if is_one else []
    assert measured(exam, 0, at=at + 900 * SECOND) == wanted


def test_not_while_it_lasts(exam: Exam, cast: Cast, at: datetime) -> None:
    make.sitting(exam, cast.wang, at=at)
    fairness.contacts(exam, from_at=at, until=at + 600 * SECOND, every=5)
    now = at + 700 * SECOND
    assert measured(exam, 0, at=now) == [Outage(at + 600 * SECOND, now)]
    with pytest.raises(OutageLasts) as refused:
        _credit(exam, at + 600 * SECOND, now)
    assert refused.value.code == "exams.outage_lasts"
    fairness.contacts(exam, from_at=now, until=now + MINUTE)
    assert _credit(exam, at + 600 * SECOND, now + 10 * SECOND).ended_at == now


@pytest.mark.parametrize(("offset", "given"), [(-1, True), (0, False), (1, False)])
def test_who_is_over_gets_nothing(
    exam: Exam, cast: Cast, at: datetime, offset: int, given: bool
) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    began = _silent(exam, at)
    when = at + (3600 + offset) * SECOND
    if given:
        # Silence of its own until the deadline: only the first outage is given back here.
        assert _credit(exam, began, when).sittings == 1
    else:
        with pytest.raises(OutageConcernsNobody) as refused:
            _credit(exam, began, when)
        assert refused.value.code == "exams.outage_concerns_nobody"
    row.refresh_from_db()
    assert row.incident_seconds == (120 if given else 0)


def test_a_pause_is_not_given_back_twice(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    began = _silent(exam, at)
    pauses.pause(actor=SYSTEM, sitting=row, reason="断网", at=began + 30 * SECOND)
    pauses.resume(actor=SYSTEM, sitting=row, at=began + 300 * SECOND)
    _credit(exam, began, began + 400 * SECOND)
    row.refresh_from_db()
    assert (row.paused_seconds, row.incident_seconds) == (270, 30)
    assert row.deadline_at == at + 3900 * SECOND


def test_a_paused_sitting_is_under_way(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    began = _silent(exam, at)
    pauses.pause(actor=SYSTEM, sitting=row, reason="断网", at=began + 110 * SECOND)
    _credit(exam, began, began + 150 * SECOND)
    row.refresh_from_db()
    assert (row.incident_seconds, row.deadline_at) == (110, at + 3710 * SECOND)
    pauses.resume(actor=SYSTEM, sitting=row, at=began + 210 * SECOND)
    row.refresh_from_db()
    assert row.deadline_at == at + 3810 * SECOND


def test_rooms_apart_and_the_whole_server_everywhere(exam: Exam, cast: Cast, at: datetime) -> None:
    room = fairness.room("一号机房", at=at)
    one, other = (make.sitting(exam, person, at=at) for person in (cast.wang, cast.zhao))
    Sitting.objects.filter(pk=one.pk).update(room=room, seat=1)
    for place, ended in ((room.pk, 720), (0, 605)):
        fairness.silence(
            exam,
            started_at=at,
            began_at=at + 600 * SECOND,
            ended_at=at + ended * SECOND,
            until=at + 1500 * SECOND,
            place=place,
        )
    now = at + 1400 * SECOND
    assert measured(exam, 0, at=now) == []
    assert [row.seconds for row in measured(exam, room.pk, at=now)] == [120]
    # From 1500 on nobody anywhere is heard of.
    later = at + 1600 * SECOND
    assert [row.began_at for row in measured(exam, 0, at=later)] == [at + 1500 * SECOND]
    assert [row.began_at for row in measured(exam, room.pk, at=later)][-1] == at + 1500 * SECOND
    _credit(exam, at + 600 * SECOND, now, place=room.pk)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.incident_seconds, other.incident_seconds) == (120, 0)


def test_extra_time_by_hand_is_kept(exam: Exam, cast: Cast, at: datetime) -> None:
    row = make.sitting(exam, cast.wang, at=at)
    watch.give_extra_time(actor=SYSTEM, sitting=row, seconds=60, reason="换机", at=at)
    _credit(exam, _silent(exam, at), at + 800 * SECOND)
    row.refresh_from_db()
    assert (row.incident_seconds, row.deadline_at) == (180, at + 3780 * SECOND)


def test_contacts_are_written_in_the_spans_they_are_read_in() -> None:
    assert pulses.SPAN == BUCKET_SECONDS


def test_nobody_started_nothing_measured(exam: Exam, at: datetime) -> None:
    assert places(exam, at=at + 3600 * SECOND) == []
    assert measured(exam, 0, at=at + 3600 * SECOND) == []


@pytest.mark.parametrize("persons", [1, 3])
def test_four_queries_whatever_the_number(
    exam: Exam, cast: Cast, at: datetime, persons: int, django_assert_num_queries: object
) -> None:
    for person in [cast.wang, cast.zhao, cast.li][:persons]:
        make.sitting(exam, person, at=at)
    _silent(exam, at)
    with django_assert_num_queries(4):  # type: ignore[operator]  # pytest-django's fixture
        [place] = places(exam, at=at + 900 * SECOND)
        assert len(place.concerned(place.outages[0])) == persons
