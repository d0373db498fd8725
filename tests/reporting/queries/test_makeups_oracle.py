"""Random histories: the sweep against a plain reading of the same days, one after the other."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.people.access import actor
from academy.people.models import Person
from academy.reporting.enums import ExclusionReason, ExclusionState
from academy.reporting.models import Exclusion, MakeUp, MakeUpEvent
from academy.reporting.operations import makeups
from academy.reporting.operations.makeups import Swept
from academy.shared import clock
from courses.enums import CompletionVerdict, EnrolmentState
from courses.models import Cohort, Completion, Enrolment
from tests.cast import AT, Cast
from tests.make import courses
from tests.make import makeups as make
from tests.make import people as make_people

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
BEGIN = clock.local_date(AT)
DAYS, PEOPLE, COURSES, RUNS = 200, 2, 2, 6
GOES = ("failed", "absent", "withdrawn", "passed")
AFTER = ((1, 1), (2, 14), (3, 30))


@dataclass(frozen=True)
class Event:
    """What happens on a day (from 0), to whom, in which course; `number` is a length in days."""

    day: int
    what: str
    person: int
    course: int
    number: int


Events = st.SearchStrategy[Event]
Facts = tuple[str, date, str, dict[int, date]]
"""Cause, last day, state, and on which day each level was told."""


@dataclass
class Task:
    """A make-up as the oracle keeps it."""

    cause: str
    due: date
    state: str = "open"
    answered: bool = False
    told: dict[int, date] = field(default_factory=dict)

    @property
    def facts(self) -> Facts:
        """What is compared."""
        return self.cause, self.due, self.state, self.told


@dataclass
class Line:
    """One person and one course, day by day."""

    wanted: tuple[str, date] | None = None
    until: date | None = None
    for_ever: bool = False
    goes: int = 0
    tasks: list[Task] = field(default_factory=list)

    @property
    def open(self) -> Task | None:
        """The task that is open, if there is one."""
        return next((each for each in self.tasks if each.state == "open"), None)


class Oracle:
    """What ought to be there, worked out one day after the other."""

    def __init__(self) -> None:
        self.lines = {
            (person, course): Line() for person in range(PEOPLE) for course in range(COURSES)
        }
        self.left: set[int] = set()
        self.out: list[tuple[int, int | None, date, date]] = []

    def dawn(self, on: date) -> None:
        """A day begins: the passes whose last day was yesterday lapse."""
        for line in self.lines.values():
            if line.until == on and not line.for_ever and line.wanted is None:
                line.wanted = ("lapsed", on)

    def happens(self, event: Event, on: date) -> bool:
        """Something happens by day; False if it cannot."""
        line = self.lines[event.person, event.course]
        match event.what:
            case "left":
                self.left.add(event.person)
            case "excluded":
                until = on + (event.number + 1) * DAY
                if any(one == event.person and end > on for one, _, _, end in self.out):
                    return False
                track = event.course if event.number % 2 else None
                self.out.append((event.person, track, on, until))
            case "let off":
                if line.open is None:
                    return False
                line.open.state, line.wanted = "withdrawn", None
            case _:
                return self._goes(line, event, on)
        return True

    def _goes(self, line: Line, event: Event, on: date) -> bool:
        if line.goes == RUNS:
            return False
        line.goes += 1
        if event.what != "passed":
            line.wanted = line.wanted or (event.what, on)
            return True
        line.wanted = None
        if line.open is not None:
            line.open.answered = True
        if event.number:
            line.until = max(line.until or date.min, on + event.number * DAY)
        else:
            line.for_ever = True
        return True

    def sweep(self, on: date) -> None:
        """The evening's sweep."""
        for (person, course), line in self.lines.items():
            task = line.open
            if task is not None and task.answered:
                task.state = "passed"
            elif task is not None and person in self.left:
                task.state, line.wanted = "left", None
            elif task is not None:
                over = self._over(person, course, task.due, on)
                for level, days in AFTER:
                    if over >= days:
                        task.told.setdefault(level, on)
            if line.open is None and line.wanted is not None and person not in self.left:
                cause, day = line.wanted
                usual = day if cause == "lapsed" else day + 90 * DAY
                line.tasks.append(Task(cause, max(usual, on)))

    def _over(self, person: int, course: int, due: date, on: date) -> int:
        """Days past the deadline on end, back to it or to the last day out."""
        over, day = 0, on
        while day > due and not self._is_out(person, course, day):
            over, day = over + 1, day - DAY
        return over

    def _is_out(self, person: int, course: int, day: date) -> bool:
        return any(
            one == person and track in (None, course) and begin <= day < end
            for one, track, begin, end in self.out
        )


def _events(first: int, last: int, what: tuple[str, ...], numbers: tuple[int, ...]) -> Events:
    return st.builds(
        Event,
        day=st.integers(first, last),
        what=st.sampled_from(what),
        person=st.integers(0, PEOPLE - 1),
        course=st.integers(0, COURSES - 1),
        number=st.sampled_from(numbers),
    )


# Failures early, so that their deadlines pass; passes that lapse soon; exclusions about and after
# the deadlines; whatever else at any time.
FAILURES = _events(0, 40, GOES, (7, 60))
PASSES = _events(0, 100, ("passed",), (1, 7, 20, 60))
OUT = _events(85, 150, ("excluded",), (0, 1, 4, 11, 20))
REST = _events(0, DAYS - 1, (*GOES, "let off", "let off", "left"), (0, 30))


@pytest.fixture
def staff(cast: Cast) -> list[Person]:
    return make_people.people(PEOPLE, unit=cast.east, at=AT)


@pytest.fixture
def runs(cast: Cast) -> list[list[Cohort]]:
    """Six cohorts of each of two courses of different tracks."""
    return [
        [courses.cohort(at=AT, of=syllabus, number=number) for number in range(1, RUNS + 1)]
        for syllabus in (courses.syllabus(at=AT, code=code) for code in ("LAW", "SAFE"))
    ]


class World:
    """The same story as rows: operations would refuse much of it, the sweep must not."""

    def __init__(self, cast: Cast, staff: list[Person], runs: list[list[Cohort]]) -> None:
        self.cast, self.staff, self.runs = cast, staff, runs
        self.goes: dict[tuple[int, int], int] = {}

    def happens(self, event: Event, at: datetime) -> None:
        """Write down what happens."""
        person, on = self.staff[event.person], clock.local_date(at)
        course = self.runs[event.course][0].syllabus.course
        match event.what:
            case "left":
                Person.objects.filter(pk=person.pk, left_on=None).update(left_on=on)
            case "excluded":
                Exclusion.objects.create(
                    person=person, unit=self.cast.east, reason=ExclusionReason.SECONDED.value,
                    track=course.track if event.number % 2 else None, evidence="人字8号",
                    valid_from=on, valid_until=on + (event.number + 1) * DAY,
                    state=ExclusionState.GRANTED.value, asked_by=self.cast.officer, asked_at=at,
                    granted=True, decided_by=self.cast.hr, decided_at=at, decision="同意",
                )  # fmt: skip
            case "let off":
                row = MakeUp.objects.open().get(person=person, course=course)
                makeups.withdraw(actor=actor(self.cast.hr), make_up=row, reason="转岗", at=at)
            case _:
                self._goes(event, person, on, at)

    def _goes(self, event: Event, person: Person, on: date, at: datetime) -> None:
        number = self.goes.get((event.person, event.course), 0)
        self.goes[event.person, event.course] = number + 1
        enrolment = Enrolment.objects.create(
            cohort=self.runs[event.course][number], person=person, unit=self.cast.east,
            staff_kind=person.staff_kind, state=EnrolmentState.ENROLLED.value, enrolled_at=AT,
        )  # fmt: skip
        passed = event.what == CompletionVerdict.PASSED
        Completion.objects.create(
            enrolment=enrolment, verdict=event.what, hours=0, completed_on=on, recorded_at=at,
            valid_from=on if passed else None,
            valid_until_on=on + event.number * DAY if passed and event.number else None,
        )  # fmt: skip

    def tasks(self) -> dict[tuple[int, int], list[Facts]]:
        """Return what the sweep made of it."""
        found: dict[tuple[int, int], list[Facts]] = {}
        people = {person.pk: number for number, person in enumerate(self.staff)}
        taught = {runs[0].syllabus.course_id: number for number, runs in enumerate(self.runs)}
        told: dict[int, dict[int, date]] = {}
        for event in MakeUpEvent.objects.exclude(level=None):
            told.setdefault(event.make_up_id, {})[event.level or 0] = clock.local_date(event.at)
        for row in MakeUp.objects.order_by("pk"):
            pair = people[row.person_id], taught[row.course_id]
            facts = (row.cause, row.due_on, row.state, told.get(row.pk, {}))
            found.setdefault(pair, []).append(facts)
        return found


def _lived(world: World, events: Iterable[Event], evenings: set[int]) -> Oracle:
    """Live through the days, in rows and in the oracle."""
    oracle = Oracle()
    by_day: dict[int, list[Event]] = {}
    for event in events:
        by_day.setdefault(event.day, []).append(event)
    for day in range(DAYS):
        on, at = BEGIN + day * DAY, AT + day * DAY
        oracle.dawn(on)
        for number, event in enumerate(by_day.get(day, ())):
            if oracle.happens(event, on):
                world.happens(event, at + number * MINUTE)
        if day in evenings:
            oracle.sweep(on)
            make.swept(at + timedelta(hours=9))
    return oracle


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    failures=st.lists(FAILURES, min_size=1, max_size=6),
    passes=st.lists(PASSES, max_size=3),
    out=st.lists(OUT, max_size=5),
    rest=st.lists(REST, max_size=5),
    every=st.sampled_from([2, 3, 14]),
)
def test_sweep_and_oracle_agree(
    cast: Cast,
    staff: list[Person],
    runs: list[list[Cohort]],
    failures: list[Event],
    passes: list[Event],
    out: list[Event],
    rest: list[Event],
    every: int,
) -> None:
    with transaction.atomic():
        world = World(cast, staff, runs)
        events = [*failures, *passes, *out, *rest]
        oracle = _lived(world, events, {*range(0, DAYS, every), DAYS - 1})
        expected = {
            pair: [task.facts for task in line.tasks]
            for pair, line in oracle.lines.items()
            if line.tasks
        }
        assert world.tasks() == expected
        assert make.swept(AT + (DAYS - 1) * DAY + timedelta(hours=10)) == Swept()
        transaction.set_rollback(True)
