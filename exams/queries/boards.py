"""An exam as its staff see it: how many are where, and who."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from exams.enums import ExamState, ResultVerdict, SittingState
from exams.models import Exam, LateResponse, Result, Sitting
from exams.models.exam import ExamQuerySet
from exams.queries.candidates import enrolments_due
from exams.rules import timing
from exams.rules.transitions import ENDED, RUNNING, STARTED


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many people are where; ``due`` counts everybody who has to sit, started or not."""

    due: int
    states: dict[SittingState, int]
    late: int

    @property
    def started(self) -> int:
        """Everybody who opened the paper."""
        return sum(count for state, count in self.states.items() if state in STARTED)

    @property
    def running(self) -> int:
        """Those who are sitting now."""
        return sum(self.states.get(state, 0) for state in RUNNING)

    @property
    def ended(self) -> int:
        """Those who have finished."""
        return self.started - self.running

    @property
    def missing(self) -> int:
        """Those who have not started."""
        return max(0, self.due - self.started)


@dataclass(frozen=True, slots=True)
class Row:
    """One person on the board; ``sitting`` is None for who has no place laid out yet."""

    person_id: int
    staff_number: str
    name: str
    unit_id: int
    sitting: Sitting | None
    state: SittingState
    result: Result | None


def due_count(exam: Exam) -> int:
    """How many have to sit: seats for which it is due, or results once released."""
    if exam.state == ExamState.RELEASED.value:
        return exam.results.count()
    return enrolments_due(exam).count()


def numbers(exam: Exam, *, at: datetime) -> Numbers:
    """The counts of one exam; overdue sittings count as closed though nobody wrote it down."""
    overdue = Q(state=SittingState.OPEN.value, deadline_at__lte=at)
    counted = (
        Sitting.objects.filter(exam=exam)
        .values("state")
        .annotate(everybody=Count("pk"), overdue=Count("pk", filter=overdue))
        .order_by()
    )
    states: Counter[SittingState] = Counter()
    for row in counted:
        states[SittingState(row["state"])] += row["everybody"] - row["overdue"]
        states[SittingState.CLOSED] += row["overdue"]
    late = LateResponse.objects.filter(sitting__exam=exam).count()
    return Numbers(due_count(exam), {state: n for state, n in states.items() if n}, late)


def rows(exam: Exam, units: frozenset[int], *, at: datetime) -> list[Row]:
    """Everybody due or sitting, of ``units``, by name; three queries whatever their number."""
    sittings = {
        row.person_id: row
        for row in Sitting.objects.standing().filter(exam=exam).select_related("enrolment")
    }
    results = {row.person_id: row for row in Result.objects.filter(exam=exam)}
    concerned = exam.cohort.enrolments.filter(
        Q(person__in=[*sittings, *results]) | Q(pk__in=enrolments_due(exam)), unit__in=units
    )
    out = []
    for seat in concerned.select_related("person").order_by("person__pinyin_key", "person"):
        sitting = sittings.get(seat.person_id)
        state = SittingState.PREPARED
        if sitting is not None:
            state = timing.state_at(
                SittingState(sitting.state), deadline_at=sitting.deadline_at, at=at
            )
        person = seat.person
        result = results.get(person.pk)
        out.append(
            Row(person.pk, person.staff_number, person.name, seat.unit_id, sitting, state, result)
        )
    return out


def with_counts(exams: ExamQuerySet, *, at: datetime) -> ExamQuerySet:
    """Exams with ``started``, ``ended`` and ``passed`` counted beside them, for lists.

    Overdue sittings count as ended though nobody wrote it down.
    """
    started = [state.value for state in STARTED]
    ended = Q(sittings__state__in=[state.value for state in ENDED]) | Q(
        sittings__state=SittingState.OPEN.value, sittings__deadline_at__lte=at
    )
    passed = Q(results__verdict=ResultVerdict.PASSED.value, results__released_at__isnull=False)
    return exams.select_related("cohort", "paper").annotate(
        started=Count("sittings", filter=Q(sittings__state__in=started), distinct=True),
        ended=Count("sittings", filter=ended, distinct=True),
        passed=Count("results", filter=passed, distinct=True),
    )


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a release would publish: shown with its button before it is pressed."""

    marked: int
    passed: int
    failed: int
    to_close: int
    absent: int


def outlook(exam: Exam, *, at: datetime) -> Outlook:
    """The numbers of a release at ``at``."""
    verdicts = Counter(
        Result.objects.filter(exam=exam, sitting__isnull=False).values_list("verdict", flat=True)
    )
    to_close = Sitting.objects.filter(
        exam=exam, state=SittingState.OPEN.value, deadline_at__lte=at
    ).count()
    started = Sitting.objects.filter(exam=exam, state__in=[state.value for state in STARTED])
    absent = enrolments_due(exam).exclude(person__in=started.values("person_id")).count()
    passed = verdicts[ResultVerdict.PASSED.value]
    failed = verdicts[ResultVerdict.FAILED.value]
    return Outlook(passed + failed, passed, failed, to_close, absent)
