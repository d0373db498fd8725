"""PDFs that were made."""

from django.db import models
from django.db.models import Q

from certificates.models.certificate import Certificate
from certificates.models.template import Template


class Rendition(models.Model):
    """One PDF of a certificate, by the digest of its bytes. Append-only.

    `file` is the path below MEDIA_ROOT. The file may be lost and made again; as rendering gives
    the same bytes, the row stays true.
    """

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="renditions"
    )
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    file = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, db_index=True)
    bytes = models.PositiveIntegerField()
    rendered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "sha256"], name="certificates_rendition_once"
            ),
            models.CheckConstraint(condition=Q(bytes__gt=0), name="certificates_rendition_bytes"),
        ]

    def __str__(self) -> str:
        return self.file
