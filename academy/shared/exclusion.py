"""A constraint that Django cannot say for both databases: no two rows of one holder at once.

PostgreSQL has it as an exclusion constraint, which holds against two writers at once by itself.
SQLite has triggers; there only one transaction writes at a time, so they hold as well.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# The holder as a range of one number: the operator class for that is built in, the one for plain
# numbers would need an extension.
_POSTGRES = """
ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist (
  int8range({holder}, {holder}, '[]') WITH &&,
  tsrange({day} + {begins}, {day} + {ends}) WITH &&
) WHERE ({condition})
"""
_SQLITE = """
CREATE TRIGGER {name}_{verb} BEFORE {VERB} ON {table}
WHEN {new_condition} AND EXISTS (
  SELECT 1 FROM {table} AS old_row
  WHERE old_row.{holder} = NEW.{holder} AND old_row.{day} = NEW.{day}
    AND old_row.{begins} < NEW.{ends} AND NEW.{begins} < old_row.{ends}
    AND old_row.id IS NOT NEW.id AND {old_condition}
)
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""
_VERBS = ("insert", "update")


class NeverAtOnce(Operation):
    """Refuse two rows of the same holder whose times of one day overlap.

    `holder` and `day` name columns; the times are `begins` and `ends`. `terms` are the conditions
    under which a row counts, each beginning with a column's name: `withdrawn_at IS NULL`. SQLite
    alters a table by writing it anew and loses its triggers: what alters the table later has to
    stand between this operation's backwards and forwards again.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(
        self, name: str, table: str, *, holder: str, day: str, terms: tuple[str, ...]
    ) -> None:
        self.name = name
        self.table = table
        self.holder = holder
        self.day = day
        self.terms = terms

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        facts = {"holder": self.holder, "day": self.day, "terms": self.terms}
        return (self.__class__.__name__, [self.name, self.table], facts)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The model is as it was: only the database knows."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        words = {
            "name": self.name,
            "table": self.table,
            "holder": self.holder,
            "day": self.day,
            "begins": "begins",
            "ends": "ends",
        }
        if schema_editor.connection.vendor != "sqlite":
            condition = " AND ".join(self.terms)
            schema_editor.execute(_POSTGRES.format(condition=condition, **words), params=None)
            return
        new = " AND ".join(f"NEW.{each}" for each in self.terms)
        old = " AND ".join(f"old_row.{each}" for each in self.terms)
        for verb in _VERBS:
            schema_editor.execute(
                _SQLITE.format(
                    verb=verb, VERB=verb.upper(), new_condition=new, old_condition=old, **words
                ),
                params=None,
            )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for verb in _VERBS:
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.name}_{verb}", params=None)
        else:
            schema_editor.execute(
                f"ALTER TABLE {self.table} DROP CONSTRAINT {self.name}", params=None
            )

    def describe(self) -> str:
        return f"Refuse rows of {self.table} that overlap ({self.name})"


_POSTGRES_DAYS = """
ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist (
  int8range({holder}, {holder}, '[]') WITH &&,
  int8range({within}, {within}, '[]') WITH &&,
  daterange({begins}, {ends}) WITH &&
) WHERE ({condition})
"""
_SQLITE_DAYS = """
CREATE TRIGGER {name}_{verb} BEFORE {VERB} ON {table}
WHEN {new_condition} AND EXISTS (
  SELECT 1 FROM {table} AS old_row
  WHERE old_row.{holder} = NEW.{holder}
    AND (old_row.{within} IS NULL OR NEW.{within} IS NULL OR old_row.{within} = NEW.{within})
    AND (NEW.{ends} IS NULL OR old_row.{begins} < NEW.{ends})
    AND (old_row.{ends} IS NULL OR NEW.{begins} < old_row.{ends})
    AND old_row.id IS NOT NEW.id AND {old_condition}
)
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""


class NeverOnSameDays(NeverAtOnce):
    """Refuse two rows of the same holder whose days overlap.

    The days are [`begins`, `ends`), without end where `ends` is null. `within` names a column that
    narrows a row; null narrows nothing, and so overlaps with every value: an int8range of nulls is
    the one of all numbers.
    """

    def __init__(
        self,
        name: str,
        table: str,
        *,
        holder: str,
        within: str,
        days: tuple[str, str],
        terms: tuple[str, ...],
    ) -> None:
        super().__init__(name, table, holder=holder, day=days[0], terms=terms)
        self.within, self.days = within, days

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        facts = {
            "holder": self.holder,
            "within": self.within,
            "days": self.days,
            "terms": self.terms,
        }
        return (self.__class__.__name__, [self.name, self.table], facts)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        words = {
            "name": self.name,
            "table": self.table,
            "holder": self.holder,
            "within": self.within,
            "begins": self.days[0],
            "ends": self.days[1],
        }
        if schema_editor.connection.vendor != "sqlite":
            condition = " AND ".join(self.terms)
            schema_editor.execute(_POSTGRES_DAYS.format(condition=condition, **words), params=None)
            return
        new = " AND ".join(f"NEW.{each}" for each in self.terms)
        old = " AND ".join(f"old_row.{each}" for each in self.terms)
        for verb in _VERBS:
            schema_editor.execute(
                _SQLITE_DAYS.format(
                    verb=verb, VERB=verb.upper(), new_condition=new, old_condition=old, **words
                ),
                params=None,
            )
