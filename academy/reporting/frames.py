"""The one frame that page, sheet, CSV, PDF and JSON are made from.

The database has aggregated; pandas (imported here only, and only when a report is made) puts a
few hundred rows into shape: units in official order, staff kinds within them, subtotals, total.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from academy.people import labels as people_labels
from academy.people.enums import StaffKind, UnitKind
from academy.reporting import labels
from academy.reporting.enums import Column, Level
from academy.reporting.queries import completion as counting
from academy.reporting.queries import headings, places
from academy.reporting.queries.completion import Tally
from academy.reporting.queries.places import Place
from academy.reporting.queries.snapshot import snapshot
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.figures import COUNT_NAMES, Counts, Rates, rates
from academy.shared.errors import plain
from academy.shared.text import digest

if TYPE_CHECKING:
    import pandas as pd

_KIND_ORDER = {kind: number for number, kind in enumerate(StaffKind)}
_RATE_NAMES = tuple(Rates.__dataclass_fields__)
Value = int | Decimal | None


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row: of a staff kind in a unit, a unit, all branches, or everything."""

    level: Level
    unit_code: str
    unit_name: str
    unit_short_name: str
    unit_kind: UnitKind | None
    staff_kind: StaffKind | None
    values: Mapping[Column, Value]

    def __getitem__(self, column: Column) -> Value:
        return self.values[column]

    @property
    def kind_label(self) -> str:
        """The staff kind in words; for sums of several kinds, that it is a sum."""
        if self.staff_kind is None:
            return str(labels.ALL_KINDS) if self.level is Level.UNIT else ""
        return str(people_labels.STAFF_KIND[self.staff_kind])


@dataclass(frozen=True)
class Report:
    """The frame with everything a reader must know beside it."""

    ask: Ask
    scope_name: str
    track_name: str
    cohort_name: str
    person_count: int
    frame: "pd.DataFrame"

    @property
    def as_of(self) -> date:
        """The last day whose facts are counted."""
        return self.ask.as_of

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the frame in printed order, typed."""
        return list(_rows(self.frame))

    @property
    def total(self) -> Row:
        """The last row: everything in scope."""
        return self.rows[-1]

    @property
    def units(self) -> list[Row]:
        """One row for each unit."""
        return [row for row in self.rows if row.level is Level.UNIT]

    @property
    def is_empty(self) -> bool:
        """Whether nobody at all is counted."""
        return not self.total[Column.REQUIRED] and not self.total[Column.EXCLUDED]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over parameters and figures: equal reports have equal digests."""
        figures = [
            [row.level, row.unit_code, row.staff_kind or "", *map(plain, row.values.values())]
            for row in self.rows
        ]
        return digest({"parameters": self.ask.parameters(), "figures": figures})


def completion(ask: Ask) -> Report:
    """Read and shape the completion report, in one snapshot, by three queries whatever the staff
    (two more where a track and a cohort are named).

    Raises:
        NotFound: the track or cohort asked for does not exist.
    """
    with snapshot():
        heading = headings.heading(ask)
        every = places.places(ask.as_of)
        tallies = counting.tallies(ask)
        persons = counting.person_count(ask)
    return Report(
        ask=ask,
        scope_name=_scope_name(ask, every),
        track_name=heading.track,
        cohort_name=heading.cohort,
        person_count=persons,
        frame=shaped(tallies, ask.scope, every),
    )


def shaped(tallies: list[Tally], scope: frozenset[int], every: list[Place]) -> "pd.DataFrame":
    """Return the frame: one line per printed row, columns level, unit_code, unit_name,
    unit_short_name, unit_kind, staff_kind, the counts (int) and the rates (Decimal or None).

    Units in official order, each followed by its staff kinds; then the branches together where
    there is a bureau above them, then the total. Units in force without people have their row of
    zeros; ended ones appear only with people.
    """
    import pandas as pd

    homes = places.homes(scope, every)
    names = list(COUNT_NAMES)
    counted = pd.DataFrame(
        [
            {"unit": homes[each.unit_id], "kind": each.staff_kind.value, **asdict(each.counts)}
            for each in tallies
        ],
        columns=["unit", "kind", *names],
    ).astype(dict.fromkeys(names, "int64"))
    by_kind = counted.groupby(["unit", "kind"])[names].sum()
    by_unit = by_kind.groupby(level="unit")[names].sum()
    rows: list[dict[str, object]] = []
    own = set(homes.values())
    for place in (each for each in every if each.id in own):
        if place.ended and place.id not in by_unit.index:
            continue
        counts = _counts(by_unit, place.id) if place.id in by_unit.index else None
        rows.append(_line(Level.UNIT, place, _name(place, own, every), None, counts))
        kinds = by_kind.loc[place.id].index if counts is not None else ()
        for kind in sorted(map(StaffKind, kinds), key=_KIND_ORDER.__getitem__):
            cells = _counts(by_kind, (place.id, kind.value))
            rows.append(_line(Level.KIND, place, _name(place, own, every), kind, cells))
    branches = [each.id for each in every if each.id in own and each.kind is not UnitKind.BUREAU]
    if len(branches) < len(own) and branches:
        cells = _summed(by_unit.loc[by_unit.index.isin(branches)])
        rows.append(_line(Level.BRANCHES, None, str(labels.BRANCHES), None, cells))
    rows.append(_line(Level.TOTAL, None, str(labels.TOTAL), None, _summed(by_unit)))
    return pd.DataFrame(rows)


def _counts(table: "pd.DataFrame", key: Any) -> Counts:
    cells: dict[Any, Any] = table.loc[key].to_dict()
    return Counts(*(int(cells[name]) for name in COUNT_NAMES))


def _summed(table: "pd.DataFrame") -> Counts:
    return Counts(*(int(table[name].sum()) for name in COUNT_NAMES))


def _line(
    level: Level,
    place: Place | None,
    name: str,
    kind: StaffKind | None,
    counts: Counts | None,
) -> dict[str, object]:
    """Return one line of the frame; no counts are all zeros."""
    counts = counts or Counts()
    return {
        "level": level.value,
        "unit_code": place.code if place else "",
        "unit_name": name,
        "unit_short_name": place.short_name if place else name,
        "unit_kind": place.kind.value if place else "",
        "staff_kind": kind.value if kind else "",
        **asdict(counts),
        **asdict(rates(counts)),
    }


def _name(place: Place, own: set[int], every: list[Place]) -> str:
    """Return the unit's name; a bureau above others says that only its own staff is meant."""
    if place.ended:
        return labels.ENDED % {"unit": place.name}
    has_others = any(each.parent_id == place.id and each.id in own for each in every)
    return labels.OWN_STAFF % {"unit": place.name} if has_others else place.name


def _scope_name(ask: Ask, every: list[Place]) -> str:
    """Return the name of the topmost unit of the scope: who the report is about."""
    inside = [each for each in every if each.id in ask.scope]
    tops = [each for each in inside if each.parent_id not in ask.scope]
    return "、".join(each.name for each in tops if not each.ended or len(tops) == 1)


def _rows(frame: "pd.DataFrame") -> Iterator[Row]:
    for line in frame.to_dict("records"):
        values: dict[Column, Value] = {}
        for column in Column:
            cell = line[column.value]
            missing = cell is None or cell != cell
            values[column] = None if missing else cell if isinstance(cell, Decimal) else int(cell)
        yield Row(
            level=Level(line["level"]),
            unit_code=line["unit_code"],
            unit_name=line["unit_name"],
            unit_short_name=line["unit_short_name"],
            unit_kind=UnitKind(line["unit_kind"]) if line["unit_kind"] else None,
            staff_kind=StaffKind(line["staff_kind"]) if line["staff_kind"] else None,
            values=values,
        )
