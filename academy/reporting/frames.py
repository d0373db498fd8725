"""The one frame that page, sheet, CSV, PDF and JSON of every report are made from.

The database has aggregated; pandas (imported here only, and only when a report is made) puts a
few hundred rows into shape: rows in their order, parts within them, subtotals, total.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from academy.people.enums import UnitKind
from academy.reporting import labels
from academy.reporting.enums import Level
from academy.reporting.queries import dimensions, headings, places, targets
from academy.reporting.queries.facts import BRANCHES, Spread, Tally
from academy.reporting.queries.places import Place
from academy.reporting.queries.snapshot import snapshot
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.figures import hundredths, percentile
from academy.reporting.specs import Counts, Head, Spec, Value
from academy.shared.errors import plain
from academy.shared.text import digest

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row: of a part of a unit, a unit, all branches, or everything.

    `key` is the unit's code (or what else the report's rows are of), "branches", or "" for the
    total; `part` the code of the part, "" in sums.
    """

    level: Level
    key: str
    name: str
    short_name: str
    kind: UnitKind | None
    part: str
    part_label: str
    values: Mapping[str, Value]

    def __getitem__(self, column: str) -> Value:
        return self.values[column]

    def number(self, column: str) -> int | Decimal:
        """Return the value of a column of numbers; what has none counts as 0."""
        value = self.values[column]
        return value if isinstance(value, int | Decimal) else 0


@dataclass(frozen=True)
class Report:
    """The frame with everything a reader must know beside it."""

    spec: Spec
    ask: Ask
    scope_name: str
    track_name: str
    cohort_name: str
    requirement_name: str
    person_count: int
    frame: "pd.DataFrame"
    part_names: Mapping[str, str]
    goals: Mapping[str, Mapping[str, int]]
    """For rates with targets, by column: what each row (by its key) is to reach, in per cent."""

    @property
    def as_of(self) -> date:
        """The last day whose facts are counted."""
        return self.ask.as_of

    @property
    def title(self) -> str:
        """The official title."""
        return str(self.spec.title)

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the frame in printed order, typed."""
        return list(_rows(self.frame, self.spec, self.part_names))

    @property
    def total(self) -> Row:
        """The last row: everything in scope."""
        return self.rows[-1]

    @property
    def units(self) -> list[Row]:
        """One row for each unit (or what else the report's rows are of)."""
        return [row for row in self.rows if row.level is Level.UNIT]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is counted."""
        return not any(self.total[column] for column in self.spec.whole)

    def figures(self) -> list[list[object]]:
        """Return the figures in plain values, a list for each row: what the digest is over."""
        return [
            [row.level.value, row.key, row.part, *map(plain, row.values.values())]
            for row in self.rows
        ]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over question and figures: equal reports have equal digests."""
        parameters = {"report": self.spec.code, **self.ask.parameters()}
        return digest({"parameters": parameters, "figures": self.figures()})


def read(spec: Spec, ask: Ask) -> Report:
    """Read and shape a report, in one snapshot, by as many queries whatever the staff.

    Raises:
        NotFound: the track or cohort asked for does not exist.
    """
    with snapshot():
        heading = headings.heading(ask)
        every = places.places(ask.as_of)
        counted, spread = _counted(spec, ask)
        persons = spec.count_persons(ask)
        names = dimensions.part_names(ask) if spec.dimensions else {}
        goals = _goals(spec, ask, every)
    heads, homes = (spec.heads or unit_heads)(ask, every)
    return Report(
        spec=spec,
        ask=ask,
        scope_name=scope_name(ask, every),
        track_name=heading.track,
        cohort_name=heading.cohort,
        requirement_name=heading.requirement,
        person_count=persons,
        frame=shaped(spec, counted, spread, heads, homes, list(names)),
        part_names=names,
        goals=goals,
    )


def _goals(spec: Spec, ask: Ask, every: list[Place]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for charted in spec.charted:
        if charted.target is not None:
            goals = targets.goals(charted.target, ask.as_of, every)
            rates = {place.code: goals.of(place.id).rate for place in every}
            found[charted.column] = {code: rate for code, rate in rates.items() if rate is not None}
    return found


def unit_heads(ask: Ask, every: list[Place]) -> tuple[list[Head], Mapping[int, int]]:
    """Return the rows of a report by unit, and for each unit in whose row it is counted."""
    homes = places.homes(ask.scope, every)
    own = set(homes.values())
    heads = [
        Head(
            place.id,
            place.code,
            _name(place, own, every),
            place.short_name,
            place.kind,
            is_branch=place.kind is not UnitKind.BUREAU,
            kept=place.stands,
        )
        for place in every
        if place.id in own
    ]
    return heads, homes


def shaped(
    spec: Spec,
    counted: Sequence[Tally],
    spread: Spread,
    heads: Sequence[Head],
    homes: Mapping[int, int],
    parts: Sequence[str],
) -> "pd.DataFrame":
    """Return the frame: one line per printed row, columns level, key, name, short_name, kind,
    part, the counts (int) and what follows from them (Decimal or None).

    Rows in the order of `heads`, each followed by its parts in theirs; then the branches together
    where there is a bureau above them, then the total. A row without facts is one of zeros.
    """
    import pandas as pd

    names = list(spec.counts)
    lines = [{"row": homes.get(t.row, t.row), "part": t.part, **t.counts} for t in counted]
    table = pd.DataFrame(lines, columns=["row", "part", *names]).fillna(0)
    table = table.astype(dict.fromkeys(names, "int64"))
    by_part = table.groupby(["row", "part"])[names].sum()
    by_row = by_part.groupby(level="row")[names].sum()
    order = {part: number for number, part in enumerate(parts)}
    values = _Values(spec, spread, homes)
    rows: list[dict[str, object]] = []
    for head in heads:
        if not head.kept and head.id not in by_row.index:
            continue
        counts = _counts(by_row, head.id) if head.id in by_row.index else None
        rows.append(_line(Level.UNIT, head, "", values.of(counts, {head.id})))
        found = list(by_part.loc[head.id].index) if counts is not None and parts else []
        for part in sorted(found, key=lambda each: order.get(each, len(order))):
            cells = _counts(by_part, (head.id, part))
            rows.append(_line(Level.PART, head, part, values.of(cells, {head.id}, part)))
    branches = {head.id for head in heads if head.is_branch}
    if branches and len(branches) < len(heads):
        cells = _summed(by_row.loc[by_row.index.isin(branches)])
        name = str(labels.BRANCHES)
        rows.append(
            _line(Level.BRANCHES, Head(0, BRANCHES, name, name), "", values.of(cells, branches))
        )
    name, whole = str(labels.TOTAL), {head.id for head in heads}
    rows.append(_line(Level.TOTAL, Head(0, "", name, name), "", values.of(_summed(by_row), whole)))
    return pd.DataFrame(rows)


def _counted(spec: Spec, ask: Ask) -> tuple[list[Tally], Spread]:
    """Return the counts of all sources, and how the values of percentiles are spread."""
    counted: list[Tally] = []
    spread: Spread = ()
    for source in spec.sources:
        if spec.percentiles is not None and spec.percentiles[0] is source.facts:
            facts, column, _of = spec.percentiles
            found, spread = facts.spread(ask, column)
        else:
            found = source.facts.tallies(ask)
        counted += found
    return counted, spread


@dataclass(frozen=True)
class _Values:
    """What stands in the columns of a row: counts, what follows from them, percentiles."""

    spec: Spec
    spread: Spread
    homes: Mapping[int, int]

    def of(self, counts: Counts | None, rows: set[int], part: str = "") -> dict[str, object]:
        """Return the values of these rows together (of one part of theirs); no counts are zeros."""
        counts = counts or dict.fromkeys(self.spec.counts, 0)
        found: dict[str, object] = {**counts, **self.spec.derive(counts)}
        if self.spec.percentiles is not None:
            here: dict[int, int] = {}
            for row, of_part, value, often in self.spread:
                if self.homes.get(row, row) in rows and part in ("", of_part):
                    here[value] = here.get(value, 0) + often
            for column, percent in self.spec.percentiles[2].items():
                value_here = percentile(here, percent)
                found[column] = None if value_here is None else hundredths(value_here)
        return found


def _counts(table: "pd.DataFrame", key: Any) -> Counts:
    cells: dict[Any, Any] = table.loc[key].to_dict()
    return {str(name): int(cell) for name, cell in cells.items()}


def _summed(table: "pd.DataFrame") -> Counts:
    return {str(name): int(table[name].sum()) for name in table.columns}


def _line(level: Level, head: Head, part: str, values: Mapping[str, object]) -> dict[str, object]:
    return {
        "level": level.value,
        "key": head.key,
        "name": head.name,
        "short_name": head.short_name,
        "kind": head.kind.value if head.kind else "",
        "part": part,
        **values,
    }


def _name(place: Place, own: set[int], every: list[Place]) -> str:
    """Return the unit's name; a bureau above others says that only its own staff is meant."""
    if place.ended:
        return labels.ENDED % {"unit": place.name}
    has_others = any(each.parent_id == place.id and each.began and each.id in own for each in every)
    return labels.OWN_STAFF % {"unit": place.name} if has_others else place.name


def scope_name(ask: Ask, every: list[Place]) -> str:
    """Return the name of the topmost unit of the scope: who the report is about."""
    inside = [each for each in every if each.id in ask.scope]
    tops = [each for each in inside if each.parent_id not in ask.scope]
    return "、".join(each.name for each in tops if each.stands or len(tops) == 1)


def _rows(frame: "pd.DataFrame", spec: Spec, parts: Mapping[str, str]) -> Iterator[Row]:
    for line in frame.to_dict("records"):
        values: dict[str, Value] = {}
        for entry in spec.entries:
            cell = line[entry.column]
            missing = cell is None or cell != cell
            values[entry.column] = (
                None if missing else cell if isinstance(cell, Decimal) else int(cell)
            )
        level, part = Level(line["level"]), line["part"]
        label = labels.ALL_PARTS if level is Level.UNIT and parts else ""
        yield Row(
            level=level,
            key=line["key"],
            name=line["name"],
            short_name=line["short_name"],
            kind=UnitKind(line["kind"]) if line["kind"] else None,
            part=part,
            part_label=parts.get(part, part) if level is Level.PART else str(label),
            values=values,
        )
