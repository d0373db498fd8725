"""Who is excluded on a day, as was known at an instant."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Exists, OuterRef

from academy.people.access import actor
from academy.people.models import Person
from academy.reporting.enums import ExclusionReason, ExclusionState
from academy.reporting.models import Exclusion
from academy.reporting.operations import exclusions
from academy.reporting.queries import exclusions as queries
from academy.reporting.queries.exclusions import Wanted, for_track, in_force
from courses.enums import CohortState
from courses.models import Enrolment
from tests.cast import Cast
from tests.make import courses
from tests.make import exclusions as make

DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)
MARCH = date(2026, 3, 2)


def _who(on: date, known_at: datetime) -> set[str]:
    return {row.person.name for row in in_force(on, known_at).select_related("person")}


@pytest.fixture
def wang_in_march(cast: Cast, at: datetime) -> Exclusion:
    """Wang, excluded for March, granted at `at`."""
    return make.granted(make.draft(cast.wang), by=cast.officer, decider=cast.hr, at=at)


@pytest.mark.parametrize(
    ("on", "excluded"),
    [
        (make.FIRST - DAY, False),
        (make.FIRST, True),
        (make.FIRST + DAY, True),
        (make.UNTIL - DAY, True),
        (make.UNTIL, False),
        (make.UNTIL + DAY, False),
    ],
)
def test_the_days(wang_in_march: Exclusion, at: datetime, on: date, excluded: bool) -> None:
    assert _who(on, at + DAY) == ({"王建国"} if excluded else set())


@pytest.mark.parametrize(
    ("shift", "known"), [(-INSTANT, False), (INSTANT * 0, False), (INSTANT, True)]
)
def test_a_grant_is_known_after_its_instant(
    wang_in_march: Exclusion, at: datetime, shift: timedelta, known: bool
) -> None:
    assert bool(_who(MARCH, at + shift)) is known


def test_without_end(cast: Cast, at: datetime) -> None:
    wanted = make.draft(cast.wang, until=None, reason=ExclusionReason.RETIRED)
    make.granted(wanted, by=cast.officer, decider=cast.hr, at=at)
    assert _who(date(2999, 12, 31), at + DAY) == {"王建国"}
    assert _who(make.FIRST - DAY, at + DAY) == set()


def test_granted_late_for_days_that_are_over(cast: Cast, at: datetime) -> None:
    """A report made before the grant says what was known then; one made after, what is known."""
    wanted = make.draft(cast.wang, first=date(2026, 1, 1), until=date(2026, 2, 1))
    row = make.asked(wanted, by=cast.officer, at=at)
    late = at + 10 * DAY
    exclusions.decide(actor=actor(cast.hr), exclusions=[row], grant=True, words="补批", at=late)
    january = date(2026, 1, 15)
    assert _who(january, late) == set()
    assert _who(january, late + INSTANT) == {"王建国"}


@pytest.mark.parametrize(
    ("shift", "held"), [(-INSTANT, True), (INSTANT * 0, True), (INSTANT, False)]
)
def test_revoked_later(
    wang_in_march: Exclusion, cast: Cast, at: datetime, shift: timedelta, held: bool
) -> None:
    revoked = at + 5 * DAY
    exclusions.revoke(
        actor=actor(cast.admin), exclusion=wang_in_march, reason="提前返岗", at=revoked
    )
    assert bool(_who(MARCH, revoked + shift)) is held
    assert _who(MARCH, at + DAY) == {"王建国"}


def test_what_waits_was_refused_or_withdrawn_excludes_nobody(cast: Cast, at: datetime) -> None:
    make.asked(make.draft(cast.wang), by=cast.officer, at=at)
    row = make.asked(make.draft(cast.zhao), by=cast.officer, at=at)
    exclusions.withdraw(actor=actor(cast.officer), exclusion=row, reason="重复", at=at)
    row = make.asked(make.draft(cast.leader), by=cast.officer, at=at)
    exclusions.decide(actor=actor(cast.hr), exclusions=[row], grant=False, words="无依据", at=at)
    assert _who(MARCH, at + DAY) == set()


def test_of_some_people(wang_in_march: Exclusion, cast: Cast, at: datetime) -> None:
    make.granted(make.draft(cast.li), by=cast.admin, decider=cast.hr, at=at)
    known = at + DAY
    assert set(in_force(MARCH, known)) == set(Exclusion.objects.all())
    assert list(in_force(MARCH, known, [cast.wang.pk, cast.zhao.pk])) == [wang_in_march]
    named = Person.objects.filter(staff_number="T1001")
    assert list(in_force(MARCH, known, named)) == [wang_in_march]
    assert list(in_force(MARCH, known, [])) == []


@pytest.mark.parametrize("narrowed", ["", "LAW", "SAFETY"])
def test_as_a_subquery_on_each_rows_day_and_track(
    cast: Cast, at: datetime, django_assert_num_queries: Any, narrowed: str
) -> None:
    row = courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang, cast.li])
    track = row.syllabus.course.track
    assert track.code == "LAW"
    chosen = {"": None, "LAW": track, "SAFETY": make.track("SAFETY", "安全生产")}[narrowed]
    wanted = make.draft(cast.wang, first=row.starts_on, until=row.starts_on + DAY, track=chosen)
    make.granted(wanted, by=cast.officer, decider=cast.hr, at=at)
    known = at + DAY
    counts = in_force(OuterRef("cohort__starts_on"), known).filter(
        for_track(OuterRef("cohort__syllabus__course__track")), person=OuterRef("person")
    )
    with django_assert_num_queries(1):
        left = list(Enrolment.objects.filter(Exists(counts)).values_list("person_id", flat=True))
    assert left == ([] if narrowed == "SAFETY" else [cast.wang.pk])
    everywhere = in_force(row.starts_on, known).filter(for_track(None))
    assert everywhere.exists() is (narrowed == "")


def test_a_search_narrows(wang_in_march: Exclusion, cast: Cast, at: datetime) -> None:
    sick = make.draft(cast.li, reason=ExclusionReason.SICK, first=make.UNTIL, until=None)
    ill = make.asked(sick, by=cast.admin, at=at)

    def found(**wanted: Any) -> list[Exclusion]:
        rows = queries.narrowed(
            Exclusion.objects.order_by("pk"), Wanted(**wanted), open_units=[cast.east.pk]
        )
        return list(rows)

    assert found() == [wang_in_march, ill]
    assert found(state=ExclusionState.ASKED) == [ill]
    assert found(reason=ExclusionReason.SECONDED) == [wang_in_march]
    assert found(units=frozenset({cast.south.pk})) == [ill]
    assert found(on=make.FIRST) == [wang_in_march]
    assert found(text="秀英") == [ill]
    assert found(text="t1") == [wang_in_march]
    # Where the reason is not shown, a search for it finds nothing either.
    assert found(reason=ExclusionReason.SICK) == []


def test_the_unit_is_that_of_the_day_or_the_last_one(cast: Cast, at: datetime) -> None:
    make.moved(cast.wang, cast.south, on=date(2026, 3, 10))
    for on, unit in (
        (date(2026, 3, 9), cast.east),
        (date(2026, 3, 10), cast.south),
        (date(2026, 3, 11), cast.south),
        (date(2000, 1, 1), cast.east),
    ):
        assert queries.units_of([cast.wang.pk], on) == {cast.wang.pk: unit.pk}
