"""The known people: a bureau with two branches, and one person for each part to play."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http.cookie import SimpleCookie
from django.test import Client
from time_machine import escape_hatch

from academy.audit.record import Actor
from academy.people.enums import Establishment, Role, Sex, StaffKind, UnitKind
from academy.people.models import Person, Unit
from academy.people.operations import grants, passwords, persons, units
from tests import keep

# A Monday morning, 09:00 in Dongguan.
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SYSTEM = Actor.system("tests")
FOUNDED_ON = date(2020, 1, 1)
ClientOf = Callable[[Person | None], Client]
"""What the fixture `client_of` gives: a client signed in as the person, or as nobody for None."""

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "lychee-bay-at-dusk-7"


@dataclass(frozen=True, slots=True)
class Cast:
    """Units and persons by the names the tests call them."""

    bureau: Unit
    east: Unit
    south: Unit
    wang: Person
    """Trainee, front-line enforcement, east branch."""
    li: Person
    """Trainee, approval, south branch."""
    zhao: Person
    """Trainee, auxiliary, east branch."""
    officer: Person
    """Unit training officer of the east branch only."""
    leader: Person
    """Leader of the east branch: endorses what the officer nominates."""
    admin: Person
    """Academy admin over the whole bureau."""
    second_admin: Person
    """Another academy admin: who approves what the first proposed."""
    hr: Person
    """HR over the whole bureau."""
    auditor: Person
    instructor: Person
    invigilator: Person
    marker: Person

    def holder_of(self, role: Role) -> Person:
        """Return a person who holds exactly that role (wang for trainee)."""
        return {
            Role.TRAINEE: self.wang,
            Role.INSTRUCTOR: self.instructor,
            Role.INVIGILATOR: self.invigilator,
            Role.MARKER: self.marker,
            Role.UNIT_TRAINING_OFFICER: self.officer,
            Role.UNIT_LEADER: self.leader,
            Role.ACADEMY_ADMIN: self.admin,
            Role.HR: self.hr,
            Role.AUDITOR: self.auditor,
        }[role]


@keep.once
def gather(*, at: datetime) -> Cast:
    """Found the units, put everybody on the staff and give them their roles."""
    bureau = _unit("T000", UnitKind.BUREAU, "测试市城管局", "市局", 1, None, at)
    east = _unit("T001", UnitKind.STREET, "测试市城管局东湖分局", "东湖", 2, bureau, at)
    south = _unit("T002", UnitKind.TOWN, "测试市城管局南桥分局", "南桥", 3, bureau, at)

    enforcement, office = StaffKind.ENFORCEMENT, StaffKind.ADMINISTRATION
    everybody = {
        "wang": _person("T1001", "王建国", Sex.MALE, enforcement, east, at),
        "li": _person("T2001", "李秀英", Sex.FEMALE, StaffKind.APPROVAL, south, at),
        "zhao": _person("T1002", "赵䶮", Sex.MALE, StaffKind.AUXILIARY, east, at),
        "officer": _person("T1003", "陈联络", Sex.FEMALE, office, east, at),
        "leader": _person("T1004", "何局长", Sex.MALE, office, east, at),
        "admin": _person("T0001", "周管理", Sex.MALE, office, bureau, at),
        "second_admin": _person("T0002", "吴复核", Sex.FEMALE, office, bureau, at),
        "hr": _person("T0003", "郑人事", Sex.FEMALE, office, bureau, at),
        "auditor": _person("T0004", "孙审计", Sex.MALE, office, bureau, at),
        "instructor": _person("T0005", "钱教官", Sex.MALE, enforcement, bureau, at),
        "invigilator": _person("T0006", "冯监考", Sex.FEMALE, office, bureau, at),
        "marker": _person("T0007", "褚阅卷", Sex.MALE, office, bureau, at),
    }
    for name, role, unit in (
        ("officer", Role.UNIT_TRAINING_OFFICER, east),
        ("leader", Role.UNIT_LEADER, east),
        ("admin", Role.ACADEMY_ADMIN, bureau),
        ("second_admin", Role.ACADEMY_ADMIN, bureau),
        ("hr", Role.HR, bureau),
        ("auditor", Role.AUDITOR, bureau),
        ("instructor", Role.INSTRUCTOR, bureau),
        ("invigilator", Role.INVIGILATOR, bureau),
        ("marker", Role.MARKER, bureau),
    ):
        grants.grant(
            actor=SYSTEM,
            person=everybody[name],
            role=role,
            unit=unit,
            valid_from=FOUNDED_ON,
            at=at,
        )
    return Cast(bureau=bureau, east=east, south=south, **everybody)


def sign_in(person: Person) -> Client:
    """Return a test client in which the person is signed in."""
    client = Client()
    if escape_hatch.is_travelling():  # then the hour, which is in a session, is another
        client.force_login(person, BACKEND)
    else:
        cookies, person.last_login = _signed_in(person.pk)
        client.cookies = SimpleCookie(cookies)
    return client


@keep.kept
def _signed_in(key: int) -> tuple[str, datetime | None]:
    """Return what the person's browser keeps, and when they signed in."""
    client, person = Client(), Person.objects.get(pk=key)
    client.force_login(person, BACKEND)
    return client.cookies.output(header="", sep=";"), person.last_login


def with_password(person: Person, *, at: datetime) -> Person:
    """Give the person PASSWORD, for tests that sign in through the form."""
    passwords.issue(actor=SYSTEM, person=person, password=PASSWORD, at=at)
    person.refresh_from_db()
    return person


def _unit(
    code: str,
    kind: UnitKind,
    name: str,
    short_name: str,
    order: int,
    parent: Unit | None,
    at: datetime,
) -> Unit:
    return units.found(
        actor=SYSTEM,
        code=code,
        kind=kind,
        name=name,
        short_name=short_name,
        official_order=order,
        parent=parent,
        valid_from=FOUNDED_ON,
        at=at,
    )


def _person(
    staff_number: str, name: str, sex: Sex, kind: StaffKind, unit: Unit, at: datetime
) -> Person:
    footing = Establishment.CONTRACT if kind is StaffKind.AUXILIARY else Establishment.CIVIL_SERVANT
    return persons.add(
        actor=SYSTEM,
        staff_number=staff_number,
        name=name,
        sex=sex,
        staff_kind=kind,
        establishment=footing,
        unit=unit,
        joined_on=FOUNDED_ON,
        at=at,
    )
