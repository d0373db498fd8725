"""What `tests.keep` puts back is what was made, and it is put back only where that is the same."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from academy.people.models import Person
from courses.enums import CohortState
from courses.models import Track
from courses.operations import catalogue
from tests import keep
from tests.cast import SYSTEM, Cast, gather
from tests.make import certificates, exams
from tests.make import courses as make

pytestmark = pytest.mark.django_db
LIMIT = "OTHER-THAN-BEFORE"

Build = Callable[..., Track]


@pytest.fixture
def ran() -> list[str]:
    """The codes for which `build` has run."""
    return []


@pytest.fixture
def build(ran: list[str]) -> Build:
    @keep.kept
    def built(code: str, *, at: datetime, of: Person | None = None) -> Track:
        ran.append(code)
        if of is not None:
            of.name = "王更名"
        return catalogue.create_track(actor=SYSTEM, code=code, name=code, at=at)

    return built


def contents() -> dict[str, list[Any]]:
    """Every row of every table."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def twice(story: Callable[[], Any]) -> tuple[Any, Any]:
    """Tell a story in an empty database, undo it, and tell it again; return both endings."""
    endings = []
    for _ in range(2):
        with transaction.atomic():
            endings.append(story())
            transaction.set_rollback(True)
    return endings[0], endings[1]


def test_all_is_as_it_was(at: datetime) -> None:
    def story() -> tuple[Any, ...]:
        cast = gather(at=at)
        exam = exams.exam(at=at, persons=[cast.wang])
        sitting = exams.sitting(exam, cast.wang, at=at)
        of = exam.cohort.syllabus
        row = make.cohort(at=at, number=2, state=CohortState.CLOSED, persons=[cast.li], of=of)
        batch = certificates.issued(row, at=at)
        told = [vars(each) for each in (exam, sitting, row, batch)]
        return contents(), [
            {name: value for name, value in row.items() if name[0] != "_"} for row in told
        ]

    first, second = twice(story)
    assert first == second


def test_a_builder_runs_once_for_the_same(build: Build, ran: list[str], at: datetime) -> None:
    def story() -> int:
        gather(at=at)
        build("A", at=at)
        return build("B", at=at).pk

    first, second = twice(story)
    assert (first, ran) == (second, ["A", "B"])


def test_it_runs_after_any_write(build: Build, ran: list[str], at: datetime) -> None:
    def story() -> None:
        cast = gather(at=at)
        Person.objects.filter(pk=cast.wang.pk).update(name=cast.wang.name)
        build("A", at=at)

    twice(story)
    assert ran == ["A", "A"]


def test_it_runs_where_a_setting_is_another(
    build: Build, ran: list[str], at: datetime, settings: Settings
) -> None:
    def story() -> None:
        gather(at=at)
        build("A", at=at)
        settings.ACADEMY_NAME = LIMIT

    twice(story)
    assert ran == ["A", "A"]


def test_it_runs_where_a_name_is_another(
    build: Build, ran: list[str], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def story() -> None:
        gather(at=at)
        build("A", at=at)
        monkeypatch.setitem(globals(), "LIMIT", LIMIT)

    twice(story)
    assert ran == ["A", "A"]


def test_it_runs_where_it_changes_what_it_is_given(
    build: Build, ran: list[str], at: datetime
) -> None:
    def story() -> str:
        cast = gather(at=at)
        build("A", at=at, of=cast.wang)
        return cast.wang.name

    assert (twice(story), ran) == (("王更名", "王更名"), ["A", "A"])


def test_rows_are_told_apart_by_all_they_hold(
    build: Build, ran: list[str], cast: Cast, at: datetime
) -> None:
    for name in ("甲", "乙"):
        cast.wang.name = name
        with transaction.atomic():
            build("A", at=at, of=cast.wang)
            transaction.set_rollback(True)
    assert ran == ["A", "A"]
