"""Who holds a course on a day; renewal adds a window and changes none."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from courses.enums import CohortState
from courses.errors import SyllabusTaken, ValidityInvalid
from courses.models import Completion, Syllabus
from courses.operations import cohorts
from courses.queries.validity import certified
from tests.cast import SYSTEM, Cast
from tests.make import courses as make

ON = date(2026, 3, 2)


def _passed(cast: Cast, at: datetime, syllabus: Syllabus, *, number: int, days: int) -> Completion:
    """Wang passes; the cohort is closed out `days` after `at`."""
    row = make.cohort(
        at=at,
        number=number,
        state=CohortState.RUNNING,
        of=syllabus,
        starts_on=ON + timedelta(days=days),
        ends_on=ON + timedelta(days=days + 1),
        persons=[cast.wang],
    )
    later = at + timedelta(days=days)
    make.outcome(make.enrolment_of(row, cast.wang), at=later)
    cohorts.close_out(actor=SYSTEM, cohort=row, at=later)
    return Completion.objects.get(enrolment__cohort=row)


def test_a_pass_holds_for_the_months_of_its_syllabus(cast: Cast, at: datetime) -> None:
    syllabus = make.syllabus(at=at, valid_months=12)
    row = _passed(cast, at, syllabus, number=1, days=0)
    assert (row.valid_from, row.valid_until_on) == (ON, date(2027, 3, 2))
    people = [cast.wang.pk, cast.li.pk]
    held = {
        on: certified(people, syllabus.course_id, on)
        for on in (ON - timedelta(days=1), ON, date(2027, 3, 1), date(2027, 3, 2))
    }
    assert held == {
        ON - timedelta(days=1): {},
        ON: {cast.wang.pk: row},
        date(2027, 3, 1): {cast.wang.pk: row},
        date(2027, 3, 2): {},
    }


def test_renewal_adds_a_window_and_leaves_the_old_one(cast: Cast, at: datetime) -> None:
    syllabus = make.syllabus(at=at, valid_months=12)
    old = _passed(cast, at, syllabus, number=1, days=0)
    new = _passed(cast, at, syllabus, number=2, days=300)
    before = (old.valid_from, old.valid_until_on)
    old.refresh_from_db()
    assert (old.valid_from, old.valid_until_on) == before
    assert new.valid_from == ON + timedelta(days=300)
    both = ON + timedelta(days=310)
    assert certified([cast.wang.pk], syllabus.course_id, both) == {cast.wang.pk: new}
    assert certified([cast.wang.pk], syllabus.course_id, ON) == {cast.wang.pk: old}


def test_who_failed_has_no_window(cast: Cast, at: datetime) -> None:
    syllabus = make.syllabus(at=at)
    row = make.cohort(at=at, state=CohortState.RUNNING, of=syllabus, persons=[cast.wang])
    make.outcome(make.enrolment_of(row, cast.wang), at=at, score="59")
    cohorts.close_out(actor=SYSTEM, cohort=row, at=at)
    completion = Completion.objects.get()
    assert (completion.valid_from, completion.valid_until_on) == (None, None)
    assert certified([cast.wang.pk], syllabus.course_id, ON) == {}
    with pytest.raises(DatabaseError), transaction.atomic():
        Completion.objects.update(valid_from=ON)


@pytest.mark.parametrize(("months", "taken"), [(0, False), (1, True), (600, True), (601, False)])
def test_months_of_validity_at_their_borders(
    cast: Cast, at: datetime, months: int, taken: bool
) -> None:
    if taken:
        assert make.syllabus(at=at, valid_months=months).valid_months == months
    else:
        with pytest.raises(ValidityInvalid) as caught:
            make.syllabus(at=at, valid_months=months)
        assert caught.value.code == "courses.validity_invalid"


def test_another_validity_is_another_edition(cast: Cast, at: datetime) -> None:
    row = make.syllabus(at=at, valid_months=12)
    assert make.syllabus(at=at, valid_months=12) == row
    with pytest.raises(SyllabusTaken):
        make.syllabus(at=at, valid_months=24)


def test_a_published_syllabus_is_still_append_only(cast: Cast, at: datetime) -> None:
    make.syllabus(at=at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Syllabus.objects.update(valid_months=3)
