"""Points of conduct: entries under rules, with evidence; objections to them."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from academy.shared import fields
from courses.enums.attendance import ConductEffect, ObjectionState
from courses.models.attendance import RollCallLine
from courses.models.enrolment import Enrolment
from courses.models.residence_rules import ConductRule


class ConductEntryQuerySet(models.QuerySet["ConductEntry"]):
    """Filters of entries."""

    def standing(self, known_before: datetime | None = None) -> "ConductEntryQuerySet":
        """Those that count: neither reversed nor themselves a reversal.

        With `known_before` those that counted just before that instant.
        """
        if known_before is None:
            return self.filter(reverses__isnull=True, reversal__isnull=True)
        stood = Q(reversal__isnull=True) | Q(reversal__recorded_at__gte=known_before)
        return self.filter(stood, reverses__isnull=True, recorded_at__lt=known_before)


class ConductEntry(models.Model):
    """One line of a person's conduct in a cohort: a rule, points, evidence. Append-only.

    `points` are signed: what is taken off is negative. An entry that was wrong is taken back by a
    second one with the opposite points that names it and has the same rule. One that a roll-call
    made by itself names the line that made it. Removal (退训) has no points.
    """

    public_id = fields.public_id()
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="conduct_entries"
    )
    rule = models.ForeignKey(ConductRule, on_delete=models.PROTECT, related_name="entries")
    effect = fields.enum_field(ConductEffect)
    points = models.DecimalField(max_digits=6, decimal_places=1)
    occurred_on = models.DateField()
    evidence = models.CharField(max_length=300)
    roll_call_line = models.ForeignKey(
        RollCallLine, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal"
    )
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    objects = ConductEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("effect", ConductEffect, "courses_conductentry_effect"),
            models.CheckConstraint(
                condition=Q(effect=ConductEffect.REMOVAL.value, points=0)
                | Q(effect=ConductEffect.DEDUCTION.value, reverses__isnull=True, points__lt=0)
                | Q(effect=ConductEffect.DEDUCTION.value, reverses__isnull=False, points__gt=0)
                | Q(effect=ConductEffect.REWARD.value, reverses__isnull=True, points__gt=0)
                | Q(effect=ConductEffect.REWARD.value, reverses__isnull=False, points__lt=0),
                name="courses_conductentry_points",
            ),
            models.CheckConstraint(
                condition=Q(evidence__gt=""), name="courses_conductentry_evidence"
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("id")),
                name="courses_conductentry_not_itself",
            ),
            models.UniqueConstraint(
                fields=["roll_call_line"],
                condition=Q(reverses__isnull=True),
                name="courses_conductentry_line_once",
            ),
        ]
        indexes = [models.Index(fields=["enrolment", "occurred_on"])]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.points}"


class ConductObjection(models.Model):
    """A trainee's objection (申诉) to one entry, and another person's decision with its reason.

    One that is upheld has the entry reversed. An entry may be objected to once.
    """

    public_id = fields.public_id()
    entry = models.OneToOneField(ConductEntry, on_delete=models.PROTECT, related_name="objection")
    text = models.CharField(max_length=500)
    state = fields.state(ObjectionState, ObjectionState.OPEN)
    raised_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=64, blank=True, default="")
    answer = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            fields.in_list("state", ObjectionState, "courses_conductobjection_state"),
            fields.at_with_state(
                "decided_at",
                "state",
                {ObjectionState.UPHELD, ObjectionState.DISMISSED},
                "courses_conductobjection_decided_at",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by="", answer="")
                | Q(decided_at__isnull=False, decided_by__gt="", answer__gt=""),
                name="courses_conductobjection_decided",
            ),
            models.CheckConstraint(condition=Q(text__gt=""), name="courses_conductobjection_text"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.state}"
