"""What a board is drawn from: the figures of the reports for one month, unit by unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from academy.people.enums import UnitKind
from academy.reporting import frames
from academy.reporting.enums import BoardEvent, BoardFigure, Level
from academy.reporting.frames import Report, Row
from academy.reporting.queries import boards, days, places
from academy.reporting.queries.places import Place
from academy.reporting.queries.snapshot import snapshot
from academy.reporting.reports import attainment, certified, completion
from academy.reporting.rules import board as ranking
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.board import UnitFacts
from academy.reporting.rules.periods import Period


@dataclass(frozen=True, slots=True)
class Drawn:
    """The units of a month in official order, with what is known of each."""

    facts: list[UnitFacts]
    units: Mapping[int, Place]


def read(month: date, months: int) -> Drawn:
    """Read a month's figures in one snapshot: of every branch that there was on its last day.

    Rates are those of the reports: attendance and final pass rate of the cohorts that began in
    the `months` that end with it, hours and certificates as of its last day. Squads count with
    their branch; the bureau's own staff stands on no board.
    """
    as_of = ranking.following(month) - timedelta(days=1)
    with snapshot():
        every = places.places(as_of)
        scope = frozenset(place.id for place in every)
        period = Period(ranking.window(month, months), ranking.following(month))
        ask = Ask(scope=scope, period=period, as_of=as_of)
        homes = places.homes(scope, every)
        own = set(homes.values())
        units = {
            place.id: place
            for place in every
            if place.id in own and place.stands and place.kind is not UnitKind.BUREAU
        }
        training = _rows(frames.read(completion.SPEC, ask))
        owed = _rows(frames.read(attainment.SPEC, ask))
        held = _rows(frames.read(certified.SPEC, ask))
        people = _home(boards.people_of(ask), homes)
        conduct = _home(boards.conduct_of(ask, month, known_at=days.ends_at(ask)), homes)
    facts = [
        UnitFacts(
            unit=place.id,
            people=people.get(place.id, 0),
            rates={
                BoardFigure.ATTENDANCE: _rate(training, place, "attendance_rate"),
                BoardFigure.PASSING: _rate(training, place, "final_pass_rate"),
                BoardFigure.HOURS: _rate(owed, place, "met_rate"),
                BoardFigure.HOLDING: _rate(held, place, "holding_rate"),
            },
            events={
                BoardEvent.CONDUCT: conduct.get(place.id, 0),
                BoardEvent.OVERDUE: int(owed[place.code].number("late")),
            },
        )
        for place in units.values()
    ]
    return Drawn(facts, units)


def _rows(report: Report) -> dict[str, Row]:
    return {row.key: row for row in report.rows if row.level is Level.UNIT}


def _rate(rows: Mapping[str, Row], place: Place, column: str) -> Decimal | None:
    value = rows[place.code][column]
    return None if value is None else Decimal(value)


def _home(counts: Mapping[int, int], homes: Mapping[int, int]) -> dict[int, int]:
    """Sum what is counted by unit in the unit in whose row it belongs."""
    found: dict[int, int] = {}
    for unit, count in counts.items():
        home = homes.get(unit, unit)
        found[home] = found.get(home, 0) + count
    return found
