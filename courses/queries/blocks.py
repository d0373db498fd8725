"""Who is not to be sent when."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from academy.people.models import Person
from courses.enums.planning import BlockKind
from courses.enums.plans import BlockFault
from courses.models import Block
from courses.rules.block_rows import BlockRow, RowFault
from courses.rules.calendar import Span


def clashing(person_ids: Collection[int], span: Span) -> dict[int, list[Block]]:
    """The standing blocks of these people that meet a span, by person id; absent if none."""
    found: dict[int, list[Block]] = {}
    rows = Block.objects.standing().of(person_ids).touching(span)
    for row in rows.order_by("starts_on", "pk"):
        found.setdefault(row.person_id, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """One block to be entered."""

    person: Person
    kind: BlockKind
    span: Span


@dataclass(frozen=True, slots=True)
class Sorted:
    """A list sorted into what goes in, what is there already, and the rows that cannot go in."""

    wanted: tuple[Wanted, ...]
    already: tuple[Wanted, ...]
    faults: tuple[RowFault, ...]


def sort(
    rows: Sequence[BlockRow], people: Mapping[str, Person], *, faults: Sequence[RowFault], on: date
) -> Sorted:
    """Sort a reading against the people one may speak for, by staff number.

    The same block twice, in the list or in the database, is there already.
    """
    there = _standing([person.pk for person in people.values()])
    wanted: list[Wanted] = []
    already: list[Wanted] = []
    wrong = list(faults)
    for row in rows:
        person = people.get(row.staff_number)
        fault = _fault(row, person, on=on)
        if fault is not None or person is None:
            shown = row.name if fault is BlockFault.OTHER_NAME else row.staff_number
            wrong.append(RowFault(row.sheet, row.number, fault or BlockFault.UNKNOWN_PERSON, shown))
            continue
        each = Wanted(person, row.kind, Span(row.starts_on, row.ends_on))
        key = (person.pk, row.kind.value, row.starts_on, row.ends_on)
        (already if key in there else wanted).append(each)
        there.add(key)
    order = {name: place for place, name in enumerate(dict.fromkeys(each.sheet for each in wrong))}
    wrong.sort(key=lambda each: (order[each.sheet], each.number))
    return Sorted(tuple(wanted), tuple(already), tuple(wrong))


def _fault(row: BlockRow, person: Person | None, *, on: date) -> BlockFault | None:
    if person is None:
        return BlockFault.UNKNOWN_PERSON
    if person.left_on is not None and person.left_on <= on:
        return BlockFault.LEFT
    if row.name and row.name != person.name:
        return BlockFault.OTHER_NAME
    return None


def _standing(person_ids: Collection[int]) -> set[tuple[int, str, date, date]]:
    rows = Block.objects.standing().of(person_ids)
    return set(rows.values_list("person_id", "kind", "starts_on", "ends_on"))
