"""What was handed out."""

from typing import Any

from django.db import models
from django.db.models import Q

from academy.reporting.enums import Form
from academy.shared import fields


class Extract(models.Model):
    """One report that was handed out as a file: who, when, of what, and its fingerprint.

    Append-only. `parameters` is all it takes to make the report again; `figures_digest` is the
    SHA-256 over question and figures, equal whenever both are, whatever the form; `file_digest`
    that of the very file. `figures` are the figures themselves, for who asks what has changed
    since (null with extracts made before they were kept). `row_count` counts the rows of the
    table, `name_count` those of the name list that went with it.
    """

    public_id = fields.public_id()
    report = models.CharField(max_length=40)
    form = fields.enum_field(Form)
    parameters: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    figures: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(
        null=True, blank=True
    )
    row_count = models.PositiveIntegerField()
    name_count = models.PositiveIntegerField()
    figures_digest = models.CharField(max_length=64)
    file_digest = models.CharField(max_length=64)
    made_by = models.CharField(max_length=64, db_index=True)
    made_by_label = models.CharField(max_length=80)
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            fields.in_list("form", Form, "reporting_extract_form"),
            models.CheckConstraint(condition=Q(report__gt=""), name="reporting_extract_report"),
        ]

    def __str__(self) -> str:
        return f"{self.report}.{self.form} {self.public_id}"
