"""Rows that builders have made once, put back as they were without running them again.

Most tests begin with the known people, and go on with a cohort, an exam, a certificate: hundreds of
statements each, and the same for many tests. A builder that is `kept` runs the first time it is
asked for something in some state of the database. What it changed there is remembered, and whoever
asks the same in the same state is given the same rows, under the same keys.

The state is known as long as nothing but kept builders has written since the database was empty:
every statement is seen, and one that writes ends it. It is not known either where a test has set
something that a builder might heed, a setting or a name of a module. Then builders simply run.
"""

import functools
import io
import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import pytest
import structlog
from django.apps import apps
from django.core.signals import setting_changed
from django.db import connection, transaction
from django.db.models import Model
from django.utils import translation

from academy.audit.models import Head
from academy.shared.statements import prepared
from tests import flush

P = ParamSpec("P")
T = TypeVar("T")

Row = tuple[Any, ...]
Rows = dict[Row, Row]
"""Rows by their keys, which may be of several columns."""
Statement = tuple[str, list[Row]]

# No builder that is kept writes files or sends mail.
_NO_MATTER = ("MEDIA_ROOT", "EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_TIMEOUT")
_READS = ("SELECT", "SAVEPOINT", "RELEASE", "SET ", "EXPLAIN")
_WRITES = re.compile(r'\s*(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?')
_UNKNOWN = "?"


@dataclass(eq=False, slots=True)
class _State:
    """A state of the whole database, and the steps known to lead on from it."""

    rows: dict[type[Model], Rows]
    steps: dict[object, "_Step"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Step:
    """What a builder did in one state: statements, what waits for the commit, what it returned."""

    to: _State
    tables: set[str]
    statements: list[Statement]
    on_commit: list[tuple[Callable[[], Any], bool]]
    returned: bytes


class _Test:
    """The running test: where its database stands, and the tables written to so far."""

    state: _State | None = None
    at: int = 0
    """How many writes there were when the database stood at `state`."""
    written: list[str] = []
    set_apart: bool = False
    """Whether it has set something that a builder might heed."""


class _NotKept(Exception):
    """What is asked for, or what came of it, can't be remembered."""


def begin() -> None:
    """Know nothing: another test begins."""
    _Test.state = None
    _Test.set_apart = False
    _Test.written.clear()


def watch() -> None:
    """See from now on every statement of this thread's connection, and what tests set."""
    connection.execute_wrappers.append(_see)
    setting_changed.connect(_setting_changed)
    for verb in ("setattr", "delattr", "setitem", "delitem"):
        setattr(pytest.MonkeyPatch, verb, _seen(getattr(pytest.MonkeyPatch, verb)))


def kept(build: Callable[P, T]) -> Callable[P, T]:
    """Let a builder run once for the same arguments in the same state of the database.

    It may write to the database and call on commit, and do nothing else. Arguments are rows and
    plain values; others, as those that it changes, have it run.
    """

    @functools.wraps(build)
    def built(*args: P.args, **kwargs: P.kwargs) -> T:
        state = _here()
        return build(*args, **kwargs) if state is None else _stepped(state, build, args, kwargs)

    return built


def once(build: Callable[P, T]) -> Callable[P, T]:
    """Let a builder run once for the same arguments in an empty database, whatever is set.

    In a test that commits it simply runs, as what is kept does.
    """

    @functools.wraps(build)
    def built(*args: P.args, **kwargs: P.kwargs) -> T:
        if not _is_the_tests_own() or not _is_empty():
            return build(*args, **kwargs)
        return _stepped(_empty(), build, args, kwargs)

    return built


def _stepped(
    state: _State, build: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> T:
    given = (*args, *kwargs.values())

    def asked() -> object:
        return build, *_around(), tuple(kwargs), *map(_frozen, given)

    try:
        key = asked()
    except _NotKept:
        return build(*args, **kwargs)
    step = state.steps.get(key)
    if step is None:
        begun, waiting = len(_Test.written), len(connection.run_on_commit)
        made = build(*args, **kwargs)
        try:
            if asked() != key:
                raise _NotKept  # it has changed what it was given
            step = _learn(state, made, given, begun, waiting)
        except _NotKept:
            return made
        state.steps[key] = step
    else:
        _take(step)
        made = _Unpickler(step.returned, given).load()
    _Test.state, _Test.at = step.to, len(_Test.written)
    return made


def _here() -> _State | None:
    """Return the state in which the database is, where that is known.

    It is not where others may write: in a test that commits, or to another thread.
    """
    if _Test.set_apart or not _is_the_tests_own():
        return None
    if _Test.state is None or _Test.at != len(_Test.written):
        _Test.state, _Test.at = (_empty() if _is_empty() else None), len(_Test.written)
    return _Test.state


def _is_the_tests_own() -> bool:
    """Tell whether all is in a transaction of the test's, which nobody else sees."""
    blocks: list[Any] = connection.atomic_blocks
    return bool(blocks) and bool(blocks[0]._from_testcase)


def _learn(state: _State, made: Any, given: Row, begun: int, waiting: int) -> _Step:
    """Remember what has changed since the database was in that state."""
    tables = set(_Test.written[begun:])
    if not tables <= _models().keys():
        raise _NotKept
    returned = io.BytesIO()
    try:
        _Pickler(returned, given).dump(made)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise _NotKept from error
    rows = dict(state.rows)
    gone: list[Statement] = []
    come: list[Statement] = []
    changed: list[Statement] = []
    # Last things first: rows are refused to whom they belong to once that is sealed.
    touched = reversed([model for table, model in _models().items() if table in tables])
    for model in sorted([*touched], key=lambda model: not model._meta.auto_created):
        before = state.rows.get(model, {})
        rows[model] = after = _read(model, before)
        _compare(model, before, after, gone, come, changed)
    entries: list[Any] = connection.run_on_commit[waiting:]
    on_commit = [(function, robust) for _, function, robust in entries]
    statements = _ready([*gone, *come, *changed])
    return _Step(_State(rows), tables, statements, on_commit, returned.getvalue())


def _compare(
    model: type[Model],
    before: Rows,
    after: Rows,
    gone: list[Statement],
    come: list[Statement],
    changed: list[Statement],
) -> None:
    """Say in statements how a table has come from one content to the other."""
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), _columns(model)
    where = "WHERE " + " AND ".join(f"{names[place]} = %s" for place in _places_of_key(model))
    if lost := [key for key in before if key not in after]:
        gone.append((f"DELETE FROM {table} {where}", lost))
    if new := [row for key, row in after.items() if key not in before]:
        holes = ", ".join("%s" for _ in names)
        come.append((f"INSERT INTO {table} ({', '.join(names)}) VALUES ({holes})", new))
    for key, row in after.items():
        old = before.get(key, row)
        if old is not row:
            places = [place for place, value in enumerate(row) if value != old[place]]
            sets = ", ".join(f"{names[place]} = %s" for place in places)
            values = (*(row[place] for place in places), *key)
            changed.append((f"UPDATE {table} SET {sets} {where}", [values]))


def _ready(statements: list[Statement]) -> list[Statement]:
    """Make one text of all statements where the database takes that."""
    if connection.vendor != "postgresql" or not statements:
        return statements
    with connection.cursor() as cursor:
        told = [cursor.mogrify(text, row) for text, rows in statements for row in rows]
    return [(";\n".join(told), [])]


def _take(step: _Step) -> None:
    """Do again what a builder did."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for text, rows in step.statements:
            if rows:
                cursor.executemany(text, rows)
            else:
                cursor.execute(text)
    _Test.written.extend(step.tables)  # one text may be of many statements
    for function, robust in step.on_commit:
        transaction.on_commit(function, robust=robust)


def _see(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if not sql.startswith(_READS):
        found = _WRITES.match(sql)
        _Test.written.append(found[1] if found else _UNKNOWN)
    return execute(sql, params, many, context)


def _seen(patch: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(patch)
    def patched(*args: Any, **kwargs: Any) -> None:
        _Test.set_apart = True
        patch(*args, **kwargs)

    return patched


def _setting_changed(*, setting: str, **_: object) -> None:
    if setting not in _NO_MATTER:
        _Test.set_apart = True


# -- what was asked for ---------------------------------------------------------------------------


def _around() -> tuple[object, ...]:
    """Return what operations know without being told: the language, and the request's name."""
    request = structlog.contextvars.get_contextvars().get("request_id")
    return translation.get_language(), request


def _frozen(value: Any) -> object:
    """Return something equal for equal values alone, of the same type."""
    match value:
        case None | bool() | int() | str() | bytes() | Enum() | UUID() | timedelta():
            return type(value), value
        case Decimal() | float() | date():
            return type(value), str(value)
        case Model():
            kept = {field.attname: field.attname for field in value._meta.concrete_fields}
            told = ((k, _frozen(v)) for k, v in value.__dict__.items() if k in kept)
            return type(value), *told
        case list() | tuple():
            return type(value), *map(_frozen, value)
        case dict():
            return dict, *((_frozen(k), _frozen(v)) for k, v in value.items())
        case set() | frozenset():
            return type(value), frozenset(map(_frozen, value))
    if is_dataclass(value) and not isinstance(value, type):
        return type(value), *(_frozen(getattr(value, each.name)) for each in fields(value))
    raise _NotKept


class _Pickler(pickle.Pickler):
    """Writes what was returned; what was given before is named by its place."""

    def __init__(self, file: io.BytesIO, given: Row) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._places = {id(value): place for place, value in enumerate(given) if _is_row(value)}

    def persistent_id(self, value: Any) -> int | None:
        return self._places.get(id(value))


class _Unpickler(pickle.Unpickler):
    def __init__(self, content: bytes, given: Row) -> None:
        super().__init__(io.BytesIO(content))
        self._given = given

    def persistent_load(self, place: Any) -> Any:
        return self._given[place]


def _is_row(value: object) -> bool:
    return isinstance(value, Model)


# -- the tables -----------------------------------------------------------------------------------


@functools.cache
def _models() -> dict[str, type[Model]]:
    """Return the models by table, but for those that Django itself fills."""
    return {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in ("auth", "contenttypes")
    }


@functools.cache
def _columns(model: type[Model]) -> list[str]:
    return [connection.ops.quote_name(str(each.column)) for each in model._meta.concrete_fields]


@functools.cache
def _places_of_key(model: type[Model]) -> list[int]:
    of_key = model._meta.pk_fields
    return [place for place, each in enumerate(model._meta.concrete_fields) if each in of_key]


def _read(model: type[Model], before: Rows) -> Rows:
    """Return a table's rows by key: those that are as before are the same."""
    table = connection.ops.quote_name(model._meta.db_table)
    places = _places_of_key(model)
    # What SQLite stores, and not what is made of the column's declared type.
    plain = "+" if connection.vendor == "sqlite" else ""
    columns = ", ".join(plain + name for name in _columns(model))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table}")
        found = {tuple(row[place] for place in places): row for row in cursor.fetchall()}
    return {key: row if row != before.get(key) else before[key] for key, row in found.items()}


@functools.cache
def _empty() -> _State:
    """Return the state of a fresh database, which is that of the caller's."""
    return _State({model: _read(model, {}) for model in flush.founding_counts()})


def _is_empty() -> bool:
    """Tell whether there is nothing but what migrations and Django itself put there."""
    if Head.objects.values_list("sequence", flat=True).get():
        return False
    with prepared() as cursor:  # to plan it takes PostgreSQL ten times as long as to answer
        cursor.execute(_question())
        return bool(cursor.fetchone() is None)


@functools.cache
def _question() -> str:
    """Return the statement that finds something where a table holds more."""
    founding = flush.founding_counts()
    asked = []
    for table, model in _models().items():
        if model is Head:
            continue
        holds = f"EXISTS (SELECT 1 FROM {table})"
        if model in founding:
            holds = f"(SELECT count(*) FROM {table}) <> {founding[model]}"
        asked.append(f"SELECT 1 WHERE {holds}")
    return " UNION ALL ".join(asked)
