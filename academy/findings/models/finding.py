"""Findings and their history."""

from collections.abc import Collection
from datetime import date

from django.db import models
from django.db.models import F, Q

from academy.findings.enums import LIVE, EntryKind, FindingState
from academy.people.models import Person, Unit
from academy.shared import fields

_WITH_OWNER = [EntryKind.OPENED.value, EntryKind.REASSIGNED.value]
_WITH_DUE = [
    EntryKind.DEADLINE_MOVED.value,
    EntryKind.ESCALATED.value,
    EntryKind.OPENED.value,
    EntryKind.RECHECK_FAILED.value,
    EntryKind.RECHECK_LATE.value,
]
_WITH_LEVEL = [EntryKind.ESCALATED.value, EntryKind.RECHECK_LATE.value]
_WITH_TEXT = [
    EntryKind.DEADLINE_MOVED.value,
    EntryKind.EVIDENCE.value,
    EntryKind.RECHECK_FAILED.value,
    EntryKind.RECTIFIED.value,
    EntryKind.WITHDRAWN.value,
]


def _exactly(field: str, kinds: list[str], name: str) -> models.CheckConstraint:
    """Constraint: the field is set in entries of these kinds and in no others."""
    return models.CheckConstraint(
        condition=Q(**{"kind__in": kinds, f"{field}__isnull": False})
        | (~Q(kind__in=kinds) & Q(**{f"{field}__isnull": True})),
        name=name,
    )


class FindingQuerySet(models.QuerySet["Finding"]):
    """Filters of findings."""

    def live(self) -> "FindingQuerySet":
        """Those with which somebody still has something to do."""
        return self.filter(state__in=[each.value for each in LIVE])

    def overdue_on(self, on: date) -> "FindingQuerySet":
        """Those to be put right whose last day is past."""
        return self.filter(state=FindingState.OPEN.value, due_on__lt=on)

    def recheck_overdue_on(self, on: date) -> "FindingQuerySet":
        """Those reported as put right whose recheck was to be done before a day."""
        return self.filter(state=FindingState.RECTIFIED.value, recheck_due_on__lt=on)

    def in_units(self, units: Collection[int]) -> "FindingQuerySet":
        """Those of these units."""
        return self.filter(unit_id__in=list(units))


class Finding(models.Model):
    """One thing found wanting in a unit, that its owner is to put right by a day.

    `kind` and `source_key` name what it came from: the same source is found once. `person` is whom
    it is about, where it is about somebody. `due_on` is the last day in time, `recheck_due_on`
    that of the recheck, set by the report. What was reported and then found wanting again is open
    again: the history says so.
    """

    public_id = fields.public_id()
    kind = models.CharField(max_length=40)
    source_key = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="findings")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="findings_about"
    )
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="findings")
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    state = fields.state(FindingState, FindingState.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=64)
    rectified_at = models.DateTimeField(null=True, blank=True)
    rectified_by = models.CharField(max_length=64, blank=True, default="")
    recheck_due_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=64, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "source_key"], name="findings_finding_once"),
            fields.in_list("state", FindingState, "findings_finding_state"),
            fields.at_with_state(
                "rectified_at",
                "state",
                {FindingState.RECTIFIED, FindingState.CLOSED},
                "findings_finding_rectified_at",
            ),
            fields.at_with_state(
                "recheck_due_on",
                "state",
                {FindingState.RECTIFIED, FindingState.CLOSED},
                "findings_finding_recheck_due_on",
            ),
            fields.at_with_state(
                "closed_at", "state", {FindingState.CLOSED}, "findings_finding_closed_at"
            ),
            fields.at_with_state(
                "withdrawn_at", "state", {FindingState.WITHDRAWN}, "findings_finding_withdrawn_at"
            ),
            models.CheckConstraint(
                condition=Q(rectified_at__isnull=True, rectified_by="")
                | Q(rectified_at__isnull=False, rectified_by__gt=""),
                name="findings_finding_rectified_by",
            ),
            # Whoever reported it does not close it.
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by="")
                | (Q(closed_at__isnull=False, closed_by__gt="") & ~Q(closed_by=F("rectified_by"))),
                name="findings_finding_closed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(title__gt="", kind__gt="", source_key__gt=""),
                name="findings_finding_said",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="findings_finding_due"),
            models.Index(fields=["unit", "due_on"], name="findings_finding_unit_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_key} {self.state}"


class FindingEntry(models.Model):
    """One line of a finding's history. Append-only.

    `owner` is who was made its owner, `due_on` the deadline that was set (or, where the finding
    was passed on, the one that was missed), `level` to whom it was passed on: each level once for
    each deadline. A recheck that waits has levels of its own.
    """

    public_id = fields.public_id()
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="entries")
    kind = fields.enum_field(EntryKind)
    text = models.CharField(max_length=1000, blank=True, default="")
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.in_list("kind", EntryKind, "findings_findingentry_kind"),
            _exactly("owner", _WITH_OWNER, "findings_findingentry_owner"),
            _exactly("due_on", _WITH_DUE, "findings_findingentry_due_on"),
            _exactly("level", _WITH_LEVEL, "findings_findingentry_level"),
            models.CheckConstraint(
                condition=~Q(kind__in=_WITH_TEXT) | Q(text__gt=""),
                name="findings_findingentry_text",
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__gte=1, level__lte=3),
                name="findings_findingentry_level_range",
            ),
            models.UniqueConstraint(
                fields=["finding"],
                condition=Q(kind=EntryKind.OPENED.value),
                name="findings_findingentry_opened_once",
            ),
            models.UniqueConstraint(
                fields=["finding", "due_on", "level"],
                condition=Q(kind=EntryKind.ESCALATED.value),
                name="findings_findingentry_escalated_once",
            ),
            models.UniqueConstraint(
                fields=["finding", "due_on", "level"],
                condition=Q(kind=EntryKind.RECHECK_LATE.value),
                name="findings_findingentry_recheck_late_once",
            ),
        ]
        indexes = [models.Index(fields=["finding", "at", "id"], name="findings_findingentry_order")]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.kind}"
