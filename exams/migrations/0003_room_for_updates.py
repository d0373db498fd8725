"""PostgreSQL: leave room on a page for the next version of a row that is saved again and again.

A save updates its sitting and its responses; with free room on the page the new version stays
there and no index is touched (a heap-only update).
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = {"exams_sitting": 80, "exams_response": 95}


def _leave_room(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table, percent in TABLES.items():
            schema_editor.execute(f"ALTER TABLE {table} SET (fillfactor = {percent})")


def _fill_up(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"ALTER TABLE {table} RESET (fillfactor)")


class Migration(migrations.Migration):
    dependencies = [("exams", "0002_append_only")]

    operations = [migrations.RunPython(_leave_room, _fill_up)]
