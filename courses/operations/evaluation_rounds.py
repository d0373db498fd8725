"""What the clock does to evaluations: opens them, reminds of them, tells of their results.

Each works cohort by cohort in a transaction of its own and asks again under the lock, so that two
rounds at once, or one after a crash, do nothing twice. A reminder goes to who has not answered:
the turnout says so already, and nothing it is joined to says more (see docs/adr, anonymous
evaluations).
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from academy.audit.record import Actor, record
from academy.notices.operations import notices
from academy.shared import clock
from academy.shared.errors import Refusal
from courses import topics
from courses.enums import CohortState, Verb
from courses.enums.evaluation import Shown
from courses.errors import CohortCancelled
from courses.errors.evaluation import EvaluationDaysInvalid
from courses.models import (
    Cohort,
    Evaluation,
    EvaluationSetting,
    Questionnaire,
    QuestionnaireEdition,
    Turnout,
)
from courses.operations import evaluations, locks
from courses.queries import evaluation_rounds as queries
from courses.queries.evaluations import results_of
from courses.rules import evaluation_rounds as rules
from courses.rules.evaluation import MOST_DAYS

ACTOR = Actor.system("courses.evaluations_due")


@transaction.atomic
def arrange(
    *,
    actor: Actor,
    cohort: Cohort,
    automatic: bool,
    edition: QuestionnaireEdition | None = None,
    days: int | None = None,
    reminders: bool = True,
    at: datetime,
) -> EvaluationSetting:
    """Decide how a cohort's evaluation opens; what is open already only changes its reminders."""
    row = locks.cohort_row(cohort.pk)
    if row.state == CohortState.CANCELLED:
        raise CohortCancelled
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise EvaluationDaysInvalid(field="days", most=MOST_DAYS)
    wanted = {"automatic": automatic, "edition": edition, "days": days, "reminders": reminders}
    known = EvaluationSetting.objects.filter(cohort=row).select_related("edition").first()
    if known is not None and {name: getattr(known, name) for name in wanted} == wanted:
        return known
    made, _created = EvaluationSetting.objects.update_or_create(
        cohort=row, defaults={**wanted, "decided_at": at}
    )
    facts = wanted | {"edition": edition.public_id if edition else None}
    record(actor, Verb.EVALUATION_ARRANGED, row, at=at, facts=facts)
    return made


@transaction.atomic
def make_usual(*, actor: Actor, questionnaire: Questionnaire, at: datetime) -> Questionnaire:
    """Take this questionnaire where nobody chose another; the one before it is usual no more."""
    # All in the order of their keys: two that are made usual at once wait for each other.
    rows = {
        row.pk: row for row in Questionnaire.objects.select_for_update(no_key=True).order_by("pk")
    }
    row = rows[questionnaire.pk]
    if row.usual:
        return row
    Questionnaire.objects.filter(usual=True).update(usual=False)
    row.usual = True
    row.save(update_fields=["usual"])
    record(actor, Verb.QUESTIONNAIRE_USUAL, row, at=at)
    return row


@dataclass(slots=True)
class Opened:
    """What one round of opening came to: cohorts opened, and those that cannot be."""

    opened: int = 0
    unfit: int = 0
    without_questionnaire: int = 0


def open_due(*, at: datetime) -> Opened:
    """Open the evaluation of every cohort whose teaching is over, if it opens by itself."""
    said = Opened()
    for cohort in queries.perhaps_due(clock.local_date(at)):
        _open(cohort, said, at=at)
    return said


@transaction.atomic
def _open(cohort: Cohort, said: Opened, *, at: datetime) -> None:
    row = locks.cohort_row(cohort.pk)
    local = at.astimezone(clock.LOCAL).replace(tzinfo=None)
    arranged = queries.arrangement_of(row, on=local.date())
    until = queries.taught_until([row.pk]).get(row.pk)
    if not arranged.automatic or not rules.is_due(row.ends_on, taught_until=until, now=local):
        return
    if Evaluation.objects.filter(cohort=row).exists():
        return
    if arranged.edition is None:
        said.without_questionnaire += 1
        return
    try:
        evaluations.open_(
            actor=ACTOR, cohort=row, edition=arranged.edition, days=arranged.days, at=at
        )
    except Refusal:
        # Too few to be asked: the page of the cohort says so to whoever looks.
        said.unfit += 1
    else:
        said.opened += 1


def remind_due(*, at: datetime) -> int:
    """Remind those who have not answered; return how many evaluations were looked through."""
    today = clock.local_date(at)
    return sum(_remind(each, at=at) for each in queries.open_on(today))


@transaction.atomic
def _remind(evaluation: Evaluation, *, at: datetime) -> bool:
    # The evaluation's lock: whoever is answering just now is not reminded of it.
    row = (
        Evaluation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("cohort")
        .get(pk=evaluation.pk)
    )
    local = at.astimezone(clock.LOCAL).replace(tzinfo=None)
    which = rules.reminder_due(
        row.opens_on, row.last_on, settings.EVALUATION_REMIND_DAYS, now=local
    )
    if which is None or not queries.arrangement_of(row.cohort, on=local.date()).reminders:
        return False
    waiting = Turnout.objects.filter(
        evaluation=row, answered=False, person__left_on__isnull=True
    ).values_list("person_id", flat=True)
    notices.tell(
        topic=topics.EVALUATION_REMINDER,
        persons=list(waiting),
        facts={"cohort": row.cohort.name, "last_on": row.last_on},
        path=reverse("courses:evaluate", args=[row.public_id]),
        key=f"evaluation:{row.public_id}:reminder:{which}",
        at=at,
    )
    return True


def tell_results(*, at: datetime) -> int:
    """Tell instructors once that results about them can be seen; return of how many evaluations."""
    local = at.astimezone(clock.LOCAL).replace(tzinfo=None)
    if local.time() < rules.EARLIEST:
        return 0
    closed = queries.just_closed(local.date()).select_related("cohort")
    return sum(_tell_results(each, at=at) for each in closed)


@transaction.atomic
def _tell_results(evaluation: Evaluation, *, at: datetime) -> bool:
    today = clock.local_date(at)
    if results_of(evaluation, on=today).shown is not Shown.YES:
        return False
    notices.tell(
        topic=topics.EVALUATION_RESULTS,
        persons=queries.rated_persons(evaluation, on=today),
        facts={"cohort": evaluation.cohort.name, "last_on": evaluation.last_on},
        path=reverse("courses:evaluation", args=[evaluation.cohort.public_id]),
        key=f"evaluation:{evaluation.public_id}:results",
        at=at,
    )
    return True
