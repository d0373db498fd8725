"""Builders of persons and units beyond the cast."""

from datetime import date, datetime

from academy.people import labels
from academy.people.enums import Establishment, RosterMode, Sex, StaffKind
from academy.people.models import Person, RosterImport, Unit
from academy.people.operations import persons, roster
from academy.shared import idnumber
from tests import keep
from tests.cast import FOUNDED_ON, SYSTEM
from tests.make import workbooks


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


_HEADER = ["工号", "姓名", "性别", "身份证号", "联系电话", "单位", "人员类别", "编制类型"]


def row(staff_number: str, serial: int, unit: Unit, **changes: object) -> dict[str, object]:
    """Return a roster's row of a woman in a unit, whose ID number and mobile follow `serial`.

    `changes` name further columns, or other cells for those there are.
    """
    cells = [
        staff_number,
        f"名册{serial}",
        "女",
        id_number(serial * 2),
        f"139{serial:08d}",
        unit.code,
        str(labels.STAFF_KIND[StaffKind.ENFORCEMENT]),
        "公务员",
    ]
    return {**dict(zip(_HEADER, cells, strict=True)), **changes}


def committed(
    *rows: dict[str, object],
    on: date,
    at: datetime,
    unit: Unit | None = None,
) -> RosterImport:
    """Commit a roster of a day, of these rows: one unit's, or the whole system's.

    From the first on, it counts when something is said.
    """
    header = list(dict.fromkeys(name for each in rows for name in each))
    lines = [[each.get(name, "") for name in header] for each in rows]
    data = workbooks.xlsx(("名册", [header, *lines]))
    run = roster.upload(
        actor=SYSTEM,
        file_name="名册.xlsx",
        data=data,
        mode=RosterMode.ONE_UNIT if unit else RosterMode.WHOLE_SYSTEM,
        unit=unit,
        as_of_on=on,
        at=at,
    )
    return roster.commit(actor=SYSTEM, run=roster.preview(run=run, at=at), at=at)


def id_number(serial: int, *, born: str = "19900101") -> str:
    """Return a well-formed ID number of area 999999, which is assigned to no place."""
    first17 = f"999999{born}{serial:03d}"
    return first17 + idnumber.check_digit(first17)
