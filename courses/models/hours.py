"""The hours ledger."""

from collections.abc import Collection
from datetime import date

from django.db import models
from django.db.models import F, Q

from academy.people.models import Person
from academy.shared import fields
from courses.enums import HoursSource
from courses.enums.hours import ImportState
from courses.models.catalogue import Track
from courses.models.completion import Completion
from courses.models.constraints import at_by_state

RESIDENTIAL = "residential"
"""Category of what is earned in a cohort."""


class HoursCategory(models.Model):
    """One way in which hours are earned (集中培训, 线上, 自学 …), from the dictionary.

    From `retired_on` on nothing is earned in it any more; what was earned before still counts.
    """

    code = models.CharField(max_length=24, primary_key=True)
    name = models.CharField(max_length=40, unique=True)
    sequence = models.PositiveSmallIntegerField(default=100)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["sequence", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__gt="") & Q(name__gt=""), name="courses_hourscategory_named"
            )
        ]

    def __str__(self) -> str:
        return self.name


class HoursImport(models.Model):
    """One file, or pasted list, of past records: read, committed once, perhaps undone.

    A large file waits `sealed` until a job has read it. `rows` are the sound rows until the commit
    has taken them all, the first `taken` of them so far; `refused` are those with a reason. Neither
    is kept afterwards. Each entry made from it says which row it was. `track` stands for rows that
    name none; `measure` and `per` are the minutes of what is written and of a 学时.
    """

    public_id = fields.public_id()
    state = fields.state(ImportState, ImportState.READ)
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    sealed = models.BinaryField(null=True, blank=True)
    track = models.ForeignKey(
        Track, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    measure = models.PositiveSmallIntegerField(null=True, blank=True)
    per = models.PositiveSmallIntegerField(null=True, blank=True)
    rows = models.JSONField(default=list)
    taken = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    refusal = models.JSONField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    imported_by = models.CharField(max_length=64)
    read_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    undo_reason = models.CharField(max_length=200, blank=True, default="")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            fields.in_list("state", ImportState, "courses_hoursimport_state"),
            fields.at_with_state(
                "sealed", "state", {ImportState.UPLOADED}, "courses_hoursimport_sealed"
            ),
            fields.at_with_state(
                "refusal", "state", {ImportState.REFUSED}, "courses_hoursimport_refusal"
            ),
            at_by_state(
                "committed_at",
                must=(ImportState.COMMITTED,),
                may=(ImportState.UNDOING, ImportState.UNDONE),
                name="courses_hoursimport_committed_at",
            ),
            fields.at_with_state(
                "undone_at", "state", {ImportState.UNDONE}, "courses_hoursimport_undone_at"
            ),
            models.CheckConstraint(
                condition=Q(measure__isnull=True, per__isnull=True)
                | Q(measure__isnull=False, per__isnull=False),
                name="courses_hoursimport_conversion",
            ),
            # What was undone, or could not be read, may be imported anew; otherwise a file is one
            # import.
            models.UniqueConstraint(
                fields=["file_digest"],
                condition=~Q(state__in=[ImportState.REFUSED.value, ImportState.UNDONE.value]),
                name="courses_hoursimport_file_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"


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
    hours are the sum of the lines. `evidence` says by what the hours are proved. They count on
    `earned_on`, the last day of the training; `earned_from` is its first. Equal facts have an equal
    `facts_digest`: they may be entered again only when all earlier ones are reversed, and are
    then the next `occurrence`.
    """

    public_id = fields.public_id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hours_entries")
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="+")
    hours = fields.hours()
    category = models.ForeignKey(
        HoursCategory,
        on_delete=models.PROTECT,
        related_name="+",
        db_column="category",
        default=RESIDENTIAL,
    )
    earned_from = models.DateField(null=True, blank=True)
    earned_on = models.DateField()
    source = fields.enum_field(HoursSource)
    completion = models.ForeignKey(
        Completion, on_delete=models.PROTECT, null=True, blank=True, related_name="hours_entries"
    )
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversal"
    )
    evidence = models.CharField(max_length=200)
    facts_digest = models.CharField(max_length=64, blank=True, default="")
    occurrence = models.PositiveSmallIntegerField(default=0)
    from_import = models.ForeignKey(
        HoursImport, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    import_sheet = models.CharField(max_length=120, blank=True, default="")
    import_row = models.PositiveIntegerField(null=True, blank=True)
    recorded_by = models.CharField(max_length=64, blank=True, default="")
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
            models.CheckConstraint(
                condition=Q(earned_from__isnull=True) | Q(earned_from__lte=F("earned_on")),
                name="courses_hoursentry_span",
            ),
            models.UniqueConstraint(
                fields=["facts_digest", "occurrence"],
                condition=~Q(facts_digest=""),
                name="courses_hoursentry_facts_once",
            ),
            models.CheckConstraint(
                condition=Q(from_import__isnull=True, import_row__isnull=True)
                | Q(from_import__isnull=False, import_row__isnull=False),
                name="courses_hoursentry_import_row",
            ),
        ]
        indexes = [models.Index(fields=["person", "earned_on"])]

    def __str__(self) -> str:
        return f"{self.person_id} {self.hours}"
