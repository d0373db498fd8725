"""Reports that are sent on a timetable, and who got what."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from academy.jobs.models import Job
from academy.people.models import Person
from academy.reporting.enums import (
    Every,
    Form,
    ReceiptOutcome,
    RelativePeriod,
    RunState,
    ScheduleState,
)
from academy.reporting.models.run import ReportRun, state_of
from academy.reporting.rules.timetable import Timetable
from academy.shared import fields

NAME_LENGTH = 60


class Schedule(models.Model):
    """One report that is made again and again and sent to named people.

    It is read as its owner: over the unit of that code with all below it, or ("") over all that
    the owner reads on that day; `conditions` holds what else it is narrowed to, by the names and
    in the words of the report's address. `day` is that of the month (a shorter month has its turn
    on its last day) or of the week (1 is Monday), `hour` local. `next_due_at` is the next turn.
    """

    public_id = fields.public_id()
    name = models.CharField(max_length=NAME_LENGTH)
    report = models.CharField(max_length=40)
    form = fields.enum_field(Form)
    language = models.CharField(max_length=16)
    relative = fields.enum_field(RelativePeriod)
    unit = models.CharField(max_length=24, blank=True, default="")
    conditions: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(
        default=dict, blank=True
    )
    every = fields.enum_field(Every)
    day = models.PositiveSmallIntegerField()
    hour = models.PositiveSmallIntegerField()
    state = fields.state(ScheduleState, ScheduleState.ACTIVE)
    paused_at = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    next_due_at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.in_list("form", Form, "reporting_schedule_form"),
            fields.in_list("relative", RelativePeriod, "reporting_schedule_relative"),
            fields.in_list("every", Every, "reporting_schedule_every"),
            fields.in_list("state", ScheduleState, "reporting_schedule_state"),
            fields.at_with_state(
                "paused_at", "state", {ScheduleState.PAUSED}, "reporting_schedule_paused"
            ),
            models.CheckConstraint(
                condition=Q(name__gt="", report__gt=""), name="reporting_schedule_named"
            ),
            models.CheckConstraint(
                condition=Q(every=Every.MONTH.value, day__gte=1, day__lte=31)
                | Q(every=Every.WEEK.value, day__gte=1, day__lte=7),
                name="reporting_schedule_day",
            ),
            models.CheckConstraint(condition=Q(hour__lte=23), name="reporting_schedule_hour"),
        ]
        indexes = [models.Index(fields=["state", "next_due_at"])]

    def __str__(self) -> str:
        return self.name

    @property
    def timetable(self) -> Timetable:
        """When it is due."""
        return Timetable(Every(self.every), self.day, self.hour)


class ScheduleRecipient(models.Model):
    """One person to whom a schedule sends."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="recipients")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "person"], name="reporting_schedule_recipient_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.schedule_id} to {self.person_id}"


class ScheduleSending(models.Model):
    """One turn of a schedule: asked for once, however often somebody looks whether it is due.

    `missed` counts the turns before it that nobody was there to carry out, and that are left out
    in favour of this one. How far it is, its job says, until `sent_at`.
    """

    public_id = fields.public_id()
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="sendings")
    due_at = models.DateTimeField()
    missed = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="+")
    run = models.OneToOneField(
        ReportRun, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "due_at"], name="reporting_sending_once"),
            models.CheckConstraint(
                condition=Q(opened_at__gte=F("due_at")), name="reporting_sending_due"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True)
                | Q(run__isnull=False, sent_at__gte=F("opened_at")),
                name="reporting_sending_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule_id} due {self.due_at}"

    @property
    def state(self) -> RunState:
        """How far it is; needs the job to be fetched along."""
        return RunState.DONE if self.sent_at is not None else state_of(self.job)

    @property
    def notice_key(self) -> str:
        """The key under which its recipients are told."""
        return f"reporting.sending:{self.public_id}"


class ScheduleReceipt(models.Model):
    """What became of one recipient of a sending. Fixed, but for when they first looked at it."""

    sending = models.ForeignKey(ScheduleSending, on_delete=models.PROTECT, related_name="receipts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    outcome = fields.enum_field(ReceiptOutcome)
    at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            fields.in_list("outcome", ReceiptOutcome, "reporting_receipt_outcome"),
            models.UniqueConstraint(fields=["sending", "person"], name="reporting_receipt_once"),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True)
                | Q(outcome=ReceiptOutcome.TOLD.value, opened_at__gte=F("at")),
                name="reporting_receipt_opened",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sending_id} {self.person_id} {self.outcome}"
