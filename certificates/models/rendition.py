"""PDFs that were made, one by one and together."""

from django.db import models
from django.db.models import Q

from academy.shared import fields
from certificates.enums import BundleKind, Making
from certificates.models.batch import Batch
from certificates.models.certificate import Certificate
from certificates.models.template import Template


class Reissue(models.Model):
    """A lost or damaged certificate printed anew (补发) under its own number. Append-only."""

    public_id = fields.public_id()
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="reissues")
    ordinal = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200)
    author_key = models.CharField(max_length=64)
    author_label = models.CharField(max_length=80)
    reissued_on = models.DateField()
    reissued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "ordinal"], name="certificates_reissue_once"
            ),
            models.CheckConstraint(
                condition=Q(ordinal__gte=1, reason__gt=""), name="certificates_reissue_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} reissue {self.ordinal}"


class Rendition(models.Model):
    """One PDF of a certificate, by the digest of its bytes. Append-only.

    The row is there before the file, so that no file is unknown; a file that is missing or is
    not what the digest says is made again. `file` is the path below MEDIA_ROOT, `reissue` the
    reissue it belongs to (None: the first), `key_id` the fingerprint of the signer's certificate.
    """

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="renditions"
    )
    reissue = models.ForeignKey(
        Reissue, on_delete=models.PROTECT, null=True, blank=True, related_name="renditions"
    )
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="+")
    making = fields.enum_field(Making)
    key_id = models.CharField(max_length=64)
    file = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, db_index=True)
    bytes = models.PositiveIntegerField()
    rendered_at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.in_list("making", Making, "certificates_rendition_making"),
            models.UniqueConstraint(
                fields=["certificate", "sha256"], name="certificates_rendition_once"
            ),
            models.CheckConstraint(condition=Q(bytes__gt=0), name="certificates_rendition_bytes"),
        ]

    def __str__(self) -> str:
        return self.file


class Bundle(models.Model):
    """All PDFs of a batch in one file, made by a job when somebody asks.

    `content` is the digest of what belongs in it (renditions in order): a bundle is handed out
    again only while that is still so. `made_at` is set when the file lies there.
    """

    public_id = fields.public_id()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="bundles")
    kind = fields.enum_field(BundleKind)
    content = models.CharField(max_length=64, blank=True, default="")
    file = models.CharField(max_length=120, blank=True, default="")
    bytes = models.PositiveBigIntegerField(null=True, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=64)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            fields.in_list("kind", BundleKind, "certificates_bundle_kind"),
            models.UniqueConstraint(
                fields=["batch", "kind"],
                condition=Q(made_at__isnull=True),
                name="certificates_bundle_one_open",
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, bytes__isnull=True, file="")
                | Q(made_at__isnull=False, bytes__gt=0, file__gt="", count__gte=1),
                name="certificates_bundle_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.batch_id}"
