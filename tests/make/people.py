"""Builders of persons and units beyond the cast."""

from datetime import datetime

from academy.people.enums import Establishment, Sex, StaffKind
from academy.people.models import Person, Unit
from academy.people.operations import persons
from academy.shared import idnumber
from tests import keep
from tests.cast import FOUNDED_ON, SYSTEM


@keep.kept
def person(
    number: int,
    *,
    unit: Unit,
    at: datetime,
    name: str | None = None,
    sex: Sex = Sex.FEMALE,
    staff_kind: StaffKind = StaffKind.ENFORCEMENT,
    establishment: Establishment = Establishment.CIVIL_SERVANT,
) -> Person:
    """Put person no. `number` on the staff of `unit`: staff number P00001 for 1."""
    return persons.add(
        actor=SYSTEM,
        staff_number=f"P{number:05d}",
        name=name or f"学员{number}",
        sex=sex,
        staff_kind=staff_kind,
        establishment=establishment,
        unit=unit,
        joined_on=FOUNDED_ON,
        at=at,
    )


@keep.kept
def people(count: int, *, unit: Unit, at: datetime, start: int = 1) -> list[Person]:
    """Put `count` persons on the staff of `unit`, numbered from `start`."""
    return [person(number, unit=unit, at=at) for number in range(start, start + count)]


def id_number(serial: int, *, born: str = "19900101") -> str:
    """Return a well-formed ID number of area 999999, which is assigned to no place."""
    first17 = f"999999{born}{serial:03d}"
    return first17 + idnumber.check_digit(first17)
