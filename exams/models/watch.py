"""What is written down while an exam is being watched over."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from academy.shared import fields
from exams.enums import IncidentKind
from exams.models.exam import Exam
from exams.models.room import Room
from exams.models.sitting import Sitting


class Incident(models.Model):
    """One thing that happened in a room or to a sitting (append-only)."""

    public_id = fields.public_id()
    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="incidents")
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    sitting = models.ForeignKey(
        Sitting, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    kind = fields.enum_field(IncidentKind)
    text = models.CharField(max_length=500, blank=True)
    noted_by = models.CharField(max_length=40)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [fields.in_list("kind", IncidentKind, "exams_incident_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class Announcement(models.Model):
    """Words to everybody in a room, or to the whole exam where ``room`` is empty (append-only)."""

    public_id = fields.public_id()
    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="announcements")
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="announcements"
    )
    text = models.CharField(max_length=500)
    announced_by = models.CharField(max_length=40)
    announced_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="exams_announcement")]

    def __str__(self) -> str:
        return str(self.public_id)


class Contact(models.Model):
    """That somebody sitting an exam in a place was heard of within a span of five seconds.

    ``place`` is the room's key, 0 where no room was assigned; ``bucket`` counts spans of five
    seconds since 1970. Silence in these rows is how the server measures an outage by itself.
    """

    pk = models.CompositePrimaryKey("exam_id", "place", "bucket")
    exam = models.ForeignKey(
        Exam, on_delete=models.PROTECT, related_name="contacts", db_index=False
    )
    place = models.BigIntegerField()
    bucket = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.exam_id}/{self.place}/{self.bucket}"


class OutageCredit(models.Model):
    """Time given back to a room for one measured outage, once (append-only)."""

    public_id = fields.public_id()
    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="outage_credits")
    place = models.BigIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    sittings = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    credited_by = models.CharField(max_length=40)
    credited_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exam", "place", "began_at"], name="exams_outage_credit_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("began_at")), name="exams_outage_credit_span"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="exams_outage_credit_reason"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
