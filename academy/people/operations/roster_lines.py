"""A diff as the rows and counts that a dry run shows. Personal numbers are masked here."""

from collections import Counter

from academy.people.enums import RosterLineKind
from academy.people.models import RosterImport, RosterLine
from academy.people.rules import roster_cells
from academy.people.rules.roster_diff import Base, Diff, Line
from academy.people.rules.roster_faults import Field
from academy.people.rules.roster_rows import Reading
from academy.shared.text import mask_id_number, mask_mobile

Change = dict[str, str]


def counts(diff: Diff) -> dict[str, int]:
    """Return how many persons each kind of line holds, refused rows, and `people` accepted."""
    found = Counter(line.kind.value for line in diff.lines)
    found[RosterLineKind.REFUSED.value] = len(diff.refused)
    people = sum(1 for line in diff.lines if line.entry is not None)
    return {**{kind.value: found[kind.value] for kind in RosterLineKind}, "people": people}


def findings(reading: Reading, encoding: str | None) -> dict[str, object]:
    """Return what was recognised in the file, for the reader to check before the commit."""
    return {
        "encoding": encoding,
        "skipped_sheets": reading.skipped_sheets,
        "sheets": [
            {
                "name": sheet.name,
                "people": sheet.people,
                "unit_line": sheet.unit_line,
                "columns": {
                    name.value: [letters, sheet.titles[name]]
                    for name, letters in sheet.columns.items()
                },
                "ignored": list(sheet.ignored),
            }
            for sheet in reading.sheets
        ],
    }


def lines(run: RosterImport, diff: Diff, reading: Reading, base: Base) -> list[RosterLine]:
    """Return the unsaved lines of a dry run: changes in roster order, then the faults."""
    units = {place.id: place.short_name for place in base.units}
    posts = {number: name for name, number in base.posts.items()}
    ranks = {number: name for name, number in base.ranks.items()}
    teller = _Teller(units, posts, ranks)
    rows = [
        RosterLine(
            kind=line.kind.value,
            staff_number=line.staff_number,
            name=line.name,
            sheet=reading.sheets[line.entry.sheet].name if line.entry else "",
            row=line.entry.row if line.entry else None,
            changes=teller.changes(line),
        )
        for line in diff.lines
        if line.kind is not RosterLineKind.UNCHANGED
    ]
    rows += _faults(diff, reading)
    for sequence, row in enumerate(rows, start=1):
        row.run = run
        row.sequence = sequence
    return rows


def _faults(diff: Diff, reading: Reading) -> list[RosterLine]:
    whose = {(row.sheet, row.row): row for row in diff.refused}
    rows = []
    for fault in diff.faults:
        sheet = reading.sheets[fault.sheet]
        row = whose[fault.sheet, fault.row]
        rows.append(
            RosterLine(
                kind=RosterLineKind.REFUSED.value,
                staff_number=row.staff_number[:60],
                name=row.name[:120],
                sheet=sheet.name,
                row=fault.row,
                column=sheet.columns.get(fault.field, "") if fault.field else "",
                field=fault.field.value if fault.field else "",
                code=fault.code.value,
                shown=fault.shown,
                facts=dict(fault.facts),
            )
        )
    return rows


class _Teller:
    """Tells a line's changes as {field, before, after} in words."""

    def __init__(self, units: dict[int, str], posts: dict[int, str], ranks: dict[int, str]) -> None:
        self._units = units
        self._posts = posts
        self._ranks = ranks

    def changes(self, line: Line) -> list[Change]:
        """Return what changes; for an added or leaving person, where they serve."""
        before = line.person.latest if line.person else None
        held = self._units.get(before.unit, "") if before else ""
        wanted = self._units.get(line.unit, "") if line.unit else ""
        if line.kind is RosterLineKind.LEFT:
            return [_change(Field.UNIT, held, "")]
        changes = [] if held == wanted else [_change(Field.UNIT, held, wanted)]
        return changes + [self._told(name, line) for name in line.changed]

    def _told(self, name: Field, line: Line) -> Change:
        known, entry = line.person, line.entry
        if known is None or entry is None:
            return _change(name, "", "")
        if name in {Field.POST, Field.RANK}:
            words = self._posts if name is Field.POST else self._ranks
            served = known.latest
            held = (served.post if name is Field.POST else served.rank) if served else None
            wanted = line.post if name is Field.POST else line.rank
            return _change(name, words.get(held or 0, ""), words.get(wanted or 0, ""))
        if name is Field.ID_NUMBER:
            return _change(name, "", mask_id_number(entry.id_number))
        if name is Field.MOBILE:
            return _change(name, "", mask_mobile(entry.mobile))
        before, after = getattr(known, name.value), getattr(entry, name.value)
        return _change(name, roster_cells.text(before), roster_cells.text(after))


def _change(name: Field, before: str, after: str) -> Change:
    return {"field": name.value, "before": before, "after": after}
