"""The notice by which a cohort is announced to the units."""

from django.db import models
from django.db.models import F, Q

from academy.shared import fields
from courses.enums import OverQuota
from courses.models.cohort import Cohort


class CohortNotice(models.Model):
    """The notice (开班通知) of one cohort: its document number, words, deadlines and settings.

    Both deadlines are exclusive: at that very second it is too late. A cohort without a notice
    knows no deadline; once issued, only its deadlines move.
    """

    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, related_name="notice")
    document_number = models.CharField(max_length=60)
    text = models.TextField()
    conditions = models.TextField(blank=True, default="")
    nominate_until_at = models.DateTimeField()
    substitute_until_at = models.DateTimeField()
    over_quota = fields.enum_field(OverQuota, default=OverQuota.REFUSE.value)
    owing_only = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            fields.in_list("over_quota", OverQuota, "courses_cohortnotice_over_quota"),
            models.UniqueConstraint(
                fields=["document_number"], name="courses_cohortnotice_number_once"
            ),
            models.CheckConstraint(
                condition=Q(document_number__gt="", text__gt=""),
                name="courses_cohortnotice_words",
            ),
            models.CheckConstraint(
                condition=Q(substitute_until_at__gte=F("nominate_until_at")),
                name="courses_cohortnotice_deadlines",
            ),
        ]

    def __str__(self) -> str:
        return self.document_number
