"""What is read and watched for a subject, and by whom it was."""

from django.db import models
from django.db.models import F, Q

from academy.people.models import Person
from academy.shared import fields
from courses.enums.materials import MaterialKind
from courses.models.catalogue import Subject


class MaterialQuerySet(models.QuerySet["Material"]):
    """Filters of materials."""

    def published(self) -> "MaterialQuerySet":
        """Those that readers see: published and not retired."""
        return self.filter(published_at__isnull=False, retired_at__isnull=True)


class Material(models.Model):
    """One thing to read or watch for a subject of a syllabus; what it holds is in its editions.

    Readers see it from publication until it is retired. It is never deleted.
    """

    public_id = fields.public_id()
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="materials")
    title = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    retire_reason = models.CharField(max_length=200, blank=True, default="")

    objects = MaterialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(title__gt=""), name="courses_material_title"),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True, retire_reason="")
                | Q(retired_at__isnull=False, retire_reason__gt=""),
                name="courses_material_retire_reason",
            ),
        ]
        indexes = [models.Index(fields=["subject", "position"])]

    def __str__(self) -> str:
        return self.title


class MaterialEdition(models.Model):
    """One edition of a material: a file by its digest, or an https address. Append-only.

    `file_name` is what a reader's download is called; the file itself lies under its digest.
    `seconds` is a film's length where the file says it.
    """

    public_id = fields.public_id()
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    kind = fields.enum_field(MaterialKind)
    url = models.CharField(max_length=500, blank=True, default="")
    digest = models.CharField(max_length=64, blank=True, default="")
    size = models.PositiveBigIntegerField(default=0)
    media_type = models.CharField(max_length=100, blank=True, default="")
    file_name = models.CharField(max_length=120, blank=True, default="")
    seconds = models.PositiveIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            fields.in_list("kind", MaterialKind, "courses_materialedition_kind"),
            models.UniqueConstraint(
                fields=["material", "number"], name="courses_materialedition_number_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind=MaterialKind.LINK.value, url__startswith="https://", digest="", size=0
                )
                | (
                    ~Q(kind=MaterialKind.LINK.value)
                    & Q(url="", digest__gt="", size__gt=0, media_type__gt="", file_name__gt="")
                ),
                name="courses_materialedition_file_or_link",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.material_id} v{self.number}"


class Reading(models.Model):
    """What one person has read of one material.

    `seconds` is time before the material as the page reports it, bounded by the server's clock;
    `view`, `sequence` and `beat_at` say up to which of the page's words it was counted. `read_at`
    is the reader's own mark (已阅), for the edition `read_edition`.
    """

    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="readings")
    first_opened_at = models.DateTimeField()
    last_opened_at = models.DateTimeField()
    edition = models.PositiveSmallIntegerField()
    seconds = models.PositiveIntegerField(default=0)
    view = models.CharField(max_length=36, blank=True, default="")
    sequence = models.PositiveIntegerField(default=0)
    beat_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    read_edition = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["material", "person"], name="courses_reading_once"),
            models.CheckConstraint(
                condition=Q(last_opened_at__gte=F("first_opened_at")),
                name="courses_reading_opened",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_edition__isnull=True)
                | Q(read_at__isnull=False, read_edition__isnull=False),
                name="courses_reading_mark",
            ),
        ]
        indexes = [models.Index(fields=["person", "material"])]

    def __str__(self) -> str:
        return f"{self.person_id} reads {self.material_id}"
