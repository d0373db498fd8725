"""How one cohort's evaluation is to be opened, where it differs from the academy's own way."""

from django.db import models
from django.db.models import Q

from courses.models.cohort import Cohort
from courses.models.evaluation import QuestionnaireEdition
from courses.rules.evaluation import MOST_DAYS


class EvaluationSetting(models.Model):
    """What an academy admin decided for one cohort's evaluation before, or while, it is open.

    Without a row, and where a column is null, the academy's settings hold: EVALUATION_AUTO, the
    usual questionnaire, EVALUATION_DAYS.
    """

    cohort = models.OneToOneField(
        Cohort, on_delete=models.PROTECT, related_name="evaluation_setting"
    )
    automatic = models.BooleanField()
    edition = models.ForeignKey(
        QuestionnaireEdition, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    reminders = models.BooleanField()
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(days__isnull=True) | Q(days__gte=1, days__lte=MOST_DAYS),
                name="courses_evaluationsetting_days",
            )
        ]

    def __str__(self) -> str:
        return f"evaluation of {self.cohort_id}: {'by itself' if self.automatic else 'by hand'}"
