"""Certificates that were withdrawn."""

from django.db import models
from django.db.models import Q

from certificates.models.certificate import Certificate


class Revocation(models.Model):
    """Why, when and by whom a certificate was revoked. Append-only; the reason is public."""

    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, related_name="revocation"
    )
    reason = models.CharField(max_length=200)
    author_key = models.CharField(max_length=64)
    author_label = models.CharField(max_length=80)
    revoked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__gt=""), name="certificates_revocation_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"revocation of {self.certificate_id}"
