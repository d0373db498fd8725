"""The name list behind each figure: the same lines the table sums."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from academy.reporting.queries import dimensions, places
from academy.reporting.rules.asking import Ask
from academy.reporting.specs import Source, Spec


@dataclass(frozen=True, slots=True)
class Named:
    """One fact as a name list shows it: its public id, and the value of each column."""

    id: str
    values: Mapping[str, object]


class Packed(Mapping[str, object]):
    """The values of a line whose columns are known once for all lines: a third of a dict's size."""

    __slots__ = ("_places", "_values")

    def __init__(self, places: Mapping[str, int], values: tuple[object, ...]) -> None:
        self._places, self._values = places, values

    def __getitem__(self, column: str) -> object:
        return self._values[self._places[column]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __repr__(self) -> str:
        return repr(dict(self))


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the names behind a figure; `count` is the figure itself."""

    count: int
    items: list[Named]
    next_cursor: str | None


def page(
    spec: Spec,
    ask: Ask,
    every: list[places.Place],
    *,
    figure: str,
    row: str,
    part: str,
    cursor: str | None,
    limit: int,
) -> Listed:
    """Return one page of the names behind a figure of a row, by pinyin.

    Raises:
        NotFound: the report has no such row.
        CursorInvalid: the cursor is of another list.
    """
    source = spec.source_of(figure)
    narrowed = spec.narrow(ask, row, every)
    found = source.facts.page(narrowed, figure=figure, part=part, cursor=cursor, limit=limit)
    return Listed(found.count, _named(source, found.lines, every), found.next_cursor)


def listed(spec: Spec, source: Source, ask: Ask, figure: str = "") -> list[Named]:
    """Return the whole name list of a source, or of one figure.

    Units in official order, parts within, people by pinyin.
    """
    every = places.places(ask.as_of)
    order: dict[int | str, int] = {place.id: number for number, place in enumerate(every)}
    if spec.dimensions:
        order |= {part: number for number, part in enumerate(dimensions.part_names(ask))}
    names, same = {place.id: place.name for place in every}, dict[object, object]()
    found, columns = [], dict[str, int]()
    for line in source.facts.lines(ask, figure, order):
        named = _one(source, line, names)
        columns = columns or {code: number for number, code in enumerate(named.values)}
        # Of a hundred thousand lines most say the same: one value stands for all its equals.
        kept = Packed(columns, tuple(_shared(same, named.values[code]) for code in columns))
        found.append((line["place"], Named(named.id, kept)))
    found.sort(key=itemgetter(0))
    return [named for _place, named in found]


def _shared(same: dict[object, object], value: object) -> object:
    # 40.0 and 40.00 are equal and print otherwise; two texts that are equal are the same.
    key = value if type(value) is str else (type(value), str(value))
    return same.setdefault(key, value)


def _named(
    source: Source, lines: Iterable[dict[str, Any]], every: list[places.Place]
) -> list[Named]:
    names = {place.id: place.name for place in every}
    return [_one(source, line, names) for line in lines]


def _one(source: Source, line: dict[str, Any], names: Mapping[int, str]) -> Named:
    return Named(str(line[source.names.id]), source.names.line(line, names))
