"""Roster imports: what was sent, what it would change, and what became of it."""

from django.db import models
from django.db.models import Q

from academy.people.enums import RosterLineKind, RosterMode, RosterState
from academy.people.models.unit import Unit
from academy.shared import fields

LIVE = (RosterState.UPLOADED, RosterState.PREVIEWED, RosterState.COMMITTED)
"""States in which the same file for the same date is the same run."""
_OPEN = (RosterState.UPLOADED, RosterState.PREVIEWED)


class RosterImport(models.Model):
    """One roster file sent for one date, from upload through dry run to its end.

    `sealed` is encrypted: the file while uploaded, its legible rows while previewed, nothing
    afterwards. `base_digest` is that of the staff the dry run was compared with.
    """

    public_id = fields.public_id()
    state = fields.state(RosterState, RosterState.UPLOADED)
    mode = fields.enum_field(RosterMode)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True)
    as_of_on = models.DateField()
    file_name = models.CharField(max_length=200)
    file_size = models.PositiveIntegerField()
    file_digest = models.CharField(max_length=64)
    encoding = models.CharField(max_length=16, blank=True, default="")
    run_key = models.CharField(max_length=64)
    sealed = models.BinaryField(null=True)
    base_digest = models.CharField(max_length=64, blank=True, default="")
    counts = models.JSONField(default=dict)
    findings = models.JSONField(default=dict)
    refusal = models.JSONField(null=True, blank=True)
    uploaded_by = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    previewed_at = models.DateTimeField(null=True, blank=True)
    committed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            fields.in_list("state", RosterState, "people_rosterimport_state"),
            fields.in_list("mode", RosterMode, "people_rosterimport_mode"),
            models.CheckConstraint(
                condition=Q(mode=RosterMode.WHOLE_SYSTEM.value, unit__isnull=True)
                | Q(mode=RosterMode.ONE_UNIT.value, unit__isnull=False),
                name="people_rosterimport_unit_with_mode",
            ),
            fields.at_with_state(
                "committed_at", "state", {RosterState.COMMITTED}, "people_rosterimport_committed"
            ),
            fields.at_with_state(
                "refused_at", "state", {RosterState.REFUSED}, "people_rosterimport_refused"
            ),
            fields.at_with_state(
                "discarded_at", "state", {RosterState.DISCARDED}, "people_rosterimport_discarded"
            ),
            # Personal data stays only as long as something can still be done with it.
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in _OPEN], sealed__isnull=False)
                | (~Q(state__in=[each.value for each in _OPEN]) & Q(sealed__isnull=True)),
                name="people_rosterimport_sealed_while_open",
            ),
            models.UniqueConstraint(
                fields=["run_key"],
                condition=Q(state__in=[each.value for each in LIVE]),
                name="people_rosterimport_one_live",
            ),
        ]
        indexes = [models.Index(fields=["created_at", "id"])]

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"


class RosterLine(models.Model):
    """One thing a dry run found: a person who would change, or one fault of a refused row.

    Unchanged persons have no line. Personal numbers in `changes` and `shown` are masked.
    """

    run = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="lines")
    sequence = models.PositiveIntegerField()
    kind = fields.enum_field(RosterLineKind)
    staff_number = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=120, blank=True)
    sheet = models.CharField(max_length=120, blank=True)
    row = models.PositiveIntegerField(null=True, blank=True)
    column = models.CharField(max_length=3, blank=True)
    field = models.CharField(max_length=24, blank=True)
    code = models.CharField(max_length=64, blank=True)
    shown = models.CharField(max_length=60, blank=True)
    changes = models.JSONField(default=list)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            fields.in_list("kind", RosterLineKind, "people_rosterline_kind"),
            models.UniqueConstraint(
                fields=["run", "sequence"], name="people_rosterline_sequence_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=RosterLineKind.REFUSED.value) ^ Q(code=""),
                name="people_rosterline_code_when_refused",
            ),
        ]
        indexes = [models.Index(fields=["run", "kind", "sequence"])]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.sequence} {self.kind}"
