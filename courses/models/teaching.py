"""Who teaches what to which cohort, when and where."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q

from academy.shared import fields
from courses.enums import CohortState
from courses.models.catalogue import Subject
from courses.models.cohort import Cohort
from courses.models.instructor import Instructor
from courses.models.residence import Hall
from courses.rules.calendar import Span
from courses.rules.periods import Slot, Times


class TeachingQuerySet(models.QuerySet["Teaching"]):
    """Filters of lines of teaching."""

    def standing(self, known_before: datetime | None = None) -> "TeachingQuerySet":
        """Those that hold: not withdrawn, and of a cohort that was not cancelled.

        With `known_before` those that were written by that instant and not withdrawn yet.
        """
        rows, stood = (
            self.exclude(cohort__state=CohortState.CANCELLED),
            Q(withdrawn_at__isnull=True),
        )
        if known_before is None:
            return rows.filter(stood)
        return rows.filter(stood | Q(withdrawn_at__gte=known_before), recorded_at__lt=known_before)

    def within(self, span: Span) -> "TeachingQuerySet":
        """Those on the days of `span`."""
        return self.filter(taught_on__gte=span.starts_on, taught_on__lte=span.ends_on)

    def in_year(self, year: int) -> "TeachingQuerySet":
        """Those of a calendar year."""
        return self.filter(taught_on__gte=date(year, 1, 1), taught_on__lt=date(year + 1, 1, 1))


class Teaching(models.Model):
    """One instructor teaching one subject to one cohort at one time of one day, perhaps in a hall.

    `hours` are counted from its times when it is written. An instructor, and a hall, have one such
    line at a time, which the schema holds (`NeverAtOnce` in the migrations). What is held together
    is several lines with the same times, of which one books: for two cohorts before one instructor
    (合班) one line books the instructor, for all in one hall one books the hall. A line that does
    not come about is withdrawn with a reason, not deleted; another that was held together with it
    then books in its place. Hours taught are the sum of those that stand and book the instructor.
    """

    public_id = fields.public_id()
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="teachings")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="teachings")
    instructor = models.ForeignKey(Instructor, on_delete=models.PROTECT, related_name="teachings")
    hall = models.ForeignKey(
        Hall, on_delete=models.PROTECT, null=True, blank=True, related_name="teachings"
    )
    taught_on = models.DateField()
    begins = models.TimeField()
    ends = models.TimeField()
    hours = fields.hours()
    books_instructor = models.BooleanField(default=True)
    books_hall = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, default="")

    objects = TeachingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gt=0) & Q(hours__lte=6), name="courses_teaching_hours"
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=F("begins")), name="courses_teaching_times"
            ),
            models.CheckConstraint(
                condition=Q(books_hall=False) | Q(hall__isnull=False),
                name="courses_teaching_books_a_hall",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, reason="")
                | Q(withdrawn_at__isnull=False, reason__gt=""),
                name="courses_teaching_reason",
            ),
            models.UniqueConstraint(
                fields=["cohort", "instructor", "taught_on", "begins"],
                condition=Q(withdrawn_at__isnull=True),
                name="courses_teaching_once",
            ),
        ]
        indexes = [
            models.Index(fields=["cohort", "taught_on"]),
            models.Index(fields=["instructor", "taught_on"]),
            models.Index(fields=["hall", "taught_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.instructor_id} → {self.cohort_id} {self.taught_on} {self.times}"

    @property
    def times(self) -> Times:
        """When on its day."""
        return Times(self.begins, self.ends)

    @property
    def slot(self) -> Slot:
        """Its day and times."""
        return Slot(self.taught_on, self.times)


class CohortLead(models.Model):
    """The instructor who answers for the teaching of one cohort (主责教官)."""

    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, related_name="lead")
    instructor = models.ForeignKey(Instructor, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.instructor_id} leads {self.cohort_id}"
