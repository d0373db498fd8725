"""One instructor wanted by two cohorts for one half day; one person who answers many times."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError

from academy.notices.models import Notice
from academy.people.models import Person
from courses.enums import CohortState
from courses.models import Cohort, Evaluation, Instructor, Tally, Teaching, Turnout
from courses.operations import evaluation_rounds, materials, readings
from courses.operations.evaluations import _count, _turn_out
from courses.rules.reading import Beat
from tests.cast import SYSTEM, gather
from tests.make import courses as make
from tests.make import evaluations as make_evaluations
from tests.make import media
from tests.make.teaching import MONDAY, hall, instructor, outside, subject, teach

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

WRITERS = 8
Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]


def _codes(results: Sequence[Any]) -> list[str]:
    return sorted(getattr(each, "code", type(each).__name__) for each in results)


def _wanted(at: datetime) -> tuple[list[Cohort], Instructor]:
    cast = gather(at=at)
    both = [make.cohort(at=at, number=number) for number in (1, 2)]
    return both, instructor(cast.instructor, at=at, of=both[0].syllabus.course)


def test_an_instructor_is_booked_once(at: datetime, at_once: Run) -> None:
    cohorts, who = _wanted(at)
    results = at_once([partial(teach, each, who, at=at) for each in cohorts * 4])
    # Those of the cohort that was first are given the same line again.
    assert _codes(results) == ["courses.double_booked"] * 4 + ["list"] * 4
    assert Teaching.objects.count() == 1


def test_control_without_the_lock_only_the_schema_refuses(at: datetime, at_once: Run) -> None:
    cohorts, who = _wanted(at)
    barrier = Barrier(2)

    def book(cohort: Cohort) -> Teaching:
        """What `assign` would be without its locks: both look, then both write."""
        assert not Teaching.objects.filter(instructor=who, taught_on=MONDAY).exists()
        barrier.wait(timeout=30)
        return Teaching.objects.create(
            cohort=cohort, subject=subject(cohort), instructor=who, taught_on=MONDAY,
            begins=time(8, 30 + cohort.number), ends=time(10), hours=2, recorded_at=at,
        )  # fmt: skip

    results = at_once([partial(book, each) for each in cohorts])
    assert sum(isinstance(each, IntegrityError) for each in results) == 1


def test_a_hall_is_booked_once(at: datetime, at_once: Run) -> None:
    cohorts, who = _wanted(at)
    second = outside("罗文", at=at, of=cohorts[0].syllabus.course)
    room = hall(seats=500, at=at)
    pairs = [(cohorts[0], who), (cohorts[1], second)] * 4
    results = at_once([partial(teach, one, each, at=at, room=room) for one, each in pairs])
    assert _codes(results) == ["courses.hall_taken"] * 4 + ["list"] * 4
    assert Teaching.objects.count() == 1


def test_control_a_hall_without_the_lock_only_the_schema_refuses(
    at: datetime, at_once: Run
) -> None:
    cohorts, who = _wanted(at)
    second = outside("罗文", at=at, of=cohorts[0].syllabus.course)
    room = hall(seats=500, at=at)
    barrier = Barrier(2)

    def book(cohort: Cohort, each: Instructor) -> Teaching:
        assert not Teaching.objects.filter(hall=room, taught_on=MONDAY).exists()
        barrier.wait(timeout=30)
        return Teaching.objects.create(
            cohort=cohort, subject=subject(cohort), instructor=each, taught_on=MONDAY,
            hall=room, books_hall=True, begins=time(8, 30 + cohort.number), ends=time(10),
            hours=2, recorded_at=at,
        )  # fmt: skip

    results = at_once([partial(book, cohorts[0], who), partial(book, cohorts[1], second)])
    assert sum(isinstance(each, IntegrityError) for each in results) == 1


def test_two_rounds_at_once_open_an_evaluation_once(at: datetime, at_once: Run) -> None:
    make_evaluations.cohort(gather(at=at), WRITERS, at=at)
    make_evaluations.questionnaire(at=at)
    after = make_evaluations.LAST_DAY + timedelta(days=1)
    results = at_once([lambda: evaluation_rounds.open_due(at=after)] * WRITERS)
    assert sorted(each.opened for each in results) == [0] * (WRITERS - 1) + [1]
    assert Turnout.objects.count() == WRITERS
    reminded = after + timedelta(days=4)
    assert at_once([lambda: evaluation_rounds.remind_due(at=reminded)] * 2) == [1, 1]
    told = Notice.objects.filter(topic__startswith="courses.evaluation_")
    assert sorted(Counter(told.values_list("topic", flat=True)).items()) == [
        ("courses.evaluation_open", WRITERS), ("courses.evaluation_reminder", WRITERS)
    ]  # fmt: skip


def test_control_without_the_lock_only_the_schema_refuses_a_second_opening(
    at: datetime, at_once: Run
) -> None:
    row = make_evaluations.cohort(gather(at=at), WRITERS, at=at)
    edition = make_evaluations.questionnaire(at=at)
    barrier = Barrier(2)

    def open_() -> Evaluation:
        """What a round would be without its lock: both look, then both write."""
        assert not Evaluation.objects.filter(cohort=row).exists()
        barrier.wait(timeout=30)
        return Evaluation.objects.create(
            cohort=row, edition=edition, opens_on=row.ends_on, last_on=row.ends_on,
            minimum=5, opened_at=at,
        )  # fmt: skip

    results = at_once([open_, open_])
    assert sum(isinstance(each, IntegrityError) for each in results) == 1


def _evaluation(at: datetime) -> tuple[Evaluation, list[Person]]:
    made = make_evaluations.opened(make_evaluations.cohort(gather(at=at), WRITERS, at=at))
    return made, make_evaluations.voters(made)


def test_nobody_answers_twice_even_at_once(at: datetime, at_once: Run) -> None:
    made, people = _evaluation(at)
    results = at_once([lambda: make_evaluations.say(made, people[0])] * WRITERS)
    assert _codes(results) == ["NoneType"] + ["courses.already_answered"] * (WRITERS - 1)
    assert sum(Tally.objects.values_list("count", flat=True)) == 5


def test_all_answers_at_once_are_counted(at: datetime, at_once: Run) -> None:
    made, people = _evaluation(at)
    results = at_once([partial(make_evaluations.say, made, each) for each in people])
    assert results == [None] * WRITERS
    assert sum(Tally.objects.values_list("count", flat=True)) == 5 * WRITERS
    assert Turnout.objects.filter(answered=True).count() == WRITERS


def test_control_without_the_lock_one_answers_twice(at: datetime, at_once: Run) -> None:
    made, people = _evaluation(at)
    looked, written = Barrier(2), Barrier(2)

    def answer(place: int) -> None:
        """What `answer` would be without its lock: both look, then one after the other writes."""
        mine = Turnout.objects.get(evaluation=made, person=people[0])
        assert not mine.answered
        looked.wait(timeout=30)
        if place:
            written.wait(timeout=30)
        _count(made, {1: 4})
        _turn_out(made, mine)
        if not place:
            written.wait(timeout=30)

    assert at_once([lambda: answer(0), lambda: answer(1)]) == [None, None]
    assert sum(Tally.objects.values_list("count", flat=True)) == 2


def test_one_beat_at_once_is_counted_once(
    at: datetime, at_once: Run, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path

    cast = gather(at=at)
    row = make.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    material = materials.add(
        actor=SYSTEM, subject=subject(row), title="讲义", content=media.content(),
        publish=True, at=at,
    )  # fmt: skip
    readings.opened(person=cast.wang, material=material, at=at)
    later = at.replace(minute=5)
    beat = Beat("v", 1, 15)
    results = at_once(
        [lambda: readings.heard(person=cast.wang, material=material, beat=beat, at=later)] * WRITERS
    )
    assert {each.seconds for each in results} == {15}
