"""What the answers earned, and what that means."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from academy.shared import fields
from exams.enums import ResultVerdict
from exams.models.exam import Exam
from exams.models.sitting import Sitting


class MarkSheet(models.Model):
    """One marking of one sitting: the mark of every item of its paper (append-only).

    ``marks`` lists hundredths of a point by paper position, as a JSON list; one row instead of one
    per item keeps a sitting small. A remark is a further sheet with the next number.
    """

    sitting = models.ForeignKey(
        Sitting, on_delete=models.PROTECT, related_name="mark_sheets", db_index=False
    )
    number = models.PositiveSmallIntegerField(default=1)
    marks = models.TextField()
    score = fields.points()
    paper_digest = models.CharField(max_length=64)
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "number"], name="exams_mark_sheet_number_once"
            ),
            models.CheckConstraint(condition=Q(score__gte=0), name="exams_mark_sheet_score"),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} marking {self.number}"


class Result(models.Model):
    """What an exam says about one enrolled person, always by one named sitting.

    Written when the sitting is marked and shown once released. Somebody who never started has no
    sitting: the row is written at release and says absent, ``excused`` if with leave.
    """

    public_id = fields.public_id()
    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="results", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exam_results"
    )
    enrolment = models.ForeignKey(
        "courses.Enrolment", on_delete=models.PROTECT, related_name="exam_results"
    )
    sitting = models.OneToOneField(
        Sitting, on_delete=models.PROTECT, null=True, related_name="result"
    )
    verdict = fields.enum_field(ResultVerdict)
    excused = models.BooleanField(default=False)
    score = fields.points(null=True, blank=True)
    full_marks = fields.points()
    excellent = models.BooleanField(default=False)
    marked_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            fields.in_list("verdict", ResultVerdict, "exams_result_verdict"),
            models.UniqueConstraint(fields=["exam", "person"], name="exams_result_once"),
            models.CheckConstraint(
                condition=Q(
                    verdict=ResultVerdict.ABSENT.value, sitting__isnull=True, score__isnull=True
                )
                | (
                    ~Q(verdict=ResultVerdict.ABSENT.value)
                    & Q(sitting__isnull=False, score__gte=0, score__lte=F("full_marks"))
                ),
                name="exams_result_absent_without_sitting",
            ),
            models.CheckConstraint(
                condition=Q(excused=False) | Q(verdict=ResultVerdict.ABSENT.value),
                name="exams_result_excused_absent",
            ),
            models.CheckConstraint(
                condition=Q(excellent=False) | Q(verdict=ResultVerdict.PASSED.value),
                name="exams_result_excellent_passed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam_id}/{self.person_id} {self.verdict}"
