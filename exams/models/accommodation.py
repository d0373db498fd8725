"""What a person needs in every exam, and why somebody was rightly absent from one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from academy.shared import fields
from exams.models.exam import Exam


class Accommodation(models.Model):
    """What one person is granted in every exam from ``starts_on`` until it ends.

    Extra time is a percentage of the duration and a number of minutes, added together. ``ends_on``
    is exclusive. The ground may be a matter of health and is encrypted.
    """

    public_id = fields.public_id()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="accommodations"
    )
    extra_percent = models.PositiveSmallIntegerField(default=0)
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    large_print = models.BooleanField(default=False)
    separate_room = models.BooleanField(default=False)
    ground = fields.EncryptedTextField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="exams_accommodation_days",
            ),
            models.CheckConstraint(
                condition=Q(extra_percent__lte=200, extra_minutes__lte=240),
                name="exams_accommodation_range",
            ),
            models.CheckConstraint(
                condition=Q(extra_percent__gt=0)
                | Q(extra_minutes__gt=0)
                | Q(large_print=True)
                | Q(separate_room=True),
                name="exams_accommodation_something",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ends_on__isnull=True),
                name="exams_accommodation_one_lasting",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Excuse(models.Model):
    """Leave from one exam: who has it is absent with leave, not without."""

    public_id = fields.public_id()
    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="excuses")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="excuses"
    )
    reason = models.CharField(max_length=200)
    granted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exam", "person"],
                condition=Q(withdrawn_at__isnull=True),
                name="exams_excuse_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="exams_excuse_reason"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
