"""What somebody was told."""

from django.db import models
from django.db.models import F, Q

from academy.people.models import Person
from academy.shared import fields


class Notice(models.Model):
    """One thing one person was told, once: its words are the topic's, filled from `facts`.

    `key` names the event, so that a task that runs twice tells nobody twice. `path` is the page
    on this site where the reader can do something about it. Facts hold what the reader may see.
    """

    public_id = fields.public_id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    topic = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True, default="")
    key = models.CharField(max_length=160)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="notices_notice_once"),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(read_at__gte=F("created_at")),
                name="notices_notice_read_after",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="notices_notice_newest"),
            models.Index(
                fields=["person"],
                condition=Q(read_at__isnull=True),
                name="notices_notice_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} → {self.person_id}"
