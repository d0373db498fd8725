"""Giving seats that no unit used to units whose people wait, by a rule that can be read later.

A seat is given at a time. By `LARGEST_DEMAND` it goes to the unit with the most people still
unserved; among equals to the one that was given fewest so far, quota included; among those to the
first in official order. By `WAITING_ORDER` it goes to the unit of whoever stands first on the
waiting list. Seats come first out of what was never allotted, then one by one from the unit with
the most unused, among equals the first in official order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from courses.enums import FillRule


@dataclass(frozen=True, slots=True)
class Claim:
    """A unit before the fill. `order` is its official place; `asks` are the places on the
    waiting list of its people, in order, who have no place of its quota.
    """

    unit_id: int
    order: int
    quota: int
    used: int
    asks: tuple[int, ...] = ()

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
        """The asks that its own quota cannot serve."""
        return self.asks[self.unused :]


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
class Fill:
    """The whole fill, units in official order; `seats` is how many there were to give."""

    seats: int
    shares: tuple[Share, ...]

    @property
    def given(self) -> int:
        """How many seats were given."""
        return sum(each.given for each in self.shares)


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
