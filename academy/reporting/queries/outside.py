"""A list of scores that others gave, against the units there are; and what was imported."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from academy.people.enums import UnitKind
from academy.reporting.enums import OutsideFault
from academy.reporting.models import OutsideImport
from academy.reporting.queries.places import Place
from academy.reporting.rules.outside_rows import TEMPLATE, OutsideReading, OutsideRow
from academy.reporting.rules.outside_rows import OutsideRowFault as Fault


@dataclass(frozen=True, slots=True)
class Meant:
    """A row with the unit (its id and name) that it means."""

    row: OutsideRow
    unit: int
    name: str


@dataclass(frozen=True, slots=True)
class Sorted:
    """A list sorted into rows that can be taken and rows that cannot."""

    rows: tuple[Meant, ...]
    faults: tuple[Fault, ...]


def sort(reading: OutsideReading, every: Sequence[Place]) -> Sorted:
    """Sort rows by the unit they name: by code, name or short name; the bureau is none of them.

    A unit that is named again is a fault, whatever it is called there.
    """
    known: dict[str, Place] = {}
    for place in every:
        if not place.ended and place.kind is not UnitKind.BUREAU:
            for word in (place.code, place.name, place.short_name):
                known.setdefault(word, place)
    rows: list[Meant] = []
    faults = list(reading.faults)
    seen: set[int] = set()
    for row in reading.rows:
        found = known.get(row.unit)
        if found is None:
            faults.append(_fault(row, OutsideFault.UNKNOWN_UNIT))
        elif found.id in seen:
            faults.append(_fault(row, OutsideFault.UNIT_TWICE))
        else:
            seen.add(found.id)
            rows.append(Meant(row, found.id, found.name))
    order = {name: place for place, name in enumerate(dict.fromkeys(each.sheet for each in faults))}
    faults.sort(key=lambda each: (order[each.sheet], each.number))
    return Sorted(tuple(rows), tuple(faults))


def _fault(row: OutsideRow, fault: OutsideFault) -> Fault:
    return Fault(row.sheet, row.number, TEMPLATE[0], fault, row.unit[:40])


def imports() -> "QuerySet[OutsideImport]":
    """Return what was imported, the latest first, each with `count`, the number of its scores."""
    rows = OutsideImport.objects.select_related("imported_by", "undone_by")
    return rows.annotate(count=Count("scores")).order_by("-imported_at", "-pk")
