"""Who teaches what to which cohort, on which half day."""

from datetime import date

from django.db import models
from django.db.models import Q

from academy.shared import fields
from courses.enums import CohortState
from courses.enums.teaching import DayPart
from courses.models.catalogue import Subject
from courses.models.cohort import Cohort
from courses.models.instructor import Instructor
from courses.rules.calendar import Span


class TeachingQuerySet(models.QuerySet["Teaching"]):
    """Filters of lines of teaching."""

    def standing(self) -> "TeachingQuerySet":
        """Those that hold: not withdrawn, and of a cohort that was not cancelled."""
        return self.filter(withdrawn_at__isnull=True).exclude(cohort__state=CohortState.CANCELLED)

    def within(self, span: Span) -> "TeachingQuerySet":
        """Those on the days of `span`."""
        return self.filter(taught_on__gte=span.starts_on, taught_on__lte=span.ends_on)

    def in_year(self, year: int) -> "TeachingQuerySet":
        """Those of a calendar year."""
        return self.filter(taught_on__gte=date(year, 1, 1), taught_on__lt=date(year + 1, 1, 1))


class Teaching(models.Model):
    """One instructor teaching one subject to one cohort on one part of a day, for some hours.

    An instructor has one such line for a part of a day, which the schema holds. A line that does
    not come about is withdrawn with a reason, not deleted; hours taught are the sum of those that
    stand.
    """

    public_id = fields.public_id()
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="teachings")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="teachings")
    instructor = models.ForeignKey(Instructor, on_delete=models.PROTECT, related_name="teachings")
    taught_on = models.DateField()
    part = fields.enum_field(DayPart)
    hours = fields.hours()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, default="")

    objects = TeachingQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("part", DayPart, "courses_teaching_part"),
            models.CheckConstraint(
                condition=Q(hours__gt=0) & Q(hours__lte=6), name="courses_teaching_hours"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, reason="")
                | Q(withdrawn_at__isnull=False, reason__gt=""),
                name="courses_teaching_reason",
            ),
            models.UniqueConstraint(
                fields=["instructor", "taught_on", "part"],
                condition=Q(withdrawn_at__isnull=True),
                name="courses_teaching_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["cohort", "taught_on"]),
            models.Index(fields=["instructor", "taught_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.instructor_id} → {self.cohort_id} {self.taught_on} {self.part}"


class CohortLead(models.Model):
    """The instructor who answers for the teaching of one cohort (主责教官)."""

    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, related_name="lead")
    instructor = models.ForeignKey(Instructor, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.instructor_id} leads {self.cohort_id}"
