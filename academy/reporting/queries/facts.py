"""Sums over facts, and the facts behind each sum: what every report with rows and names rests on.

A report brings one query with a line for each fact (an enrolment, a certificate) and a 0 or 1 for
every figure. The table sums these lines, the name lists filter them, so a number and its list
cannot differ.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Protocol

from django.db import connection
from django.db.models import Case, IntegerField, Model, Q, QuerySet, When

from academy.people.enums import UnitKind
from academy.reporting.queries.places import Place, homes
from academy.reporting.rules.asking import Ask
from academy.shared.errors import NotFound
from academy.shared.paging import page_of

BRANCHES = "branches"
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one row (unit key, or what else the report has there) and part."""

    row: int
    part: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the facts behind a figure; `count` is the figure itself."""

    count: int
    lines: Sequence[dict[str, Any]]
    next_cursor: str | None


Spread = Sequence[tuple[int, str, int, int]]
"""(row, part, value in hundredths, how often)."""
Order = Mapping[int | str, int]
"""The place of each unit and each part in a printed list."""


class Facts(Protocol):
    """The facts of a report. Every line has `id`, `unit_id`, `part` and a 0 or 1 per figure."""

    @property
    def counts(self) -> tuple[str, ...]:
        """The names of what is summed."""

    def tallies(self, ask: Ask) -> list[Tally]:
        """Return the counts by row and part; rows without facts are absent."""

    def page(self, ask: Ask, *, figure: str, part: str, cursor: str | None, limit: int) -> Found:
        """Return one page of the facts that a figure counts, people by pinyin.

        `part` "" is all parts.

        Raises:
            CursorInvalid: the cursor is of another list.
        """

    def lines(self, ask: Ask, figure: str, order: Order) -> Iterable[dict[str, Any]]:
        """Give all facts that a figure counts ("" for all), each with its `place` in print.

        They come in no order, so that nobody has to hold them all.
        """


class Judged(Protocol):
    """One dict for each fact: id, unit_id, part, a 0/1 for every figure, sums, and `also`."""

    def __call__(self, ask: Ask, *also: str) -> "QuerySet[Any, dict[str, Any]]": ...


def one_if(condition: Q) -> Case:
    """Return 1 where a condition holds, else 0."""
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def _batched(lines: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """Cut lines into lists of so many."""
    rest = iter(lines)
    while batch := list(islice(rest, size)):
        yield batch


@dataclass(frozen=True)
class QueryFacts:
    """Facts that are rows of a model, judged by one query.

    `also` names further columns that a name list needs; `person` is the way from a row to its
    person; `row` and `part` the columns by whose values the report has its rows and their parts;
    `key` that of the row's key;
    `enrich` adds to lines what a list needs and the query has not.
    """

    judged: Judged
    model: type[Model]
    counts: tuple[str, ...]
    also: tuple[str, ...] = ()
    person: str = "person"
    row: str = "unit_id"
    part: str = "part"
    key: str = "id"
    enrich: Callable[[list[dict[str, Any]], Ask], list[dict[str, Any]]] | None = None

    def tallies(self, ask: Ask) -> list[Tally]:
        """Return the counts by row and part in one query."""
        return [self._tally(row, part, sums) for row, part, *sums in self._summed(ask)]

    def spread(self, ask: Ask, column: str) -> tuple[list[Tally], Spread]:
        """Return the counts with (row, part, value, how often) of a column, in one query.

        A row and part has a tally for each value; facts without one are in no line of the spread.
        """
        found, often = [], []
        for row, part, value, number, *sums in self._summed(ask, column, "COUNT(*)"):
            found.append(self._tally(row, part, sums))
            if value is not None:
                often.append((int(row), str(part or ""), int(value), int(number)))
        return found, often

    def _tally(self, row: int, part: str | None, sums: Sequence[int | None]) -> Tally:
        counts = {name: int(each or 0) for name, each in zip(self.counts, sums, strict=True)}
        return Tally(int(row), str(part or ""), counts)

    def _summed(self, ask: Ask, *by: str) -> list[tuple[Any, ...]]:
        """Return row, part, `by` (a column and its number) and the sums of all counts."""
        inner, params = self.judged(ask).query.sql_with_params()
        # Django can't group an already grouped query: the outer sums are spelled out here, over
        # column names that are constants of this project.
        shown = ", ".join((self.row, self.part, *by, *(f"SUM({name})" for name in self.counts)))
        keys = "1, 2, 3" if by else "1, 2"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {shown} FROM ({inner}) AS judged GROUP BY {keys}", params)  # noqa: S608  # constants only
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def page(self, ask: Ask, *, figure: str, part: str, cursor: str | None, limit: int) -> Found:
        """Return one page of the rows that a figure counts; three queries."""
        counted = self.judged(ask).filter(**{figure: 1})
        if part:
            counted = counted.filter(part=part)
        # Whatever the model's manager leaves out: which rows there are has been judged already.
        rows: QuerySet[Any] = QuerySet(self.model).filter(pk__in=counted.values(self.key))
        key = (self._pinyin, "pk")
        here = page_of(rows.select_related(self.person), key=key, cursor=cursor, limit=limit)
        place = {each.pk: number for number, each in enumerate(here.items)}
        lines = self.judged(ask, *self.also).filter(**{f"{self.key}__in": list(place)})
        ordered = sorted(lines, key=lambda line: place[line[self.key]])
        return Found(rows.count(), self._enriched(ordered, ask), here.next_cursor)

    def lines(self, ask: Ask, figure: str, order: Order) -> Iterator[dict[str, Any]]:
        """Give all rows that a figure counts, with their `place`; one query."""
        pinyin, found = self._pinyin, self.judged(ask, self._pinyin, *self.also)
        if figure:
            found = found.filter(**{figure: 1})
        for lines in _batched(found.iterator(_AT_ONCE), _AT_ONCE):
            for line in self._enriched(lines, ask):
                line["place"] = (
                    order[line["unit_id"]],
                    order.get(line["part"], len(order)),
                    line[pinyin],
                    line[self.key],
                )
                yield line

    def _enriched(self, lines: list[dict[str, Any]], ask: Ask) -> list[dict[str, Any]]:
        return self.enrich(lines, ask) if self.enrich is not None else lines

    @property
    def _pinyin(self) -> str:
        return f"{self.person}__pinyin_key"


def row_units(ask: Ask, row: str, every: list[Place]) -> frozenset[int]:
    """Return the ids of the units that are counted in a row of the report.

    `row` is a unit's code, "branches", or "" for the total.

    Raises:
        NotFound: the report has no such row.
    """
    if not row:
        return ask.scope
    counted_in = homes(ask.scope, every)
    named = {place.id: place for place in every}
    if row == BRANCHES:
        wanted = {home for home in counted_in.values() if named[home].kind is not UnitKind.BUREAU}
    else:
        wanted = {home for home in counted_in.values() if named[home].code == row}
    if not wanted:
        raise NotFound(field="row")
    return frozenset(unit for unit, home in counted_in.items() if home in wanted)


def by_units(ask: Ask, row: str, every: list[Place]) -> Ask:
    """Return the question narrowed to a row of a report by unit.

    Raises:
        NotFound: the report has no such row.
    """
    return replace(ask, scope=row_units(ask, row, every))
