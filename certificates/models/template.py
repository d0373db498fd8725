"""What a certificate looks like, and which one a course gives."""

from django.db import models
from django.db.models import Q

from academy.shared import fields
from certificates.enums import CertificateKind, Making
from courses.models import Course


class Template(models.Model):
    """One published edition of a certificate's HTML and CSS. Append-only: a change is a new one.

    `name` ties the editions together, `title` is what people read. `making` is the way its PDFs
    are made, as was proved at publication; `fault` says why not the fast one, "" where it is.
    """

    public_id = fields.public_id()
    name = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    kind = fields.enum_field(CertificateKind)
    edition = models.PositiveIntegerField()
    html = models.TextField()
    css = models.TextField()
    digest = models.CharField(max_length=64)
    making = fields.enum_field(Making)
    fault = models.CharField(max_length=200, blank=True, default="")
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=64)

    class Meta:
        ordering = ["name", "-edition"]
        constraints = [
            fields.in_list("kind", CertificateKind, "certificates_template_kind"),
            fields.in_list("making", Making, "certificates_template_making"),
            models.UniqueConstraint(
                fields=["name", "edition"], name="certificates_template_edition_once"
            ),
            models.CheckConstraint(
                condition=Q(edition__gte=1), name="certificates_template_edition"
            ),
            models.CheckConstraint(
                condition=Q(making=Making.PLAIN.value) | Q(fault=""),
                name="certificates_template_fault",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.edition}"


class Draft(models.Model):
    """A template somebody is working on: the next edition of `name`, or the first.

    `revision` counts its changes; who saves says which one he started from.
    """

    public_id = fields.public_id()
    name = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=60)
    kind = fields.enum_field(CertificateKind)
    html = models.TextField()
    css = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=64)

    class Meta:
        ordering = ["name"]
        constraints = [
            fields.in_list("kind", CertificateKind, "certificates_draft_kind"),
            models.CheckConstraint(
                condition=Q(revision__gte=1), name="certificates_draft_revision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (draft)"


class Award(models.Model):
    """Which certificate of a kind a course gives. Without a row the shipped defaults hold.

    `template_name` names the series of editions, the newest of which is used. `months` is how
    long a certificate is good for, None for ever. `prefix` is that of the numbers, "" for the
    academy's own.
    """

    public_id = fields.public_id()
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="awards")
    kind = fields.enum_field(CertificateKind)
    template_name = models.CharField(max_length=40)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    prefix = models.CharField(max_length=24, blank=True, default="")
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            fields.in_list("kind", CertificateKind, "certificates_award_kind"),
            models.UniqueConstraint(fields=["course", "kind"], name="certificates_award_once"),
            models.CheckConstraint(
                condition=Q(months__isnull=True) | Q(months__gte=1, months__lte=600),
                name="certificates_award_months",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.kind}"
