"""The log's rows."""

from django.db import models

from academy.audit.enums import ActorKind
from academy.shared import fields


class Entry(models.Model):
    """One write that happened: who did what to which row, when, chained to the entry before.

    The actor and subject are kept by key, not by foreign key: an entry outlives what it names.
    """

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor_kind = fields.enum_field(ActorKind)
    actor_key = models.CharField(max_length=64, db_index=True)
    actor_label = models.CharField(max_length=80)
    verb = models.CharField(max_length=64, db_index=True)
    subject_type = models.CharField(max_length=64)
    subject_key = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            fields.in_list("actor_kind", ActorKind, "audit_entry_actor_kind"),
            models.CheckConstraint(
                condition=models.Q(sequence__gte=1), name="audit_entry_sequence_from_one"
            ),
        ]
        indexes = [models.Index(fields=["subject_type", "subject_key"])]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb} {self.subject_type}:{self.subject_key}"


class Head(models.Model):
    """The end of the chain: one row, locked by whoever appends."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_head_single")]

    def __str__(self) -> str:
        return f"head {self.sequence}"
