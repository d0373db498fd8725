"""From specification to a frozen set of items."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from academy.shared import fields
from exams.enums import Difficulty, ItemKind, MultipleRule, PartShare
from exams.models.bank import Bank, Item, ItemVersion


class Blueprint(models.Model):
    """What a paper has to consist of, and how its multiple-choice items are marked."""

    public_id = fields.public_id()
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="blueprints")
    name = models.CharField(max_length=80)
    multiple_rule = fields.enum_field(MultipleRule)
    multiple_share = fields.enum_field(PartShare, blank=True, default="")
    multiple_per_option = fields.points(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank", "name"], name="exams_blueprint_name_once"),
            fields.in_list("multiple_rule", MultipleRule, "exams_blueprint_multiple_rule"),
            models.CheckConstraint(
                condition=Q(
                    multiple_rule=MultipleRule.PARTIAL_IF_NONE_WRONG.value,
                    multiple_share__in=[share.value for share in PartShare],
                )
                | (
                    ~Q(multiple_rule=MultipleRule.PARTIAL_IF_NONE_WRONG.value)
                    & Q(multiple_share="")
                ),
                name="exams_blueprint_share_with_rule",
            ),
            models.CheckConstraint(
                condition=Q(
                    multiple_rule=MultipleRule.PER_RIGHT_OPTION.value, multiple_per_option__gt=0
                )
                | (
                    ~Q(multiple_rule=MultipleRule.PER_RIGHT_OPTION.value)
                    & Q(multiple_per_option__isnull=True)
                ),
                name="exams_blueprint_per_option_with_rule",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BlueprintLine(models.Model):
    """One demand: so many items of a kind, perhaps on one subject, for so many points each."""

    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    kind = fields.enum_field(ItemKind)
    subject = models.CharField(max_length=40, blank=True)
    difficulty = fields.enum_field(Difficulty, blank=True, default="")
    count = models.PositiveSmallIntegerField()
    points = fields.points()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["blueprint", "position"], name="exams_blueprint_line_position_once"
            ),
            fields.in_list("kind", ItemKind, "exams_blueprint_line_kind"),
            models.CheckConstraint(
                condition=Q(count__gte=1, points__gt=0), name="exams_blueprint_line_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} × {self.count}"


class Paper(models.Model):
    """A frozen set of items to be sat (append-only).

    ``candidate`` is the one serialised view that every candidate is sent; it is built once, by
    ``rules.candidate``, which cannot name a key. ``digest`` covers items, points, keys and rule.
    """

    public_id = fields.public_id()
    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="papers")
    makes_up_for = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="make_ups"
    )
    seed = models.BigIntegerField()
    item_count = models.PositiveSmallIntegerField()
    full_marks = fields.points()
    candidate = models.TextField()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["blueprint", "seed"],
                condition=Q(makes_up_for__isnull=True),
                name="exams_paper_seed_once",
            ),
            models.UniqueConstraint(
                fields=["blueprint", "seed", "makes_up_for"], name="exams_make_up_paper_seed_once"
            ),
            models.CheckConstraint(
                condition=Q(item_count__gte=1, full_marks__gt=0), name="exams_paper_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"paper {self.seed} of {self.blueprint_id}"


class PaperItem(models.Model):
    """One item's place on a paper, with its points (append-only).

    ``position`` as text is the key by which candidates and answers name the item.
    """

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    section = models.PositiveSmallIntegerField()
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="uses")
    points = fields.points()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "position"], name="exams_paper_item_position_once"
            ),
            models.UniqueConstraint(fields=["paper", "item"], name="exams_paper_item_once"),
            models.CheckConstraint(
                condition=Q(position__gte=F("section"), section__gte=1, points__gt=0),
                name="exams_paper_item_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}/{self.position}"
