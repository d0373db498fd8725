"""The whole system at a glance: what is owed and met, by unit and month, what runs, what ends.

Nothing is counted here: the numbers are those of the reports on hours, completion and history,
and of the certificates' forecast, for the question nobody has to type (today, everything in
reach). Each stands with the address of its names.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings

from academy.reporting import frames
from academy.reporting.enums import TargetFigure
from academy.reporting.queries import history, places, running, staff, summaries
from academy.reporting.queries import targets as unit_targets
from academy.reporting.queries.facts import Tally
from academy.reporting.queries.running import Running
from academy.reporting.queries.snapshot import snapshot
from academy.reporting.rules import targets
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.figures import percent
from academy.reporting.rules.targets import Goal
from certificates.rules.validity import Quarter

HOURS = ("due", "excluded", "met", "short", "late", "soon", "later")
MONTHLY = ("required", "sat", "passed")


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit's row: the hours report's counts, and how many certificates end next quarter."""

    key: str
    name: str
    short_name: str
    counts: Mapping[str, int]
    rate: Decimal | None
    target: int
    missing: int
    lapsing: int

    @property
    def is_small(self) -> bool:
        """Whether so little is owed that the unit is not ranked by its rate."""
        least: int = settings.ACADEMY_SMALL_GROUP
        return 0 < self.counts["due"] < least


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month's row of the history: who was to be trained in cohorts that began in it."""

    key: str
    name: str
    counts: Mapping[str, int]
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Everything on the page. `counted_at` is when units and months were summed, None for now."""

    ask: Ask
    scope_name: str
    target: int
    staff: int
    counts: Mapping[str, int]
    rate: Decimal | None
    missing: int
    units: list[UnitLine]
    months: list[MonthLine]
    running: list[Running]
    quarter: Quarter
    lapsing: int
    counted_at: datetime | None = None

    @property
    def in_training(self) -> int:
        """How many have a seat in a cohort that runs."""
        return sum(each.required for each in self.running)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show yet."""
        return not (any(self.counts.values()) or self.running or self.lapsing or self.has_months)

    @property
    def has_months(self) -> bool:
        """Whether anybody was trained in one of the months."""
        return any(month.counts["required"] for month in self.months)


def read(ask: Ask) -> Dashboard:
    """Return the dashboard of a question that names nothing but a scope and a day.

    Each unit is measured by its own target of the day. Units and months are those kept ready for
    the day; where nothing is, they are counted now.
    """
    with snapshot():
        every = places.places(ask.as_of)
        kept, counted_at = summaries.kept(ask.as_of)
        owed, trained, lapsing = (_tallies(report, ask, kept) for report in summaries.REPORTS)
        going = running.running(ask)
        serving = staff.count(ask)
        goals = unit_targets.goals(TargetFigure.HOURS, ask.as_of, every)
    heads, homes = frames.unit_heads(ask, every)
    by_unit = _by_unit(owed, homes)
    ending = _ending(lapsing, homes)
    units = [
        UnitLine(
            head.key,
            head.name,
            head.short_name,
            by_unit.get(head.id, _NONE),
            *_reached(by_unit.get(head.id, _NONE), goals.of(head.id)),
            ending[head.id],
        )
        for head in heads
        if head.kept or head.id in by_unit
    ]
    counts = _summed([tally.counts for tally in owed], HOURS)
    rate, target, missing = _reached(counts, goals.over(ask.scope))
    return Dashboard(
        ask=ask,
        scope_name=frames.scope_name(ask, every),
        target=target,
        staff=serving,
        counts=counts,
        rate=rate,
        missing=missing,
        units=units,
        months=_months(summaries.monthly_ask(ask), trained),
        running=going,
        quarter=summaries.next_quarter(ask.as_of),
        lapsing=ending.total(),
        counted_at=counted_at,
    )


def ranked(units: Collection[UnitLine]) -> list[UnitLine]:
    """Return the units from the highest rate to the lowest; small ones after them.

    Who owes nothing comes last.
    """
    return sorted(units, key=lambda each: (each.rate is None, each.is_small, -(each.rate or 0)))


def _tallies(report: str, ask: Ask, kept: Mapping[str, list[Tally]]) -> list[Tally]:
    """Return the counts of the units in reach."""
    if report not in kept:
        return summaries.counted(report, ask)
    return [tally for tally in kept[report] if tally.row in ask.scope]


_NONE: Mapping[str, int] = dict.fromkeys(HOURS, 0)


def _by_unit(tallies: Collection[Tally], homes: Mapping[int, int]) -> dict[int, dict[str, int]]:
    found: dict[int, list[Mapping[str, int]]] = {}
    for tally in tallies:
        found.setdefault(homes.get(tally.row, tally.row), []).append(tally.counts)
    return {unit_id: _summed(each, HOURS) for unit_id, each in found.items()}


def _summed(counts: Collection[Mapping[str, int]], names: Collection[str]) -> dict[str, int]:
    return {name: sum(each[name] for each in counts) for name in names}


def _reached(counts: Mapping[str, int], goal: Goal) -> tuple[Decimal | None, int, int]:
    """Return the rate, the target, and how many are missing to it."""
    target = goal.rate or 0
    return (
        percent(counts["met"], counts["due"]),
        target,
        targets.missing(counts["met"], counts["due"], target),
    )


def _months(ask: Ask, tallies: Collection[Tally]) -> list[MonthLine]:
    found = []
    for number, key, name, _days in history.buckets(ask):
        here = [tally.counts for tally in tallies if tally.part == str(number)]
        counts = _summed(here, MONTHLY)
        found.append(MonthLine(key, name, counts, percent(counts["passed"], counts["sat"])))
    return found


def _ending(tallies: Collection[Tally], homes: Mapping[int, int]) -> Counter[int]:
    found = Counter[int]()
    for tally in tallies:
        if (home := homes.get(tally.row)) is not None:
            found[home] += tally.counts[summaries.ENDING]
    return found
