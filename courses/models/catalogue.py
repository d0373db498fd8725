"""What is taught: tracks, courses and their dated syllabi."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from academy.shared import fields
from courses.rules.completion import PassRule
from courses.rules.validity import MOST_MONTHS


class Track(models.Model):
    """One professional line (行政审批, 综合执法, 安全生产 …)."""

    public_id = fields.public_id()
    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Course(models.Model):
    """One entry of the catalogue; what it holds is said by its syllabi."""

    public_id = fields.public_id()
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="courses")
    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Prerequisite(models.Model):
    """One course that has to be completed before another one begins."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="prerequisites")
    before = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="leads_to")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "before"], name="courses_prerequisite_once"),
            models.CheckConstraint(
                condition=~Q(course=F("before")), name="courses_prerequisite_not_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.course_id}"


class SyllabusQuerySet(models.QuerySet["Syllabus"]):
    """Filters of syllabi."""

    def in_force(self, on: date) -> "SyllabusQuerySet":
        """Those already in force on that day, the newest first: the first one applies."""
        return self.filter(valid_from__lte=on).order_by("-valid_from")


class Syllabus(models.Model):
    """One edition of a course's content, hours and pass rule, in force from a date.

    It ends where the next edition of the course begins. A published edition never changes, so
    that a cohort of any year still shows by what rule its people passed. `staff_kinds` lists
    whom the course is for; an empty list means everybody. A pass holds for `valid_months`, or for
    ever where that is null.
    """

    public_id = fields.public_id()
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="syllabi")
    edition = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    hours = fields.hours()
    pass_percent = models.DecimalField(max_digits=5, decimal_places=2)
    excellence_percent = models.DecimalField(max_digits=5, decimal_places=2)
    make_up_allowed = models.BooleanField()
    make_up_capped = models.BooleanField()
    staff_kinds: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    valid_months = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = SyllabusQuerySet.as_manager()

    class Meta:
        ordering = ["course", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "edition"], name="courses_syllabus_edition_once"
            ),
            models.UniqueConstraint(
                fields=["course", "valid_from"], name="courses_syllabus_valid_from_once"
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="courses_syllabus_hours"),
            models.CheckConstraint(
                condition=Q(pass_percent__gt=0)
                & Q(pass_percent__lte=F("excellence_percent"))
                & Q(excellence_percent__lte=100),
                name="courses_syllabus_pass_rule",
            ),
            models.CheckConstraint(
                condition=Q(valid_months__isnull=True)
                | (Q(valid_months__gte=1) & Q(valid_months__lte=MOST_MONTHS)),
                name="courses_syllabus_valid_months",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} v{self.edition}"

    @property
    def pass_rule(self) -> PassRule:
        """The edition's pass rule as a value."""
        return PassRule(
            pass_percent=Decimal(self.pass_percent),
            excellence_percent=Decimal(self.excellence_percent),
            make_up_allowed=self.make_up_allowed,
            make_up_capped=self.make_up_capped,
        )


class Subject(models.Model):
    """One line of a syllabus: a subject and its hours."""

    syllabus = models.ForeignKey(Syllabus, on_delete=models.PROTECT, related_name="subjects")
    sequence = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    hours = fields.hours()

    class Meta:
        ordering = ["syllabus", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["syllabus", "sequence"], name="courses_subject_sequence_once"
            ),
            models.CheckConstraint(condition=Q(hours__gt=0), name="courses_subject_hours"),
        ]

    def __str__(self) -> str:
        return self.name
