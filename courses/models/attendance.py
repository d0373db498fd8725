"""Who was there: roll-calls of timetable cells and formations."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from academy.shared import fields
from courses.enums.attendance import Formation, Presence
from courses.models.cohort import Cohort
from courses.models.enrolment import Enrolment
from courses.models.leave import Leave
from courses.rules.periods import Slot, Times


class RollCallQuerySet(models.QuerySet["RollCall"]):
    """Filters of roll-calls."""

    def standing(self) -> "RollCallQuerySet":
        """Those that were not voided."""
        return self.filter(voided_at__isnull=True)


class RollCall(models.Model):
    """One calling of the roll (点名): of a timetable cell, or of another formation of the day.

    `hours` (学时) are what the cell is worth to who was there; formations other than lessons have
    none. One that was taken by mistake is voided with a reason and keeps its lines.
    """

    public_id = fields.public_id()
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="roll_calls")
    formation = fields.enum_field(Formation)
    called_on = models.DateField()
    begins = models.TimeField()
    ends = models.TimeField()
    hours = fields.hours()
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    voided_by = models.CharField(max_length=64, blank=True, default="")
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=200, blank=True, default="")

    objects = RollCallQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("formation", Formation, "courses_rollcall_formation"),
            models.CheckConstraint(
                condition=Q(ends__gt=F("begins")), name="courses_rollcall_times"
            ),
            models.CheckConstraint(
                condition=Q(formation=Formation.LESSON.value, hours__gt=0, hours__lte=6)
                | (~Q(formation=Formation.LESSON.value) & Q(hours=0)),
                name="courses_rollcall_hours",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, void_reason="", voided_by="")
                | Q(voided_at__isnull=False, void_reason__gt="", voided_by__gt=""),
                name="courses_rollcall_void",
            ),
            models.UniqueConstraint(
                fields=["cohort", "called_on", "begins", "formation"],
                condition=Q(voided_at__isnull=True),
                name="courses_rollcall_once",
            ),
        ]
        indexes = [models.Index(fields=["cohort", "called_on"])]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.called_on} {self.times}"

    @property
    def times(self) -> Times:
        """When on its day."""
        return Times(self.begins, self.ends)

    @property
    def slot(self) -> Slot:
        """Its day and times."""
        return Slot(self.called_on, self.times)


class RollCallLineQuerySet(models.QuerySet["RollCallLine"]):
    """Filters of lines of roll-calls."""

    def last_words(self, known_before: datetime | None = None) -> "RollCallLineQuerySet":
        """The last word on each person: lines that no later one corrects.

        With `known_before` what was the last word just before that instant.
        """
        said = RollCallLine.objects.all()
        if known_before is not None:
            said = said.filter(recorded_at__lt=known_before)
        later = said.filter(
            roll_call=OuterRef("roll_call"),
            enrolment=OuterRef("enrolment"),
            revision__gt=OuterRef("revision"),
        )
        rows = self if known_before is None else self.filter(recorded_at__lt=known_before)
        return rows.filter(~Exists(later))

    def current(self, known_before: datetime | None = None) -> "RollCallLineQuerySet":
        """The last word on each person in calls that stand, or stood just before an instant."""
        stands = Q(roll_call__voided_at__isnull=True)
        if known_before is not None:
            stands |= Q(roll_call__voided_at__gte=known_before)
        return self.last_words(known_before).filter(stands)


class RollCallLine(models.Model):
    """What one roll-call says of one person. Append-only: a correction is the next revision.

    A correction has a reason. `leave` is the leave that excuses the person, where there is one.
    """

    roll_call = models.ForeignKey(RollCall, on_delete=models.PROTECT, related_name="lines")
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="roll_call_lines"
    )
    revision = models.PositiveSmallIntegerField(default=0)
    presence = fields.enum_field(Presence)
    leave = models.ForeignKey(
        Leave, on_delete=models.PROTECT, null=True, blank=True, related_name="roll_call_lines"
    )
    reason = models.CharField(max_length=200, blank=True, default="")
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    objects = RollCallLineQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("presence", Presence, "courses_rollcallline_presence"),
            models.UniqueConstraint(
                fields=["roll_call", "enrolment", "revision"], name="courses_rollcallline_once"
            ),
            models.CheckConstraint(
                condition=Q(revision=0) | Q(reason__gt=""), name="courses_rollcallline_reason"
            ),
            models.CheckConstraint(
                condition=Q(leave__isnull=True) | Q(presence=Presence.ON_LEAVE.value),
                name="courses_rollcallline_leave",
            ),
        ]
        indexes = [models.Index(fields=["enrolment", "roll_call"])]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.presence}"
