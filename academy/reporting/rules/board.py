"""The red/black board (红黑榜): how units are scored, ranked, coloured, and what may be done when.

A part of the score is a rate in per cent × its weight ÷ 100; every part is rounded half up to two
decimals by itself and the score is their sum less what is taken off, so that a printed line adds
up. A rate over nobody is left out, and its weight is shared by the others in proportion.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from academy.reporting.enums import (
    BoardColour,
    BoardEvent,
    BoardFigure,
    BoardMove,
    BoardStanding,
    BoardState,
)

HUNDRED = Decimal(100)
MOST_OFF = Decimal(20)
"""The most that one event may cost."""
LONGEST_DAYS = 60
MOST_MONTHS = 12
TEXT_LENGTH = 500
_CENT = Decimal("0.01")


class SchemeWhy(StrEnum):
    """Why weights and figures are no rules for a board."""

    WEIGHTS = "weights"
    DEDUCTIONS = "deductions"
    COUNTS = "counts"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Scheme:
    """The rules of a board.

    `weights` in whole per cent, together 100; `off` in points for each event; units of fewer than
    `min_people` people are not ranked; `red` and `black` say how many stand on the lists. A rate
    counts the cohorts that began in the board's month and the `months` − 1 before it. Objections
    are heard for `objection_days` whole days after the day of the announcement, and publication
    waits for `notice_days`; what the black list finds is to be put right in `rectify_days`.
    """

    weights: Mapping[BoardFigure, Decimal]
    off: Mapping[BoardEvent, Decimal]
    min_people: int
    red: int
    black: int
    objection_days: int
    notice_days: int
    rectify_days: int
    months: int = 1


def why_not_scheme(scheme: Scheme) -> SchemeWhy | None:
    """Return what is wrong with rules, or None."""
    weights = [scheme.weights[each] for each in BoardFigure]
    if any(each < 0 or each != int(each) for each in weights) or sum(weights) != HUNDRED:
        return SchemeWhy.WEIGHTS
    offs = [scheme.off[each] for each in BoardEvent]
    if any(not 0 <= each <= MOST_OFF or each != _rounded(each) for each in offs):
        return SchemeWhy.DEDUCTIONS
    if min(scheme.min_people, scheme.red, scheme.black) < 1:
        return SchemeWhy.COUNTS
    if not 1 <= scheme.months <= MOST_MONTHS:
        return SchemeWhy.COUNTS
    if not 1 <= scheme.objection_days <= scheme.notice_days <= LONGEST_DAYS:
        return SchemeWhy.DAYS
    return None if 1 <= scheme.rectify_days <= LONGEST_DAYS else SchemeWhy.DAYS


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit: people on its staff, rates in per cent (None over nobody), events."""

    unit: int
    people: int
    rates: Mapping[BoardFigure, Decimal | None]
    events: Mapping[BoardEvent, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit on the board; without a score, rank and colour if it is not ranked."""

    facts: UnitFacts
    standing: BoardStanding
    parts: Mapping[BoardFigure, Decimal]
    off: Mapping[BoardEvent, Decimal]
    score: Decimal | None
    rank: int | None = None
    colour: BoardColour = BoardColour.PLAIN
    earlier: int | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Shared:
    """What became of the weights of a unit that has no rate for some of what is weighed.

    `left_out` are over nobody; `weights` are those of the others in per cent with two decimals.
    """

    left_out: tuple[BoardFigure, ...]
    weights: Mapping[BoardFigure, Decimal]


def shared(rates: Mapping[BoardFigure, Decimal | None], scheme: Scheme) -> Shared | None:
    """Return how the weights were shared; None where the rules' own weights stand.

    They stand where every rate that weighs anything is known, and where none is.
    """
    weighed = [each for each in BoardFigure if scheme.weights[each]]
    left_out = tuple(each for each in weighed if rates[each] is None)
    whole = HUNDRED - sum((scheme.weights[each] for each in left_out), Decimal(0))
    if not left_out or not whole:
        return None
    return Shared(
        left_out,
        {
            each: _rounded(scheme.weights[each] * HUNDRED / whole)
            for each in weighed
            if each not in left_out
        },
    )


def scored(facts: UnitFacts, scheme: Scheme) -> Placed:
    """Return a unit with its parts and score, not yet ranked."""
    known = {each: rate for each in BoardFigure if (rate := facts.rates[each]) is not None}
    whole = sum((scheme.weights[each] for each in known), Decimal(0))
    standing = BoardStanding.RANKED
    if facts.people < scheme.min_people:
        standing = BoardStanding.TOO_SMALL
    elif not whole:
        standing = BoardStanding.NO_FIGURES
    if standing is not BoardStanding.RANKED:
        nought = Decimal("0.00")
        parts, off = dict.fromkeys(BoardFigure, nought), dict.fromkeys(BoardEvent, nought)
        return Placed(facts, standing, parts, off, None)
    parts = {
        each: _rounded(known.get(each, Decimal(0)) * scheme.weights[each] / whole)
        for each in BoardFigure
    }
    off = {each: _rounded(facts.events[each] * scheme.off[each]) for each in BoardEvent}
    score = sum(parts.values(), Decimal(0)) - sum(off.values(), Decimal(0))
    return Placed(facts, standing, parts, off, score)


def drawn(
    every: Iterable[UnitFacts], scheme: Scheme, earlier: Mapping[int, int] | None = None
) -> list[Placed]:
    """Return the board: ranked units from the best down, then those that are not ranked.

    Equal scores share the better rank and the ranks behind it are left out (1, 2, 2, 4). Who is
    equal at the border of a list stands on it; who is on the red list never is on the black one.
    `earlier` gives ranks on the board before, by unit. Units of one rank keep the order given.
    """
    all_units = [scored(each, scheme) for each in every]
    scores = [each.score for each in all_units if each.score is not None]
    placed = [_placed(each, scores, scheme, earlier or {}) for each in all_units]
    return sorted(placed, key=lambda each: (each.rank is None, each.rank or 0))


def _placed(
    unit: Placed, scores: Sequence[Decimal], scheme: Scheme, earlier: Mapping[int, int]
) -> Placed:
    score = unit.score
    if score is None:
        return unit
    above = sum(each > score for each in scores)
    below = sum(each < score for each in scores)
    colour = BoardColour.PLAIN
    if above < scheme.red:
        colour = BoardColour.RED
    elif below < scheme.black:
        colour = BoardColour.BLACK
    return Placed(
        unit.facts,
        unit.standing,
        unit.parts,
        unit.off,
        score,
        rank=above + 1,
        colour=colour,
        earlier=earlier.get(unit.facts.unit),
    )


def average(scores: Sequence[Decimal]) -> Decimal | None:
    """Return the mean of the ranked units' scores with two decimals; None of none."""
    return _rounded(sum(scores, Decimal(0)) / len(scores)) if scores else None


def movement(rank: int | None, earlier: int | None) -> int | None:
    """Return by how many ranks a unit went up (down if negative); None if one is unknown."""
    return None if rank is None or earlier is None else earlier - rank


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def following(month: date) -> date:
    """Return the first day of the next month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def window(month: date, months: int) -> date:
    """Return the first day of the `months` that end with `month`."""
    count = month.year * 12 + month.month - months
    return date(count // 12, count % 12 + 1, 1)


def after_days(at: datetime, days: int, zone: tzinfo) -> datetime:
    """Return the end of the `days`-th whole local day after the day of `at`."""
    day = at.astimezone(zone).date() + timedelta(days=days + 1)
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def is_heard(at: datetime, *, announced_at: datetime, until: datetime) -> bool:
    """Whether an objection that comes at an instant is in time; `until` is out of it."""
    return announced_at <= at < until


class PublishWhy(StrEnum):
    """Why a board cannot be published now by somebody."""

    OWN = "own"
    NOTICE = "notice"
    OBJECTIONS = "objections"


def why_not_publish(
    *, by: int, drawn_by: int, at: datetime, notice_until: datetime, open_objections: int
) -> PublishWhy | None:
    """Return why an announced board cannot be published, or None."""
    if by == drawn_by:
        return PublishWhy.OWN
    if at < notice_until:
        return PublishWhy.NOTICE
    return PublishWhy.OBJECTIONS if open_objections else None


_S, _M = BoardState, BoardMove
_TABLE: dict[tuple[BoardState, BoardMove], BoardState] = {
    (_S.DRAFT, _M.ANNOUNCE): _S.ANNOUNCED,
    (_S.ANNOUNCED, _M.PUBLISH): _S.PUBLISHED,
    (_S.DRAFT, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.ANNOUNCED, _M.WITHDRAW): _S.WITHDRAWN,
    # Done already: asking again is success.
    (_S.ANNOUNCED, _M.ANNOUNCE): _S.ANNOUNCED,
    (_S.PUBLISHED, _M.PUBLISH): _S.PUBLISHED,
    (_S.WITHDRAWN, _M.WITHDRAW): _S.WITHDRAWN,
}


def moved(state: BoardState, move: BoardMove) -> BoardState | None:
    """Return the state a move leads to: the same if it was done before, None if it may not be."""
    return _TABLE.get((state, move))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_CENT, rounding=ROUND_HALF_UP)
