"""The facts of the exam report: one line for each person and exam, judged as of a day."""

from functools import partial
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
    When,
)
from django.db.models.functions import Coalesce

from academy.reporting.enums import Sitting
from academy.reporting.queries import completion, dimensions
from academy.reporting.queries.days import ends_at
from academy.reporting.queries.facts import QueryFacts, one_if
from academy.reporting.queries.left_out import COHORT, spared, with_seat_approvals
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
    "due", "excluded", "absent", "sat_first", "sat_make_up", "sat", "passed_first",
    "passed_make_up", "passed", "excellent", "scored", *(name for name, _from, _below in BANDS),
    "score_hundredths",
)  # fmt: skip


def judged(ask: Ask, *also: str) -> "QuerySet[ExamOutcome, dict[str, Any]]":
    """Return one dict for each enrolment and exam: a 0/1 for every figure, and the score shown.

    The score shown is that of the first sitting, or, where the question is about make-ups too,
    that of the make-up where one was sat. Who withdrew by then, or is left out by approval, is
    `excluded` and in no other figure.
    """
    before = ends_at(ask)
    first, make_up = (Q(attempt=each.value) for each in (AttemptKind.FIRST, AttemptKind.MAKE_UP))
    absent = Q(verdict=OutcomeVerdict.ABSENT.value)
    passed = Q(verdict=OutcomeVerdict.PASSED.value)
    rows: QuerySet[ExamOutcome, dict[str, Any]] = (
        ExamOutcome.objects.filter(
            completion.asked_about(ask, "enrolment__"), recorded_at__lt=before
        )
        .values("enrolment_id", "exam_ref", *also, unit_id=F("enrolment__unit_id"))
        .annotate(left_out=spared(ask, "enrolment", "enrolment__"))
        .annotate(
            fact=Min("pk"),
            part=dimensions.part(ask, PATHS),
            withdrew=_any(Q(enrolment__withdrawn_at__lt=before)),
            spared=_any(Q(left_out__isnull=False)),
            firsts=_any(first),
            first_sat=_any(first & ~absent),
            make_up_sat=_any(make_up & ~absent),
            first_passed=_any(first & passed),
            make_up_passed=_any(make_up & passed),
            distinguished=_any(first & passed & Q(excellent=True)),
            first_score=Max(hundredths(), filter=first & ~absent),
            make_up_score=Max(hundredths(), filter=make_up & ~absent),
        )
        .annotate(
            shown=Case(When(_STAYS, then=_shown(ask)), default=None),
            **{name: one_if(_STAYS & condition) for name, condition in _CONDITIONS.items()},
            excluded=one_if(~_STAYS),
            named=one_if(Q(withdrew=0, spared=1)),
        )
        .annotate(
            scored=one_if(Q(shown__isnull=False)),
            **{name: one_if(Q(shown__gte=start, shown__lt=below)) for name, start, below in BANDS},
            score_hundredths=Coalesce(F("shown"), 0, output_field=BigIntegerField()),
        )
    )
    return rows


_STAYS = Q(withdrew=0, spared=0)
_CONDITIONS = {
    "due": Q(),
    "absent": Q(firsts=1, first_sat=0),
    "sat_first": Q(first_sat=1),
    "sat_make_up": Q(make_up_sat=1),
    "sat": Q(first_sat=1) | Q(make_up_sat=1),
    "passed_first": Q(first_passed=1),
    "passed_make_up": Q(first_passed=0, make_up_passed=1),
    "passed": Q(first_passed=1) | Q(make_up_passed=1),
    "excellent": Q(distinguished=1),
}
"""What each figure of who stays means, over the columns of `judged`."""


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
        "enrolment__person_id",
        "enrolment__reason",
        "enrolment__withdrawn_at",
        "enrolment__staff_kind",
        "enrolment__person__name",
        "enrolment__person__staff_number",
        "enrolment__cohort__name",
        *(f"enrolment__{column}" for column in COHORT),
    ),
    person="enrolment__person",
    key="fact",
    enrich=partial(with_seat_approvals, way="enrolment__"),
)
