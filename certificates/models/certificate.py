"""The register: certificates and the counters their numbers come from."""

from collections.abc import Collection
from datetime import date

from django.db import models
from django.db.models import F, Q

from academy.people.models import Person, Unit
from academy.shared import fields
from certificates.enums import CertificateKind, CertificateState
from certificates.models.batch import Batch, BatchLine
from certificates.models.template import Template
from courses.models import Completion


class Series(models.Model):
    """The counter of one prefix and year: the number that the next certificate takes."""

    prefix = models.CharField(max_length=24)
    year = models.PositiveSmallIntegerField()
    next_number = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(fields=["prefix", "year"], name="certificates_series_once"),
            models.CheckConstraint(
                condition=Q(next_number__gte=1), name="certificates_series_next_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕"


class StatusList(models.Model):
    """One published list of status bits; a certificate has its bit for ever.

    `next_index` is the place that the next certificate takes; a full list is followed by another.
    """

    SIZE = 131_072  # bits: the least that the W3C's recommendation allows, for the crowd's sake

    number = models.PositiveIntegerField(unique=True)
    next_index = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1, next_index__lte=131_072),
                name="certificates_statuslist_room",
            ),
        ]

    def __str__(self) -> str:
        return f"status list {self.number}"


class Portrait(models.Model):
    """A person's photo for certificates, normalised JPEG. Append-only; the newest one counts."""

    public_id = fields.public_id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="portraits")
    jpeg = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField()
    stored_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "sha256"], name="certificates_portrait_once"),
        ]

    def __str__(self) -> str:
        return f"portrait {self.pk}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Filters of certificates."""

    def live(self) -> "CertificateQuerySet":
        """Those in force."""
        return self.filter(state=CertificateState.ISSUED.value)

    def valid_on(self, day: date) -> "CertificateQuerySet":
        """Those in force and not expired on that day."""
        return self.live().filter(Q(expires_on__isnull=True) | Q(expires_on__gt=day))

    def of(self, person: Person) -> "CertificateQuerySet":
        """Those of one person."""
        return self.filter(person=person)

    def in_units(self, unit_ids: Collection[int]) -> "CertificateQuerySet":
        """Those of people who served in one of these units when they were enrolled."""
        return self.filter(unit_id__in=unit_ids)


class Certificate(models.Model):
    """One credential: a number, and what was printed under it on the day of issue.

    `facts` holds every printed word by the name of its field and never changes, nor do `name`
    and `pinyin_key`, which are the person's of that day. `token` is what the QR code carries.
    From `expires_on` on it is no longer valid. `supersedes` is the one whose error it corrects.
    """

    public_id = fields.public_id()
    token = models.CharField(max_length=26, unique=True)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="certificates")
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=48, unique=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="certificates")
    line = models.OneToOneField(BatchLine, on_delete=models.PROTECT, related_name="certificate")
    kind = fields.enum_field(CertificateKind)
    completion = models.ForeignKey(
        Completion, on_delete=models.PROTECT, related_name="certificates"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    pinyin_key = models.CharField(max_length=255)
    facts: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField()
    state = fields.state(CertificateState, CertificateState.ISSUED)
    portrait = models.ForeignKey(
        Portrait, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="+")
    status_index = models.PositiveIntegerField()
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successor"
    )
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True, db_index=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("state", CertificateState, "certificates_certificate_state"),
            models.UniqueConstraint(
                fields=["series", "serial"], name="certificates_certificate_serial_once"
            ),
            fields.in_list("kind", CertificateKind, "certificates_certificate_kind"),
            models.UniqueConstraint(
                fields=["status_list", "status_index"], name="certificates_certificate_status_once"
            ),
            models.CheckConstraint(
                condition=Q(status_index__lt=131_072), name="certificates_certificate_status_index"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("issued_on")),
                name="certificates_certificate_expires_after_issue",
            ),
            models.UniqueConstraint(
                fields=["completion", "kind"],
                condition=Q(state=CertificateState.ISSUED.value),
                name="certificates_certificate_one_live",
            ),
            models.CheckConstraint(
                condition=Q(serial__gte=1), name="certificates_certificate_serial"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("issued_at")),
                name="certificates_certificate_revoked_after_issue",
            ),
            fields.at_with_state(
                "revoked_at",
                "state",
                {CertificateState.REVOKED},
                "certificates_certificate_revoked_at",
            ),
            fields.at_with_state(
                "superseded_at",
                "state",
                {CertificateState.SUPERSEDED},
                "certificates_certificate_superseded_at",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "issued_at"]),
            models.Index(fields=["unit", "pinyin_key"]),
        ]

    def __str__(self) -> str:
        return self.number
