"""What a newcomer needs to look round: a login for each role, an open exam, a cohort ahead."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings

from academy.audit.record import Actor
from academy.campaign import (
    demo_enrolling,
    demo_planning,
    demo_reporting,
    demo_residence,
    demo_teaching,
)
from academy.people.enums import Role, StaffKind
from academy.people.models import Person, Unit
from academy.people.operations import grants, passwords
from academy.shared import clock
from courses.enums import CohortState
from courses.models import Cohort, Enrolment, Syllabus, Track
from courses.operations import catalogue, cohorts, enrolments
from courses.operations.catalogue import SubjectLine
from courses.rules.calendar import Span
from courses.rules.completion import PassRule
from exams.enums import ExamKind
from exams.models import Blueprint, Exam, Sitting
from exams.operations import exams, papers, sittings

ACTOR = Actor.system("demo")
COURSE_CODE = "TY"
COMPANIONS = 11


@dataclass(frozen=True, slots=True)
class Login:
    """A role, who holds it, and the password that opens it on this machine only."""

    role: Role
    staff_number: str
    name: str
    password: str


# role, unit whose next person gets it, unit over which it is given
_HOLDERS: tuple[tuple[Role, str, str], ...] = (
    (Role.ACADEMY_ADMIN, "DG00", "DG00"),
    (Role.ACADEMY_ADMIN, "DG00", "DG00"),
    (Role.HR, "DG00", "DG00"),
    (Role.AUDITOR, "DG00", "DG00"),
    (Role.INSTRUCTOR, "DG00", "DG00"),
    (Role.INVIGILATOR, "DG00", "DG00"),
    (Role.MARKER, "DG00", "DG00"),
    (Role.UNIT_TRAINING_OFFICER, "DG01", "DG01"),
    (Role.UNIT_LEADER, "DG01", "DG01"),
)


def password_of(staff_number: str) -> str:
    """Return the demonstration password: the same on every run here, another on every machine."""
    mac = hmac.new(settings.SECRET_KEY.encode(), f"demo:{staff_number}".encode(), hashlib.sha256)
    return "Demo-" + base64.b32encode(mac.digest()).decode()[:8].lower()


def prepare(at: datetime) -> list[Login]:
    """Make sure logins, open exam and cohort ahead are there; return the logins, trainee first."""
    today = clock.local_date(at)
    trainee = _trainee()
    logins = [_login(Role.TRAINEE, trainee, at)]
    taken = {trainee.pk}
    holders: dict[Role, Person] = {}
    for role, home, scope in _HOLDERS:
        person = _next(home, taken)
        taken.add(person.pk)
        holders[role] = person
        unit = Unit.objects.get(code=scope)
        grants.grant(actor=ACTOR, person=person, role=role, unit=unit, valid_from=today, at=at)
        logins.append(_login(role, person, at))
    _open_exam(trainee, at)
    demo_teaching.begin(holders[Role.INSTRUCTOR], at)
    demo_enrolling.prepare(
        trainee=trainee,
        officer=holders[Role.UNIT_TRAINING_OFFICER],
        leader=holders[Role.UNIT_LEADER],
        teacher=holders[Role.INSTRUCTOR],
        at=at,
    )
    demo_teaching.prepare(
        trainee=trainee,
        others=taken,
        teacher=holders[Role.INSTRUCTOR],
        at=at,
    )
    demo_residence.prepare(trainee=trainee, under_way=COURSE_CODE, at=at)
    demo_planning.prepare(at)
    demo_reporting.prepare(
        hr=holders[Role.HR],
        admin=holders[Role.ACADEMY_ADMIN],
        officer=holders[Role.UNIT_TRAINING_OFFICER],
        leader=holders[Role.UNIT_LEADER],
        at=at,
    )
    return logins


def _next(unit_code: str, taken: set[int]) -> Person:
    """Return the first person of the unit who holds nothing yet; of all, if the unit is small."""
    free = Person.objects.filter(
        left_on__isnull=True,
        assignments__valid_until__isnull=True,
        assignments__withdrawn_at__isnull=True,
    )
    # Those who lead a unit have others to do this work.
    free = free.exclude(assignments__post__name__endswith="局长").exclude(pk__in=taken)
    free = free.order_by("staff_number")
    return free.filter(assignments__unit__code=unit_code).first() or free[0]


def _trainee() -> Person:
    """Return an officer of the first branch who has passed, so that there is a certificate."""
    rows = Person.objects.filter(
        left_on__isnull=True,
        staff_kind=StaffKind.ENFORCEMENT.value,
        assignments__unit__code="DG01",
        certificates__isnull=False,
    )
    return rows.order_by("staff_number").distinct()[0]


def _login(role: Role, person: Person, at: datetime) -> Login:
    password = password_of(person.staff_number)
    if not person.check_password(password):
        passwords.issue(actor=ACTOR, person=person, password=password, at=at)
    return Login(role, person.staff_number, person.name, password)


def _open_exam(trainee: Person, at: datetime) -> None:
    """Make sure the trainee has an exam that can be started now and is not yet taken."""
    waiting = Exam.objects.open_at(at).filter(
        cohort__syllabus__course__code=COURSE_CODE, cohort__enrolments__person=trainee
    )
    for exam in waiting:
        if not Sitting.objects.filter(exam=exam, person=trainee, started_at__isnull=False).exists():
            return
    # One practice cohort a week at most: nobody has two courses on the same days.
    today = clock.local_date(at)
    held = Cohort.objects.filter(syllabus__course__code=COURSE_CODE).exclude(
        state=CohortState.CANCELLED.value
    )
    if held.filter(ends_on__gte=today).exists():
        return
    # A visitor may have nominated the trainee elsewhere: nobody is in two places.
    week = Cohort.objects.overlapping(Span(today, today + timedelta(days=6)))
    if Enrolment.objects.busy().filter(person=trainee, cohort__in=week).exists():
        return
    cohort = _cohort(held.count() + 1, trainee, today, at)
    blueprint = Blueprint.objects.get(bank__code="enforcement", name="结业考试")
    paper = papers.assemble(actor=ACTOR, blueprint=blueprint, seed=9_000_000 + cohort.pk, at=at)
    exam = exams.schedule(
        actor=ACTOR,
        cohort=cohort,
        paper=paper,
        kind=ExamKind.FIRST,
        opens_at=at - timedelta(minutes=5),
        closes_at=at + timedelta(days=6),
        duration_seconds=3600,
        at=at,
    )
    sittings.prepare(actor=ACTOR, exam=exam, at=at)


def _cohort(number: int, trainee: Person, today: date, at: datetime) -> Cohort:
    """Open a practice cohort for the trainee and a few of the same branch."""
    course = catalogue.create_course(
        actor=ACTOR,
        track=Track.objects.get(code="enforcement"),
        code=COURSE_CODE,
        name="综合执法自测体验",
        at=at,
    )
    if not Syllabus.objects.filter(course=course).exists():
        catalogue.publish_syllabus(
            actor=ACTOR,
            course=course,
            edition=1,
            valid_from=today - timedelta(days=1),
            subjects=[SubjectLine("自测", Decimal("2"))],
            pass_rule=PassRule(),
            at=at,
        )
    cohort = cohorts.draft(
        actor=ACTOR,
        syllabus=Syllabus.objects.get(course=course),
        number=number,
        name=f"综合执法自测体验第{number}期",
        starts_on=today,
        ends_on=today + timedelta(days=6),
        capacity=COMPANIONS + 1,
        holiday_reason="自测在线上进行，不占培训日，随时可以开始",
        at=at,
    )
    cohorts.publish(actor=ACTOR, cohort=cohort, at=at)
    companions = Person.objects.filter(
        left_on__isnull=True,
        staff_kind=StaffKind.ENFORCEMENT.value,
        assignments__unit__code="DG01",
        assignments__valid_until__isnull=True,
        assignments__withdrawn_at__isnull=True,
    ).exclude(pk=trainee.pk)
    people = [trainee, *companions.order_by("staff_number")[:COMPANIONS]]
    # The same people try it week after week: the rule against that is set aside, on record.
    enrolments.enrol_many(
        actor=ACTOR, cohort=cohort, persons=people, at=at, override_reason="每周自测体验"
    )
    cohort = cohorts.open_(actor=ACTOR, cohort=cohort, at=at)
    enrolments.check_in_many(actor=ACTOR, cohort=cohort, persons=people, at=at)
    return cohort
