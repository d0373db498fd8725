"""Renewals by quarter, unit, course and kind, and the names behind each figure."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.people.models import Assignment, Person
from certificates.models import Certificate
from certificates.queries import forecast
from certificates.rules import validity
from tests.cast import Cast
from tests.make import certificates as make
from tests.make import people as make_people

pytestmark = pytest.mark.django_db
NOW = date(2026, 12, 10)


def figures(
    cast: Cast, *, on: date = NOW, quarters: int = 4, south: bool = True
) -> list[tuple[str, str, str, int]]:
    units = [cast.bureau.pk, cast.east.pk, *([cast.south.pk] if south else [])]
    return [
        (each.quarter.key, each.unit_code, each.kind.value, each.count)
        for each in forecast.renewals(units, as_of=on, quarters=quarters)
    ]


def expire(certificate: Certificate, on: date) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(expires_on=on)


def test_figures_by_quarter_unit_course_and_kind(cast: Cast, at: datetime) -> None:
    make.expiring([cast.wang, cast.li, cast.zhao], at=at)
    cohort = make.closed_cohort(persons=[cast.wang], at=at, number=2, starts_on=date(2026, 3, 16))
    make.award(cohort, at=at, months=9, kind=make.COMPLETION)
    make.issued(cohort, at=at, kind=make.COMPLETION)
    assert figures(cast, on=date(2026, 11, 1)) == [
        ("2026Q4", "T001", "completion", 1),
        ("2027Q1", "T001", "qualification", 2),
        ("2027Q1", "T002", "qualification", 1),
    ]
    assert figures(cast, on=date(2026, 11, 1), quarters=1) == [("2026Q4", "T001", "completion", 1)]
    assert figures(cast, south=False) == [("2027Q1", "T001", "qualification", 2)]
    assert forecast.renewals([], as_of=NOW, quarters=4) == []


@pytest.mark.parametrize(
    ("expires", "quarter"),
    [
        ("2026-12-10", None),  # no longer valid today
        ("2026-12-11", "2026Q4"),  # today is its last day
        ("2027-01-01", "2026Q4"),
        ("2027-01-02", "2027Q1"),
        ("2027-04-01", "2027Q1"),
        ("2027-10-01", "2027Q3"),
        ("2027-10-02", None),
    ],
)
def test_the_quarter_is_that_of_the_last_day(
    cast: Cast, at: datetime, expires: str, quarter: str | None
) -> None:
    (certificate,) = make.expiring([cast.wang], at=at)
    expire(certificate, date.fromisoformat(expires))
    assert [found[0] for found in figures(cast)] == ([quarter] if quarter else [])


def test_as_of_a_day_what_happened_later_is_not_known(cast: Cast, at: datetime) -> None:
    revoked, corrected, kept = make.expiring([cast.wang, cast.zhao, cast.li], at=at)
    noon = datetime(2026, 6, 1, 4, tzinfo=UTC)
    make.revoked(revoked, at=noon)
    make.corrected(corrected, at=noon, name="赵更名")
    before, after = date(2026, 5, 31), date(2026, 6, 1)
    assert sum(row[3] for row in figures(cast, on=before)) == 3
    assert figures(cast, on=after) == [
        ("2027Q1", "T001", "qualification", 1),
        ("2027Q1", "T002", "qualification", 1),
    ]
    assert figures(cast, on=date(2026, 3, 1)) == []
    quarter = validity.quarter("2027Q1", as_of=before)
    behind = forecast.behind([cast.east.pk], as_of=before, quarter=quarter)
    assert set(behind) == {revoked, corrected}
    assert list(forecast.behind([cast.south.pk], as_of=before, quarter=quarter)) == [kept]


def test_the_unit_is_where_the_holder_serves_today(cast: Cast, at: datetime) -> None:
    moved, left = make.expiring([cast.wang, cast.zhao], at=at)
    day = date(2026, 9, 1)
    Assignment.objects.filter(person__in=[cast.wang, cast.zhao]).update(valid_until=day)
    Assignment.objects.create(person=cast.wang, unit=cast.south, valid_from=day)
    Person.objects.filter(pk=left.person_id).update(left_on=day)
    assert figures(cast, on=day - timedelta(days=1)) == [("2027Q1", "T001", "qualification", 2)]
    assert figures(cast, on=day) == [("2027Q1", "T002", "qualification", 1)]
    assert figures(cast, on=day, south=False) == []
    quarter = validity.quarter("2027Q1", as_of=day)
    assert list(forecast.behind([cast.south.pk], as_of=day, quarter=quarter)) == [moved]


def test_who_has_renewed_is_not_counted(cast: Cast, at: datetime) -> None:
    make.expiring([cast.wang, cast.li], at=at)
    make.expiring([cast.wang], at=at + timedelta(days=180), number=2)
    assert figures(cast, on=date(2026, 8, 1), quarters=2) == []
    assert figures(cast, on=date(2026, 8, 1), quarters=3) == [
        ("2027Q1", "T001", "qualification", 1),  # has not renewed by that day
        ("2027Q1", "T002", "qualification", 1),
    ]
    assert figures(cast, on=date(2026, 12, 1)) == [
        ("2027Q1", "T002", "qualification", 1),
        ("2027Q3", "T001", "qualification", 1),
    ]


def test_every_figure_is_the_number_of_names_behind_it(cast: Cast, at: datetime) -> None:
    make.expiring([cast.wang, cast.li, cast.zhao], at=at)
    cohort = make.closed_cohort(
        persons=[cast.li, cast.zhao], at=at, number=2, starts_on=date(2026, 3, 16)
    )
    make.award(cohort, at=at, months=18, kind=make.COMPLETION)
    make.issued(cohort, at=at, kind=make.COMPLETION)
    units = [cast.east.pk, cast.south.pk]
    found = forecast.renewals(units, as_of=NOW, quarters=8)
    assert len(found) == 4
    for figure in found:
        behind = forecast.behind(
            units,
            as_of=NOW,
            quarter=figure.quarter,
            unit_code=figure.unit_code,
            course=figure.course.public_id,
            kind=figure.kind,
        )
        assert behind.count() == figure.count
    assert (
        forecast.behind(units, as_of=NOW, quarter=found[0].quarter, unit_code="T999").count() == 0
    )


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow(cast: Cast, at: datetime, count: int) -> None:
    make.expiring(make_people.people(count, unit=cast.east, at=at), at=at)
    with CaptureQueriesContext(connection) as queries:
        assert figures(cast)[0][3] == count
    assert len(queries) == 3, [each["sql"] for each in queries]  # units, figures, courses
