"""Reports that are made in the background."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.people.models import Person
from academy.reporting.enums import Form, RunState
from academy.reporting.models.extract import Extract
from academy.shared import fields

_STATE = {
    JobState.QUEUED: RunState.WAITING,
    JobState.RUNNING: RunState.RUNNING,
    JobState.DONE: RunState.DONE,
    JobState.FAILED: RunState.FAILED,
    JobState.CANCELLED: RunState.CANCELLED,
}


class ReportRun(models.Model):
    """One report that somebody asked to be made in the background, and the file it became.

    `parameters` is the question (`Ask.parameters`), with ids of units and no person's. How far the
    work is, its job says, and nothing here repeats it. When it is done there are, all at once, an
    extract, a file below MEDIA_ROOT and `made_at`; the file is removed some days later
    (`removed_at`), the extract stays.
    """

    public_id = fields.public_id()
    report = models.CharField(max_length=40)
    form = fields.enum_field(Form)
    parameters: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    language = models.CharField(max_length=16)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_index=True)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="+")
    extract = models.OneToOneField(
        Extract, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    file = models.CharField(max_length=120, blank=True, default="")
    file_name = models.CharField(max_length=200, blank=True, default="")
    bytes = models.PositiveBigIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            fields.in_list("form", Form, "reporting_run_form"),
            models.CheckConstraint(condition=Q(report__gt=""), name="reporting_run_report"),
            models.CheckConstraint(
                condition=Q(
                    made_at__isnull=True,
                    extract__isnull=True,
                    bytes__isnull=True,
                    file="",
                    file_name="",
                )
                | Q(
                    made_at__isnull=False,
                    made_at__gte=F("asked_at"),
                    extract__isnull=False,
                    bytes__isnull=False,
                    bytes__gt=0,
                    file__gt="",
                    file_name__gt="",
                ),
                name="reporting_run_made",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True)
                | Q(made_at__isnull=False, removed_at__gte=F("made_at")),
                name="reporting_run_removed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}.{self.form} {self.public_id}"

    @property
    def state(self) -> RunState:
        """How far it is; needs the job to be fetched along."""
        return RunState.DONE if self.made_at is not None else state_of(self.job)


def state_of(job: Job) -> RunState:
    """Return how far a job is, in the words of what it makes."""
    return _STATE[JobState(job.state)]
