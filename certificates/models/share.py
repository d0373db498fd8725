"""What goes out to others: links of trainees, and reminders before expiry."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from academy.shared import fields
from certificates.models.certificate import Certificate


class ShareQuerySet(models.QuerySet["Share"]):
    """Filters of links."""

    def open_at(self, at: datetime) -> "ShareQuerySet":
        """Those that still open."""
        return self.filter(ended_at__isnull=True, ends_at__gt=at)


class Share(models.Model):
    """A link by which its owner shows a certificate to whom he likes, until it ends."""

    public_id = fields.public_id()
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="shares")
    token = models.CharField(max_length=26, unique=True)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("opened_at")), name="certificates_share_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"share {self.pk} of {self.certificate_id}"


class Reminder(models.Model):
    """Somebody was told that a certificate expires in so many days. Append-only."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    reminded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "days"], name="certificates_reminder_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.days} days"
