"""From when on a course may be renewed: dated editions that are never changed."""

from django.db import models
from django.db.models import Q

from academy.shared import fields
from courses.models.catalogue import Course
from courses.rules.eligibility import MOST_RENEWAL_DAYS


class RenewalWindow(models.Model):
    """One edition of a course's renewal window (续训期), in force from a day. Append-only.

    Whoever holds the course for no more than `days` after a cohort's end may renew it there. Of
    editions of the same day the one recorded last holds; a course without any has the usual days.
    """

    public_id = fields.public_id()
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="renewal_windows")
    valid_from = models.DateField()
    days = models.PositiveSmallIntegerField()
    ground = models.CharField(max_length=200)
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(days__lte=MOST_RENEWAL_DAYS), name="courses_renewalwindow_days"
            ),
            models.CheckConstraint(condition=Q(ground__gt=""), name="courses_renewalwindow_ground"),
        ]
        indexes = [models.Index(fields=["course", "valid_from", "id"])]

    def __str__(self) -> str:
        return f"{self.course_id} {self.valid_from} {self.days}"
