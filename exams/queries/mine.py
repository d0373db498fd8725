"""A trainee's own exams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from academy.people.models import Person
from courses.enums import FINISHED, SEATED, EnrolmentState
from exams.enums import Admission, EntryRule, ResultVerdict, SittingState, Window
from exams.errors import NotEnrolled
from exams.models import Exam, Policy, Result, Sitting
from exams.queries.policies import policies_of
from exams.rules import make_up, timing
from exams.rules.transitions import ENDED, RUNNING, WAITING

# Who never had a seat, or gave it up, has no exam here.
_OUT = sorted(each.value for each in set(EnrolmentState) - SEATED - FINISHED)


@dataclass(frozen=True, slots=True)
class MyExam:
    """One exam as its candidate sees it now; ``result`` is only ever a released one."""

    exam: Exam
    window: Window
    sitting: Sitting | None
    state: SittingState | None
    result: Result | None
    policy: Policy
    check_in: Window

    @property
    def may_start(self) -> bool:
        """Whether the window is open and there is no sitting yet."""
        unstarted = self.state is None or self.state in WAITING
        return unstarted and self.window is Window.OPEN and self.result is None

    @property
    def checked_in(self) -> bool:
        """Whether the person has checked in and not started."""
        return (
            self.state in WAITING and self.sitting is not None and bool(self.sitting.checked_in_at)
        )

    @property
    def may_check_in(self) -> bool:
        """Whether check-in is open and the person has neither started nor been marked absent."""
        unstarted = self.state is None or self.state in WAITING
        return unstarted and self.check_in is Window.OPEN and self.result is None

    @property
    def at_one_go(self) -> bool:
        """Whether one click leads from the list into the exam: open, no code, no admission."""
        admitted = self.state is SittingState.READY or self.policy.admission == Admission.SELF.value
        no_code = self.checked_in or self.policy.entry_rule == EntryRule.NONE.value
        return self.may_start and admitted and no_code

    @property
    def needs_lockdown(self) -> bool:
        """Whether only certain browsers are accepted."""
        return bool(self.policy.config_keys or self.policy.exam_keys)

    @property
    def check_in_from(self) -> datetime:
        """When check-in opens."""
        return self.exam.opens_at - timedelta(minutes=self.policy.check_in_minutes)

    @property
    def may_resume(self) -> bool:
        """Whether the sitting is under way."""
        return self.state in RUNNING

    @property
    def waits_for_release(self) -> bool:
        """Whether the person is done and the result not public."""
        return self.state in ENDED and self.result is None


def my_exams(person: Person, *, at: datetime) -> list[MyExam]:
    """The person's exams, the next one first, in four queries whatever their number.

    A make-up is listed for those only who have to sit it.
    """
    exams = list(
        Exam.objects.standing()
        .filter(cohort__enrolments__person=person)
        .exclude(cohort__enrolments__in=person.enrolments.filter(state__in=_OUT))
        .select_related("cohort", "paper", "follows__policy")
        .order_by("-opens_at", "pk")
    )
    sittings = {
        row.exam_id: row
        for row in Sitting.objects.standing().filter(person=person).select_related("room")
    }
    results = {
        row.exam_id: row for row in Result.objects.filter(person=person, released_at__isnull=False)
    }
    due = [exam for exam in exams if _due(exam, results)]
    policies = policies_of(due)
    return [
        _mine(exam, sittings.get(exam.pk), results.get(exam.pk), policies[exam.pk], at)
        for exam in due
    ]


def my_exam(person: Person, exam: Exam, *, at: datetime) -> MyExam:
    """One of the person's exams.

    Raises:
        NotEnrolled: it is not, or no longer, among them.
    """
    for each in my_exams(person, at=at):
        if each.exam.pk == exam.pk:
            return each
    raise NotEnrolled


def _due(exam: Exam, results: dict[int, Result]) -> bool:
    if exam.follows is None:
        return True
    first = results.get(exam.follows.pk)
    # An exam without a policy of its own has the defaults.
    policy = getattr(exam.follows, "policy", None) or Policy(exam=exam.follows)
    return first is not None and make_up.is_due(
        verdict=ResultVerdict(first.verdict),
        excused=first.excused,
        for_unexcused=policy.make_up_for_unexcused,
    )


def _mine(
    exam: Exam, sitting: Sitting | None, result: Result | None, policy: Policy, at: datetime
) -> MyExam:
    state = None
    if sitting is not None:
        state = timing.state_at(SittingState(sitting.state), deadline_at=sitting.deadline_at, at=at)
    window = timing.window_at(opens_at=exam.opens_at, closes_at=exam.closes_at, at=at)
    check_in = timing.may_check_in(
        opens_at=exam.opens_at,
        closes_at=exam.closes_at,
        check_in_minutes=policy.check_in_minutes,
        at=at,
    )
    return MyExam(exam, window, sitting, state, result, policy, check_in)
