"""The names that stand above a report, and what its filters offer."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max, QuerySet

from academy.reporting import labels
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.periods import Period
from academy.shared.errors import NotFound
from courses.enums import CohortState
from courses.models import Cohort, Enrolment, Requirement, Track


@dataclass(frozen=True, slots=True)
class Heading:
    """Track, cohort and requirement in words."""

    track: str
    cohort: str
    requirement: str


def heading(ask: Ask) -> Heading:
    """Return the names of what the report was narrowed to; a query for each that was.

    Raises:
        NotFound: the track, cohort or requirement does not exist.
    """
    return named(ask.track, ask.cohort, ask.requirement)


def named(track_code: str, cohort_id: UUID | None, requirement_code: str) -> Heading:
    """Return the names of a track, a cohort and a requirement; "" and None are all of them.

    Raises:
        NotFound: one of them does not exist.
    """
    track, cohort = str(labels.ALL_TRACKS), str(labels.ALL_COHORTS)
    requirement = str(labels.ALL_REQUIREMENTS)
    if track_code:
        name = Track.objects.filter(code=track_code).values_list("name", flat=True).first()
        if name is None:
            raise NotFound(field="track")
        track = name
    if cohort_id:
        title = Cohort.objects.filter(public_id=cohort_id).values_list("name", flat=True).first()
        if title is None:
            raise NotFound(field="cohort")
        cohort = title
    if requirement_code:
        rows = Requirement.objects.filter(code=requirement_code)
        owed = rows.values_list("name", flat=True).first()
        if owed is None:
            raise NotFound(field="requirement")
        requirement = owed
    return Heading(track, cohort, requirement)


def tracks() -> QuerySet[Track]:
    """Return the tracks to choose from, by code."""
    return Track.objects.order_by("code")


def cohorts(period: Period) -> QuerySet[Cohort]:
    """Return the cohorts that began in a period, as they were held."""
    began = Cohort.objects.filter(starts_on__gte=period.starts_on, starts_on__lt=period.until_on)
    return began.exclude(state=CohortState.DRAFT.value).order_by("starts_on", "number", "pk")


def latest_start(ask: Ask) -> date | None:
    """Return when the last cohort began that had people of the scope, by `as_of`; None if none."""
    rows = Enrolment.objects.filter(
        unit_id__in=ask.scope, enrolled_at__isnull=False, cohort__starts_on__lte=ask.as_of
    )
    latest: date | None = rows.aggregate(latest=Max("cohort__starts_on"))["latest"]
    return latest


def requirements() -> QuerySet[Requirement]:
    """Return the requirements to choose from, by code."""
    return Requirement.objects.order_by("code")
