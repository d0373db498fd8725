"""When it is taught: dated runs of a course and their quotas."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q

from academy.people.models import Unit
from academy.shared import fields
from courses.enums import CohortState
from courses.models.catalogue import Syllabus
from courses.models.constraints import at_by_state
from courses.rules.calendar import Span

_PUBLISHED = (CohortState.PUBLISHED, CohortState.RUNNING, CohortState.CLOSED)


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Filters of cohorts."""

    def overlapping(self, span: Span) -> "CohortQuerySet":
        """Those that have a day in common with `span` and were not cancelled."""
        return self.filter(starts_on__lte=span.ends_on, ends_on__gte=span.starts_on).exclude(
            state=CohortState.CANCELLED
        )

    def in_states(self, states: Iterable[CohortState]) -> "CohortQuerySet":
        """Those in one of the given states."""
        return self.filter(state__in=[each.value for each in states])


class Cohort(models.Model):
    """One dated run (期, 班) of a syllabus, from `starts_on` to `ends_on`, both included."""

    public_id = fields.public_id()
    syllabus = models.ForeignKey(Syllabus, on_delete=models.PROTECT, related_name="cohorts")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    starts_on = models.DateField(db_index=True)
    ends_on = models.DateField()
    capacity = models.PositiveIntegerField()
    state = fields.state(CohortState, CohortState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True, default="")
    # Why it runs although it meets a public holiday or a closed day; empty where it meets none.
    holiday_reason = models.CharField(max_length=200, blank=True, default="")

    objects = CohortQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("state", CohortState, "courses_cohort_state"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="courses_cohort_capacity"),
            models.CheckConstraint(condition=Q(number__gte=1), name="courses_cohort_number"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="courses_cohort_dates"
            ),
            models.UniqueConstraint(
                fields=["syllabus", "year", "number"], name="courses_cohort_number_once"
            ),
            at_by_state(
                "published_at",
                must=_PUBLISHED,
                may=(CohortState.CANCELLED,),
                name="courses_cohort_published_at",
            ),
            fields.at_with_state(
                "opened_at",
                "state",
                {CohortState.RUNNING, CohortState.CLOSED},
                "courses_cohort_opened_at",
            ),
            fields.at_with_state(
                "closed_at", "state", {CohortState.CLOSED}, "courses_cohort_closed_at"
            ),
            fields.at_with_state(
                "cancelled_at", "state", {CohortState.CANCELLED}, "courses_cohort_cancelled_at"
            ),
            models.CheckConstraint(
                condition=Q(state=CohortState.CANCELLED.value, cancel_reason__gt="")
                | (~Q(state=CohortState.CANCELLED.value) & Q(cancel_reason="")),
                name="courses_cohort_cancel_reason",
            ),
        ]
        indexes = [models.Index(fields=["starts_on", "ends_on"])]

    def __str__(self) -> str:
        return self.name

    @property
    def span(self) -> Span:
        """The cohort's days."""
        return Span(self.starts_on, self.ends_on)


class Quota(models.Model):
    """How many of a cohort's seats a unit, with all below it, may fill."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="quotas")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    seats = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "unit"], name="courses_quota_once"),
            models.CheckConstraint(condition=Q(seats__gte=0), name="courses_quota_seats"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.seats}"
