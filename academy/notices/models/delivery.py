"""The outbox: what is to be mailed to whom, and what became of it."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from academy.notices.enums import DeliveryKind, DeliveryReason, DeliveryState
from academy.notices.models.contact import Contact
from academy.notices.models.notice import Notice
from academy.shared import fields

_UNSENT = (DeliveryState.FAILED, DeliveryState.SKIPPED)
#: What comes with a reason.
_REASONED = (*_UNSENT, DeliveryState.RETURNED)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Filters of deliveries."""

    def due(self, at: datetime) -> "DeliveryQuerySet":
        """Those to be sent now that no worker holds (or whose worker is gone)."""
        return self.filter(
            Q(held_until_at__isnull=True) | Q(held_until_at__lte=at),
            state=DeliveryState.QUEUED.value,
            due_at__lte=at,
        )

    def held_by(self, holder: str) -> "DeliveryQuerySet":
        """Those that a worker holds under this name."""
        return self.filter(state=DeliveryState.QUEUED.value, holder=holder)


class Delivery(models.Model):
    """One notice on its way to one person by mail, or the link that confirms their address.

    Deliveries with the same `letter` go out as one message: the daily summary. A worker holds
    them until `held_until_at`; one that was killed after sending and before writing that down
    leaves them to be sent again, under the same Message-ID. `returned_at` is when we read that the
    letter, taken by the first server, came back from a later one.
    """

    public_id = fields.public_id()
    kind = fields.enum_field(DeliveryKind, default=DeliveryKind.NOTICE.value)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="deliveries")
    notice = models.OneToOneField(
        Notice, on_delete=models.PROTECT, null=True, blank=True, related_name="delivery"
    )
    letter = models.UUIDField(db_index=True)
    state = fields.enum_field(DeliveryState, default=DeliveryState.QUEUED.value)
    reason = fields.enum_field(DeliveryReason, blank=True, default="")
    code = models.PositiveSmallIntegerField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    held_until_at = models.DateTimeField(null=True, blank=True)
    holder = models.CharField(max_length=36, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("kind", DeliveryKind, "notices_delivery_kind"),
            fields.in_list("state", DeliveryState, "notices_delivery_state"),
            fields.at_with_state(
                "ended_at",
                "state",
                {DeliveryState.SENT, *_REASONED},
                "notices_delivery_ended",
            ),
            fields.at_with_state(
                "returned_at", "state", {DeliveryState.RETURNED}, "notices_delivery_returned"
            ),
            models.CheckConstraint(
                condition=Q(kind=DeliveryKind.NOTICE.value, notice__isnull=False)
                | Q(kind=DeliveryKind.CONFIRMATION.value, notice__isnull=True),
                name="notices_delivery_notice",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[state.value for state in _REASONED],
                    reason__in=[reason.value for reason in DeliveryReason],
                )
                | (~Q(state__in=[state.value for state in _REASONED]) & Q(reason="")),
                name="notices_delivery_reason",
            ),
            models.CheckConstraint(
                condition=Q(held_until_at__isnull=True, holder="")
                | (
                    Q(held_until_at__isnull=False, state=DeliveryState.QUEUED.value) & ~Q(holder="")
                ),
                name="notices_delivery_held",
            ),
            models.UniqueConstraint(
                fields=["letter"],
                condition=Q(kind=DeliveryKind.CONFIRMATION.value),
                name="notices_delivery_one_link",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state=DeliveryState.QUEUED.value),
                name="notices_delivery_due",
            ),
            models.Index(fields=["contact", "-created_at", "-id"], name="notices_delivery_log"),
            models.Index(
                fields=["holder"],
                condition=~Q(holder=""),
                name="notices_delivery_holder",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
