"""By which figures people live in the academy: dated editions that are never changed."""

from django.db import models
from django.db.models import F, Q

from academy.shared import fields
from courses.enums.attendance import ConductEffect, Presence


class ResidenceRules(models.Model):
    """One edition of the figures of leave and conduct, in force from a day. Append-only.

    Of editions of the same day the one recorded last holds. A cohort keeps the edition of its
    first day.
    """

    public_id = fields.public_id()
    valid_from = models.DateField()
    start_points = models.DecimalField(max_digits=5, decimal_places=1)
    most_reward = models.DecimalField(max_digits=5, decimal_places=1)
    tutor_minutes = models.PositiveIntegerField()
    academy_minutes = models.PositiveIntegerField()
    leave_part = models.PositiveSmallIntegerField()
    leave_whole = models.PositiveSmallIntegerField()
    objection_days = models.PositiveSmallIntegerField(default=3)
    ground = models.CharField(max_length=200)
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(start_points__gt=0, most_reward__gte=0),
                name="courses_residencerules_points",
            ),
            models.CheckConstraint(
                condition=Q(tutor_minutes__gte=0, academy_minutes__gte=F("tutor_minutes")),
                name="courses_residencerules_minutes",
            ),
            models.CheckConstraint(
                condition=Q(leave_part__gte=1, leave_whole__gte=F("leave_part")),
                name="courses_residencerules_leave",
            ),
            models.CheckConstraint(
                condition=Q(ground__gt=""), name="courses_residencerules_ground"
            ),
        ]
        indexes = [models.Index(fields=["valid_from", "id"])]

    def __str__(self) -> str:
        return f"{self.valid_from}"


class ConductRule(models.Model):
    """One rule of conduct with its points, in force during [valid_from, valid_until).

    Points are written without a sign; from `least` to `most` the officer chooses. `per_hour`
    multiplies them by the hours (学时) missed. `applies_to` names the finding of a roll-call that
    makes an entry under the rule by itself. A rule is changed by ending it and writing another.
    """

    public_id = fields.public_id()
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    basis = models.CharField(max_length=200, blank=True, default="")
    effect = fields.enum_field(ConductEffect)
    least = models.DecimalField(max_digits=5, decimal_places=1)
    most = models.DecimalField(max_digits=5, decimal_places=1)
    per_hour = models.BooleanField(default=False)
    applies_to = fields.enum_field(Presence, blank=True, default="")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["effect", "code", "valid_from"]
        constraints = [
            fields.in_list("effect", ConductEffect, "courses_conductrule_effect"),
            models.CheckConstraint(
                condition=Q(code__gt="") & Q(name__gt=""), name="courses_conductrule_named"
            ),
            models.CheckConstraint(
                condition=Q(effect=ConductEffect.REMOVAL.value, least=0, most=0)
                | (
                    ~Q(effect=ConductEffect.REMOVAL.value)
                    & Q(least__gt=0)
                    & Q(most__gte=F("least"))
                ),
                name="courses_conductrule_points",
            ),
            models.CheckConstraint(
                condition=Q(
                    applies_to__in=[
                        "",
                        Presence.LATE.value,
                        Presence.LEFT_EARLY.value,
                        Presence.ABSENT.value,
                    ]
                ),
                name="courses_conductrule_applies_to",
            ),
            # What is entered by itself leaves nobody a choice of points.
            models.CheckConstraint(
                condition=Q(applies_to="")
                | Q(effect=ConductEffect.DEDUCTION.value, least=F("most")),
                name="courses_conductrule_by_itself",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="courses_conductrule_period",
            ),
            models.UniqueConstraint(fields=["code", "valid_from"], name="courses_conductrule_once"),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_until__isnull=True),
                name="courses_conductrule_one_open",
            ),
            models.UniqueConstraint(
                fields=["applies_to"],
                condition=Q(valid_until__isnull=True) & ~Q(applies_to=""),
                name="courses_conductrule_one_by_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name
