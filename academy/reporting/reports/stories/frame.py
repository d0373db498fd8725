"""The frame of a document: chapters of small tables, from which page, sheet, PDF and JSON come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from academy.reporting.enums import Keeping
from academy.reporting.labels import NOTHING, Shape, numbered, printed
from academy.reporting.specs import ListColumn
from academy.shared.crypto import match_hash
from academy.shared.errors import plain
from academy.shared.text import digest

Text = str | Promise
_NUMBERS = (Shape.COUNT, Shape.PERCENT, Shape.SCORE, Shape.HOURS)
_SEAL = "seal:"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what names it in its table, its values, whether it sums the others.

    A value without a column is not printed: "short" is the name under a bar.

    `opens` says for a column which report's list its number opens to: "report" and the list's
    parameters. `worded` are columns that hold words of the reader's language (合计), not facts.
    """

    key: str
    values: Mapping[str, object]
    is_sum: bool = False
    opens: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    worded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A small table. `basis` says what it rests on, `empty` why it has no lines.

    `charted` is a column of per cents to draw as bars, "" for none; `group` the one that says how
    many people stand behind each. A roster lists people.
    `called_by` is the column that says which line is which, "" for the first.
    """

    code: str
    title: Text
    columns: tuple[ListColumn, ...]
    lines: Sequence[Line]
    basis: Text = ""
    empty: Text = ""
    charted: str = ""
    group: str = ""
    is_roster: bool = False
    called_by: str = ""

    def called(self, line: Line) -> str:
        """Return how a line is called among the others."""
        code = self.called_by or self.columns[0].code
        column = next(each for each in self.columns if each.code == code)
        return self.said(line, column) or (_("合计") if line.is_sum else line.key)

    def said(self, line: Line, column: ListColumn) -> str:
        """Return a cell in words; what has no value is "—" where a number would stand."""
        value = line.values.get(column.code)
        if value is None or value == "":
            return NOTHING if column.shape in _NUMBERS else ""
        return column.said(value) if column.words is not None else printed(value)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a document under one heading; `basis` says what all of it rests on."""

    code: str
    title: Text
    tables: Sequence[Table]
    basis: Text = ""


@dataclass(frozen=True)
class Story:
    """A whole document.

    `subject` is whom or what it is of; `facts` stand above everything; `parameters` are all it
    takes to make it again; `notes` end it.
    """

    code: str
    title: str
    subject: str
    scope_name: str
    as_of: date
    facts: Sequence[tuple[Text, str]]
    sentence: str
    chapters: Sequence[Chapter]
    parameters: Mapping[str, object]
    notes: Sequence[Text] = ()

    @property
    def tables(self) -> list[Table]:
        """Every table, in printed order."""
        return [table for chapter in self.chapters for table in chapter.tables]

    @property
    def line_count(self) -> int:
        """How many lines its tables have."""
        return sum(len(table.lines) for table in self.tables)

    @property
    def name_count(self) -> int:
        """How many of them are of lists of names."""
        return sum(len(table.lines) for table in self.tables if table.is_roster)

    def figures(self) -> list[list[object]]:
        """Return what an extract keeps: table, line, column and value of each cell.

        Values are plain ones; of a sealed column their fingerprints; none of a column of names,
        whose lines are known by their keys.
        """
        return [
            [table.code, line.key, column.code, _kept(table, line, column)]
            for table in self.tables
            for line in table.lines
            for column in table.columns
            if column.code not in line.worded and column.keeping is not Keeping.NAMES
        ]

    def kept(self) -> dict[str, object]:
        """Return the figures as an extract keeps them, to be laid beside others."""
        return {"columns": ["value"], "rows": self.figures()}

    @cached_property
    def digest(self) -> str:
        """SHA-256 over question and kept figures: equal documents have equal digests.

        A sealed cell goes in as its fingerprint, so that a reason that is one of a few cannot be
        found by trying who knows the rest of the document.
        """
        parameters = {"report": self.code, **self.parameters}
        return digest({"parameters": parameters, "figures": self.figures()})

    def numbered(self) -> list[tuple[str, Chapter]]:
        """Return the chapters with their headings: 一、人员构成."""
        headings = numbered(str(each.title) for each in self.chapters)
        return list(zip(headings, self.chapters, strict=False))


def _kept(table: Table, line: Line, column: ListColumn) -> object:
    value = plain(line.values.get(column.code))
    if column.keeping is Keeping.PLAIN or value is None or value == "":
        return value
    # With the cell's place, so that equal words do not look equal elsewhere.
    return _SEAL + match_hash("\0".join((table.code, line.key, column.code, str(value))))[:32]


def is_sealed(value: object) -> bool:
    """Whether a kept value is a fingerprint, of which nothing can be said but that it changed."""
    return isinstance(value, str) and value.startswith(_SEAL)
