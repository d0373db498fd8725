"""Who has a course to make up, and what became of it."""

from collections.abc import Collection
from datetime import date

from django.db import models
from django.db.models import F, Q

from academy.people.models import Person, Unit
from academy.reporting.enums import MakeUpCause, MakeUpEventKind, MakeUpState
from academy.reporting.rules.makeup import REASON_LENGTH
from academy.shared import fields
from courses.models import Completion, Course

_S = MakeUpState
_E = MakeUpEventKind
_ENDS = [_E.LEFT.value, _E.PASSED.value, _E.WITHDRAWN.value]


class MakeUpQuerySet(models.QuerySet["MakeUp"]):
    """Filters of make-ups."""

    def open(self) -> "MakeUpQuerySet":
        """Those that nothing has ended yet."""
        return self.filter(state=_S.OPEN.value)

    def overdue_on(self, on: date) -> "MakeUpQuerySet":
        """Those that are open although their last day is past."""
        return self.open().filter(due_on__lt=on)

    def of(self, person_ids: Collection[int]) -> "MakeUpQuerySet":
        """Those of these people."""
        return self.filter(person_id__in=person_ids)


class MakeUp(models.Model):
    """One course that one person has to make up, from its cause until a pass ends it.

    `source` is the go that it comes from: the one that was failed, missed or left, or the pass
    that lapsed; each gives one make-up at most. `caused_at` is when that go was recorded, or the
    beginning of the day of the lapse. `unit` is where the person served on the day it was opened.
    `due_on` is the last day in time. `completion` is the later pass that ended it; otherwise the
    person left the service, or it was withdrawn for a reason that the history keeps.
    """

    public_id = fields.public_id()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="make_ups")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="make_ups")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="make_ups")
    cause = fields.enum_field(MakeUpCause)
    source = models.OneToOneField(Completion, on_delete=models.PROTECT, related_name="make_up")
    caused_at = models.DateTimeField()
    due_on = models.DateField()
    state = fields.state(MakeUpState, MakeUpState.OPEN)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    completion = models.ForeignKey(
        Completion, on_delete=models.PROTECT, null=True, blank=True, related_name="ended_make_ups"
    )

    objects = MakeUpQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("cause", MakeUpCause, "reporting_makeup_cause"),
            fields.in_list("state", MakeUpState, "reporting_makeup_state"),
            models.UniqueConstraint(
                fields=["person", "course"],
                condition=Q(state=_S.OPEN.value),
                name="reporting_makeup_one_open",
            ),
            fields.at_with_state(
                "ended_at", "state", {_S.PASSED, _S.LEFT, _S.WITHDRAWN}, "reporting_makeup_ended_at"
            ),
            fields.at_with_state("completion", "state", {_S.PASSED}, "reporting_makeup_completion"),
            models.CheckConstraint(
                condition=Q(opened_at__gte=F("caused_at"))
                & (Q(ended_at__isnull=True) | Q(ended_at__gte=F("opened_at"))),
                name="reporting_makeup_order",
            ),
            # What it comes from does not end it.
            models.CheckConstraint(
                condition=Q(completion__isnull=True) | ~Q(completion=F("source")),
                name="reporting_makeup_another",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="reporting_makeup_due"),
            models.Index(fields=["unit", "due_on"], name="reporting_makeup_unit_due"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_id} {self.state}"


class MakeUpEvent(models.Model):
    """One line of a make-up's history. Append-only.

    `level` says to whom an overdue one was passed on, each once; `text` why it was withdrawn.
    """

    public_id = fields.public_id()
    make_up = models.ForeignKey(MakeUp, on_delete=models.PROTECT, related_name="events")
    kind = fields.enum_field(MakeUpEventKind)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.CharField(max_length=REASON_LENGTH, blank=True, default="")
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.in_list("kind", MakeUpEventKind, "reporting_makeupevent_kind"),
            models.CheckConstraint(
                condition=Q(
                    kind=_E.ESCALATED.value, level__isnull=False, level__gte=1, level__lte=3
                )
                | (~Q(kind=_E.ESCALATED.value) & Q(level__isnull=True)),
                name="reporting_makeupevent_level",
            ),
            models.CheckConstraint(
                condition=Q(kind=_E.WITHDRAWN.value, text__gt="")
                | (~Q(kind=_E.WITHDRAWN.value) & Q(text="")),
                name="reporting_makeupevent_text",
            ),
            models.UniqueConstraint(
                fields=["make_up"],
                condition=Q(kind=_E.OPENED.value),
                name="reporting_makeupevent_opened_once",
            ),
            models.UniqueConstraint(
                fields=["make_up"],
                condition=Q(kind__in=_ENDS),
                name="reporting_makeupevent_ended_once",
            ),
            models.UniqueConstraint(
                fields=["make_up", "level"],
                condition=Q(kind=_E.ESCALATED.value),
                name="reporting_makeupevent_level_once",
            ),
        ]
        indexes = [models.Index(fields=["make_up", "at", "id"], name="reporting_makeupevent_order")]

    def __str__(self) -> str:
        return f"{self.make_up_id} {self.kind}"
