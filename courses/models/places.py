"""What was done with places in cohorts, for good: allocations, substitutions, set-aside rules."""

from django.db import models
from django.db.models import F, Q

from academy.people.models import Unit
from academy.shared import fields
from courses.enums import FillRule, SeatWhy
from courses.models.cohort import Cohort
from courses.models.completion import ExamOutcome
from courses.models.enrolment import Enrolment


class Allocation(models.Model):
    """One run of the fair fill: the seats nobody used, and by what rule they went where.

    Append-only. `seats` is how many were free to give; who gave up and who got how many stands
    in the lines.
    """

    public_id = fields.public_id()
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="allocations")
    rule = fields.enum_field(FillRule)
    seats = models.PositiveIntegerField()
    unallotted = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            fields.in_list("rule", FillRule, "courses_allocation_rule"),
            models.UniqueConstraint(
                fields=["cohort", "made_at"], name="courses_allocation_once_at"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.made_at}"


class AllocationLine(models.Model):
    """One unit in an allocation: what it had, used, asked for, gave up and got. Append-only.

    `turns` are the places of its seats in the order of giving, the first seat given being 1. A unit
    that may not get seats this time can still give some up.
    """

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="lines")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    quota = models.PositiveIntegerField()
    used = models.PositiveIntegerField()
    demand = models.PositiveIntegerField()
    released = models.PositiveIntegerField()
    given = models.PositiveIntegerField()
    turns: "models.JSONField[list[int], list[int]]" = models.JSONField(default=list)
    may_get = models.BooleanField(default=True)

    class Meta:
        ordering = ["allocation", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["allocation", "unit"], name="courses_allocationline_unit_once"
            ),
            models.CheckConstraint(
                condition=Q(given__lte=F("demand")) & Q(released__lte=F("quota")),
                name="courses_allocationline_sums",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} +{self.given} -{self.released}"


class Substitution(models.Model):
    """One person who came in for another of the same unit (替训), with the reason. Append-only.

    `held_since_at` names the outgoing person's time in the seat, which can be handed on once.
    """

    outgoing = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="handed_on")
    incoming = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="came_in_for")
    held_since_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outgoing", "held_since_at"], name="courses_substitution_once"
            ),
            models.CheckConstraint(
                condition=Q(reason__gt="") & ~Q(outgoing=F("incoming")),
                name="courses_substitution_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outgoing_id} → {self.incoming_id}"


class RuleOverride(models.Model):
    """A rule that an academy admin set aside for one person's place, with the reason.

    Append-only; it holds for that person and cohort until the end.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="overrides")
    rule = fields.enum_field(SeatWhy)
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            fields.in_list("rule", SeatWhy, "courses_ruleoverride_rule"),
            models.UniqueConstraint(fields=["enrolment", "rule"], name="courses_ruleoverride_once"),
            models.CheckConstraint(condition=Q(reason__gt=""), name="courses_ruleoverride_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.rule}"


class CarriedOutcome(models.Model):
    """An outcome that came along with a transfer: the copy, and where it was reported.

    Append-only; one original is carried once, so that nothing counts twice.
    """

    outcome = models.OneToOneField(ExamOutcome, on_delete=models.PROTECT, related_name="carried")
    original = models.OneToOneField(
        ExamOutcome, on_delete=models.PROTECT, related_name="carried_to"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=F("original")), name="courses_carriedoutcome_two"
            )
        ]

    def __str__(self) -> str:
        return f"{self.original_id} → {self.outcome_id}"
