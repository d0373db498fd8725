"""Where exams are sat."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from academy.shared import fields


class Room(models.Model):
    """A room with numbered seats, 1 to ``capacity``, and the networks its computers are on.

    ``networks`` lists addresses in CIDR form; empty means that any address will do. A ``separate``
    room is for people whose accommodation asks for one. A retired room keeps its past seatings.
    """

    public_id = fields.public_id()
    name = models.CharField(max_length=40)
    capacity = models.PositiveSmallIntegerField()
    networks = models.JSONField(default=list, blank=True)
    separate = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(retired_at__isnull=True), name="exams_room_name_once"
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=1000), name="exams_room_capacity"
            ),
        ]

    def __str__(self) -> str:
        return self.name
