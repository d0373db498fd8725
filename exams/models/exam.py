"""An exam: which paper, for whom, when."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from academy.shared import fields
from exams.enums import ExamKind, ExamState
from exams.models.paper import Paper


class ExamQuerySet(models.QuerySet["Exam"]):
    """Exams by what may be done with them."""

    def standing(self) -> ExamQuerySet:
        """All but the cancelled ones."""
        return self.exclude(state=ExamState.CANCELLED.value)

    def open_at(self, at: datetime) -> ExamQuerySet:
        """Exams that may be started at ``at``."""
        return self.standing().filter(opens_at__lte=at, closes_at__gt=at)


class Exam(models.Model):
    """One cohort's exam on one paper, with the window in which it may be started.

    The marks are copied from the syllabus when the exam is scheduled: a later edition must not
    move a border under people who have sat already.
    """

    public_id = fields.public_id()
    cohort = models.ForeignKey("courses.Cohort", on_delete=models.PROTECT, related_name="exams")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="exams")
    kind = fields.enum_field(ExamKind)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="make_ups"
    )
    title = models.CharField(max_length=80)
    state = fields.state(ExamState, ExamState.SCHEDULED)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    duration_seconds = models.PositiveIntegerField()
    pass_percent = models.DecimalField(max_digits=5, decimal_places=2)
    excellent_percent = models.DecimalField(max_digits=5, decimal_places=2)
    scheduled_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = ExamQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("kind", ExamKind, "exams_exam_kind"),
            fields.in_list("state", ExamState, "exams_exam_state"),
            fields.at_with_state("released_at", "state", {ExamState.RELEASED}, "exams_released_at"),
            fields.at_with_state(
                "cancelled_at", "state", {ExamState.CANCELLED}, "exams_cancelled_at"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at"), duration_seconds__gte=1),
                name="exams_exam_window",
            ),
            models.CheckConstraint(
                condition=Q(
                    pass_percent__gt=0,
                    excellent_percent__gte=F("pass_percent"),
                    excellent_percent__lte=100,
                ),
                name="exams_exam_marks",
            ),
            models.CheckConstraint(
                condition=Q(kind=ExamKind.FIRST.value, follows__isnull=True)
                | Q(kind=ExamKind.MAKE_UP.value, follows__isnull=False),
                name="exams_exam_follows_first",
            ),
            models.UniqueConstraint(
                fields=["cohort", "kind", "opens_at"],
                condition=~Q(state=ExamState.CANCELLED.value),
                name="exams_exam_once",
            ),
            models.UniqueConstraint(
                fields=["follows"],
                condition=~Q(state=ExamState.CANCELLED.value),
                name="exams_exam_one_make_up",
            ),
        ]
        indexes = [models.Index(fields=["opens_at", "id"], name="exams_exam_opens")]

    def __str__(self) -> str:
        return self.title
