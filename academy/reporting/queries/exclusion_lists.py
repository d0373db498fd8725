"""A list of people who are not to be counted, against those one may speak for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from academy.people.models import Person
from academy.reporting.enums import ExclusionFault, ExclusionState
from academy.reporting.models import Exclusion
from academy.reporting.queries import exclusions
from academy.reporting.rules.exclusion_rows import ExclusionRow, RowFault
from academy.reporting.rules.exclusions import Term
from courses.models import Track


@dataclass(frozen=True, slots=True)
class Meant:
    """A row of the list with whom and what it means."""

    row: ExclusionRow
    person: Person
    track: Track | None

    @property
    def term(self) -> Term:
        """Its days and track."""
        track = self.track.code if self.track else ""
        return Term(self.row.starts_on, self.row.until_on, track)


@dataclass(frozen=True, slots=True)
class Sorted:
    """A list sorted into what is asked, what stands already, and rows that cannot be asked."""

    wanted: tuple[Meant, ...]
    already: tuple[Meant, ...]
    faults: tuple[RowFault, ...]


def sort(
    rows: Sequence[ExclusionRow], people: Mapping[str, Person], *, faults: Sequence[RowFault]
) -> Sorted:
    """Sort rows against the people one may speak for, by staff number; three queries.

    A request that waits or was granted already is there; one whose days overlap with a granted
    one, or with an earlier row of the list, is a fault.
    """
    tracks = {word: each for each in Track.objects.all() for word in (each.name, each.code)}
    ids = {person.pk for person in people.values()}
    granted = {
        person_id: [held.term for held in held_rows]
        for person_id, held_rows in exclusions.granted_of(ids).items()
    }
    there = _standing(ids)
    wanted: list[Meant] = []
    already: list[Meant] = []
    wrong = list(faults)
    for row in rows:
        person, track = people.get(row.staff_number), tracks.get(row.track)
        fault, shown = _fault(row, person, track)
        if fault is not None or person is None:
            wrong.append(RowFault(row.sheet, row.number, fault or _UNKNOWN, shown))
            continue
        meant = Meant(row, person, track)
        key = (person.pk, row.reason.value, meant.term)
        taken = granted.setdefault(person.pk, [])
        if key in there:
            already.append(meant)
            taken.append(meant.term)
        elif any(each.overlaps(meant.term) for each in taken):
            shown = f"{row.starts_on} – {meant.term.last_on or ''}"
            wrong.append(RowFault(row.sheet, row.number, ExclusionFault.OVERLAPS, shown))
        else:
            wanted.append(meant)
            taken.append(meant.term)
            there.add(key)
    order = {name: place for place, name in enumerate(dict.fromkeys(each.sheet for each in wrong))}
    wrong.sort(key=lambda each: (order[each.sheet], each.number))
    return Sorted(tuple(wanted), tuple(already), tuple(wrong))


_UNKNOWN = ExclusionFault.UNKNOWN_PERSON


def _fault(
    row: ExclusionRow, person: Person | None, track: Track | None
) -> tuple[ExclusionFault | None, str]:
    if person is None:
        return _UNKNOWN, row.staff_number
    if row.name and row.name != person.name:
        return ExclusionFault.OTHER_NAME, row.name
    if row.track and track is None:
        return ExclusionFault.UNKNOWN_TRACK, row.track
    return None, ""


def _standing(person_ids: set[int]) -> set[tuple[int, str, Term]]:
    states = [ExclusionState.ASKED.value, ExclusionState.GRANTED.value]
    rows = Exclusion.objects.of(person_ids).filter(state__in=states).select_related("track")
    return {(row.person_id, row.reason, row.term) for row in rows}
