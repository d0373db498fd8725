"""Rows that hold for days, and what is known of when that was said.

A row says what held during [valid_from, valid_until). Three instants say since when it is known:
`recorded_at` when it was written down, `closed_at` when its end was, `withdrawn_at` when it was
taken back, having been wrong from its first day. A null `recorded_at` or `closed_at` means known
from the first: so are the rows that an academy is set up with, and those from before these columns.
"""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.constraints import BaseConstraint


class Said(models.Manager[Any]):
    """What is said now: rows that were withdrawn are left out. `every` finds those as well."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(withdrawn_at__isnull=True)


class Dated(models.Model):
    """What a dated row has beside what it says."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def constraints(of: str, name: str) -> list[BaseConstraint]:
    """Return what holds for dated rows, of which each `of` has at most one open and one a day."""
    now = Q(withdrawn_at__isnull=True)
    return [
        models.CheckConstraint(
            condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            name=f"{name}_period",
        ),
        models.UniqueConstraint(
            fields=[of], condition=now & Q(valid_until__isnull=True), name=f"{name}_one_open"
        ),
        models.UniqueConstraint(fields=[of, "valid_from"], condition=now, name=f"{name}_from_once"),
        models.CheckConstraint(
            condition=Q(closed_at__isnull=True)
            | (
                Q(valid_until__isnull=False)
                & (Q(recorded_at__isnull=True) | Q(closed_at__gte=F("recorded_at")))
            ),
            name=f"{name}_closed_once_said",
        ),
        models.CheckConstraint(
            condition=Q(withdrawn_at__isnull=True)
            | Q(recorded_at__isnull=True)
            | Q(withdrawn_at__gte=F("recorded_at")),
            name=f"{name}_withdrawn_once_said",
        ),
    ]


def known(before: datetime) -> Q:
    """Return the condition "said just before an instant", of rows from the manager `every`."""
    return (Q(recorded_at__isnull=True) | Q(recorded_at__lt=before)) & (
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=before)
    )


def known_on(on: date, before: datetime) -> Q:
    """Return the condition "held on a day, as was known just before an instant"; from `every`."""
    lasts = Q(valid_until__isnull=True) | Q(valid_until__gt=on) | Q(closed_at__gte=before)
    return Q(valid_from__lte=on) & lasts & known(before)


KNOWN_SQL = (
    "({row}.recorded_at IS NULL OR {row}.recorded_at < %s)"
    " AND ({row}.withdrawn_at IS NULL OR {row}.withdrawn_at >= %s)"
)
"""What `known` says, to a statement of one's own; its values are the instant, twice."""
KNOWN_ON_SQL = (
    "{row}.valid_from <= %s AND ({row}.valid_until IS NULL OR {row}.valid_until > %s"
    " OR {row}.closed_at >= %s) AND " + KNOWN_SQL
)
"""What `known_on` says; its values are the day, twice, and the instant, three times."""
