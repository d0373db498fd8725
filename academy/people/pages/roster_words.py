"""Import runs and their lines in words, for the templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from academy.people import labels, roster_labels
from academy.people.enums import (
    Establishment,
    RosterLineKind,
    RosterMode,
    RosterState,
    Sex,
    StaffKind,
)
from academy.people.models import RosterImport, RosterLine
from academy.people.queries import roster
from academy.people.rules.roster_faults import Field

_TONES: dict[RosterState, str] = {
    RosterState.UPLOADED: "info",
    RosterState.PREVIEWED: "owed",
    RosterState.COMMITTED: "done",
    RosterState.REFUSED: "late",
    RosterState.DISCARDED: "plain",
}
_ROLES_SHOWN = 12
# A whole roster that makes more than this share leave is more likely half a roster.
_MANY_LEAVE_PERCENT = 5


@dataclass(frozen=True, slots=True)
class Count:
    """One number of a run: how many persons (or rows) of one kind."""

    label: Promise
    tone: str
    number: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A run in words and numbers."""

    run: RosterImport
    state: Promise
    tone: str
    scope: str
    people: int
    refused: int
    left: int
    many_leave: bool
    absent: int
    held: list[str]
    counts: list[Count]


_COUNTED = (
    (RosterLineKind.ADDED, "done"),
    (RosterLineKind.CHANGED, "info"),
    (RosterLineKind.TRANSFERRED, "info"),
    (RosterLineKind.RETURNED, "info"),
    (RosterLineKind.LEFT, "owed"),
    (RosterLineKind.UNCHANGED, "plain"),
    (RosterLineKind.REFUSED, "late"),
)


def summary(run: RosterImport, names: Mapping[int, str]) -> Summary:
    """Return a run as the list and the run's own page show it; `names` of units by id."""
    counts: dict[str, int] = run.counts
    left = counts.get(RosterLineKind.LEFT, 0)
    people = counts.get("people", 0)
    mode = roster_labels.MODE[RosterMode(run.mode)]
    return Summary(
        run=run,
        state=roster_labels.STATE[RosterState(run.state)],
        tone=_TONES[RosterState(run.state)],
        scope=f"{mode} · {names.get(run.unit.pk, run.unit.code)}" if run.unit else str(mode),
        people=people,
        refused=counts.get(RosterLineKind.REFUSED, 0),
        left=left,
        many_leave=left * 100 > _MANY_LEAVE_PERCENT * (left + people),
        absent=run.findings.get("absent", 0),
        held=run.findings.get("held", [])[:_ROLES_SHOWN],
        counts=[
            Count(roster_labels.LINE_KIND[kind], tone, counts.get(kind, 0))
            for kind, tone in _COUNTED
            if counts.get(kind)
        ],
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the dry run as a table row."""

    line: RosterLine
    place: str
    changes: list[str]
    field: str
    reason: str
    advice: str


def line(row: RosterLine) -> Row:
    """Return a line in the reader's language."""
    reason, advice = roster.fault_text(row) if row.code else ("", "")
    return Row(
        line=row,
        place=_place(row),
        changes=[_change(change) for change in row.changes],
        field=str(roster_labels.FIELD[Field(row.field)]) if row.field else "",
        reason=reason,
        advice=advice,
    )


def _place(row: RosterLine) -> str:
    if row.row is None:
        return ""
    facts: dict[str, Any] = {"sheet": row.sheet, "row": row.row, "column": row.column}
    if row.column:
        return _("%(sheet)s 第 %(row)s 行 %(column)s 列") % facts
    return _("%(sheet)s 第 %(row)s 行") % facts


def _change(change: dict[str, str]) -> str:
    name = Field(change["field"])
    before, after = (_word(name, change[side]) for side in ("before", "after"))
    label = roster_labels.FIELD[name]
    if not before:
        return _("%(field)s：%(after)s") % {"field": label, "after": after}
    facts = {"field": label, "before": before, "after": after or "—"}
    return _("%(field)s：%(before)s → %(after)s") % facts


def _word(name: Field, value: str) -> str:
    if not value:
        return ""
    if name is Field.SEX:
        return str(labels.SEX[Sex(value)])
    if name is Field.STAFF_KIND:
        return str(labels.STAFF_KIND[StaffKind(value)])
    if name is Field.ESTABLISHMENT:
        return str(labels.ESTABLISHMENT[Establishment(value)])
    return value


def sheets(run: RosterImport) -> list[dict[str, Any]]:
    """Return what was recognised on each sheet: columns by letter and heading."""
    return [
        {
            "name": sheet["name"],
            "people": sheet["people"],
            "columns": [
                (letters, roster_labels.FIELD[Field(name)], title)
                for name, (letters, title) in sheet["columns"].items()
            ],
            "ignored": sheet["ignored"],
        }
        for sheet in run.findings.get("sheets", [])
    ]
