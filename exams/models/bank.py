"""The bank: what may be asked, in versions that never change."""

from __future__ import annotations

from django.db import models

from academy.shared import fields
from exams.enums import Difficulty, ItemKind, ItemState


class Bank(models.Model):
    """A pool of items kept together, as a rule those of one track."""

    public_id = fields.public_id()
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class Item(models.Model):
    """One thing asked, known by its code through all its versions."""

    public_id = fields.public_id()
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(max_length=60)
    state = fields.state(ItemState, ItemState.ACTIVE)
    # The pointer moves when the item is edited; the versions it pointed to stay.
    current = models.ForeignKey(
        "exams.ItemVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank", "code"], name="exams_item_code_once"),
            fields.in_list("state", ItemState, "exams_item_state"),
        ]

    def __str__(self) -> str:
        return self.code


class ItemVersion(models.Model):
    """The frozen text and key of an item; a correction is a new version (append-only).

    The shape of ``options``, ``key`` and ``citations`` is that of ``rules.shapes``.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = fields.enum_field(ItemKind)
    subject = models.CharField(max_length=40)
    difficulty = fields.enum_field(Difficulty)
    stem = models.TextField()
    options = models.JSONField()
    key = models.JSONField()
    explanation = models.TextField()
    citations = models.JSONField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="exams_version_number_once"),
            models.UniqueConstraint(fields=["item", "digest"], name="exams_version_digest_once"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="exams_version_number_from_one"
            ),
            fields.in_list("kind", ItemKind, "exams_version_kind"),
            fields.in_list("difficulty", Difficulty, "exams_version_difficulty"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"
