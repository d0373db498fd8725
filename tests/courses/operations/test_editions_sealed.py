"""A published edition takes no unit, post, track or category more, whoever asks the database."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from academy.people.models import Post
from courses.models import RequirementEdition
from tests.cast import Cast
from tests.make import requirements as make

TABLE = "courses_requirementedition"


def _run(sql: str, *values: int | str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def edition(cast: Cast, at: datetime) -> RequirementEdition:
    return make.edition(
        at=at,
        units=[cast.east],
        tracks=[make.track(at=at)],
        categories={"online": Decimal("20.0")},
    )


def _link(name: str, of: Callable[[Cast, datetime], int]) -> Callable[..., None]:
    def insert(row: RequirementEdition, cast: Cast, at: datetime) -> None:
        sql = f"INSERT INTO {TABLE}_{name}s (requirementedition_id, {name}_id) VALUES (%s, %s)"
        _run(sql, row.pk, of(cast, at))

    return insert


def _recognise(row: RequirementEdition, cast: Cast, at: datetime) -> None:
    _run(
        "INSERT INTO courses_recognition (edition_id, category_id) VALUES (%s, %s)",
        row.pk,
        "residential",
    )


INSERTS = {
    "unit": _link("unit", lambda cast, at: cast.south.pk),
    "post": _link("post", lambda cast, at: Post.objects.create(name="分局长", official_order=1).pk),
    "track": _link("track", lambda cast, at: make.track(at=at, code="NEW").pk),
    "recognition": _recognise,
}


@pytest.mark.parametrize("what", INSERTS)
def test_nothing_is_added_to_a_published_edition(
    cast: Cast, at: datetime, edition: RequirementEdition, what: str
) -> None:
    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic():
        INSERTS[what](edition, cast, at)


@pytest.mark.parametrize("what", INSERTS)
def test_control_an_edition_that_is_still_put_together_takes_it(
    cast: Cast, at: datetime, edition: RequirementEdition, what: str
) -> None:
    draft = RequirementEdition.objects.get(pk=edition.pk)
    draft.pk, draft.edition, draft.published_at = None, 2, None
    draft.public_id = RequirementEdition().public_id
    draft.valid_until = draft.valid_from.replace(year=2030)
    draft.save(force_insert=True)
    INSERTS[what](draft, cast, at)
    assert draft not in RequirementEdition.objects.in_force(draft.valid_from)


@pytest.mark.parametrize("verb", ["update", "delete"])
@pytest.mark.parametrize("table", [f"{TABLE}_units", f"{TABLE}_tracks", "courses_recognition"])
def test_nothing_is_changed_or_taken_away(
    cast: Cast, at: datetime, edition: RequirementEdition, table: str, verb: str
) -> None:
    sql = f"DELETE FROM {table}" if verb == "delete" else f"UPDATE {table} SET id = id + 1"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        _run(sql)


@pytest.mark.parametrize(
    "column", ["amount = 1", "published_at = NULL", "valid_from = valid_until"]
)
def test_the_edition_itself_stays(
    cast: Cast, at: datetime, edition: RequirementEdition, column: str
) -> None:
    with pytest.raises(DatabaseError, match="published"), transaction.atomic():
        _run(f"UPDATE {TABLE} SET {column}")
    _run(f"UPDATE {TABLE} SET valid_until = %s", "2030-01-01")
