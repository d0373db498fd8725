"""What a certificate looks like."""

from django.db import models
from django.db.models import Q

from academy.shared import fields


class Template(models.Model):
    """One edition of a certificate's HTML and CSS. Append-only: a change is a new edition."""

    public_id = fields.public_id()
    name = models.CharField(max_length=40)
    edition = models.PositiveIntegerField()
    html = models.TextField()
    css = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "edition"], name="certificates_template_edition_once"
            ),
            models.CheckConstraint(
                condition=Q(edition__gte=1), name="certificates_template_edition"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.edition}"
