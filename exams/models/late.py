"""Answers that reached the server and were not counted, and what was decided about them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from academy.shared import fields
from exams.enums import LateCause
from exams.models.sitting import Sitting


class LateResponse(models.Model):
    """Answers that could not be counted when they came: kept as evidence, never marked by itself.

    Append-only. They came after the deadline, from a page that had lost the lease, or during a
    pause: ``cause`` says which. ``digest`` is that of the answers, so that a repeated request adds
    nothing.
    """

    public_id = fields.public_id()
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="late_responses")
    cause = fields.enum_field(LateCause, default=LateCause.DEADLINE.value)
    sequence = models.PositiveIntegerField()
    answers = models.TextField()
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "sequence", "digest"], name="exams_late_once"
            ),
            fields.in_list("cause", LateCause, "exams_late_cause"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id}#{self.sequence} late"


class LateDecision(models.Model):
    """The one decision about one late response: counted, or left aside (append-only).

    Counting rests on an outage that the server measured itself; its bounds are kept here.
    ``sequence`` is the revision by which admitted answers entered the sitting.
    """

    late = models.OneToOneField(LateResponse, on_delete=models.PROTECT, related_name="decision")
    admitted = models.BooleanField()
    reason = models.CharField(max_length=200)
    outage_began_at = models.DateTimeField(null=True, blank=True)
    outage_ended_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(null=True, blank=True)
    decided_by = models.CharField(max_length=40)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    admitted=True,
                    outage_began_at__isnull=False,
                    outage_ended_at__gt=F("outage_began_at"),
                    sequence__isnull=False,
                )
                | Q(admitted=False, sequence__isnull=True),
                name="exams_late_admitted_on_outage",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="exams_late_decision_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.late_id} {'admitted' if self.admitted else 'left aside'}"
