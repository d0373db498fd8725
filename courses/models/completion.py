"""How it ended: outcomes reported by exams, and what close-out made of them."""

from django.db import models
from django.db.models import F, Q

from academy.shared import fields
from courses.enums import AttemptKind, CompletionVerdict, OutcomeVerdict
from courses.models.enrolment import Enrolment
from courses.rules.completion import OutcomeFact


class ExamOutcome(models.Model):
    """One released exam fact about one enrolment. Append-only.

    `exam_ref` names the exam and `sitting_ref` the person's own go, in the words of whoever
    reports; courses never looks behind them.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="outcomes")
    exam_ref = models.CharField(max_length=64)
    sitting_ref = models.CharField(max_length=64, blank=True, default="")
    attempt = fields.enum_field(AttemptKind)
    verdict = fields.enum_field(OutcomeVerdict)
    score = fields.points(null=True, blank=True)
    full_marks = fields.points()
    excellent = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.in_list("attempt", AttemptKind, "courses_examoutcome_attempt"),
            fields.in_list("verdict", OutcomeVerdict, "courses_examoutcome_verdict"),
            models.UniqueConstraint(
                fields=["enrolment", "exam_ref", "attempt"], name="courses_examoutcome_once"
            ),
            models.CheckConstraint(
                condition=Q(full_marks__gt=0)
                & (Q(score__isnull=True) | (Q(score__gte=0) & Q(score__lte=F("full_marks")))),
                name="courses_examoutcome_score",
            ),
            models.CheckConstraint(
                condition=Q(excellent=False)
                | Q(attempt=AttemptKind.FIRST.value, verdict=OutcomeVerdict.PASSED.value),
                name="courses_examoutcome_excellent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.exam_ref} {self.attempt}"

    @property
    def fact(self) -> OutcomeFact:
        """The row as the rules take it."""
        return OutcomeFact(
            exam_ref=self.exam_ref,
            attempt=AttemptKind(self.attempt),
            verdict=OutcomeVerdict(self.verdict),
            score=self.score,
            full_marks=self.full_marks,
            excellent=self.excellent,
        )


class Completion(models.Model):
    """What close-out said about one enrolment; certificates and reports rest on it.

    Scores are points; `first_score` is None for who missed the first sitting, `final_score` for
    who never sat. `hours` are the credit hours earned, also entered in the ledger.

    A pass holds in [valid_from, valid_until_on), for ever where the latter is null. The window is
    frozen at close-out: passing again adds a completion with a window of its own, and a later
    edition of the syllabus leaves both alone.
    """

    public_id = fields.public_id()
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="completion")
    verdict = fields.enum_field(CompletionVerdict)
    first_score = fields.points(null=True, blank=True)
    final_score = fields.points(null=True, blank=True)
    excellent = models.BooleanField(default=False)
    hours = fields.hours()
    completed_on = models.DateField(db_index=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until_on = models.DateField(null=True, blank=True, db_index=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.in_list("verdict", CompletionVerdict, "courses_completion_verdict"),
            models.CheckConstraint(
                condition=Q(excellent=False) | Q(verdict=CompletionVerdict.PASSED.value),
                name="courses_completion_excellent",
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=0)
                & (Q(verdict=CompletionVerdict.PASSED.value) | Q(hours=0)),
                name="courses_completion_hours",
            ),
            models.CheckConstraint(
                condition=Q(verdict=CompletionVerdict.PASSED.value, valid_from__isnull=False)
                | (
                    ~Q(verdict=CompletionVerdict.PASSED.value)
                    & Q(valid_from__isnull=True, valid_until_on__isnull=True)
                ),
                name="courses_completion_window",
            ),
            models.CheckConstraint(
                condition=Q(valid_until_on__isnull=True) | Q(valid_until_on__gt=F("valid_from")),
                name="courses_completion_window_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.verdict}"
