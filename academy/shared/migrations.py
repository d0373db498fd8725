"""Migration operations for what Django's schema editor can't say."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_SQLITE = """
CREATE TRIGGER {table}_no_{verb_lower} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION academy_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""
_POSTGRES = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION academy_append_only()
"""


class AppendOnly(Operation):
    """Make a table refuse UPDATE and DELETE, whoever asks.

    PostgreSQL's TRUNCATE stays possible for the owner, which is what test databases use.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__name__, [self.table], {})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The model is as it was: only the database knows of the triggers."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in append_only_sql(self.table, schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_no_{verb}", params=None)
        else:
            schema_editor.execute(
                f"DROP TRIGGER IF EXISTS {self.table}_append_only ON {self.table}", params=None
            )

    def describe(self) -> str:
        return f"Make {self.table} append-only"


class StillAppendOnly(AppendOnly):
    """Give a table its triggers anew, both ways.

    SQLite alters a table by writing it anew, and the triggers go with the old one. So this stands
    before and after what alters an append-only table: behind it on the way forward and, in front
    of it, behind it on the way back.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        super().database_backwards(app_label, schema_editor, from_state, to_state)
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Keep {self.table} append-only"


class Published(AppendOnly):
    """Make rows unchangeable but for one date, which may be set once; and none is deleted.

    `fixed` are all the other columns: a trigger can't say "every column but".
    """

    def __init__(self, table: str, fixed: list[str], *, once: str) -> None:
        super().__init__(table)
        self.fixed, self.once = fixed, once

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__name__, [self.table, self.fixed], {"once": self.once})

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in published_sql(
            self.table, self.fixed, self.once, schema_editor.connection.vendor
        ):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        super().database_backwards(app_label, schema_editor, from_state, to_state)
        if schema_editor.connection.vendor != "sqlite":
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {self.table}_published()", params=None)

    def describe(self) -> str:
        return f"Let only {self.once} of {self.table} be set, once"


def append_only_sql(table: str, vendor: str) -> list[str]:
    """Return the statements that make `table` append-only on the given database."""
    if vendor == "sqlite":
        return [
            _SQLITE.format(table=table, verb=verb, verb_lower=verb.lower())
            for verb in ("UPDATE", "DELETE")
        ]
    return [_POSTGRES_FUNCTION, _POSTGRES.format(table=table)]


def published_sql(table: str, fixed: list[str], once: str, vendor: str) -> list[str]:
    """Return the statements that fix `table` but for the column `once`, which may be set once."""
    if vendor == "sqlite":
        differs = " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in fixed)
        _update, delete = append_only_sql(table, vendor)
        return [
            f"""
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
WHEN {differs} OR (OLD."{once}" IS NOT NULL AND NEW."{once}" IS NOT OLD."{once}")
BEGIN SELECT RAISE(ABORT, '{table} is published'); END
""",
            delete,
        ]
    differs = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in fixed)
    return [
        f"""
CREATE OR REPLACE FUNCTION {table}_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF TG_OP = 'UPDATE' THEN
IF NOT ({differs} OR (OLD."{once}" IS NOT NULL AND NEW."{once}" IS DISTINCT FROM OLD."{once}"))
THEN RETURN NEW; END IF;
END IF;
RAISE EXCEPTION '% is published', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
""",
        f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_published()
""",
    ]
