"""The facts of the report on attendance and conduct: seats with hours, calls, leaves, entries.

Whatever was corrected, voided or reversed after a day is told of that day as it was known then.
Who was transferred brings along what is on record of them: the hours count where they were called,
the head where the person went.
"""

from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Round

from academy.reporting.queries import completion, dimensions
from academy.reporting.queries.days import ends_at
from academy.reporting.queries.facts import QueryFacts, one_if
from academy.reporting.rules.asking import Ask
from courses.enums.attendance import HERE, ON_LEAVE, ConductEffect, Presence
from courses.models import ConductEntry, Enrolment, Leave, RollCallLine

PATHS = {key: f"enrolment__{path}" for key, path in completion.PATHS.items()}
_THERE = sorted(each.value for each in {*HERE, Presence.ON_DUTY})
_LEAVE = sorted(each.value for each in ON_LEAVE)
_REMARKED = sorted(
    each.value for each in Presence if each not in (Presence.PRESENT, Presence.ON_DUTY)
)
_OF_PERSON = (
    "enrolment__public_id",
    "enrolment__person__name",
    "enrolment__person__staff_number",
    "enrolment__cohort__name",
)


def _seats(ask: Ask, *also: str) -> "QuerySet[Enrolment, dict[str, Any]]":
    """Return one dict for each seat whose person had come, with hours in tenths by what was called.

    `came` is 0 for a seat that was left for another cohort: its person is counted there.
    """
    before = ends_at(ask)
    later = RollCallLine.objects.filter(
        roll_call=OuterRef("roll_call_lines__roll_call"),
        enrolment=OuterRef("pk"),
        revision__gt=OuterRef("roll_call_lines__revision"),
        recorded_at__lt=before,
    )
    said = (
        Q(roll_call_lines__recorded_at__lt=before)
        & (
            Q(roll_call_lines__roll_call__voided_at__isnull=True)
            | Q(roll_call_lines__roll_call__voided_at__gte=before)
        )
        & Q(~Exists(later))
    )
    stayed = Q(transferred_at__isnull=True) | Q(transferred_at__gte=before)
    rows: QuerySet[Enrolment, dict[str, Any]] = (
        Enrolment.objects.filter(completion.seats_asked_about(ask), checked_in_at__lt=before)
        .values("id", "unit_id", *also)
        .annotate(
            part=dimensions.part(ask, completion.PATHS),
            came=one_if(stayed),
            called_tenths=_tenths(said),
            there_tenths=_tenths(said & Q(roll_call_lines__presence__in=_THERE)),
            leave_tenths=_tenths(said & Q(roll_call_lines__presence__in=_LEAVE)),
            absent_tenths=_tenths(said & Q(roll_call_lines__presence=Presence.ABSENT.value)),
        )
    )
    return rows


def _tenths(condition: Q) -> Coalesce:
    hours = Sum("roll_call_lines__roll_call__hours", filter=condition)
    return Coalesce(Cast(Round(hours * 10), BigIntegerField()), 0)


def _calls(ask: Ask, *also: str) -> "QuerySet[RollCallLine, dict[str, Any]]":
    """Return one dict for each roll-call's last word by then on somebody it remarks on."""
    before = ends_at(ask)
    rows: QuerySet[RollCallLine, dict[str, Any]] = (
        RollCallLine.objects.current(before)
        .filter(completion.seats_asked_about(ask, "enrolment__"), presence__in=_REMARKED)
        .values("id", *also, unit_id=F("enrolment__unit_id"))
        .annotate(
            part=dimensions.part(ask, PATHS),
            late=one_if(Q(presence=Presence.LATE.value)),
            left_early=one_if(Q(presence=Presence.LEFT_EARLY.value)),
            absent=one_if(Q(presence=Presence.ABSENT.value)),
        )
    )
    return rows


def _leaves(ask: Ask, *also: str) -> "QuerySet[Leave, dict[str, Any]]":
    """Return one dict for each leave that was granted by then, and not withdrawn again."""
    before = ends_at(ask)
    rows: QuerySet[Leave, dict[str, Any]] = (
        Leave.objects.granted(before)
        .filter(completion.seats_asked_about(ask, "enrolment__"))
        .values("id", *also, unit_id=F("enrolment__unit_id"))
        .annotate(part=dimensions.part(ask, PATHS), leaves=Value(1, output_field=IntegerField()))
    )
    return rows


def _entries(ask: Ask, *also: str) -> "QuerySet[ConductEntry, dict[str, Any]]":
    """Return one dict for each conduct entry that stood then, with what it took off in tenths."""
    before = ends_at(ask)
    reward = Q(effect=ConductEffect.REWARD.value)
    deducted = Q(effect=ConductEffect.DEDUCTION.value)
    rows: QuerySet[ConductEntry, dict[str, Any]] = (
        ConductEntry.objects.standing(before)
        .filter(completion.seats_asked_about(ask, "enrolment__"))
        .values("id", *also, unit_id=F("enrolment__unit_id"))
        .annotate(
            part=dimensions.part(ask, PATHS),
            breaches=one_if(~reward),
            rewards=one_if(reward),
            off_tenths=Case(
                When(deducted, then=Cast(Round(F("points") * -10), BigIntegerField())),
                default=0,
                output_field=BigIntegerField(),
            ),
        )
    )
    return rows


def person_count(ask: Ask) -> int:
    """Return how many different people came; one may have been in several cohorts."""
    rows = Enrolment.objects.filter(completion.asked_about(ask), checked_in_at__lt=ends_at(ask))
    return rows.values("person_id").distinct().count()


SEATS = QueryFacts(
    judged=_seats,
    model=Enrolment,
    counts=("came", "called_tenths", "there_tenths", "leave_tenths", "absent_tenths"),
    also=(
        "public_id",
        "staff_kind",
        "person__name",
        "person__staff_number",
        "cohort__name",
        "cohort__starts_on",
    ),
)
CALLS = QueryFacts(
    judged=_calls,
    model=RollCallLine,
    counts=("late", "left_early", "absent"),
    also=(
        *_OF_PERSON,
        "presence",
        "roll_call__called_on",
        "roll_call__formation",
        "roll_call__begins",
        "roll_call__hours",
    ),
    person="enrolment__person",
)
LEAVES = QueryFacts(
    judged=_leaves,
    model=Leave,
    counts=("leaves",),
    also=(*_OF_PERSON, "starts_at", "ends_at", "hours"),
    person="enrolment__person",
)
ENTRIES = QueryFacts(
    judged=_entries,
    model=ConductEntry,
    counts=("breaches", "rewards", "off_tenths"),
    also=(*_OF_PERSON, "occurred_on", "effect", "points", "rule__name"),
    person="enrolment__person",
)
