"""Targets of units, as operations set them."""

from datetime import date, datetime

from academy.people.access import actor
from academy.people.models import Person
from academy.reporting.enums import TargetFigure
from academy.reporting.models import Target
from academy.reporting.operations import targets
from academy.reporting.operations.targets import Plan


def were_set(
    by: Person,
    rates: dict[str, int | None],
    *,
    at: datetime,
    valid_from: date,
    figure: TargetFigure = TargetFigure.HOURS,
) -> list[Target]:
    """Targets by unit code ("" is the whole bureau), set by somebody."""
    return targets.set_rates(actor=actor(by), plan=Plan(figure, valid_from, rates), at=at)
