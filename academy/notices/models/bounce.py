"""What came back."""

from django.db import models

from academy.notices.enums import BounceCause, BounceKind
from academy.notices.models.delivery import Delivery
from academy.shared import fields


class Bounce(models.Model):
    """One delivery report about one letter, read once: it is late, or came back, and why.

    Append-only. Of the report only its numbers are kept, for its text quotes addresses; `digest`
    is that of the part it was known by, so that the same report read again is none. `delivery` is
    the first of its letter.
    """

    public_id = fields.public_id()
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="bounces")
    kind = fields.enum_field(BounceKind)
    cause = fields.enum_field(BounceCause)
    status = models.CharField(max_length=12, blank=True, default="")
    code = models.PositiveSmallIntegerField(null=True, blank=True)
    digest = models.CharField(max_length=64)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.in_list("kind", BounceKind, "notices_bounce_kind"),
            fields.in_list("cause", BounceCause, "notices_bounce_cause"),
            models.UniqueConstraint(fields=["delivery", "digest"], name="notices_bounce_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}"
