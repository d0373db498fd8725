"""A reading as plain JSON and back, so that it can be kept (encrypted) until the commit. Pure."""

import dataclasses
from datetime import date
from typing import Any

from academy.people.enums import Establishment, Sex, StaffKind
from academy.people.rules.roster_faults import Fault, FaultCode, Field
from academy.people.rules.roster_rows import Entry, Reading, RefusedRow, SheetRead

_ENTRY = [each.name for each in dataclasses.fields(Entry)]


def dump(reading: Reading) -> dict[str, Any]:
    """Return the reading as JSON can hold it."""
    return {
        "entries": [[_plain(getattr(entry, name)) for name in _ENTRY] for entry in reading.entries],
        "refused": [dataclasses.astuple(row) for row in reading.refused],
        "faults": [
            [f.code.value, f.sheet, f.row, f.field, f.shown, dict(f.facts)] for f in reading.faults
        ],
        "sheets": [
            [s.name, s.columns, s.titles, list(s.ignored), s.unit_line, s.people]
            for s in reading.sheets
        ],
        "skipped_sheets": reading.skipped_sheets,
    }


def load(data: dict[str, Any]) -> Reading:
    """Return the reading that `dump` wrote."""
    return Reading(
        entries=[_entry(values) for values in data["entries"]],
        refused=[RefusedRow(*values) for values in data["refused"]],
        faults=[
            Fault(FaultCode(code), sheet, row, Field(name) if name else None, shown, facts)
            for code, sheet, row, name, shown, facts in data["faults"]
        ],
        sheets=[
            SheetRead(name, _fields(columns), _fields(titles), tuple(ignored), unit_line, people)
            for name, columns, titles, ignored, unit_line, people in data["sheets"]
        ],
        skipped_sheets=data["skipped_sheets"],
    )


def _fields(columns: dict[str, str]) -> dict[Field, str]:
    return {Field(name): value for name, value in columns.items()}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _entry(values: list[Any]) -> Entry:
    named = dict(zip(_ENTRY, values, strict=True))
    for name, kind in (("sex", Sex), ("staff_kind", StaffKind), ("establishment", Establishment)):
        if named[name] is not None:
            named[name] = kind(named[name])
    for name in ("joined_on", "post_since"):
        if named[name] is not None:
            named[name] = date.fromisoformat(named[name])
    return Entry(**named)
