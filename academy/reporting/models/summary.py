"""Counts kept ready."""

from typing import Any

from django.db import models
from django.db.models import Q


class FigureSummary(models.Model):
    """The counts of one report by unit and part, over everybody, as they stood for a day.

    Kept ready for the dashboard and made anew whenever it is asked for: the report is what is
    true. `tallies` holds a list for each unit (key) and part: [unit, part, {name: count}];
    `digest` is the SHA-256 over them.
    """

    report = models.CharField(max_length=40)
    as_of = models.DateField()
    tallies: "models.JSONField[list[Any], list[Any]]" = models.JSONField()
    digest = models.CharField(max_length=64)
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["as_of", "report"], name="reporting_figuresummary_once"
            ),
            models.CheckConstraint(
                condition=Q(report__gt="", digest__gt=""), name="reporting_figuresummary_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.as_of}"
