"""The constraints every table is made of hold in the database itself."""

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from academy.jobs.models import Job
from academy.jobs.queue import enqueue
from academy.shared.migrations import append_only_sql
from tests.cast import SYSTEM
from tests.jobs import kinds

pytestmark = pytest.mark.django_db
assert kinds.RUNS is not None  # loading it registers the kinds of jobs asked for below


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "unheard of"},
        {"state": "done"},  # without ended_at
        {"state": "running"},  # without lease_until
        {"ended_at": "now"},  # while queued
        {"max_tries": 0},
    ],
)
def test_a_row_that_contradicts_itself_is_refused(columns: dict[str, Any], at: datetime) -> None:
    job = enqueue("tests.refuse", payload={}, actor=SYSTEM, at=at)
    columns = {name: at if value == "now" else value for name, value in columns.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**columns)


def test_append_only_can_be_taken_back(at: datetime) -> None:
    """Forwards, refused; backwards, allowed again."""
    from academy.shared.migrations import AppendOnly

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE tests_log (id integer)")
        for statement in append_only_sql("tests_log", connection.vendor):
            cursor.execute(statement)
        cursor.execute("INSERT INTO tests_log VALUES (1)")
    for statement in ("UPDATE tests_log SET id = 2", "DELETE FROM tests_log"):
        with pytest.raises(IntegrityError), transaction.atomic():
            connection.cursor().execute(statement)
    operation = AppendOnly("tests_log")
    assert operation.describe() == "Make tests_log append-only"
    editor = connection.SchemaEditorClass(connection, atomic=False)
    editor.deferred_sql = []
    operation.database_backwards("tests", editor, None, None)  # type: ignore[arg-type]  # unused
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tests_log")
        cursor.execute("DROP TABLE tests_log")
