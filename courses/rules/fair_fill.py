"""Giving seats that no unit used to units whose people wait, by a rule that can be read later.

A seat is given at a time. By `LARGEST_DEMAND` it goes to the unit with the most people still
unserved; among equals to the one that was given fewest so far, quota included; among those to the
first in official order. By `WAITING_ORDER` it goes to the unit of whoever stands first on the
waiting list. Seats come first out of what was never allotted, then one by one from the unit with
the most unused, among equals the first in official order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from academy.shared.text import digest
from courses.enums import FillRule


@dataclass(frozen=True, slots=True)
class Claim:
    """A unit before the fill. `order` is its official place; `asks` are the places on the
    waiting list of its people, in order, who have no place of its quota. One that may not get
    seats this time keeps what its own people ask for, and gives up the rest.
    """

    unit_id: int
    order: int
    quota: int
    used: int
    asks: tuple[int, ...] = ()
    may_get: bool = True

    @property
    def unused(self) -> int:
        """Places of the quota that nobody holds."""
        return max(0, self.quota - self.used)

    @property
    def spare(self) -> int:
        """What it can give up: its own people come first."""
        return max(0, self.unused - len(self.asks))

    @property
    def beyond(self) -> tuple[int, ...]:
        """The asks that its own quota cannot serve and others' seats may."""
        return self.asks[self.unused :] if self.may_get else ()


@dataclass(frozen=True, slots=True)
class Share:
    """A unit after the fill: seats given up and got, and when in the order of giving."""

    claim: Claim
    released: int
    turns: tuple[int, ...]

    @property
    def given(self) -> int:
        """How many seats it got."""
        return len(self.turns)

    @property
    def quota(self) -> int:
        """Its quota from now on."""
        return self.claim.quota - self.released + self.given


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's line in the record of a fill: what it had, used, asked for, gave up and got."""

    quota: int
    used: int
    demand: int
    released: int
    given: int
    turns: list[int]
    may_get: bool


def line_of(share: Share) -> Line:
    """Return the line that is shown of a share and kept for good."""
    claim = share.claim
    return Line(
        quota=claim.quota,
        used=claim.used,
        demand=len(claim.asks),
        released=share.released,
        given=share.given,
        turns=list(share.turns),
        may_get=claim.may_get,
    )


@dataclass(frozen=True, slots=True)
class Fill:
    """The whole fill, units in official order; `seats` is how many there were to give."""

    seats: int
    shares: tuple[Share, ...]

    @property
    def given(self) -> int:
        """How many seats were given."""
        return sum(each.given for each in self.shares)


def mark(rule: FillRule, filled: Fill) -> str:
    """Return a short text that differs when anything in the fill does."""
    lines = [[share.claim.unit_id, *asdict(line_of(share)).values()] for share in filled.shares]
    return digest([rule.value, filled.seats, lines])[:16]


def fill(rule: FillRule, claims: Sequence[Claim], *, unallotted: int) -> Fill:
    """Give `unallotted` seats and what units can spare to those who ask, by `rule`."""
    ordered = sorted(claims, key=lambda claim: claim.order)
    seats = max(0, unallotted) + sum(claim.spare for claim in ordered)
    wanted = sum(len(claim.beyond) for claim in ordered)
    turns: dict[int, list[int]] = {claim.unit_id: [] for claim in ordered}
    for turn in range(1, min(seats, wanted) + 1):
        turns[_next(rule, ordered, turns).unit_id].append(turn)
    released = _released(ordered, min(seats, wanted) - max(0, unallotted))
    return Fill(
        seats,
        tuple(
            Share(claim, released[claim.unit_id], tuple(turns[claim.unit_id])) for claim in ordered
        ),
    )


def _next(rule: FillRule, claims: Sequence[Claim], turns: Mapping[int, Sequence[int]]) -> Claim:
    """The unit whose turn it is; somebody still asks."""
    asking = [claim for claim in claims if len(claim.beyond) > len(turns[claim.unit_id])]
    if rule is FillRule.WAITING_ORDER:
        return min(asking, key=lambda claim: claim.beyond[len(turns[claim.unit_id])])
    return min(
        asking,
        key=lambda claim: (
            len(turns[claim.unit_id]) - len(claim.beyond),
            claim.quota + len(turns[claim.unit_id]),
            claim.order,
        ),
    )


def _released(claims: Sequence[Claim], count: int) -> dict[int, int]:
    """Who gives up how many so that `count` seats come together."""
    released = {claim.unit_id: 0 for claim in claims}
    for _seat in range(count):
        giver = min(claims, key=lambda claim: (released[claim.unit_id] - claim.spare, claim.order))
        released[giver.unit_id] += 1
    return released
