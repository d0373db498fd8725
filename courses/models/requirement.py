"""Who owes what: requirements and their dated editions."""

from datetime import date, datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from academy.people.models import Post, Unit
from academy.shared import fields
from courses.enums.hours import Event, JudgedOn, Metric, WindowKind
from courses.models.catalogue import Course, Track
from courses.models.hours import HoursCategory


class Requirement(models.Model):
    """One rule by which training is owed; what it says is in its editions."""

    public_id = fields.public_id()
    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class EditionQuerySet(models.QuerySet["RequirementEdition"]):
    """Filters of editions."""

    def in_force(self, on: date, *, known_before: datetime | None = None) -> "EditionQuerySet":
        """Those in force on a day, by priority: at most one of each requirement.

        As is said now, or was just before an instant.
        """
        lasts = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
        rows = self.filter(valid_from__lte=on, published_at__isnull=False)
        if known_before is not None:
            lasts |= Q(closed_at__gte=known_before)
            rows = rows.filter(published_at__lt=known_before)
        return rows.filter(lasts).order_by("priority", "requirement__code")


class RequirementEdition(models.Model):
    """What a requirement says during [valid_from, valid_until).

    It is put together and published in one transaction: once `published_at` is set, neither it nor
    the units, posts, tracks and recognitions that belong to it change, whoever asks. Only its end
    may be set, once, with the instant at which it was (`closed_at`; null if the end was known from
    the first); what was owed in any year can be read again by what was in force then. Empty
    populations mean everybody, no categories or tracks all of them. `length` is years (calendar
    year: 1) or, after an event, months. Ranks are bounded by official order, the highest first.
    `to_check` marks a rule that came ready-made: not yet confirmed here.
    """

    public_id = fields.public_id()
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="editions")
    edition = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    regulation = models.CharField(max_length=120)
    article = models.CharField(max_length=60, blank=True, default="")
    to_check = models.BooleanField(default=False)
    priority = models.PositiveSmallIntegerField(default=100)
    metric = fields.enum_field(Metric)
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    amount = fields.hours()
    window = fields.enum_field(WindowKind)
    length = models.PositiveSmallIntegerField(default=1)
    event = fields.enum_field(Event, blank=True, default="")
    judged = fields.enum_field(JudgedOn, default=JudgedOn.AS_OF.value)
    pro_rata = models.BooleanField(default=False)
    staff_kinds: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    rank_from = models.PositiveIntegerField(null=True, blank=True)
    rank_to = models.PositiveIntegerField(null=True, blank=True)
    for_event = fields.enum_field(Event, blank=True, default="")
    for_months = models.PositiveSmallIntegerField(null=True, blank=True)
    units = models.ManyToManyField(Unit, related_name="+", blank=True)
    posts = models.ManyToManyField(Post, related_name="+", blank=True)
    tracks = models.ManyToManyField(Track, related_name="+", blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["requirement", "-edition"]
        constraints = [
            fields.in_list("metric", Metric, "courses_requirementedition_metric"),
            fields.in_list("window", WindowKind, "courses_requirementedition_window"),
            fields.in_list("judged", JudgedOn, "courses_requirementedition_judged"),
            models.CheckConstraint(
                condition=Q(amount__gt=0) & Q(length__gte=1),
                name="courses_requirementedition_amount",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="courses_requirementedition_period",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(valid_until__isnull=False),
                name="courses_requirementedition_closed",
            ),
            models.CheckConstraint(
                condition=(Q(window=WindowKind.AFTER_EVENT.value) & ~Q(event=""))
                | (~Q(window=WindowKind.AFTER_EVENT.value) & Q(event="")),
                name="courses_requirementedition_event",
            ),
            models.CheckConstraint(
                condition=~Q(metric=Metric.COMPLETION.value) | Q(course__isnull=False),
                name="courses_requirementedition_course",
            ),
            models.UniqueConstraint(
                fields=["requirement", "edition"], name="courses_requirementedition_once"
            ),
            models.UniqueConstraint(
                fields=["requirement"],
                condition=Q(valid_until__isnull=True),
                name="courses_requirementedition_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requirement_id} v{self.edition}"


class Recognition(models.Model):
    """A category that an edition recognises, and the most hours it may give."""

    edition = models.ForeignKey(
        RequirementEdition, on_delete=models.PROTECT, related_name="recognitions"
    )
    category = models.ForeignKey(HoursCategory, on_delete=models.PROTECT, related_name="+")
    cap: "models.DecimalField[Decimal | None, Decimal | None]" = fields.hours(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "category"], name="courses_recognition_once"
            ),
            models.CheckConstraint(
                condition=Q(cap__isnull=True) | Q(cap__gt=0), name="courses_recognition_cap"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.category_id}"
