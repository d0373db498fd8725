"""Leave from a running cohort (请销假): asked, decided step by step, ended by the return."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from academy.shared import fields
from courses.enums.attendance import LeaveKind, LeaveState, LeaveStep
from courses.models.constraints import at_by_state
from courses.models.enrolment import Enrolment

_S = LeaveState
_SETTLED = (_S.GRANTED, _S.REFUSED, _S.RETURNED)


class LeaveQuerySet(models.QuerySet["Leave"]):
    """Filters of leaves."""

    def live(self) -> "LeaveQuerySet":
        """Those asked for, granted or over: all that claim their time."""
        return self.filter(state__in=[_S.ASKED.value, _S.GRANTED.value, _S.RETURNED.value])

    def granted(self, known_before: datetime | None = None) -> "LeaveQuerySet":
        """Those that excuse an absence: granted, and perhaps ended by the return.

        With `known_before` those that did just before that instant; one that was withdrawn later
        has kept the instant of its grant.
        """
        granted = Q(state__in=[_S.GRANTED.value, _S.RETURNED.value])
        if known_before is None:
            return self.filter(granted)
        granted |= Q(state=_S.WITHDRAWN.value, withdrawn_at__gte=known_before)
        return self.filter(granted, settled_at__lt=known_before)


class Leave(models.Model):
    """One person's request to be away from `starts_at` until `ends_at`, and what became of it.

    `hours` are the hours (学时) of the timetable that it takes, as counted when it was asked and
    again when it was granted. `steps` are the consents that it needs, in order; each is a
    `LeaveDecision`. Granted leave ends with the return (销假), `returned_at`; who is not back when
    it ends is absent. `beyond_reason` says why more than the allowed part of the hours was granted.
    Why somebody asks is encrypted: it may concern their health.
    """

    public_id = fields.public_id()
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="leaves")
    kind = fields.enum_field(LeaveKind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    hours = fields.hours()
    reason = fields.EncryptedTextField()
    steps: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    state = fields.state(LeaveState, LeaveState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=64)
    settled_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.CharField(max_length=64, blank=True, default="")
    beyond_reason = models.CharField(max_length=200, blank=True, default="")
    overdue_told_at = models.DateTimeField(null=True, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("kind", LeaveKind, "courses_leave_kind"),
            fields.in_list("state", LeaveState, "courses_leave_state"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="courses_leave_times"
            ),
            models.CheckConstraint(condition=Q(hours__gte=0), name="courses_leave_hours"),
            models.CheckConstraint(condition=Q(reason__gt=""), name="courses_leave_reason"),
            at_by_state(
                "settled_at", must=_SETTLED, may=(_S.WITHDRAWN,), name="courses_leave_settled_at"
            ),
            fields.at_with_state(
                "withdrawn_at", "state", {_S.WITHDRAWN}, "courses_leave_withdrawn_at"
            ),
            fields.at_with_state(
                "returned_at", "state", {_S.RETURNED}, "courses_leave_returned_at"
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_by="")
                | Q(returned_at__isnull=False, returned_by__gt=""),
                name="courses_leave_returned_by",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "starts_at"],
                condition=~Q(state__in=[_S.REFUSED.value, _S.WITHDRAWN.value]),
                name="courses_leave_once",
            ),
        ]
        indexes = [models.Index(fields=["enrolment", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.kind} {self.state}"


class LeaveDecision(models.Model):
    """One consent to a leave, or its refusal with the reason. Append-only."""

    leave = models.ForeignKey(Leave, on_delete=models.PROTECT, related_name="decisions")
    step = fields.enum_field(LeaveStep)
    granted = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True, default="")
    decided_by = models.CharField(max_length=64)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.in_list("step", LeaveStep, "courses_leavedecision_step"),
            models.UniqueConstraint(fields=["leave", "step"], name="courses_leavedecision_once"),
            # The second look is a second person's: nobody consents twice to the same leave.
            models.UniqueConstraint(
                fields=["leave", "decided_by"], name="courses_leavedecision_two_people"
            ),
            models.CheckConstraint(
                condition=Q(granted=True) | Q(reason__gt=""), name="courses_leavedecision_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leave_id} {self.step}"
