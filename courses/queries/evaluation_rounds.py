"""How an evaluation is to be opened: the cohort's own settings over the academy's, and when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from academy.people.enums import Role
from academy.people.models import Grant
from academy.people.queries import units
from courses.enums import CohortState
from courses.models import (
    Cohort,
    Evaluation,
    EvaluationSetting,
    Questionnaire,
    QuestionnaireEdition,
    Teaching,
)
from courses.rules import evaluation_rounds as rules


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How a cohort's evaluation opens; `edition` is None where no questionnaire can be told.

    `own` says that the cohort has settings of its own.
    """

    automatic: bool
    edition: QuestionnaireEdition | None
    days: int
    reminders: bool
    own: EvaluationSetting | None = None


def usual_edition(on: date) -> QuestionnaireEdition | None:
    """Return the edition in force of the usual questionnaire, or of the only one there is."""
    named = list(Questionnaire.objects.filter(usual=True).values_list("pk", flat=True))
    chosen = named or list(Questionnaire.objects.order_by("pk").values_list("pk", flat=True)[:2])
    if len(chosen) != 1:
        return None
    rows = QuestionnaireEdition.objects.filter(questionnaire=chosen[0], valid_from__lte=on)
    return rows.select_related("questionnaire").order_by("-number").first()


def arrangement_of(cohort: Cohort, *, on: date) -> Arrangement:
    """Return how a cohort's evaluation opens, seen from a day."""
    own = (
        EvaluationSetting.objects.filter(cohort=cohort)
        .select_related("edition__questionnaire")
        .first()
    )
    chosen = own.edition if own is not None else None
    return Arrangement(
        automatic=settings.EVALUATION_AUTO if own is None else own.automatic,
        edition=chosen or usual_edition(on),
        days=settings.EVALUATION_DAYS if own is None or own.days is None else own.days,
        reminders=own is None or own.reminders,
        own=own,
    )


def taught_until(cohort_ids: Collection[int]) -> dict[int, datetime]:
    """Return when the last line of each cohort's teaching ends, local; none without a line."""
    rows = Teaching.objects.filter(cohort__in=cohort_ids, withdrawn_at__isnull=True)
    found: dict[int, datetime] = {}
    for row in rows.order_by("taught_on", "ends"):
        found[row.cohort_id] = datetime.combine(row.taught_on, row.ends)
    return found


def perhaps_due(on: date) -> QuerySet[Cohort]:
    """Return the cohorts without an evaluation whose last day is past, or today, and not long."""
    return Cohort.objects.filter(
        state__in=[CohortState.RUNNING.value, CohortState.CLOSED.value],
        ends_on__lte=on,
        ends_on__gte=on - timedelta(days=rules.LATEST_DAYS),
        evaluation__isnull=True,
    ).order_by("pk")


def open_on(on: date) -> QuerySet[Evaluation]:
    """Return the evaluations that take answers on a day."""
    return Evaluation.objects.filter(opens_on__lte=on, last_on__gte=on).order_by("pk")


def just_closed(on: date) -> QuerySet[Evaluation]:
    """Return the evaluations that take no more answers, and have not for long."""
    return Evaluation.objects.filter(
        last_on__lt=on, last_on__gte=on - timedelta(days=rules.LATEST_DAYS)
    ).order_by("pk")


def rated_persons(evaluation: Evaluation, *, on: date) -> set[int]:
    """Return the people about whom an evaluation asks and who may open the page of its results."""
    rated = evaluation.lines.filter(instructor__person__left_on__isnull=True)
    ids = set(rated.values_list("instructor__person_id", flat=True)) - {None}
    holders = Grant.objects.filter(
        units.valid_on(on), role=Role.INSTRUCTOR.value, person_id__in=ids
    )
    return set(holders.values_list("person_id", flat=True))
