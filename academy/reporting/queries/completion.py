"""The facts of the completion report: one line for each enrolment, judged as of a day."""

from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DecimalField,
    F,
    FilteredRelation,
    Max,
    Min,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Round

from academy.reporting.enums import Dimension, Figure
from academy.reporting.queries import dimensions
from academy.reporting.queries.days import ends_at
from academy.reporting.queries.facts import QueryFacts, one_if
from academy.reporting.queries.left_out import (
    COHORT,
    seats_left_out,
    spared,
    with_seat_approvals,
)
from academy.reporting.queries.scores import hundredths
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.figures import COUNT_NAMES
from courses.enums import AttemptKind, HoursSource, OutcomeVerdict
from courses.models import Enrolment

PATHS = {
    Dimension.STAFF_KIND: "staff_kind",
    Dimension.RANK_BAND: "rank_id",
    Dimension.TRACK: "cohort__syllabus__course__track__code",
}
_HOURS: "DecimalField[Any, Any]" = DecimalField(max_digits=8, decimal_places=1)
_NO_HOURS = Value(0, output_field=_HOURS)


def asked_about(ask: Ask, way: str = "") -> Q:
    """Return the condition of the enrolments that a report is about: had a seat by then.

    `way` leads from the row to its enrolment ("enrolment__"). Who was transferred by then is
    counted in the cohort they went to, and there alone.
    """
    stayed = Q(**{f"{way}transferred_at__isnull": True}) | Q(
        **{f"{way}transferred_at__gte": ends_at(ask)}
    )
    return stayed & seats_asked_about(ask, way)


def seats_asked_about(ask: Ask, way: str = "") -> Q:
    """Return the condition of all seats taken by then, those that were transferred away too."""
    paths = {key: f"{way}{path}" for key, path in PATHS.items()}
    condition = dimensions.narrowed(ask, paths) & Q(
        **{
            f"{way}unit_id__in": ask.scope,
            f"{way}enrolled_at__lt": ends_at(ask),
            f"{way}cohort__starts_on__gte": ask.period.starts_on,
            f"{way}cohort__starts_on__lt": ask.period.until_on,
        }
    )
    return condition & Q(**{f"{way}cohort__public_id": ask.cohort}) if ask.cohort else condition


def enrolments(ask: Ask) -> "QuerySet[Enrolment]":
    """Return the enrolments that the report is about, whatever came after."""
    return Enrolment.objects.filter(asked_about(ask))


def required(ask: Ask) -> "QuerySet[Enrolment]":
    """Return the enrolments behind 应训: neither withdrawn by then nor left out by approval."""
    stays = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=ends_at(ask))
    return enrolments(ask).filter(stays).exclude(pk__in=seats_left_out(ask).values("pk"))


def judged(ask: Ask, *also: str) -> "QuerySet[Enrolment, dict[str, Any]]":
    """Return one dict for each enrolment: ids, a 0/1 for every figure, and the two sums.

    `also` names further columns to have in it. A person has passed when every exam of the cohort
    is passed, at the first sitting or the make-up; the score is that of the worst exam, as at
    close-out.
    """
    before = ends_at(ask)
    known = Q(outcomes__recorded_at__lt=before)
    first = known & Q(outcomes__attempt=AttemptKind.FIRST.value)
    make_up = known & Q(outcomes__attempt=AttemptKind.MAKE_UP.value)
    absent = Q(outcomes__verdict=OutcomeVerdict.ABSENT.value)
    passed = Q(outcomes__verdict=OutcomeVerdict.PASSED.value)
    scored = first & ~absent & Q(outcomes__score__isnull=False)
    rows: QuerySet[Enrolment, dict[str, Any]] = (
        enrolments(ask)
        .values("id", "unit_id", "person_id", *also)
        .annotate(credit=_credit(before), left_out=spared(ask))
        .annotate(
            part=dimensions.part(ask, PATHS),
            reported=Count("outcomes", filter=known),
            firsts=Count("outcomes", filter=first),
            firsts_sat=Count("outcomes", filter=first & ~absent),
            firsts_passed=Count("outcomes", filter=first & passed),
            firsts_excellent=Count("outcomes", filter=first & passed & Q(outcomes__excellent=True)),
            make_ups_sat=Count("outcomes", filter=make_up & ~absent),
            passes=Count("outcomes", filter=known & passed),
            lowest=Min(hundredths("outcomes__"), filter=scored),
            make_up_lowest=Min(hundredths("outcomes__"), filter=make_up & ~absent),
            earned=_earned(before),
            **_placement(before),
        )
        .annotate(
            **{figure.value: one_if(condition) for figure, condition in _conditions().items()}
        )
        .annotate(
            score_hundredths=Case(
                When(scored=1, then=F("lowest")), default=0, output_field=BigIntegerField()
            ),
            hours_tenths=Case(
                When(required=1, then=Cast(Round(F("earned") * 10), BigIntegerField())),
                default=0,
                output_field=BigIntegerField(),
            ),
        )
    )
    return rows


def _placement(before: datetime) -> dict[str, Max]:
    """Return what is said of the enrolment itself; as sums, so that it is grouped by key alone."""
    out, came = Q(withdrawn_at__lt=before), Q(checked_in_at__lt=before)
    left_out = Q(left_out__isnull=False)
    return {"gone": Max(one_if(out)), "came": Max(one_if(came)), "spared": Max(one_if(left_out))}


def _conditions() -> dict[Figure, Q]:
    """What each figure means, over the columns of `judged`; the glossary says it in words."""
    stays = Q(gone=0, spared=0)
    sat_first = stays & Q(firsts_sat__gt=0)
    passed_first = sat_first & Q(firsts_passed__gt=0, firsts_passed__gte=F("firsts"))
    passed = stays & Q(passes__gt=0, passes__gte=F("firsts"))
    return {
        Figure.REQUIRED: stays,
        Figure.EXCLUDED: Q(gone=1) | Q(spared=1),
        Figure.WITHDREW: Q(gone=1),
        Figure.NAMED: Q(gone=0, spared=1),
        Figure.ATTENDED: stays & Q(came=1),
        Figure.DUE: stays & Q(reported__gt=0),
        Figure.SAT_FIRST: sat_first,
        Figure.SAT_MAKE_UP: stays & Q(make_ups_sat__gt=0),
        Figure.SAT: stays & (Q(firsts_sat__gt=0) | Q(make_ups_sat__gt=0)),
        Figure.PASSED_FIRST: passed_first,
        Figure.PASSED_MAKE_UP: passed & (Q(firsts_passed__lt=F("firsts")) | Q(firsts=0)),
        Figure.PASSED: passed,
        Figure.EXCELLENT: passed_first & Q(firsts_excellent__gte=F("firsts")),
        Figure.SCORED: sat_first & Q(lowest__isnull=False),
        Figure.CREDITED: stays & Q(earned__gt=0),
    }


def _credit(before: datetime) -> FilteredRelation:
    """Return the one line that close-out wrote into the ledger for an enrolment.

    Joined and not looked up: a look-up for each enrolment is four fifths of a report of a million.
    """
    return FilteredRelation(
        "completion__hours_entries",
        condition=Q(
            completion__hours_entries__source=HoursSource.COMPLETION.value,
            completion__hours_entries__recorded_at__lt=before,
        ),
    )


def _earned(before: datetime) -> Max:
    """Return the credit hours that the ledger holds for an enrolment, a reversal taken off."""
    taken_back = Case(
        When(credit__reversal__recorded_at__lt=before, then=F("credit__reversal__hours")),
        default=_NO_HOURS,
    )
    return Max(Coalesce("credit__hours", _NO_HOURS) + taken_back, output_field=_HOURS)


def person_count(ask: Ask) -> int:
    """Return how many different people stand behind 应训: one may be in several cohorts."""
    count: int = required(ask).aggregate(count=Count("person_id", distinct=True))["count"]
    return count


FACTS = QueryFacts(
    judged=judged,
    model=Enrolment,
    counts=COUNT_NAMES,
    also=(
        "public_id",
        "staff_kind",
        "reason",
        "checked_in_at",
        "withdrawn_at",
        "person__name",
        "person__staff_number",
        "person__id_number",
        "cohort__name",
        *COHORT,
    ),
    enrich=with_seat_approvals,
)
