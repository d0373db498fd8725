"""One-time codes by which a candidate is let in, or let on to another computer."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from exams.models.sitting import Sitting


class EntryCode(models.Model):
    """A code that opens one sitting once, until it expires; only its keyed hash is stored."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="entry_codes")
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sitting"],
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="exams_entry_code_one_live",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")), name="exams_entry_code_expires"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="exams_entry_code_used_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"entry code of {self.sitting_id}"
