"""Life in a cohort as a newcomer finds it: rolls called, leave asked and ended, points entered.

It happens in the latest cohort of `demo_teaching`, which is over and not closed out; what still
waits for somebody, a request for leave, belongs to the cohort under way.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from academy.audit.record import Actor
from academy.campaign import demo_teaching
from academy.people.access import actor
from academy.people.models import Person
from academy.shared import clock
from courses.enums import CohortState, EnrolmentState
from courses.enums.attendance import Formation, LeaveKind, LeaveStep, Presence
from courses.models import Cohort, ConductRule, Enrolment, Leave, RollCall
from courses.operations import conduct, conduct_rules, leaves, roll_calls
from courses.operations.conduct import Line
from courses.queries.timetable import periods
from courses.rules.periods import Slot, Times

ACTOR = Actor.system("demo")
DAYS = 2
EVENING = Times(time(21, 30), time(21, 45))


def prepare(*, trainee: Person, under_way: str, at: datetime) -> None:
    """Make sure all of it is there once; `under_way` is the course of the cohort under way."""
    cohort = (
        Cohort.objects.filter(
            syllabus__course__code=demo_teaching.COURSE_CODE, state=CohortState.RUNNING
        )
        .order_by("number")
        .last()
    )
    if cohort is not None and not RollCall.objects.filter(cohort=cohort).exists():
        _lived(cohort, _there(cohort, trainee))
    now = Cohort.objects.filter(
        syllabus__course__code=under_way,
        state=CohortState.RUNNING,
        ends_on__gt=clock.local_date(at),
    ).first()
    if now is not None and not Leave.objects.filter(enrolment__cohort=now).exists():
        _asks(_there(now, trainee)[-1], at)


def _there(cohort: Cohort, trainee: Person) -> list[Enrolment]:
    """Those who checked in, the trainee of the demonstration first where they are one of them."""
    rows = Enrolment.objects.filter(cohort=cohort, state=EnrolmentState.CHECKED_IN)
    found = list(rows.select_related("person", "unit", "cohort").order_by("pk"))
    return sorted(found, key=lambda each: each.person_id != trainee.pk)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, clock.LOCAL)


def _lived(cohort: Cohort, places: list[Enrolment]) -> None:
    first = cohort.starts_on
    at = _moment(first, time(8, 5))
    if not ConductRule.objects.exists():
        conduct_rules.load_usual(actor=ACTOR, valid_from=first - timedelta(days=365), at=at)
    away = _leave(places[1], first + timedelta(days=1), at)
    for day in (first + timedelta(days=each) for each in range(DAYS)):
        _lessons(cohort, day, places)
        if day == first + timedelta(days=1):
            leaves.sign_back(actor=ACTOR, leave=away, at=_moment(day, time(17, 50)))
        _evening(cohort, day)
    _points(places, first)


def _leave(place: Enrolment, day: date, at: datetime) -> Leave:
    """An afternoon off, granted by the class tutor."""
    lead = place.cohort.lead.instructor.person
    row = leaves.ask(
        actor=ACTOR,
        enrolment=place,
        kind=LeaveKind.PERSONAL,
        starts_at=_moment(day, time(14)),
        ends_at=_moment(day, time(18)),
        reason="家中老人就医，需陪同半天",
        at=at,
    )
    assert lead is not None
    return leaves.decide(
        actor=actor(lead), leave=row, step=LeaveStep(row.steps[0]), grant=True, at=at
    )


def _lessons(cohort: Cohort, day: date, places: list[Enrolment]) -> None:
    """All cells of a day; one is late to the first of all, one was wrongly missed there."""
    for number, times in enumerate(periods()[:4]):
        said = {}
        if day == cohort.starts_on and number == 0:
            said = {places[2].pk: Presence.LATE, places[3].pk: Presence.ABSENT}
        at = _moment(day, times.ends)
        call = roll_calls.take(
            actor=ACTOR,
            cohort=cohort,
            formation=Formation.LESSON,
            slot=Slot(day, times),
            said=said,
            at=at,
        )
        if said:
            roll_calls.correct(
                actor=ACTOR,
                roll_call=call,
                said={places[3].pk: Presence.ON_DUTY},
                reason="当天上午帮厨，已核对值勤表",
                at=at + timedelta(minutes=20),
            )


def _evening(cohort: Cohort, day: date) -> None:
    """The evening roll-call, at which everybody is there."""
    roll_calls.take(
        actor=ACTOR,
        cohort=cohort,
        formation=Formation.EVENING,
        slot=Slot(day, EVENING),
        said={},
        at=_moment(day, EVENING.ends),
    )


def _points(places: list[Enrolment], day: date) -> None:
    """A loss with an objection by the trainee, one taken back, and something for the squad."""
    at = _moment(day + timedelta(days=1), time(20))
    phone, merit, quarters = (
        ConductRule.objects.get(code=each, valid_until__isnull=True)
        for each in ("phone", "merit", "quarters")
    )
    found = Line(phone, phone.least, day, "晚自习时使用手机，值班员当场记录")
    entry = conduct.enter(actor=ACTOR, enrolments=places[:1], line=found, at=at)[0]
    conduct.object_to(
        actor=actor(places[0].person),
        entry=entry,
        text="当时经班主任同意接听单位来电，请核实。",
        at=at + timedelta(hours=1),
    )
    helped = Line(merit, Decimal("2.0"), day, "主动承担分组演练的器材准备")
    conduct.enter(actor=ACTOR, enrolments=places[4:6], line=helped, at=at)
    untidy = Line(quarters, quarters.least, day, "内务检查记录 3 号床")
    wrong = conduct.enter(actor=ACTOR, enrolments=places[6:7], line=untidy, at=at)[0]
    conduct.reverse(
        actor=ACTOR, entry=wrong, reason="床位登记有误，非本人床位", at=at + timedelta(hours=1)
    )


def _asks(place: Enrolment, at: datetime) -> None:
    """Somebody asks for tomorrow morning; it waits for the class tutor."""
    day = clock.local_date(at) + timedelta(days=1)
    leaves.ask(
        actor=actor(place.person),
        enrolment=place,
        kind=LeaveKind.OFFICIAL,
        starts_at=_moment(day, time(8, 30)),
        ends_at=_moment(day, time(12)),
        reason="单位通知参加案件协调会",
        at=at,
    )
