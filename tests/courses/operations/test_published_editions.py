"""The database keeps a published edition as it was: only its end is set, and only once."""

from collections.abc import Callable
from datetime import date, datetime
from importlib import import_module
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.state import ProjectState

from courses.models import Recognition, RequirementEdition
from tests.cast import Cast
from tests.make import requirements as make

migration = import_module("courses.migrations.0013_hours_editions_published")
END = date(2026, 12, 31)

CHANGES: dict[str, Any] = {
    "amount": 1,
    "regulation": "另一部条例",
    "to_check": True,
    "valid_from": date(2019, 1, 1),
    "staff_kinds": ["auxiliary"],
    "rank_from": 3,
    "priority": 1,
    "published_at": datetime.fromisoformat("2020-01-01T00:00:00Z"),
}


@pytest.mark.parametrize("column", CHANGES)
def test_what_was_published_cannot_be_changed(cast: Cast, at: datetime, column: str) -> None:
    row = make.edition(at=at)
    with pytest.raises(DatabaseError, match="is published"), transaction.atomic():
        RequirementEdition.objects.filter(pk=row.pk).update(**{column: CHANGES[column]})


def test_every_column_but_the_end_is_fixed() -> None:
    columns = {field.column for field in RequirementEdition._meta.concrete_fields}
    assert columns - set(migration.FIXED) == {"valid_until", "closed_at"}
    assert set(migration.FIXED) <= columns


def test_the_end_is_set_once(cast: Cast, at: datetime) -> None:
    rows = RequirementEdition.objects.filter(pk=make.edition(at=at).pk)
    assert rows.update(valid_until=END) == 1
    assert rows.update(valid_until=END) == 1
    for other in (date(2027, 1, 1), None):
        with pytest.raises(DatabaseError, match="is published"), transaction.atomic():
            rows.update(valid_until=other)
    assert rows.update(closed_at=at) == 1
    with pytest.raises(DatabaseError, match="is published"), transaction.atomic():
        rows.update(closed_at=None)


Harm = Callable[[RequirementEdition], object]
HARMS: list[Harm] = [
    lambda row: RequirementEdition.objects.filter(pk=row.pk)._raw_delete("default"),
    lambda row: row.units.clear(),
    lambda row: row.tracks.clear(),
    lambda row: Recognition.objects.filter(edition=row).update(cap=5),
    lambda row: Recognition.objects.filter(edition=row).delete(),
]


@pytest.mark.parametrize("harm", HARMS)
def test_whom_it_is_for_and_what_counts_stay(cast: Cast, at: datetime, harm: Harm) -> None:
    row = make.edition(
        at=at, units=[cast.east], tracks=[make.track(at=at)], categories={"online": None}
    )
    with pytest.raises(DatabaseError, match="append-only|published"), transaction.atomic():
        harm(row)


def test_the_protection_can_be_taken_back(cast: Cast, at: datetime) -> None:
    row = make.edition(at=at)
    operation, state = migration.Migration.operations[0], ProjectState()
    editor = connection.SchemaEditorClass(connection, atomic=False)
    editor.deferred_sql = []
    operation.database_backwards("courses", editor, state, state)
    assert RequirementEdition.objects.filter(pk=row.pk).update(priority=1) == 1
    operation.database_forwards("courses", editor, state, state)
    with pytest.raises(DatabaseError, match="is published"), transaction.atomic():
        RequirementEdition.objects.filter(pk=row.pk).update(priority=2)
