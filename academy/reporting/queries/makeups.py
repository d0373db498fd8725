"""What make-ups there are, and what the facts of a day make of them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, Q

from academy.people.models import Person
from academy.reporting.enums import MakeUpCause, MakeUpEventKind, MakeUpState
from academy.reporting.models import Exclusion, MakeUp, MakeUpEvent
from academy.reporting.models.makeup import MakeUpQuerySet
from academy.reporting.rules import makeup as rules
from academy.reporting.rules.exclusions import Term
from academy.reporting.rules.makeup import Cause, Ended, Level, Place
from academy.shared import clock
from courses.enums import CompletionVerdict
from courses.models import Completion

SHOWN = ("person", "course__track", "unit")
Pair = tuple[int, int]
"""A person and a course, by their ids."""


@dataclass(frozen=True, slots=True)
class Moves:
    """What is to be done with people's make-ups on a day."""

    passes: list[tuple[MakeUp, Ended]] = field(default_factory=list)
    leaves: list[MakeUp] = field(default_factory=list)
    opens: list[tuple[Pair, Cause]] = field(default_factory=list)
    escalations: list[tuple[MakeUp, Level]] = field(default_factory=list)

    @property
    def person_ids(self) -> set[int]:
        """Whom something is to be done about."""
        rows = [row for row, _ in (*self.passes, *self.escalations)]
        opened = {person_id for (person_id, _), _ in self.opens}
        return opened | {row.person_id for row in (*rows, *self.leaves)}


@dataclass(frozen=True, slots=True)
class _Facts:
    histories: dict[Pair, list[Ended]]
    left: set[int]
    open: dict[Pair, MakeUp]
    settled: dict[Pair, datetime]
    terms: dict[int, list[Term]]
    told: dict[int, set[int]]


def concerned(at: datetime) -> list[int]:
    """Return the ids of those who may have a course to make up, or have one already; one query."""
    ended = Completion.objects.filter(
        ~Q(verdict=CompletionVerdict.PASSED.value) | Q(valid_until_on__lte=clock.local_date(at)),
        recorded_at__lte=at,
    )
    open_ = MakeUp.objects.open().values_list("person_id", flat=True)
    return sorted(ended.values_list("enrolment__person_id", flat=True).union(open_))


def moves(person_ids: Collection[int], at: datetime) -> Moves:
    """Return what is to be done, in the order of people and courses; five queries."""
    facts, on = _facts(person_ids, at), clock.local_date(at)
    found = Moves()
    for pair, row in sorted(facts.open.items()):
        passed = rules.answer(facts.histories.get(pair, ()), _place(row))
        if passed is not None:
            found.passes.append((row, passed))
        elif row.person_id in facts.left:
            found.leaves.append(row)
        else:
            found.escalations.extend((row, each) for each in _levels(row, facts, on))
    ending = {(row.person_id, row.course_id) for row, _ in found.passes}
    for pair, history in sorted(facts.histories.items()):
        if pair[0] in facts.left or (pair in facts.open and pair not in ending):
            continue
        cause = rules.cause_on(history, on, settled_at=facts.settled.get(pair))
        if cause is not None:
            found.opens.append((pair, cause))
    return found


def _place(row: MakeUp) -> Place:
    return rules.place_of(MakeUpCause(row.cause), row.source_id, row.caused_at)


def _levels(row: MakeUp, facts: _Facts, on: date) -> list[Level]:
    terms = facts.terms.get(row.person_id, ())
    begin = rules.counted_from(row.due_on, terms, on, track=row.course.track.code)
    return rules.levels(begin, on, alert_days(), facts.told.get(row.pk, ()))


def alert_days() -> dict[Level, int]:
    """Return from how many days over on each level hears of an overdue make-up."""
    return rules.after_days(settings.ACADEMY_MAKE_UP_ALERT_DAYS)


def _facts(ids: Collection[int], at: datetime) -> _Facts:
    on = clock.local_date(at)
    left = Person.objects.filter(pk__in=ids, left_on__lte=on).values_list("pk", flat=True)
    rows: dict[Pair, MakeUp] = {}
    settled: dict[Pair, datetime] = {}
    for row in MakeUp.objects.of(ids).select_related("person", "course__track"):
        pair = row.person_id, row.course_id
        if row.state == MakeUpState.OPEN:
            rows[pair] = row
        elif row.state != MakeUpState.PASSED and row.ended_at is not None:
            settled[pair] = max(row.ended_at, settled.get(pair, row.ended_at))
    told: dict[int, set[int]] = defaultdict(set)
    events = MakeUpEvent.objects.filter(
        make_up__person_id__in=ids,
        make_up__state=MakeUpState.OPEN.value,
        kind=MakeUpEventKind.ESCALATED.value,
    )
    for make_up_id, level in events.values_list("make_up_id", "level"):
        told[make_up_id].add(level or 0)
    return _Facts(_histories(ids, at), set(left), rows, settled, _terms(ids, at), told)


def _histories(ids: Collection[int], at: datetime) -> dict[Pair, list[Ended]]:
    found: dict[Pair, list[Ended]] = defaultdict(list)
    rows = Completion.objects.filter(enrolment__person_id__in=ids, recorded_at__lte=at)
    columns = ("pk", "verdict", "recorded_at", "valid_until_on")
    keys = ("enrolment__person_id", "enrolment__cohort__syllabus__course_id")
    for person_id, course_id, *facts in rows.values_list(*keys, *columns):
        found[person_id, course_id].append(Ended(*facts))
    return found


def _terms(ids: Collection[int], at: datetime) -> dict[int, list[Term]]:
    """Return the days on which people are or were excluded, as is known now."""
    found: dict[int, list[Term]] = defaultdict(list)
    rows = Exclusion.objects.known_at(at).of(ids).select_related("track")
    for row in rows:
        found[row.person_id].append(row.term)
    return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed by; empty means everything."""

    state: MakeUpState | None = None
    cause: MakeUpCause | None = None
    units: frozenset[int] | None = None
    course: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many make-ups stand where; the overdue are among the open."""

    open: int
    overdue: int
    passed: int
    others: int


def narrowed(rows: MakeUpQuerySet, wanted: Wanted, *, on: date) -> MakeUpQuerySet:
    """Return the make-ups that are wanted, each with person, course and unit."""
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state.value)
    if wanted.cause is not None:
        rows = rows.filter(cause=wanted.cause.value)
    if wanted.units is not None:
        rows = rows.filter(unit__in=wanted.units)
    if wanted.course:
        rows = rows.filter(course__code=wanted.course)
    if wanted.overdue:
        rows = rows.overdue_on(on)
    return rows.select_related(*SHOWN)


def counts(rows: MakeUpQuerySet, *, on: date) -> Counts:
    """Count make-ups by where they stand, in one query."""
    ended = [MakeUpState.LEFT.value, MakeUpState.WITHDRAWN.value]
    return Counts(
        **rows.aggregate(
            open=Count("pk", filter=Q(state=MakeUpState.OPEN.value)),
            overdue=Count("pk", filter=Q(state=MakeUpState.OPEN.value, due_on__lt=on)),
            passed=Count("pk", filter=Q(state=MakeUpState.PASSED.value)),
            others=Count("pk", filter=Q(state__in=ended)),
        )
    )


def courses_of(rows: MakeUpQuerySet) -> list[tuple[str, str]]:
    """Return code and name of the courses of these make-ups, by code."""
    found = rows.order_by("course__code").values_list("course__code", "course__name").distinct()
    return list(found)


def events_of(row: MakeUp) -> list[MakeUpEvent]:
    """Return a make-up's whole history, the oldest line first."""
    return list(row.events.order_by("at", "pk"))


def is_paused(row: MakeUp, at: datetime) -> bool:
    """Whether an exclusion of its person keeps everybody from being told of it; one query."""
    terms = _terms([row.person_id], at).get(row.person_id, ())
    track, on = row.course.track.code, clock.local_date(at)
    return rules.counted_from(row.due_on, terms, on, track=track) is None
