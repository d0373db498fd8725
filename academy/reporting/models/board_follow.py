"""What follows on a board: objections, leaving the black list, and scores that others gave."""

from django.db import models
from django.db.models import F, Q

from academy.people.models import Person, Unit
from academy.reporting.enums import BoardObjectionState
from academy.reporting.models.board import Board, BoardLine
from academy.reporting.rules.board import TEXT_LENGTH
from academy.shared import fields

_O = BoardObjectionState


class BoardObjection(models.Model):
    """A unit's objection to an announced board, and the decision of somebody else with an answer.

    One that is upheld has the board withdrawn. What was said is said for ever.
    """

    public_id = fields.public_id()
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="objections")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="board_objections")
    text = models.CharField(max_length=TEXT_LENGTH)
    state = fields.state(BoardObjectionState, BoardObjectionState.OPEN)
    raised_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=TEXT_LENGTH, null=True, blank=True)  # noqa: DJ001  (null until it is said)

    class Meta:
        constraints = [
            fields.in_list("state", BoardObjectionState, "reporting_boardobjection_state"),
            models.UniqueConstraint(
                fields=["board", "unit"],
                condition=Q(state=_O.OPEN.value),
                name="reporting_boardobjection_one_open",
            ),
            models.CheckConstraint(condition=Q(text__gt=""), name="reporting_boardobjection_text"),
            models.CheckConstraint(
                condition=Q(
                    state=_O.OPEN.value,
                    decided_at__isnull=True,
                    decided_by__isnull=True,
                    answer__isnull=True,
                )
                | (
                    Q(
                        state__in=[_O.UPHELD.value, _O.DISMISSED.value],
                        decided_at__isnull=False,
                        decided_at__gte=F("raised_at"),
                        decided_by__isnull=False,
                        answer__isnull=False,
                        answer__gt="",
                    )
                    & ~Q(decided_by=F("raised_by"))
                ),
                name="reporting_boardobjection_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board_id} {self.unit_id} {self.state}"


class Delisting(models.Model):
    """The decision that a unit leaves the black list (摘帽), for what it put right. Append-only."""

    public_id = fields.public_id()
    line = models.OneToOneField(BoardLine, on_delete=models.PROTECT, related_name="delisting")
    reason = models.CharField(max_length=TEXT_LENGTH)
    evidence = models.CharField(max_length=TEXT_LENGTH)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__gt="", evidence__gt=""), name="reporting_delisting_said"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}"


class OutsideImport(models.Model):
    """One list of monthly scores that somebody outside gave to units; it may be undone once.

    `source` is whose scores they are, `provenance` the document they were taken from.
    """

    public_id = fields.public_id()
    month = models.DateField()
    source = models.CharField(max_length=60)
    provenance = models.CharField(max_length=300)
    imported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.CharField(max_length=TEXT_LENGTH, null=True, blank=True)  # noqa: DJ001  (null until it is said)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "source"],
                condition=Q(undone_at__isnull=True),
                name="reporting_outsideimport_one_live",
            ),
            models.CheckConstraint(
                condition=Q(source__gt="", provenance__gt=""), name="reporting_outsideimport_said"
            ),
            models.CheckConstraint(
                condition=Q(
                    undone_at__isnull=True, undone_by__isnull=True, undone_reason__isnull=True
                )
                | Q(
                    undone_at__isnull=False,
                    undone_at__gte=F("imported_at"),
                    undone_by__isnull=False,
                    undone_reason__isnull=False,
                    undone_reason__gt="",
                ),
                name="reporting_outsideimport_undone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.source}"


class OutsideScore(models.Model):
    """One unit's score in an import, and the row of the list it stood in. Append-only."""

    given = models.ForeignKey(OutsideImport, on_delete=models.PROTECT, related_name="scores")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="outside_scores")
    score = models.DecimalField(max_digits=7, decimal_places=2)
    row = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["given", "unit"], name="reporting_outsidescore_unit_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_id} {self.unit_id} {self.score}"
