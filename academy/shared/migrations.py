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
_SEALED_SQLITE = [
    """
CREATE TRIGGER {table}_sealed BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {parent} WHERE id = NEW."{column}" AND "{sealed}" IS NOT NULL)
BEGIN SELECT RAISE(ABORT, '{parent} is sealed'); END
"""
]
# The lock keeps the parent from being sealed between this look and the row's commit.
_SEALED_POSTGRES = [
    """
CREATE OR REPLACE FUNCTION {table}_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
PERFORM 1 FROM {parent} WHERE id = NEW."{column}" FOR SHARE;
IF EXISTS (SELECT 1 FROM {parent} WHERE id = NEW."{column}" AND "{sealed}" IS NOT NULL)
THEN RAISE EXCEPTION '{parent} is sealed' USING ERRCODE = 'restrict_violation'; END IF;
RETURN NEW;
END $$
""",
    """
CREATE TRIGGER {table}_sealed BEFORE INSERT ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_sealed()
""",
]
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
    """Make rows unchangeable but for one column or a few, each set once; and none is deleted.

    `fixed` are all the other columns: a trigger can't say "every column but".
    """

    def __init__(self, table: str, fixed: list[str], *, once: str | list[str]) -> None:
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
            self.table, self.fixed, self._once, schema_editor.connection.vendor
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

    @property
    def _once(self) -> list[str]:
        return [self.once] if isinstance(self.once, str) else self.once

    def describe(self) -> str:
        return f"Let only {' and '.join(self._once)} of {self.table} be set, once"


class Sealed(AppendOnly):
    """Let a table take no more rows for what they belong to once that is sealed.

    `column` names the row of `parent` that one belongs to, `sealed` the parent's column that is
    null until then. Whoever alters `parent` takes this off before and puts it back after
    (`Lifted`): SQLite writes the table anew, and would miss it by its name meanwhile.
    """

    def __init__(self, table: str, column: str, *, parent: str, sealed: str) -> None:
        super().__init__(table)
        self.column, self.parent, self.sealed = column, parent, sealed

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        said = {"parent": self.parent, "sealed": self.sealed}
        return (self.__class__.__name__, [self.table, self.column], said)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        made = _SEALED_SQLITE if schema_editor.connection.vendor == "sqlite" else _SEALED_POSTGRES
        for statement in made:
            said = statement.format(
                table=self.table, column=self.column, parent=self.parent, sealed=self.sealed
            )
            schema_editor.execute(said, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.table}_sealed", params=None)
            return
        schema_editor.execute(
            f"DROP TRIGGER IF EXISTS {self.table}_sealed ON {self.table}", params=None
        )
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {self.table}_sealed()", params=None)

    def describe(self) -> str:
        return f"Let {self.table} take no rows once {self.parent} is sealed"


class Lifted(AppendOnly):
    """Take another operation's triggers off, and on the way back put them on again."""

    def __init__(self, lifted: AppendOnly) -> None:
        super().__init__(lifted.table)
        self.lifted = lifted

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__name__, [self.lifted], {})

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self.lifted.database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self.lifted.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Take off: {self.lifted.describe()}"


def append_only_sql(table: str, vendor: str) -> list[str]:
    """Return the statements that make `table` append-only on the given database."""
    if vendor == "sqlite":
        return [
            _SQLITE.format(table=table, verb=verb, verb_lower=verb.lower())
            for verb in ("UPDATE", "DELETE")
        ]
    return [_POSTGRES_FUNCTION, _POSTGRES.format(table=table)]


def published_sql(table: str, fixed: list[str], once: list[str], vendor: str) -> list[str]:
    """Return the statements that fix `table` but for the columns `once`, each set once."""
    if vendor == "sqlite":
        differs = " OR ".join(
            [
                *(f'NEW."{name}" IS NOT OLD."{name}"' for name in fixed),
                *(
                    f'(OLD."{name}" IS NOT NULL AND NEW."{name}" IS NOT OLD."{name}")'
                    for name in once
                ),
            ]
        )
        _update, delete = append_only_sql(table, vendor)
        return [
            f"""
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
WHEN {differs}
BEGIN SELECT RAISE(ABORT, '{table} is published'); END
""",
            delete,
        ]
    differs = " OR ".join(
        [
            *(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in fixed),
            *(
                f'(OLD."{name}" IS NOT NULL AND NEW."{name}" IS DISTINCT FROM OLD."{name}")'
                for name in once
            ),
        ]
    )
    return [
        f"""
CREATE OR REPLACE FUNCTION {table}_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF TG_OP = 'UPDATE' THEN
IF NOT ({differs})
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
