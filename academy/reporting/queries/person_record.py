"""What one person's training record is told from, as of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import ExtractYear

from academy.people.models import Assignment, Person
from academy.people.models.dated import known
from academy.people.queries import kinds
from academy.people.queries.kinds import KindSpan
from academy.reporting.models import Exclusion
from academy.reporting.queries import completion
from academy.reporting.queries.left_out import with_seat_approvals
from academy.reporting.rules.asking import Ask
from certificates.models import Certificate
from courses.models import Enrolment, HoursEntry
from courses.queries import owing, stay
from courses.queries.owing import Owing
from courses.queries.stay import StayFigures

YEARS = 5
"""How many years' requirements are told, the year of the day included."""


def service(person: Person, on: date, before: datetime) -> list[Assignment]:
    """Return where the person served up to a day, as was known at an instant; first place first.

    An end that was not known yet is None.
    """
    rows = Assignment.every.filter(known(before), person=person, valid_from__lte=on)
    found = list(rows.select_related("unit", "post", "rank").order_by("valid_from"))
    for row in found:
        if row.closed_at is not None and row.closed_at >= before:
            row.valid_until = None
    return found


def joined_on(person: Person, before: datetime) -> date | None:
    """Return the joining day that was on the person's file just before an instant."""
    replaced = person.former_joinings.filter(replaced_at__gte=before).order_by("replaced_at")
    row = replaced.first()
    return person.joined_on if row is None else row.joined_on


def kinds_until(person: Person, on: date, before: datetime) -> list[KindSpan]:
    """Return the staff kinds the person was of up to a day, as known then; the first one first."""
    spans = kinds.history_of(person, before)[::-1]
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

    Of the ledger what was recorded, and of the requirements what was published, by the end of
    `on`. A query for each edition and year.
    """
    found: list[tuple[int, Owing]] = []
    known = owing.end_of(on)
    for year in range(on.year, on.year - YEARS, -1):
        day = on if year == on.year else date(year, 12, 31)
        ask = owing.Ask(day, person_ids=(person.pk,), known_before=known)
        editions = [
            each
            for each in owing.editions_on(day)
            if known is None or (each.published_at is not None and each.published_at < known)
        ]
        found += [(year, each) for each in owing.standings(ask, editions)]
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
    """A place with what its stay comes to."""

    enrolment: Enrolment
    figures: StayFigures


def stays(person: Person, before: datetime) -> Sequence[Stay]:
    """Return the places that were taken by then and not given up, with their sums as of then."""
    rows = list(
        Enrolment.objects.in_seat(before)
        .filter(person=person)
        .select_related("cohort__syllabus")
        .order_by("cohort__starts_on", "pk")
    )
    found = stay.figures(rows, at=before, known_before=before)
    return [Stay(row, found[row.pk]) for row in rows]
