"""What one person's training record is told from, as of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import ExtractYear

from academy.people.models import Assignment, Person
from academy.people.queries import kinds
from academy.people.queries.kinds import KindSpan
from academy.reporting.models import Exclusion
from academy.reporting.queries import completion
from academy.reporting.queries.left_out import with_seat_approvals
from academy.reporting.rules.asking import Ask
from certificates.models import Certificate
from courses.enums import FINISHED, SEATED
from courses.models import Enrolment, HoursEntry
from courses.queries import owing, stay
from courses.queries.owing import Owing
from courses.queries.stay import StayFigures

YEARS = 5
"""How many years' requirements are told, the year of the day included."""


def service(person: Person, on: date) -> list[Assignment]:
    """Return where the person served up to a day, the first place first."""
    rows = Assignment.objects.filter(person=person, valid_from__lte=on)
    return list(rows.select_related("unit", "post", "rank").order_by("valid_from"))


def kinds_until(person: Person, on: date) -> list[KindSpan]:
    """Return the staff kinds the person was of up to a day, the first one first."""
    spans = kinds.history_of(person)[::-1]
    return [each for each in spans if each.since is None or each.since <= on]


def cohorts(person: Person, ask: Ask) -> list[dict[str, Any]]:
    """Return the facts of the completion report about the person, by the day the cohort began."""
    also = (*completion.FACTS.also, "completion__valid_until_on")
    rows = completion.judged(ask, *also).filter(person=person)
    return with_seat_approvals(list(rows.order_by("cohort__starts_on", "pk")), ask)


def left_for_others(person: Person, before: datetime) -> list[Enrolment]:
    """Return the seats that were given up for one in another cohort."""
    rows = Enrolment.objects.filter(
        person=person, enrolled_at__lt=before, transferred_at__lt=before
    )
    return list(rows.select_related("cohort").order_by("cohort__starts_on", "pk"))


def ledger(person: Person, before: datetime) -> list[HoursEntry]:
    """Return the ledger's lines known at an instant, by the day they were earned on."""
    rows = HoursEntry.objects.filter(person=person, recorded_at__lt=before)
    also = ("track", "category", "completion__enrolment__cohort")
    return list(rows.select_related(*also).order_by("earned_on", "pk"))


def hours_by_year(person: Person, before: datetime) -> dict[int, Decimal]:
    """Return the hours of each calendar year as known at an instant; one query."""
    rows = (
        HoursEntry.objects.filter(person=person, recorded_at__lt=before)
        .order_by()
        .annotate(year=ExtractYear("earned_on"))
        .values_list("year")
        .annotate(total=Sum("hours"))
    )
    return {year: Decimal(total).quantize(Decimal("0.1")) for year, total in rows}


def requirements(person: Person, on: date) -> list[tuple[int, Owing]]:
    """Return how the person stood at the end of each of the last years, and stands on the day.

    Of the ledger what was recorded by the end of `on`. A query for each edition and year.
    """
    found: list[tuple[int, Owing]] = []
    for year in range(on.year, on.year - YEARS, -1):
        day = on if year == on.year else date(year, 12, 31)
        ask = owing.Ask(day, person_ids=(person.pk,), known_before=owing.end_of(on))
        found += [(year, each) for each in owing.standings(ask)]
    return found


def certificates(person: Person, before: datetime) -> list[Certificate]:
    """Return the person's certificates issued by then, the first one first."""
    rows = Certificate.objects.filter(person=person, issued_at__lt=before)
    return list(
        rows.select_related("completion__enrolment__cohort").order_by("issued_on", "number")
    )


def exclusions(person: Person, before: datetime) -> "QuerySet[Exclusion]":
    """Return when the person was left out of the figures, as was known at an instant."""
    rows = Exclusion.objects.known_at(before).of([person.pk])
    return rows.select_related("track").order_by("valid_from", "pk")


@dataclass(frozen=True, slots=True)
class Stay:
    """A place of today with what its stay comes to."""

    enrolment: Enrolment
    figures: StayFigures


def stays(person: Person, before: datetime, *, at: datetime) -> Sequence[Stay]:
    """Return the places that were taken by then and are not given up, with their sums of today."""
    states = sorted(each.value for each in SEATED | FINISHED)
    rows = list(
        Enrolment.objects.filter(person=person, enrolled_at__lt=before, state__in=states)
        .select_related("cohort__syllabus")
        .order_by("cohort__starts_on", "pk")
    )
    found = stay.figures(rows, at=at)
    return [Stay(row, found[row.pk]) for row in rows]
