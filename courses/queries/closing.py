"""The close-out gate: what a cohort still lacks, and what close-out would write."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from courses.enums import (
    PENDING,
    SEATED,
    CompletionVerdict,
    EnrolmentState,
    EnrolmentVerb,
)
from courses.enums.attendance import Formation
from courses.models import CarriedOutcome, Cohort, Enrolment, ExamOutcome, RollCall
from courses.queries import stay
from courses.queries.leaves import cells_of
from courses.queries.roll_calls import time_of
from courses.rules import completion, transitions
from courses.rules.completion import Judgement, OutcomeFact

VERB_OF = {
    CompletionVerdict.PASSED: EnrolmentVerb.COMPLETE,
    CompletionVerdict.FAILED: EnrolmentVerb.FAIL,
    CompletionVerdict.ABSENT: EnrolmentVerb.MARK_ABSENT,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One enrolment with what close-out would say of it."""

    enrolment: Enrolment
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Gate:
    """Everybody who ever had a place, sorted.

    `no_outcome` and `not_checked_in` stand in the way, as do those whose stay is unsettled: to be
    removed, over their part of leave, not signed back. `awaits_make_up` does not, but those people
    end as failed or absent; `unseated` are nominations that never came to a seat. `uncalled` cells
    of the timetable without a roll-call are a warning.
    """

    judged: list[Judged]
    no_outcome: list[Enrolment]
    not_checked_in: list[Enrolment]
    awaits_make_up: list[Enrolment]
    unseated: list[Enrolment]
    removed: list[Enrolment]
    over_leave: list[Enrolment]
    still_out: list[Enrolment]
    uncalled: int = 0

    @property
    def has_outcomes(self) -> bool:
        """Whether results and check-ins are complete."""
        return not self.no_outcome and not self.not_checked_in

    @property
    def is_settled(self) -> bool:
        """Whether nobody is to be removed, over the limit of leave, or still out."""
        return not self.removed and not self.over_leave and not self.still_out

    @property
    def is_open(self) -> bool:
        """Whether the cohort may be closed out."""
        return self.has_outcomes and self.is_settled

    @property
    def hindered(self) -> int:
        """How many people stand in the way."""
        rows = (*self.no_outcome, *self.not_checked_in, *self.removed)
        return len({each.pk for each in (*rows, *self.over_leave, *self.still_out)})

    def count(self, verdict: CompletionVerdict) -> int:
        """How many would end so."""
        return sum(each.judgement.verdict is verdict for each in self.judged)

    @property
    def passed(self) -> int:
        """How many would pass."""
        return self.count(CompletionVerdict.PASSED)

    @property
    def failed(self) -> int:
        """How many would fail."""
        return self.count(CompletionVerdict.FAILED)

    @property
    def absent(self) -> int:
        """How many would count as absent."""
        return self.count(CompletionVerdict.ABSENT)

    @property
    def withdrawn(self) -> int:
        """How many had a seat and withdrew."""
        return self.count(CompletionVerdict.WITHDRAWN)


def gate(cohort: Cohort, *, at: datetime) -> Gate:
    """Look at every enrolment of the cohort; the queries depend on transfers, not on people."""
    facts = outcomes_of(cohort)
    rule = cohort.syllabus.pass_rule
    found = Gate([], [], [], [], [], [], [], [], uncalled=uncalled(cohort, at=at))
    seated: list[Enrolment] = []
    for enrolment in cohort.enrolments.select_related("person", "unit").order_by(
        "person__pinyin_key", "pk"
    ):
        state = EnrolmentState(enrolment.state)
        if state in PENDING or state is EnrolmentState.WAITING:
            found.unseated.append(enrolment)
        elif state is EnrolmentState.WITHDRAWN and enrolment.enrolled_at is not None:
            found.judged.append(Judged(enrolment, completion.WITHDRAWN))
        elif state in SEATED:
            enrolment.cohort = cohort
            seated.append(enrolment)
            _judge(found, enrolment, state, facts.get(enrolment.pk, []), rule)
    _look_at_stays(found, seated, at=at)
    return found


def _look_at_stays(found: Gate, seated: list[Enrolment], *, at: datetime) -> None:
    figures = stay.figures(seated, at=at)
    for enrolment in seated:
        mine = figures[enrolment.pk]
        if mine.removals:
            found.removed.append(enrolment)
        if mine.over and not mine.kept:
            found.over_leave.append(enrolment)
        if mine.out:
            found.still_out.append(enrolment)


def uncalled(cohort: Cohort, *, at: datetime) -> int:
    """Return how many cells of the timetable are over without a roll-call."""
    calls = RollCall.objects.standing().filter(cohort=cohort, formation=Formation.LESSON)
    called = {time_of(each.slot) for each in calls}
    cells = cells_of([cohort.pk])[cohort.pk]
    return sum(each.time.ends_at <= at and each.time not in called for each in cells)


def _judge(
    found: Gate,
    enrolment: Enrolment,
    state: EnrolmentState,
    facts: list[OutcomeFact],
    rule: completion.PassRule,
) -> None:
    if completion.lacks_outcome(facts):
        found.no_outcome.append(enrolment)
        return
    judgement = completion.judge(facts, rule)
    if transitions.enrolment_move(state, VERB_OF[judgement.verdict]).why is not None:
        found.not_checked_in.append(enrolment)
        return
    if completion.awaits_make_up(facts, rule):
        found.awaits_make_up.append(enrolment)
    found.judged.append(Judged(enrolment, judgement))


def outcomes_of(cohort: Cohort) -> dict[int, list[OutcomeFact]]:
    """Return what counts of the outcomes of a cohort's people by enrolment id."""
    own: dict[int, list[OutcomeFact]] = defaultdict(list)
    carried: dict[int, list[OutcomeFact]] = defaultdict(list)
    rows = ExamOutcome.objects.filter(enrolment__cohort=cohort).order_by("pk")
    for row in rows.annotate(
        is_carried=Exists(CarriedOutcome.objects.filter(outcome=OuterRef("pk")))
    ):
        (carried if row.is_carried else own)[row.enrolment_id].append(row.fact)
    ids = own.keys() | carried.keys()
    return {each: completion.standing(own.get(each, []), carried.get(each, [])) for each in ids}
