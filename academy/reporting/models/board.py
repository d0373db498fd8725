"""Red/black boards: their rules, the boards, and a line for each unit."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from academy.people.models import Person, Unit
from academy.reporting.enums import (
    BoardColour,
    BoardEvent,
    BoardFigure,
    BoardStanding,
    BoardState,
)
from academy.reporting.rules import board as ranking
from academy.shared import fields

_S = BoardState


def _points() -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(max_digits=7, decimal_places=2)


def _rate() -> "models.DecimalField[Decimal | None, Decimal | None]":
    return models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)


class BoardRules(models.Model):
    """One edition of the rules of boards, in force from its month on. Append-only.

    Weights are in whole per cent. Where two begin in the same month the one of the higher number
    holds. An edition is never changed: a board names the one it was drawn by.
    """

    public_id = fields.public_id()
    number = models.PositiveIntegerField(unique=True)
    valid_from = models.DateField()
    weight_attendance = models.PositiveSmallIntegerField()
    weight_passing = models.PositiveSmallIntegerField()
    weight_hours = models.PositiveSmallIntegerField()
    weight_holding = models.PositiveSmallIntegerField()
    off_conduct = _points()
    off_overdue = _points()
    min_people = models.PositiveIntegerField()
    red = models.PositiveIntegerField()
    black = models.PositiveIntegerField()
    months = models.PositiveSmallIntegerField(default=1)
    objection_days = models.PositiveSmallIntegerField()
    notice_days = models.PositiveSmallIntegerField()
    rectify_days = models.PositiveSmallIntegerField()
    evidence = models.CharField(max_length=300)
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    weight_holding=100
                    - F("weight_attendance")
                    - F("weight_passing")
                    - F("weight_hours")
                ),
                name="reporting_boardrules_weights",
            ),
            models.CheckConstraint(
                condition=Q(
                    off_conduct__gte=0,
                    off_overdue__gte=0,
                ),
                name="reporting_boardrules_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(
                    min_people__gte=1,
                    red__gte=1,
                    black__gte=1,
                    months__gte=1,
                    months__lte=ranking.MOST_MONTHS,
                    objection_days__gte=1,
                    notice_days__gte=F("objection_days"),
                    rectify_days__gte=1,
                ),
                name="reporting_boardrules_counts",
            ),
            models.CheckConstraint(
                condition=Q(evidence__gt=""), name="reporting_boardrules_evidence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.valid_from}"

    @property
    def scheme(self) -> ranking.Scheme:
        """The edition as values."""
        return ranking.Scheme(
            weights={each: Decimal(getattr(self, f"weight_{each}")) for each in BoardFigure},
            off={each: getattr(self, f"off_{each}") for each in BoardEvent},
            min_people=self.min_people,
            red=self.red,
            black=self.black,
            objection_days=self.objection_days,
            notice_days=self.notice_days,
            rectify_days=self.rectify_days,
            months=self.months,
        )


class BoardQuerySet(models.QuerySet["Board"]):
    """Filters of boards."""

    def live(self) -> "BoardQuerySet":
        """Those that were not withdrawn."""
        return self.exclude(state=_S.WITHDRAWN.value)

    def published_before(self, month: date) -> "BoardQuerySet":
        """Those published of earlier months, the latest first."""
        return self.filter(state=_S.PUBLISHED.value, month__lt=month).order_by("-month")


class Board(models.Model):
    """The ranking of units for one month: drawn up, announced for objections, then published.

    `month` is its first day, `as_of` the last day whose facts count, `number` the how-manieth
    that was drawn up for the month; only one of them is not withdrawn. `previous` is the last
    board published before, against which units move. What was set is set for ever.
    """

    public_id = fields.public_id()
    month = models.DateField()
    number = models.PositiveSmallIntegerField()
    rules = models.ForeignKey(BoardRules, on_delete=models.PROTECT, related_name="boards")
    as_of = models.DateField()
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="following"
    )
    state = fields.state(BoardState, BoardState.DRAFT)
    drawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    announced_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    announced_at = models.DateTimeField(null=True, blank=True)
    objections_until = models.DateTimeField(null=True, blank=True)
    notice_until = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=ranking.TEXT_LENGTH, null=True, blank=True)  # noqa: DJ001  (null until it is said)

    objects = BoardQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("state", BoardState, "reporting_board_state"),
            models.UniqueConstraint(fields=["month", "number"], name="reporting_board_number"),
            models.UniqueConstraint(
                fields=["month"],
                condition=~Q(state=_S.WITHDRAWN.value),
                name="reporting_board_one_live",
            ),
            models.CheckConstraint(
                condition=Q(
                    announced_at__isnull=True,
                    announced_by__isnull=True,
                    objections_until__isnull=True,
                    notice_until__isnull=True,
                    state__in=[_S.DRAFT.value, _S.WITHDRAWN.value],
                )
                | Q(
                    announced_at__isnull=False,
                    announced_at__gte=F("drawn_at"),
                    announced_by__isnull=False,
                    objections_until__isnull=False,
                    objections_until__gt=F("announced_at"),
                    notice_until__isnull=False,
                    notice_until__gte=F("objections_until"),
                    state__in=[_S.ANNOUNCED.value, _S.PUBLISHED.value, _S.WITHDRAWN.value],
                ),
                name="reporting_board_announced",
            ),
            models.CheckConstraint(
                condition=(
                    ~Q(state=_S.PUBLISHED.value)
                    & Q(published_at__isnull=True, published_by__isnull=True)
                )
                | (
                    Q(
                        state=_S.PUBLISHED.value,
                        published_at__isnull=False,
                        published_at__gte=F("notice_until"),
                        published_by__isnull=False,
                    )
                    # The second look is a second person's.
                    & ~Q(published_by=F("drawn_by"))
                ),
                name="reporting_board_published",
            ),
            models.CheckConstraint(
                condition=(
                    ~Q(state=_S.WITHDRAWN.value)
                    & Q(
                        withdrawn_at__isnull=True,
                        withdrawn_by__isnull=True,
                        withdrawn_reason__isnull=True,
                    )
                )
                | Q(
                    state=_S.WITHDRAWN.value,
                    withdrawn_at__isnull=False,
                    withdrawn_by__isnull=False,
                    withdrawn_reason__isnull=False,
                    withdrawn_reason__gt="",
                ),
                name="reporting_board_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.number} {self.state}"


class BoardLineQuerySet(models.QuerySet["BoardLine"]):
    """Filters of lines."""

    def black(self) -> "BoardLineQuerySet":
        """Those on the black list."""
        return self.filter(colour=BoardColour.BLACK.value)

    def in_units(self, units: Collection[int]) -> "BoardLineQuerySet":
        """Those of these units."""
        return self.filter(unit_id__in=list(units))


class BoardLine(models.Model):
    """One unit on one board, with everything its score is made of. Append-only.

    `place` is the order on the board; `name` the unit's name of the day. Rates are in per cent,
    null over nobody; parts and what is taken off are points, which make the score.
    """

    public_id = fields.public_id()
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="lines")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="board_lines")
    place = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=200)
    people = models.PositiveIntegerField()
    rate_attendance = _rate()
    rate_passing = _rate()
    rate_hours = _rate()
    rate_holding = _rate()
    part_attendance = _points()
    part_passing = _points()
    part_hours = _points()
    part_holding = _points()
    count_conduct = models.PositiveIntegerField()
    count_overdue = models.PositiveIntegerField()
    off_conduct = _points()
    off_overdue = _points()
    standing = fields.enum_field(BoardStanding)
    score = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True)
    earlier_rank = models.PositiveIntegerField(null=True, blank=True)
    colour = fields.enum_field(BoardColour)

    objects = BoardLineQuerySet.as_manager()

    class Meta:
        constraints = [
            fields.in_list("standing", BoardStanding, "reporting_boardline_standing"),
            fields.in_list("colour", BoardColour, "reporting_boardline_colour"),
            models.UniqueConstraint(fields=["board", "unit"], name="reporting_boardline_unit_once"),
            models.CheckConstraint(
                condition=Q(
                    standing=BoardStanding.RANKED.value, score__isnull=False, rank__isnull=False
                )
                | (
                    ~Q(standing=BoardStanding.RANKED.value)
                    & Q(score__isnull=True, rank__isnull=True, colour=BoardColour.PLAIN.value)
                ),
                name="reporting_boardline_ranked",
            ),
        ]
        indexes = [models.Index(fields=["board", "place"], name="reporting_boardline_place")]

    def __str__(self) -> str:
        return f"{self.board_id} {self.unit_id} {self.rank}"

    @property
    def movement(self) -> int | None:
        """By how many ranks the unit went up (down if negative); None if unknown."""
        return ranking.movement(self.rank, self.earlier_rank)

    @property
    def off(self) -> Decimal:
        """Everything that was taken off."""
        return self.off_conduct + self.off_overdue
