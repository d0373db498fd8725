"""Whatever comes after a day, cohort report and training record of the day say what they said."""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from academy.people.enums import Role
from academy.people.models import Person
from academy.reporting.enums import Keeping
from academy.reporting.reports.stories.frame import Story
from academy.shared.clock import local_date
from certificates.models import Certificate
from courses.enums import AttemptKind
from courses.enums.attendance import LeaveStep, Presence
from courses.models import Cohort, ConductEntry, HoursEntry, Leave, RollCall, Teaching
from courses.operations import (
    conduct,
    enrolments,
    hours,
    leaves,
    residence_rules,
    roll_calls,
    teaching,
    transfers,
)
from courses.rules.residence import Settings
from tests.cast import FOUNDED_ON, SYSTEM, Cast
from tests.make import certificates, courses, exclusions, leave_of, requirements, stays
from tests.make import conduct as points
from tests.make import roll_calls as rolls
from tests.make.stories import record_of, story_of

pytestmark = pytest.mark.machine
P = Presence
#: Monday evening in Dongguan: the day that is told. Everything after it happens on Tuesday.
EVENING = stays.noon() + timedelta(hours=8)
LATER = stays.noon(1)
Event = Callable[[Cast, Cohort, datetime], object]


def _cells(story: Story) -> list[tuple[str, str, str, str]]:
    """Every printed cell but for names, with the words above and below."""
    words = [("", "", str(label), value) for label, value in story.facts if label != "姓名"]
    words += [("", "", "", text) for text in (story.sentence, *map(str, story.notes))]
    return words + [
        (table.code, line.key, column.code, table.said(line, column))
        for table in story.tables
        for line in table.lines
        for column in table.columns
        if column.keeping is not Keeping.NAMES
    ]


def _documents(
    cast: Cast, cohort: Cohort, people: Collection[Person], *, at: datetime, day: date
) -> list[Story]:
    """The cohort report and people's records, read at one time as of another day."""
    return [
        story_of(cast.hr, cohort, at=at, as_of=day),
        *(record_of(cast.hr, each, at=at, as_of=day) for each in people),
    ]


# -- a cohort that runs


@pytest.fixture
def running(cast: Cast, at: datetime) -> Cohort:
    """On Monday: called, entered, asked, granted, signed out, scored; marker has not come yet."""
    row = stays.in_a_row(cast, at=at)[0]
    enrolments.enrol_many(actor=SYSTEM, cohort=row, persons=[cast.marker], at=at)
    rolls.take(row, {cast.zhao: P.ABSENT, cast.li: P.LATE})
    noon = stays.noon()
    _enter(row, cast.wang, at=noon)
    leave_of.ask(row, cast.wang, "08:30", "10:00", day=3, at=noon)
    ahead = leave_of.ask(row, cast.li, "10:10", "11:40", day=3, at=noon)
    leave_of.decide(ahead, cast.instructor, at=noon)
    # From Tuesday morning on; half of it is left when zhao comes back.
    away = leave_of.ask(row, cast.zhao, "08:30", "08:30", day=1, until=2, at=noon)
    for step, person in zip(away.steps, (cast.leader, cast.admin, cast.hr), strict=False):
        leave_of.decide(away, person, LeaveStep(step), at=noon)
    courses.outcome(courses.enrolment_of(row, cast.zhao), score="40", at=noon)
    return row


def _enter(row: Cohort, person: Person, *, at: datetime) -> None:
    """Enter points for something of Monday."""
    line = points.line(on=date(2026, 3, 9))
    conduct.enter(actor=SYSTEM, enrolments=[courses.enrolment_of(row, person)], line=line, at=at)


def _leave(person: Person) -> Leave:
    return Leave.objects.get(enrolment__person=person)


def _call() -> RollCall:
    return RollCall.objects.get()


def _call_is_corrected(cast: Cast, row: Cohort, at: datetime) -> None:
    rolls.correct(_call(), {cast.zhao: P.PRESENT}, at=at)


def _call_is_voided(cast: Cast, row: Cohort, at: datetime) -> None:
    roll_calls.void(actor=SYSTEM, roll_call=_call(), reason="点错班", at=at)


def _call_comes_late(cast: Cast, row: Cohort, at: datetime) -> None:
    """The second lesson of Monday, called on Tuesday."""
    rolls.take(row, {cast.wang: P.ABSENT}, slot=rolls.slot_of("10:10", "11:40"), at=at)


def _leave_is_granted(cast: Cast, row: Cohort, at: datetime) -> None:
    leave_of.decide(_leave(cast.wang), cast.instructor, at=at)


def _leave_is_withdrawn(cast: Cast, row: Cohort, at: datetime) -> None:
    leaves.withdraw(actor=SYSTEM, leave=_leave(cast.li), at=at)


def _leave_is_signed_back(cast: Cast, row: Cohort, at: datetime) -> None:
    leaves.sign_back(actor=SYSTEM, leave=_leave(cast.zhao), at=leave_of.moment("10:05", 1))


def _leave_is_back_dated(cast: Cast, row: Cohort, at: datetime) -> None:
    """For the second lesson of Monday, asked and granted when it was over."""
    asked = leave_of.ask(row, cast.wang, "10:10", "11:40", afterwards=True, by=SYSTEM, at=at)
    leave_of.decide(asked, cast.instructor, at=at)


def _conduct_is_entered(cast: Cast, row: Cohort, at: datetime) -> None:
    _enter(row, cast.li, at=at)


def _conduct_is_taken_back(cast: Cast, row: Cohort, at: datetime) -> None:
    entry = ConductEntry.objects.filter(enrolment__person=cast.wang).order_by("pk")[0]
    conduct.reverse(actor=SYSTEM, entry=entry, reason="记错人", at=at)


def _rules_are_adopted(cast: Cast, row: Cohort, at: datetime) -> None:
    """For days gone by, which holds for the cohort from then on."""
    residence_rules.adopt(
        actor=SYSTEM,
        settings=Settings(start_points=Decimal(80)),
        valid_from=FOUNDED_ON,
        ground="校务会",
        at=at,
    )


def _lesson_falls_out(cast: Cast, row: Cohort, at: datetime) -> None:
    """The lesson for which li has leave."""
    cell = Teaching.objects.get(cohort=row, taught_on=date(2026, 3, 12), begins="10:10")
    teaching.withdraw(actor=SYSTEM, teaching=cell, reason="教官出差", at=at)


def _make_up_is_passed(cast: Cast, row: Cohort, at: datetime) -> None:
    place = courses.enrolment_of(row, cast.zhao)
    courses.outcome(place, score="70", attempt=AttemptKind.MAKE_UP, at=at)


def _comes_late(cast: Cast, row: Cohort, at: datetime) -> None:
    place = courses.enrolment_of(row, cast.marker)
    enrolments.check_in(actor=SYSTEM, enrolment=place, at=at)


def _is_withdrawn(cast: Cast, row: Cohort, at: datetime) -> None:
    place = courses.enrolment_of(row, cast.wang)
    enrolments.withdraw(actor=SYSTEM, enrolment=place, reason="抽调", at=at)


def _goes_on_elsewhere(cast: Cast, row: Cohort, at: datetime) -> None:
    place, to = courses.enrolment_of(row, cast.li), Cohort.objects.get(number=2)
    transfers.transfer(actor=SYSTEM, enrolment=place, to=to, reason="应急处置", at=at)


#: What happens on Tuesday, and to whom; "" where it is in nobody's record.
COMPATIBLE: tuple[tuple[Event, str], ...] = (
    (_call_is_corrected, "zhao"),
    (_call_comes_late, "wang"),
    (_leave_is_granted, "wang"),
    (_leave_is_withdrawn, "li"),
    (_leave_is_signed_back, "zhao"),
    (_conduct_is_entered, "li"),
    (_conduct_is_taken_back, "wang"),
    (_rules_are_adopted, "li"),
    (_make_up_is_passed, "zhao"),
)
WHILE_RUNNING: tuple[tuple[Event, str], ...] = (
    *COMPATIBLE,
    (_call_is_voided, "zhao"),
    (_leave_is_back_dated, "wang"),
    (_lesson_falls_out, "li"),
    (_comes_late, ""),
    (_is_withdrawn, "wang"),
    (_goes_on_elsewhere, "li"),
)


def _named(each: object) -> str:
    return str(getattr(each, "__name__", each)).strip("_")


@pytest.mark.parametrize(("event", "of"), WHILE_RUNNING, ids=_named)
def test_what_comes_later_changes_its_own_day_alone(
    cast: Cast, running: Cohort, event: Event, of: str
) -> None:
    people = [getattr(cast, of)] if of else []
    monday, tuesday = local_date(EVENING), local_date(LATER)

    def told(at: datetime, day: date) -> list[Story]:
        return _documents(cast, running, people, at=at, day=day)

    then, own_day = told(EVENING, monday), told(LATER, tuesday)
    event(cast, running, LATER)
    again, after = told(LATER + timedelta(days=9), monday), told(LATER, tuesday)
    assert list(map(_cells, again)) == list(map(_cells, then))
    assert [each.digest for each in again] == [each.digest for each in then]
    for was, became in zip(own_day, after, strict=True):
        assert was.digest != became.digest


def test_all_of_it_on_one_day(cast: Cast, running: Cohort) -> None:
    people = (cast.wang, cast.zhao, cast.li)
    monday = local_date(EVENING)
    then = _documents(cast, running, people, at=EVENING, day=monday)
    for number, (event, _of) in enumerate(COMPATIBLE):
        event(cast, running, LATER + timedelta(minutes=number))
    again = _documents(cast, running, people, at=LATER + timedelta(days=9), day=monday)
    assert list(map(_cells, again)) == list(map(_cells, then))


# -- a cohort that is closed


@pytest.fixture
def closed(cast: Cast, at: datetime) -> Cohort:
    """Wang and zhao have passed and hold certificates, li failed; wang owes hours."""
    requirements.edition(at=at)
    row = certificates.closed_cohort(
        persons=[cast.wang, cast.zhao, cast.li], at=at, scores={cast.li.staff_number: "40"}
    )
    certificates.issued(row, at=at)
    return row


def _certificate(person: Person) -> Certificate:
    return Certificate.objects.get(person=person)


def _is_revoked(cast: Cast, row: Cohort, at: datetime) -> None:
    certificates.revoked(_certificate(cast.wang), at=at)


def _is_corrected(cast: Cast, row: Cohort, at: datetime) -> None:
    certificates.corrected(_certificate(cast.zhao), at=at)


def _hours_are_reversed(cast: Cast, row: Cohort, at: datetime) -> None:
    entry = HoursEntry.objects.get(person=cast.wang)
    hours.reverse(actor=SYSTEM, entry=entry, reason="重复计时", at=at)


def _is_left_out(cast: Cast, row: Cohort, at: datetime) -> None:
    draft = exclusions.draft(cast.wang)
    exclusions.granted(draft, by=cast.hr, decider=cast.holder_of(Role.ACADEMY_ADMIN), at=at)


def _requirement_is_published(cast: Cast, row: Cohort, at: datetime) -> None:
    """For days gone by."""
    requirements.edition(at=at, code="R2")


#: What happens the day after, and to whom; whether the cohort report tells it.
AFTERWARDS: tuple[tuple[Event, str, bool], ...] = (
    (_is_revoked, "wang", True),
    (_is_corrected, "zhao", True),
    (_hours_are_reversed, "wang", True),
    (_is_left_out, "wang", False),
    (_requirement_is_published, "li", False),
)


@pytest.mark.parametrize(("event", "of", "in_report"), AFTERWARDS, ids=_named)
def test_what_comes_after_the_end_changes_its_own_day_alone(
    cast: Cast, at: datetime, closed: Cohort, event: Event, of: str, in_report: bool
) -> None:
    person, later = getattr(cast, of), at + timedelta(days=1)

    def told(when: datetime, day: datetime) -> list[Story]:
        return _documents(cast, closed, [person], at=when, day=local_date(day))

    then, own_day = told(at, at), told(later, later)
    event(cast, closed, later)
    again, after = told(later, at), told(later, later)
    assert list(map(_cells, again)) == list(map(_cells, then))
    assert [each.digest for each in again] == [each.digest for each in then]
    changed = [a.digest != b.digest for a, b in zip(own_day, after, strict=True)]
    assert changed == [in_report, True]
