"""Where trainees sleep and sit, and when the academy is shut."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from academy.people.enums import Sex
from academy.shared import fields
from courses.rules.calendar import Span


class Dormitory(models.Model):
    """Some beds for one sex, in use during [valid_from, valid_until)."""

    public_id = fields.public_id()
    name = models.CharField(max_length=60, unique=True)
    sex = fields.enum_field(Sex)
    beds = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            fields.in_list("sex", Sex, "courses_dormitory_sex"),
            models.CheckConstraint(condition=Q(name__gt=""), name="courses_dormitory_name"),
            models.CheckConstraint(condition=Q(beds__gte=1), name="courses_dormitory_beds"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="courses_dormitory_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Hall(models.Model):
    """A place in which one cohort is taught (教室、会场), during [valid_from, valid_until)."""

    public_id = fields.public_id()
    name = models.CharField(max_length=60, unique=True)
    seats = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(name__gt=""), name="courses_hall_name"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="courses_hall_seats"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="courses_hall_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ShutQuerySet(models.QuerySet["Shut"]):
    """Filters of days on which something is not to be had."""

    def standing(self) -> "ShutQuerySet":
        """Those that were not lifted."""
        return self.filter(lifted_at__isnull=True)

    def touching(self, span: Span) -> "ShutQuerySet":
        """Those with a day in common with `span`."""
        return self.filter(starts_on__lte=span.ends_on, ends_on__gte=span.starts_on)

    def of_the_academy(self) -> "ShutQuerySet":
        """The academy's own closed days."""
        return self.filter(dormitory__isnull=True, hall__isnull=True)


class Shut(models.Model):
    """Days on which a dormitory or a hall is out of use, or, naming neither, the academy is shut.

    Both days belong to it. What no longer holds is lifted, not deleted.
    """

    public_id = fields.public_id()
    dormitory = models.ForeignKey(
        Dormitory, on_delete=models.PROTECT, null=True, blank=True, related_name="shut"
    )
    hall = models.ForeignKey(
        Hall, on_delete=models.PROTECT, null=True, blank=True, related_name="shut"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = ShutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(dormitory__isnull=True) | Q(hall__isnull=True),
                name="courses_shut_one_place",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="courses_shut_dates"
            ),
            models.CheckConstraint(condition=Q(reason__gt=""), name="courses_shut_reason"),
            models.UniqueConstraint(
                fields=["dormitory", "starts_on", "ends_on"],
                condition=Q(lifted_at__isnull=True, dormitory__isnull=False),
                name="courses_shut_dormitory_once",
            ),
            models.UniqueConstraint(
                fields=["hall", "starts_on", "ends_on"],
                condition=Q(lifted_at__isnull=True, hall__isnull=False),
                name="courses_shut_hall_once",
            ),
            models.UniqueConstraint(
                fields=["starts_on", "ends_on"],
                condition=Q(lifted_at__isnull=True, dormitory__isnull=True, hall__isnull=True),
                name="courses_shut_academy_once",
            ),
        ]
        indexes = [models.Index(fields=["starts_on", "ends_on"])]

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on}"

    @property
    def span(self) -> Span:
        """The days it speaks of."""
        return Span(self.starts_on, self.ends_on)

    def covers(self, on: date) -> bool:
        """Whether a day belongs to it."""
        return self.starts_on <= on <= self.ends_on
