"""The first admin of an empty academy, from whom all other rights descend."""

from datetime import date, datetime

from django.db import transaction

from academy.audit.record import Actor
from academy.people.enums import Establishment, Role, Sex, StaffKind, UnitKind
from academy.people.errors import AcademyFounded
from academy.people.models import Grant, Person
from academy.people.operations import grants, passwords, persons, units


@transaction.atomic
def found_academy(
    *,
    actor: Actor,
    unit_code: str,
    unit_name: str,
    staff_number: str,
    name: str,
    sex: Sex,
    on: date,
    at: datetime,
) -> tuple[Person, str]:
    """Found the bureau's unit and its first admin; return the person and a first password.

    Refused once anybody has ever been an academy admin: from then on admins make admins.
    """
    if Grant.objects.filter(role=Role.ACADEMY_ADMIN.value).exists():
        raise AcademyFounded
    bureau = units.found(
        actor=actor,
        code=unit_code,
        kind=UnitKind.BUREAU,
        name=unit_name,
        short_name=unit_name[:24],
        official_order=0,
        parent=None,
        valid_from=on,
        at=at,
    )
    person = persons.add(
        actor=actor,
        staff_number=staff_number,
        name=name,
        sex=sex,
        staff_kind=StaffKind.ADMINISTRATION,
        establishment=Establishment.CIVIL_SERVANT,
        unit=bureau,
        joined_on=on,
        at=at,
    )
    grants.grant(
        actor=actor, person=person, role=Role.ACADEMY_ADMIN, unit=bureau, valid_from=on, at=at
    )
    return person, passwords.issue(actor=actor, person=person, at=at)
