"""What a report is: its facts, its columns, what follows from the counts, and its name lists.

Every report of the storey is one `Spec`; what is drawn of it (page, sheet, CSV, PDF, JSON) is
drawn by the same few modules, which know no report by name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from academy.people.enums import UnitKind
from academy.reporting.enums import Dimension, Keeping, TargetFigure
from academy.reporting.labels import Entry, Shape
from academy.reporting.queries.facts import Facts, QueryFacts, by_units
from academy.reporting.queries.places import Place
from academy.reporting.rules.asking import Ask

Value = int | Decimal | None
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Head:
    """What a row is about: the key of its tallies, and how it is named.

    `key` is what an address names it by; `is_branch` whether it is summed into the branches'
    row; one that is not `kept` is left out where it has no facts.
    """

    id: int
    key: str
    name: str
    short_name: str
    kind: UnitKind | None = None
    is_branch: bool = False
    kept: bool = True


Heads = Callable[[Ask, list[Place]], tuple[list[Head], Mapping[int, int]]]
"""Gives the rows of a report in their order, and to which of them a tally's key belongs."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a name list: `words` and `chips` say and colour what is a code in the row.

    `width` is in characters of a sheet; `file_only` columns stand in workbooks alone. `keeping`
    says how much of a cell an extract of a document keeps.
    """

    code: str
    label: Promise
    width: int
    shape: Shape = Shape.TEXT
    words: Mapping[str, Promise] | None = None
    chips: Mapping[str, str] | None = None
    file_only: bool = False
    keeping: Keeping = Keeping.PLAIN

    def said(self, value: object) -> str:
        """Return the value in words; nothing for nothing."""
        if value is None or value == "":
            return ""
        return str(self.words[str(value)]) if self.words is not None else str(value)


@dataclass(frozen=True)
class Names:
    """The name list of some facts: how a line is made of one, and what is shown.

    `line` takes a judged fact and the units' names; `only` shows other columns for some figures;
    `id` is the column of a fact that the API names it by.
    """

    columns: tuple[ListColumn, ...]
    line: Callable[[dict[str, Any], Mapping[int, str]], dict[str, object]]
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    id: str = "public_id"

    def shown(self, figure: str, *, in_file: bool = False) -> list[ListColumn]:
        """Return the columns of the list behind a figure ("" for all people of the report)."""
        wanted = self.only.get(figure)
        return [
            each
            for each in self.columns
            if (in_file or not each.file_only) and (wanted is None or each.code in wanted)
        ]


@dataclass(frozen=True)
class Source:
    """Facts with their name list, and what one of them is called ("人员", "证书")."""

    facts: Facts
    names: Names
    title: Promise


@dataclass(frozen=True, slots=True)
class Charted:
    """A rate that is drawn, with the two counts it is made of.

    Without a `whole` it is a number that is drawn, and `part` how many of these are set apart.
    Where units have targets, `target` says which. `people` counts who stands behind it where
    `whole` does not (hours): few of them are not ranked.
    """

    column: str
    part: str
    whole: str = ""
    target: TargetFigure | None = None
    people: str = ""

    @property
    def is_rate(self) -> bool:
        """Whether it is a rate, in per cent."""
        return bool(self.whole)

    @property
    def group(self) -> str:
        """The count of those behind the rate."""
        return self.people or self.whole


@dataclass(frozen=True, slots=True)
class Banded:
    """How values are spread: columns that count them, each with its bounds [low, high).

    `marks` are the columns of lowest, 25th, 50th and 75th percentile and highest.
    """

    title: Promise
    bands: tuple[tuple[str, int, int], ...]
    marks: tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Tile:
    """A number above the table, with another one beside it."""

    column: str
    beside: str


@dataclass(frozen=True)
class Spec:
    """One report.

    `asks` names the conditions it knows (the others are refused), `dimensions` by what its rows
    can be told apart. `whole` names the counts that make it empty when all are nought;
    `left_out` the figure that counts who is in none of the others, `printed` the one whose names
    the PDF lists (who is left out, unless said). `sentence` says the total row
    in official words, from its printed values and the number of persons. `heads` gives rows that
    are not units, and `narrow` the question that counts one row alone. `percentiles` names facts,
    a column of theirs in hundredths, and which percentile of it stands in which column.
    `charts_first` is the rate drawn when nobody asks for another, `banded` what is drawn of how
    values are spread. `matter` is what a notice is about (关于…的通报). `latest` finds
    the day of the last facts, for who asked for a period without any.
    """

    code: str
    name: Promise
    title: Promise
    matter: Promise
    about: Promise
    groups: Mapping[str, Promise]
    entries: tuple[Entry, ...]
    notes: tuple[Promise, ...]
    sources: tuple[Source, ...]
    derive: Callable[[Counts], Mapping[str, Value]]
    figures: Mapping[str, Promise]
    charted: tuple[Charted, ...]
    tiles: tuple[Tile, ...]
    whole: tuple[str, ...]
    count_persons: Callable[[Ask], int]
    sentence: Callable[[Mapping[str, str], str], str]
    counted_in: Promise
    list_note: Promise
    row_label: Promise
    left_out: str = ""
    printed: str = ""
    charts_first: str = ""
    banded: Banded | None = None
    asks: tuple[str, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    heads: Heads | None = None
    narrow: Callable[[Ask, str, list[Place]], Ask] = by_units
    percentiles: tuple[QueryFacts, str, Mapping[str, int]] | None = None
    latest: Callable[[Ask], date | None] | None = None

    @property
    def entry(self) -> Mapping[str, Entry]:
        """The columns by their codes."""
        return {each.column: each for each in self.entries}

    @property
    def counts(self) -> tuple[str, ...]:
        """The names of all that is summed, source by source."""
        return tuple(name for source in self.sources for name in source.facts.counts)

    def source_of(self, figure: str) -> Source:
        """Return the facts that a figure counts."""
        return next(each for each in self.sources if figure in each.facts.counts)

    @property
    def printed_figure(self) -> str:
        """The figure whose names stand in the PDF; "" for none."""
        return self.printed or self.left_out

    @property
    def first_charted(self) -> Charted | None:
        """The rate that is drawn when nobody asks for another; None where none is."""
        return next((each for each in self.charted if each.column == self.charts_first), None)

    @property
    def has_period(self) -> bool:
        """Whether it is about a period, not about one day alone."""
        return "from" in self.asks

    def grouped(self) -> Sequence[tuple[str, list[Entry]]]:
        """Return the groups of columns in printed order, each with its columns."""
        found: list[tuple[str, list[Entry]]] = []
        for entry in self.entries:
            label = str(self.groups[entry.group])
            if not found or found[-1][0] != label:
                found.append((label, []))
            found[-1][1].append(entry)
        return found
