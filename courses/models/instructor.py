"""Who teaches: instructors, what they may teach, and on which days."""

from collections.abc import Collection
from datetime import date

from django.db import models
from django.db.models import F, Q

from academy.people.models import Person
from academy.shared import fields
from courses.enums.teaching import AvailabilityKind, QualificationLevel
from courses.models.catalogue import Course
from courses.rules.calendar import Span


class InstructorQuerySet(models.QuerySet["Instructor"]):
    """Filters of instructors."""

    def throughout(self, span: Span) -> "InstructorQuerySet":
        """Those on the list on every day of `span`."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=span.ends_on),
            valid_from__lte=span.starts_on,
        )


class Instructor(models.Model):
    """Somebody who teaches at the academy during [valid_from, valid_until).

    Either a person of the staff, or somebody from outside with an organisation of their own. The
    name is the one they teach under. Who teaches `offered_only` does so on days they offered and
    on no other; everybody else on any day on which they are not away.
    """

    public_id = fields.public_id()
    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="instructor"
    )
    name = models.CharField(max_length=60)
    pinyin_key = models.CharField(max_length=255)
    organisation = models.CharField(max_length=80, blank=True, default="")
    offered_only = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    objects = InstructorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation="")
                | Q(person__isnull=True, organisation__gt=""),
                name="courses_instructor_staff_or_outside",
            ),
            models.CheckConstraint(condition=Q(name__gt=""), name="courses_instructor_name"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="courses_instructor_period",
            ),
            models.UniqueConstraint(
                fields=["name", "organisation"],
                condition=Q(person__isnull=True),
                name="courses_instructor_outside_once",
            ),
        ]
        indexes = [models.Index(fields=["pinyin_key", "id"])]

    def __str__(self) -> str:
        return self.name


class Qualification(models.Model):
    """What an instructor may teach: one course, at a level, during [valid_from, valid_until).

    `evidence` says by what it is proved (a certificate's number, a decision). What no longer holds
    is ended by its last day, not deleted.
    """

    public_id = fields.public_id()
    instructor = models.ForeignKey(
        Instructor, on_delete=models.PROTECT, related_name="qualifications"
    )
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="qualifications")
    level = fields.enum_field(QualificationLevel)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.in_list("level", QualificationLevel, "courses_qualification_level"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="courses_qualification_period",
            ),
            models.CheckConstraint(
                condition=Q(evidence__gt=""), name="courses_qualification_evidence"
            ),
            models.UniqueConstraint(
                fields=["instructor", "course"],
                condition=Q(valid_until__isnull=True),
                name="courses_qualification_one_open",
            ),
            models.UniqueConstraint(
                fields=["instructor", "course", "valid_from"],
                name="courses_qualification_from_once",
            ),
        ]
        indexes = [models.Index(fields=["course", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.instructor_id} {self.course_id} {self.level}"


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    """Filters of spans of availability."""

    def standing(self) -> "AvailabilityQuerySet":
        """Those that were not lifted."""
        return self.filter(lifted_at__isnull=True)

    def of(self, instructor_ids: Collection[int]) -> "AvailabilityQuerySet":
        """Those of these instructors."""
        return self.filter(instructor_id__in=instructor_ids)

    def touching(self, span: Span) -> "AvailabilityQuerySet":
        """Those with a day in common with `span`."""
        return self.filter(starts_on__lte=span.ends_on, ends_on__gte=span.starts_on)


class Availability(models.Model):
    """Days on which an instructor is away, or offers to teach; both days belong to it.

    A span that no longer holds is lifted, not deleted.
    """

    public_id = fields.public_id()
    instructor = models.ForeignKey(
        Instructor, on_delete=models.PROTECT, related_name="availabilities"
    )
    kind = fields.enum_field(AvailabilityKind)
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True, default="")
    recorded_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("kind", AvailabilityKind, "courses_availability_kind"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="courses_availability_dates"
            ),
            models.UniqueConstraint(
                fields=["instructor", "kind", "starts_on", "ends_on"],
                condition=Q(lifted_at__isnull=True),
                name="courses_availability_once",
            ),
        ]
        indexes = [models.Index(fields=["instructor", "starts_on", "ends_on"])]

    def __str__(self) -> str:
        return f"{self.instructor_id} {self.kind} {self.starts_on}"

    @property
    def span(self) -> Span:
        """The days it speaks of."""
        return Span(self.starts_on, self.ends_on)


def on_list(on: date) -> Q:
    """Condition: in force on that day."""
    return Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gt=on))
