"""What trainees say of the teaching, and that they have said it: two sets of tables without a link.

See docs/adr: nothing in the second part (`Turnout`) leads to anything in the first (`Tally`,
`Comment`), neither by a key nor by a time nor by the order of the rows.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from academy.people.models import Person
from academy.shared import fields
from courses.enums.evaluation import PromptAbout, PromptKind
from courses.models.catalogue import Subject
from courses.models.cohort import Cohort
from courses.models.instructor import Instructor


class Questionnaire(models.Model):
    """A template by which cohorts are evaluated; what it asks is in its editions.

    The usual one is taken where nobody chose another.
    """

    public_id = fields.public_id()
    name = models.CharField(max_length=80, unique=True)
    usual = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["usual"], condition=Q(usual=True), name="courses_questionnaire_one_usual"
            )
        ]

    def __str__(self) -> str:
        return self.name


class QuestionnaireEdition(models.Model):
    """One dated edition of a questionnaire: its prompts never change. Append-only."""

    public_id = fields.public_id()
    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="editions"
    )
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"], name="courses_questionnaireedition_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id} v{self.number}"


class Prompt(models.Model):
    """One thing a questionnaire asks. Append-only.

    A scale runs from 1 to 5; a choice has `choices`, counted from 1; a text is free. It is asked
    once, or for each subject of the cohort, or for each instructor who taught it.
    """

    edition = models.ForeignKey(
        QuestionnaireEdition, on_delete=models.PROTECT, related_name="prompts"
    )
    sequence = models.PositiveSmallIntegerField()
    kind = fields.enum_field(PromptKind)
    about = fields.enum_field(PromptAbout)
    text = models.CharField(max_length=200)
    choices: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    required = models.BooleanField(default=True)

    class Meta:
        constraints = [
            fields.in_list("kind", PromptKind, "courses_prompt_kind"),
            fields.in_list("about", PromptAbout, "courses_prompt_about"),
            models.UniqueConstraint(fields=["edition", "sequence"], name="courses_prompt_once"),
            models.CheckConstraint(condition=Q(text__gt=""), name="courses_prompt_text"),
        ]

    def __str__(self) -> str:
        return self.text


class Evaluation(models.Model):
    """One cohort's evaluation by one edition: answers are taken from `opens_on` to `last_on`.

    Both days belong to it. `minimum` is the number of answers below which nothing is shown, as it
    was when people were asked to answer.
    """

    public_id = fields.public_id()
    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, related_name="evaluation")
    edition = models.ForeignKey(
        QuestionnaireEdition, on_delete=models.PROTECT, related_name="evaluations"
    )
    opens_on = models.DateField()
    last_on = models.DateField()
    minimum = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("opens_on")), name="courses_evaluation_days"
            ),
            models.CheckConstraint(condition=Q(minimum__gte=2), name="courses_evaluation_minimum"),
        ]

    def __str__(self) -> str:
        return f"evaluation of {self.cohort_id}"


class EvaluationLine(models.Model):
    """One prompt put to one cohort about one thing: itself, a subject, or an instructor."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="lines")
    sequence = models.PositiveSmallIntegerField()
    prompt = models.ForeignKey(Prompt, on_delete=models.PROTECT, related_name="lines")
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    instructor = models.ForeignKey(
        Instructor, on_delete=models.PROTECT, null=True, blank=True, related_name="rated_in"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "sequence"], name="courses_evaluationline_once"
            ),
            models.CheckConstraint(
                condition=Q(subject__isnull=True) | Q(instructor__isnull=True),
                name="courses_evaluationline_about_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id}:{self.sequence}"


class Tally(models.Model):
    """How often one value was given to one line. All of an evaluation are there from its opening.

    There is no row for an answer, only this count: each answer writes all counts of its evaluation
    anew, so that no row tells which answer came last.
    """

    line = models.ForeignKey(EvaluationLine, on_delete=models.PROTECT, related_name="tallies")
    value = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "value"], name="courses_tally_once"),
            models.CheckConstraint(condition=Q(value__gte=1), name="courses_tally_value"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}={self.value}: {self.count}"


class Comment(models.Model):
    """One free text to one line, under a random key that changes with each further answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey(EvaluationLine, on_delete=models.PROTECT, related_name="comments")
    text = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(text__gt=""), name="courses_comment_text")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Turnout(models.Model):
    """That one person may answer one evaluation, and whether they have. No time, no answer.

    The key is random, and all of an evaluation are written anew with each answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="turnouts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="turnouts")
    answered = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "person"], name="courses_turnout_once")
        ]
        indexes = [models.Index(fields=["person", "answered"])]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.evaluation_id}"
