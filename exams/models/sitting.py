"""A person's go at an exam and every version of every answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from academy.shared import fields
from exams.enums import SittingState as S
from exams.models.exam import Exam
from exams.models.paper import Paper, PaperItem
from exams.models.room import Room
from exams.rules.transitions import ENDED, RUNNING, STARTED, WAITING

# Sorted: a set's order changes with each process, and would ask for a migration each time.
_STARTED = sorted(state.value for state in STARTED)
_WAITING = sorted(state.value for state in WAITING)
_NOT_ENDED = sorted(state.value for state in {*WAITING, *RUNNING, S.VOIDED})
_MARKED = sorted(state.value for state in ENDED - {S.HANDED_IN, S.CLOSED})


def _end_with_state() -> Q:
    """Handed in or closed, never both; which of the two outlives marking and release."""
    neither = Q(handed_in_at__isnull=True, closed_at__isnull=True)
    handed_in = Q(handed_in_at__isnull=False, closed_at__isnull=True)
    closed = Q(handed_in_at__isnull=True, closed_at__isnull=False)
    return (
        Q(state__in=_NOT_ENDED) & neither
        | Q(state=S.HANDED_IN.value) & handed_in
        | Q(state=S.CLOSED.value) & closed
        | Q(state__in=_MARKED) & (handed_in | closed)
    )


class SittingQuerySet(models.QuerySet["Sitting"]):
    """Sittings that count."""

    def standing(self) -> SittingQuerySet:
        """All but the voided ones."""
        return self.exclude(state=S.VOIDED.value)


class Sitting(models.Model):
    """One person's numbered go at an exam.

    ``last_sequence``, ``answered``, ``last_saved_at`` and ``head_digest`` repeat the newest
    revision, so that a save is guarded, and a room shown, without reading the revisions.
    The paper is referred to by its public id, which is unique beyond this database: papers are
    cached by it.

    ``lease`` counts the writers: the page that holds the newest number may save, and
    ``lease_client`` is the random name that page's browser gave itself. ``planned_seconds`` comes
    from the person's accommodation, ``incident_seconds`` from what went wrong on the day,
    ``paused_seconds`` from pauses that are over; the deadline holds all three.
    """

    public_id = fields.public_id()
    # Without an index of its own where a constraint begins with it or nobody asks by it: every
    # start and hand-in writes all indexes of its row.
    exam = models.ForeignKey(
        Exam, on_delete=models.PROTECT, related_name="sittings", db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sittings"
    )
    enrolment = models.ForeignKey(
        "courses.Enrolment", on_delete=models.PROTECT, related_name="sittings", db_index=False
    )
    paper = models.ForeignKey(
        Paper,
        on_delete=models.PROTECT,
        to_field="public_id",
        related_name="sittings",
        db_index=False,
    )
    number = models.PositiveSmallIntegerField(default=1)
    state = fields.enum_field(S, default=S.PREPARED.value)
    seed = models.BigIntegerField()
    room = models.ForeignKey(
        Room,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sittings",
        db_index=False,
    )
    seat = models.PositiveSmallIntegerField(null=True, blank=True)
    planned_seconds = models.PositiveIntegerField(default=0)
    incident_seconds = models.PositiveIntegerField(default=0)
    paused_seconds = models.PositiveIntegerField(default=0)
    prepared_at = models.DateTimeField()
    checked_in_at = models.DateTimeField(null=True, blank=True)
    admitted_at = models.DateTimeField(null=True, blank=True)
    lockdown_waived_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    deadline_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=200, blank=True)
    forced_reason = models.CharField(max_length=200, blank=True)
    lease = models.PositiveIntegerField(default=0)
    lease_client = models.CharField(max_length=36, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    last_sequence = models.PositiveIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(default=0)
    last_saved_at = models.DateTimeField(null=True, blank=True)
    head_digest = models.CharField(max_length=64, blank=True)

    objects = SittingQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("state", S, "exams_sitting_state"),
            models.UniqueConstraint(
                fields=["exam", "person"],
                condition=~Q(state=S.VOIDED.value),
                name="exams_sitting_one_standing",
            ),
            models.UniqueConstraint(
                fields=["exam", "person", "number"], name="exams_sitting_number_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="exams_sitting_number"),
            models.CheckConstraint(
                condition=Q(state__in=_WAITING, started_at__isnull=True)
                | Q(state__in=_STARTED, started_at__isnull=False)
                | Q(state=S.VOIDED.value),
                name="exams_sitting_started_at",
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True, deadline_at__isnull=True)
                | Q(started_at__isnull=False, deadline_at__gt=F("started_at")),
                name="exams_sitting_deadline_at",
            ),
            models.CheckConstraint(condition=_end_with_state(), name="exams_sitting_end"),
            fields.at_with_state("voided_at", "state", {S.VOIDED}, "exams_sitting_voided_at"),
            fields.at_with_state("paused_at", "state", {S.PAUSED}, "exams_sitting_paused_at"),
            models.CheckConstraint(
                condition=Q(state=S.PREPARED.value, admitted_at__isnull=True)
                | Q(state=S.VOIDED.value)
                | ~Q(state__in=[S.PREPARED.value, S.VOIDED.value]) & Q(admitted_at__isnull=False),
                name="exams_sitting_admitted_at",
            ),
            models.CheckConstraint(
                condition=Q(seat__isnull=True) | Q(seat__gte=1, room__isnull=False),
                name="exams_sitting_seat_in_room",
            ),
            models.UniqueConstraint(
                fields=["exam", "room", "seat"],
                condition=~Q(state=S.VOIDED.value) & Q(seat__isnull=False),
                name="exams_sitting_seat_once",
            ),
        ]
        indexes = [
            models.Index(fields=["exam", "state"], name="exams_sitting_exam_state"),
            models.Index(
                fields=["deadline_at"],
                condition=Q(state=S.OPEN.value),
                name="exams_sitting_running_until",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Response(models.Model):
    """The current answer to one item: a pointer to the newest revision's content.

    ``answer`` is the canonical text of ``rules.answers``; ``null`` where it was cleared. When it
    was saved is told by the revision of its ``sequence``.

    The two references have no constraint in the database. It would look up, and lock against
    change, the sitting and an item that everybody in the room shares, for every answer of every
    save: a third of PostgreSQL's work. Neither row can go away (sittings are kept, items on papers
    are append-only), and the only writer takes both from rows it has just read.
    """

    pk = models.CompositePrimaryKey("sitting_id", "item_id")
    sitting = models.ForeignKey(
        Sitting,
        on_delete=models.PROTECT,
        related_name="responses",
        db_index=False,
        db_constraint=False,
    )
    item = models.ForeignKey(
        PaperItem,
        on_delete=models.PROTECT,
        related_name="responses",
        db_index=False,
        db_constraint=False,
    )
    sequence = models.PositiveIntegerField()
    answer = models.TextField()

    def __str__(self) -> str:
        return f"{self.sitting_id}/{self.item_id}"


class Revision(models.Model):
    """One accepted save: the answers it carried, as they came (append-only).

    A save of ten answers is one row. Each item occurs at most once in it, so (sitting, sequence,
    item) is unique by construction. ``digest`` chains the rows of a sitting: it covers the digest
    before it, the sequence, the instant and the answers, and the last one goes into the audit
    log at hand-in.
    """

    pk = models.CompositePrimaryKey("sitting_id", "sequence")
    sitting = models.ForeignKey(
        Sitting, on_delete=models.PROTECT, related_name="revisions", db_index=False
    )
    sequence = models.PositiveIntegerField()
    answers = models.TextField()
    answered = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sequence__gte=1), name="exams_revision_sequence_from_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id}#{self.sequence}"
