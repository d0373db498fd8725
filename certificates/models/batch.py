"""Issue runs: who of a cohort gets a certificate, and who not and why."""

from collections.abc import Collection

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from academy.shared import fields
from certificates.enums import OPEN, BatchState, CertificateKind, LineReason
from certificates.models.template import Template
from courses.models import Cohort, Completion, Enrolment

_S = BatchState


_OPEN = sorted(state.value for state in OPEN)  # sorted: migrations compare it as written


class BatchQuerySet(models.QuerySet["Batch"]):
    """Filters of batches."""

    def open_(self) -> "BatchQuerySet":
        """Those that still wait for somebody."""
        return self.filter(state__in=_OPEN)

    def within_units(self, unit_ids: Collection[int]) -> "BatchQuerySet":
        """Those with nobody of another unit in them."""
        outside = BatchLine.objects.filter(batch=OuterRef("pk")).exclude(
            enrolment__unit_id__in=unit_ids
        )
        return self.filter(~Exists(outside)) if unit_ids else self.none()


class Batch(models.Model):
    """One issue run of a cohort: proposed by one person, approved by another, then issued.

    One that `corrects` a certificate has a single line and takes the old one out of force when
    it is issued, for the `reason` given. `proposed_by` and `approved_by` are keys of actors. The
    numbers taken stand in `series`, `first_serial` and `last_serial`.
    """

    public_id = fields.public_id()
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="batches")
    kind = fields.enum_field(CertificateKind)
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    corrects = models.ForeignKey(
        "certificates.Certificate",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
    )
    reason = models.CharField(max_length=200, blank=True, default="")
    state = fields.state(BatchState, BatchState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=64)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=64, blank=True, default="")
    issued_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    series = models.ForeignKey(
        "certificates.Series", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_serial = models.PositiveIntegerField(null=True, blank=True)
    last_serial = models.PositiveIntegerField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("state", BatchState, "certificates_batch_state"),
            fields.in_list("kind", CertificateKind, "certificates_batch_kind"),
            models.UniqueConstraint(
                fields=["cohort", "kind"],
                condition=Q(state__in=_OPEN, corrects__isnull=True),
                name="certificates_batch_one_open",
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(state__in=_OPEN),
                name="certificates_batch_one_correction",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="")
                | Q(corrects__isnull=False, reason__gt=""),
                name="certificates_batch_reason",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by="")
                | (Q(approved_at__isnull=False, approved_by__gt="")),
                name="certificates_batch_approver",
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("proposed_by")),
                name="certificates_batch_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state=_S.WITHDRAWN.value)
                | Q(state=_S.PROPOSED.value, approved_at__isnull=True)
                | Q(state__in=[_S.APPROVED.value, _S.ISSUED.value], approved_at__isnull=False),
                name="certificates_batch_approved_at",
            ),
            fields.at_with_state(
                "issued_at", "state", {BatchState.ISSUED}, "certificates_batch_issued_at"
            ),
            fields.at_with_state(
                "withdrawn_at", "state", {BatchState.WITHDRAWN}, "certificates_batch_withdrawn_at"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=_S.ISSUED.value,
                    series__isnull=False,
                    first_serial__gte=1,
                    last_serial__gte=F("first_serial"),
                )
                | (
                    ~Q(state=_S.ISSUED.value)
                    & Q(series__isnull=True, first_serial__isnull=True, last_serial__isnull=True)
                ),
                name="certificates_batch_numbers",
            ),
        ]
        indexes = [models.Index(fields=["proposed_at", "id"])]

    def __str__(self) -> str:
        return f"batch {self.pk} of {self.cohort_id}"


class BatchLineQuerySet(models.QuerySet["BatchLine"]):
    """Filters of lines."""

    def due(self) -> "BatchLineQuerySet":
        """Those that get a certificate."""
        return self.filter(reason="")

    def refused(self) -> "BatchLineQuerySet":
        """Those that get none."""
        return self.exclude(reason="")


class BatchLine(models.Model):
    """One person of the cohort in a batch: due a certificate, or refused with a reason.

    `detail` fills the reason in: the characters that no font has.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="+")
    completion = models.ForeignKey(
        Completion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=24, blank=True, default="")
    detail = models.CharField(max_length=80, blank=True, default="")

    objects = BatchLineQuerySet.as_manager()

    class Meta:
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "position"], name="certificates_batchline_position_once"
            ),
            models.UniqueConstraint(
                fields=["batch", "enrolment"], name="certificates_batchline_person_once"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["", *(reason.value for reason in LineReason)]),
                name="certificates_batchline_reason",
            ),
            models.CheckConstraint(
                condition=Q(completion__isnull=False) | Q(reason__gt=""),
                name="certificates_batchline_due_is_completed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.position}"
