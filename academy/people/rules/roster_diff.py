"""What a roster would change: entries against the staff as it stands. Pure.

The staff is given as `Base`; nothing here reads the database or the clock. A diff is a function
of (reading, base, mode, date), so the commit can compute it again and see that it still holds.
"""

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from academy.people.enums import RosterLineKind, RosterMode
from academy.people.rules.roster_faults import Fault, FaultCode, Field
from academy.people.rules.roster_places import Place, Places
from academy.people.rules.roster_rows import Entry, Reading, RefusedRow


@dataclass(frozen=True, slots=True)
class Serving:
    """A dated assignment: unit, post and rank by id, since when, and until when if it ended."""

    id: int
    unit: int
    post: int | None
    rank: int | None
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the database has them; ID number and mobile only as keyed hashes.

    `latest` is the assignment with the latest start, `None` if there never was one; `kind_since`
    the day of the last change of staff kind.
    """

    id: int
    staff_number: str
    name: str
    sex: str
    staff_kind: str
    establishment: str
    id_hash: str
    mobile_hash: str
    joined_on: date | None
    left_on: date | None
    latest: Serving | None
    kind_since: date | None = None


@dataclass(frozen=True, slots=True)
class Base:
    """Everything a roster is compared with.

    `scope` holds the unit ids it may speak of, `holders` the ids of persons with a role beyond
    trainee. Units come parents first.
    """

    persons: Mapping[str, Known]
    units: Sequence[Place]
    posts: Mapping[str, int]
    ranks: Mapping[str, int]
    scope: Collection[int]
    scope_unit: int | None = None
    holders: Collection[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """One person's line of the diff.

    `person` is None for an added one, `entry` is None for one who left. `changed` names the
    columns that differ; `post` and `rank` are the ids to serve under from the roster's date.
    """

    kind: RosterLineKind
    staff_number: str
    name: str
    person: Known | None
    entry: Entry | None
    unit: int | None
    post: int | None = None
    rank: int | None = None
    changed: tuple[Field, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether the line opens a new assignment (or corrects one opened that very day)."""
        return self.entry is not None and (
            self.kind in _OPENING or bool({Field.POST, Field.RANK} & set(self.changed))
        )


_OPENING = frozenset({RosterLineKind.ADDED, RosterLineKind.TRANSFERRED, RosterLineKind.RETURNED})


@dataclass(slots=True)
class Diff:
    """The lines in roster order, leavers last; faults include those of the reading."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    absent: int = 0
    """Open persons of a one-unit roster's scope whom it doesn't name; they stay."""
    held: list[str] = field(default_factory=list)
    """Staff numbers of role holders a whole roster doesn't name. They stay until their roles
    are taken back, so that no roster can lock its own administrators out."""


def compare(
    reading: Reading, base: Base, *, mode: RosterMode, on: date, hashed: Callable[[str], str]
) -> Diff:
    """Return what the roster of day `on` changes. `hashed` is the keyed hash for matching."""
    diff = Diff(faults=list(reading.faults), refused=list(reading.refused))
    comparer = _Comparer(reading, base, on, hashed)
    for entry in reading.entries:
        line, faults = comparer.line(entry)
        if faults:
            diff.faults.extend(faults)
            diff.refused.append(RefusedRow(entry.sheet, entry.row, entry.staff_number, entry.name))
        elif line is not None:
            diff.lines.append(line)
    unnamed = _unnamed(diff, base, on)
    if mode is RosterMode.WHOLE_SYSTEM:
        for known in unnamed:
            if known.id in base.holders:
                diff.held.append(known.staff_number)
            else:
                diff.lines.append(_leaving(known))
    else:
        diff.absent = len(unnamed)
    diff.faults.sort(key=lambda fault: (fault.sheet, fault.row))
    return diff


def _unnamed(diff: Diff, base: Base, on: date) -> list[Known]:
    """Return open persons of the scope whom no row names, not even a refused one.

    A refused row protects by staff number and, where that can't be read, by name: a slip in one
    cell must not make anybody leave. Nor does an old roster end what began after it.
    """
    named = {line.staff_number for line in diff.lines}
    named |= {row.staff_number for row in diff.refused if row.staff_number}
    doubtful = {row.name for row in diff.refused if row.name}
    return [
        known
        for number, known in base.persons.items()
        if known.left_on is None
        and number not in named
        and known.name not in doubtful
        and known.latest is not None
        and known.latest.unit in base.scope
        and not _is_later(known.latest, on)
        and (known.joined_on is None or known.joined_on <= on)
    ]


def _leaving(known: Known) -> Line:
    unit = known.latest.unit if known.latest else None
    kind = RosterLineKind.LEFT
    return Line(kind, known.staff_number, known.name, known, None, unit)


class _Comparer:
    def __init__(
        self, reading: Reading, base: Base, on: date, hashed: Callable[[str], str]
    ) -> None:
        self._base = base
        self._on = on
        self._hashed = hashed
        self._sheets = reading.sheets
        self._places = Places(base.units)
        self._owner = {k.id_hash: k.staff_number for k in base.persons.values() if k.id_hash}
        self._stripped: dict[str, list[str]] = {}
        for number in base.persons:
            self._stripped.setdefault(number.lstrip("0"), []).append(number)

    def line(self, entry: Entry) -> tuple[Line | None, list[Fault]]:
        """Return the entry's line, or the faults for which it is refused."""
        faults: list[Fault] = []

        def fault(code: FaultCode, name: Field, shown: str = "", **facts: str | int) -> None:
            faults.append(Fault(code, entry.sheet, entry.row, name, shown[:60], facts))

        known = self._base.persons.get(entry.staff_number)
        if known is None and entry.staff_number_was_number:
            padded = [n for n in self._stripped.get(entry.staff_number, ()) if n.startswith("0")]
            if padded:
                fault(
                    FaultCode.STAFF_NUMBER_LOST_ZEROS,
                    Field.STAFF_NUMBER,
                    entry.staff_number,
                    expected=padded[0],
                )
        owner = self._owner.get(self._hashed(entry.id_number)) if entry.id_number else None
        if owner is not None and owner != entry.staff_number:
            fault(FaultCode.ID_OF_ANOTHER, Field.ID_NUMBER, other=owner)
        unit = self._unit(entry, known, fault)
        post = self._listed(entry, Field.POST, known, fault)
        rank = self._listed(entry, Field.RANK, known, fault)
        if known is None:
            self._require(entry, fault)
        elif _is_later(known.latest, self._on) or (
            known.left_on is not None and known.left_on > self._on
        ):
            since = known.latest.since if known.latest else self._on
            fault(FaultCode.LATER_ASSIGNMENT, Field.STAFF_NUMBER, since=since.isoformat())
        elif _kind_is_later(entry, known, self._on):
            since = known.kind_since or self._on
            fault(FaultCode.LATER_ASSIGNMENT, Field.STAFF_KIND, since=since.isoformat())
        if faults or unit is None:
            return None, faults
        return self._judged(entry, known, unit, post, rank), faults

    def _judged(
        self, entry: Entry, known: Known | None, unit: int, post: int | None, rank: int | None
    ) -> Line:
        kind = RosterLineKind.ADDED
        changed: tuple[Field, ...] = ()
        if known is not None:
            changed = self._changed(entry, known, post, rank)
            if known.left_on is not None or known.latest is None or known.latest.until is not None:
                kind = RosterLineKind.RETURNED
            elif known.latest.unit != unit:
                kind = RosterLineKind.TRANSFERRED
            else:
                kind = RosterLineKind.CHANGED if changed else RosterLineKind.UNCHANGED
        return Line(kind, entry.staff_number, entry.name, known, entry, unit, post, rank, changed)

    def _changed(
        self, entry: Entry, known: Known, post: int | None, rank: int | None
    ) -> tuple[Field, ...]:
        """Return the columns whose stated value differs; what isn't stated stays as it is."""
        served = known.latest
        pairs: tuple[tuple[Field, object, object], ...] = (
            (Field.NAME, entry.name, known.name),
            (Field.SEX, entry.sex, known.sex),
            (Field.STAFF_KIND, entry.staff_kind, known.staff_kind),
            (Field.ESTABLISHMENT, entry.establishment, known.establishment),
            (Field.ID_NUMBER, _hash(self._hashed, entry.id_number), known.id_hash),
            (Field.MOBILE, _hash(self._hashed, entry.mobile), known.mobile_hash),
            (Field.JOINED_ON, entry.joined_on, known.joined_on),
        )
        changed = [name for name, stated, held in pairs if stated is not None and stated != held]
        if served is not None and served.until is None:
            changed += [
                name
                for name, wanted, held in (
                    (Field.POST, post, served.post),
                    (Field.RANK, rank, served.rank),
                )
                if wanted != held
            ]
        return tuple(changed)

    def _unit(self, entry: Entry, known: Known | None, fault: "_Fault") -> int | None:
        written = entry.unit
        if not written:
            by_sheet = self._places.find(self._sheets[entry.sheet].name)
            if by_sheet is not None:
                return self._in_scope(by_sheet, fault)
            if self._base.scope_unit is not None:
                return self._base.scope_unit
            fault(FaultCode.UNIT_MISSING, Field.UNIT)
            return None
        place = self._places.find(written)
        if place is None:
            near = self._places.nearest(written)
            fault(FaultCode.UNIT_UNKNOWN, Field.UNIT, written, nearest=near)
            return None
        return self._in_scope(place, fault)

    def _in_scope(self, place: Place, fault: "_Fault") -> int | None:
        if place.id not in self._base.scope:
            fault(FaultCode.UNIT_OUT_OF_SCOPE, Field.UNIT, place.name)
            return None
        return place.id

    def _listed(
        self, entry: Entry, name: Field, known: Known | None, fault: "_Fault"
    ) -> int | None:
        """Return the id of a post or rank. A missing column keeps what the person has."""
        if name not in self._sheets[entry.sheet].columns:
            served = known.latest if known else None
            if served is None:
                return None
            return served.post if name is Field.POST else served.rank
        written = entry.post if name is Field.POST else entry.rank
        if not written:
            return None
        listed = self._base.posts if name is Field.POST else self._base.ranks
        found = listed.get(written)
        if found is None:
            code = FaultCode.POST_UNKNOWN if name is Field.POST else FaultCode.RANK_UNKNOWN
            near = difflib.get_close_matches(written, listed, n=1)
            fault(code, name, written, nearest=near[0] if near else "")
        return found

    def _require(self, entry: Entry, fault: "_Fault") -> None:
        """Note what a new person must state and this row doesn't."""
        if entry.sex is None:
            fault(FaultCode.SEX_MISSING, Field.SEX)
        if entry.staff_kind is None:
            fault(FaultCode.STAFF_KIND_MISSING, Field.STAFF_KIND)
        if entry.establishment is None:
            fault(FaultCode.ESTABLISHMENT_MISSING, Field.ESTABLISHMENT)


_Fault = Callable[..., None]


def _hash(hashed: Callable[[str], str], value: str) -> str | None:
    return hashed(value) if value else None


def _is_later(latest: Serving | None, on: date) -> bool:
    """Return whether the record already says something of a day after the roster's."""
    if latest is None:
        return False
    return latest.since > on or (latest.until is not None and latest.until > on)


def _kind_is_later(entry: Entry, known: Known, on: date) -> bool:
    """Return whether the roster would change a staff kind that holds only after its date."""
    differs = entry.staff_kind is not None and entry.staff_kind != known.staff_kind
    return differs and known.kind_since is not None and known.kind_since > on
