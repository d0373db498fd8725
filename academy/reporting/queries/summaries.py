"""Counts of the dashboard's question: put anew, or as they are kept ready."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from academy.reporting.enums import Dimension
from academy.reporting.models import FigureSummary
from academy.reporting.queries import attainment, history, places
from academy.reporting.queries.facts import Tally
from academy.reporting.rules import targets
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.periods import year_of
from academy.shared.text import digest
from certificates.queries import forecast
from certificates.rules.validity import Quarter, quarters

OWED, TRAINED, LAPSING = "hours", "history", "lapsing"
REPORTS = (OWED, TRAINED, LAPSING)
ENDING = "ending"
"""What is counted of LAPSING: certificates that end in the quarter after that of the day."""


def monthly_ask(ask: Ask) -> Ask:
    """Return the question of the trend: the months up to the day."""
    return replace(ask, period=targets.last_months(ask.as_of), by=Dimension.STAFF_KIND)


def whole_ask(on: date) -> Ask:
    """Return the question over every unit there is or was, as of a day; one query."""
    scope = frozenset(place.id for place in places.places(on))
    return Ask(scope=scope, period=year_of(on), as_of=on)


def counted(report: str, ask: Ask) -> list[Tally]:
    """Return the counts of a report by unit and part (requirement, or month), as of now."""
    if report == TRAINED:
        return history.BY_UNIT.tallies(monthly_ask(ask))
    if report == LAPSING:
        return _ending(ask)
    return attainment.OWING.tallies(ask)


def next_quarter(on: date) -> Quarter:
    """Return the quarter after that of a day."""
    return quarters(on, 2)[1]


def _ending(ask: Ask) -> list[Tally]:
    found = forecast.ending(ask.scope, as_of=ask.as_of, quarter=next_quarter(ask.as_of))
    return [Tally(unit_id, "", {ENDING: many}) for unit_id, many in found.items()]


def plain(tallies: Collection[Tally]) -> list[list[Any]]:
    """Return counts in plain values, in an order of their own, so that equals look alike."""
    ordered = sorted(tallies, key=lambda each: (each.row, each.part))
    return [[each.row, each.part, dict(each.counts)] for each in ordered]


def digest_of(tallies: Collection[Tally]) -> str:
    """Return the SHA-256 over counts."""
    return digest({"tallies": plain(tallies)})


def kept(on: date) -> tuple[Mapping[str, list[Tally]], datetime | None]:
    """Return what is kept ready for a day by report, and when the oldest of it was counted.

    Nothing (and None) unless it is there for every report; one query.
    """
    rows = {row.report: row for row in FigureSummary.objects.filter(as_of=on)}
    if not set(REPORTS) <= set(rows):
        return {}, None
    tallies = {name: [Tally(*each) for each in rows[name].tallies] for name in REPORTS}
    return tallies, min(rows[name].computed_at for name in REPORTS)


def differing(on: date) -> list[str]:
    """Return the reports whose kept counts of a day are not what the report says now.

    For a day that is over, once counted after its end, this can only be a fault: as-of counts of
    such a day never change.
    """
    ask = whole_ask(on)
    rows = FigureSummary.objects.filter(as_of=on, report__in=REPORTS).order_by("report")
    return [
        row.report
        for row in rows
        if plain(counted(row.report, ask)) != row.tallies
        or digest_of([Tally(*each) for each in row.tallies]) != row.digest
    ]
