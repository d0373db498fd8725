"""By which figures the academy plans: dated editions that are never changed."""

from django.db import models
from django.db.models import Q

from academy.people.models import Unit
from academy.shared import fields


class PlanningRules(models.Model):
    """One edition of the academy's planning rules, in force from a day. Append-only.

    Of editions of the same day the one recorded last holds. Percentages are of a unit's people of
    the duty kinds; beds are the most that planning may use of those there are (none: all).
    """

    public_id = fields.public_id()
    valid_from = models.DateField()
    away_percent = models.PositiveSmallIntegerField()
    cohort_days = models.PositiveSmallIntegerField()
    capacity = models.PositiveIntegerField()
    minimum_fill_percent = models.PositiveSmallIntegerField()
    men_beds = models.PositiveIntegerField(null=True, blank=True)
    # How many cohorts may be in the house at once.
    parallel = models.PositiveSmallIntegerField(default=1)
    # How many qualified instructors a cohort needs; 0 leaves them to the timetable.
    instructors = models.PositiveSmallIntegerField(default=0)
    women_beds = models.PositiveIntegerField(null=True, blank=True)
    weights = models.JSONField(default=dict)
    ground = models.CharField(max_length=200)
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(away_percent__gt=0, away_percent__lte=100),
                name="courses_planningrules_away",
            ),
            models.CheckConstraint(
                condition=Q(cohort_days__gte=1, cohort_days__lte=60),
                name="courses_planningrules_days",
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1), name="courses_planningrules_capacity"
            ),
            models.CheckConstraint(
                condition=Q(minimum_fill_percent__gte=0, minimum_fill_percent__lte=100),
                name="courses_planningrules_fill",
            ),
            models.CheckConstraint(
                condition=Q(parallel__gte=1, parallel__lte=20),
                name="courses_planningrules_parallel",
            ),
            models.CheckConstraint(condition=Q(ground__gt=""), name="courses_planningrules_ground"),
        ]
        indexes = [models.Index(fields=["valid_from", "id"])]

    def __str__(self) -> str:
        return f"{self.valid_from}"


class UnitShare(models.Model):
    """What share of one unit's people may be away at once, where it is not the usual one.

    It belongs to an edition of the rules, and like it is never changed.
    """

    rules = models.ForeignKey(PlanningRules, on_delete=models.PROTECT, related_name="shares")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    away_percent = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rules", "unit"], name="courses_unitshare_once"),
            models.CheckConstraint(
                condition=Q(away_percent__gte=0, away_percent__lte=100),
                name="courses_unitshare_away",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.away_percent}"
