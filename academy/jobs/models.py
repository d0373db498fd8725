"""Jobs, and the replies kept for repeated requests."""

from django.db import models
from django.db.models import Q

from academy.jobs.enums import ENDED, JobState
from academy.shared import fields


class Job(models.Model):
    """One piece of background work: outbox, progress store, retry log and once-only guard."""

    public_id = fields.public_id()
    kind = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=160, unique=True, null=True, blank=True)
    state = fields.state(JobState, JobState.QUEUED)
    priority = models.SmallIntegerField(default=5)
    tries = models.PositiveSmallIntegerField(default=0)
    max_tries = models.PositiveSmallIntegerField(default=5)
    not_before_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=36, blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    progress_note = models.CharField(max_length=200, blank=True)
    result = models.JSONField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)
    requested_by = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            fields.in_list("state", JobState, "jobs_job_state"),
            fields.at_with_state("lease_until", "state", {JobState.RUNNING}, "jobs_job_lease"),
            fields.at_with_state("ended_at", "state", ENDED, "jobs_job_ended"),
            models.CheckConstraint(condition=Q(max_tries__gte=1), name="jobs_job_max_tries"),
        ]
        indexes = [models.Index(fields=["state", "not_before_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Reply(models.Model):
    """The stored answer to one create request, replayed when the same request comes again."""

    client = models.CharField(max_length=64)
    key = models.CharField(max_length=128)
    route = models.CharField(max_length=128)
    body_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "key"], name="jobs_reply_once"),
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.key}"
