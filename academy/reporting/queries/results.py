"""The facts of the exam report: one line for each person and exam, judged as of a day."""

from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    F,
    IntegerField,
    Max,
    Min,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from academy.reporting.enums import Sitting
from academy.reporting.queries import completion, dimensions
from academy.reporting.queries.days import ends_at
from academy.reporting.queries.facts import QueryFacts, one_if
from academy.reporting.queries.scores import hundredths
from academy.reporting.rules.asking import Ask
from courses.enums import AttemptKind, OutcomeVerdict
from courses.models import ExamOutcome

PATHS = {key: f"enrolment__{path}" for key, path in completion.PATHS.items()}
BANDS: tuple[tuple[str, int, int], ...] = (
    ("below_60", 0, 6000),
    ("from_60", 6000, 7000),
    ("from_70", 7000, 8000),
    ("from_80", 8000, 9000),
    ("from_90", 9000, 10001),
)
"""Bands of scores: name, from, below, in hundredths of a per cent of full marks."""
COUNTS = (
    "due", "absent", "sat_first", "sat_make_up", "sat", "passed_first", "passed_make_up",
    "passed", "excellent", "scored", *(name for name, _from, _below in BANDS), "score_hundredths",
)  # fmt: skip


def judged(ask: Ask, *also: str) -> "QuerySet[ExamOutcome, dict[str, Any]]":
    """Return one dict for each enrolment and exam: a 0/1 for every figure, and the score shown.

    The score shown is that of the first sitting, or, where the question is about make-ups too,
    that of the make-up where one was sat. Who withdrew by then is in none of the figures.
    """
    before = ends_at(ask)
    stays = Q(enrolment__withdrawn_at__isnull=True) | Q(enrolment__withdrawn_at__gte=before)
    first, make_up = (Q(attempt=each.value) for each in (AttemptKind.FIRST, AttemptKind.MAKE_UP))
    absent = Q(verdict=OutcomeVerdict.ABSENT.value)
    passed = Q(verdict=OutcomeVerdict.PASSED.value)
    rows: QuerySet[ExamOutcome, dict[str, Any]] = (
        ExamOutcome.objects.filter(
            stays, completion.asked_about(ask, "enrolment__"), recorded_at__lt=before
        )
        .values("enrolment_id", "exam_ref", *also, unit_id=F("enrolment__unit_id"))
        .annotate(
            fact=Min("pk"),
            part=dimensions.part(ask, PATHS),
            firsts=_any(first),
            sat_first=_any(first & ~absent),
            sat_make_up=_any(make_up & ~absent),
            passed_first=_any(first & passed),
            make_up_passed=_any(make_up & passed),
            excellent=_any(first & passed & Q(excellent=True)),
            first_score=Max(hundredths(), filter=first & ~absent),
            make_up_score=Max(hundredths(), filter=make_up & ~absent),
        )
        .annotate(shown=_shown(ask))
        .annotate(
            due=Value(1, output_field=IntegerField()),
            absent=one_if(Q(firsts=1, sat_first=0)),
            sat=one_if(Q(sat_first=1) | Q(sat_make_up=1)),
            passed_make_up=one_if(Q(passed_first=0, make_up_passed=1)),
            passed=one_if(Q(passed_first=1) | Q(make_up_passed=1)),
            scored=one_if(Q(shown__isnull=False)),
            **{name: one_if(Q(shown__gte=start, shown__lt=below)) for name, start, below in BANDS},
            score_hundredths=Coalesce(F("shown"), 0, output_field=BigIntegerField()),
        )
    )
    return rows


def _any(condition: Q) -> Max:
    return Max(Case(When(condition, then=1), default=0, output_field=IntegerField()))


def _shown(ask: Ask) -> F | Coalesce:
    if ask.sitting is Sitting.FIRST:
        return F("first_score")
    return Coalesce("make_up_score", "first_score")


FACTS = QueryFacts(
    judged=judged,
    model=ExamOutcome,
    counts=COUNTS,
    also=(
        "enrolment__public_id",
        "enrolment__staff_kind",
        "enrolment__person__name",
        "enrolment__person__staff_number",
        "enrolment__cohort__name",
        "enrolment__cohort__starts_on",
    ),
    person="enrolment__person",
    key="fact",
)
