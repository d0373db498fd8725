"""The hours ledger."""

from collections.abc import Collection
from datetime import date

from django.db import models
from django.db.models import Q

from academy.people.models import Person
from academy.shared import fields
from courses.enums import HoursSource
from courses.models.catalogue import Track
from courses.models.completion import Completion


class HoursQuerySet(models.QuerySet["HoursEntry"]):
    """Filters of ledger lines."""

    def of(self, person_ids: Collection[int]) -> "HoursQuerySet":
        """Those of these people."""
        return self.filter(person_id__in=person_ids)

    def earned_in(self, year: int) -> "HoursQuerySet":
        """Those earned in a calendar year."""
        return self.filter(earned_on__gte=date(year, 1, 1), earned_on__lt=date(year + 1, 1, 1))


class HoursEntry(models.Model):
    """One line of the ledger: a person's hours with their source and evidence. Append-only.

    A correction is a second line with the same hours negative that names the first; a person's
    hours are the sum of the lines. `evidence` says by what the hours are proved.
    """

    public_id = fields.public_id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hours_entries")
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="+")
    hours = fields.hours()
    earned_on = models.DateField()
    source = fields.enum_field(HoursSource)
    completion = models.ForeignKey(
        Completion, on_delete=models.PROTECT, null=True, blank=True, related_name="hours_entries"
    )
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal"
    )
    evidence = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    objects = HoursQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("source", HoursSource, "courses_hoursentry_source"),
            models.CheckConstraint(
                condition=Q(source=HoursSource.REVERSAL.value, reverses__isnull=False, hours__lt=0)
                | (~Q(source=HoursSource.REVERSAL.value) & Q(reverses__isnull=True, hours__gt=0)),
                name="courses_hoursentry_sign",
            ),
            models.CheckConstraint(
                condition=~Q(source=HoursSource.COMPLETION.value) | Q(completion__isnull=False),
                name="courses_hoursentry_completion",
            ),
            models.UniqueConstraint(
                fields=["completion"],
                condition=Q(source=HoursSource.COMPLETION.value),
                name="courses_hoursentry_completion_once",
            ),
            models.CheckConstraint(
                condition=Q(evidence__gt=""), name="courses_hoursentry_evidence"
            ),
        ]
        indexes = [models.Index(fields=["person", "earned_on"])]

    def __str__(self) -> str:
        return f"{self.person_id} {self.hours}"
