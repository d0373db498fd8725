"""From the day a report is of to the instants its facts were recorded at."""

from datetime import UTC, date, datetime, timedelta

from academy.reporting.rules.asking import Ask
from academy.shared.clock import LOCAL


def ends_at(ask: Ask) -> datetime:
    """Return the instant before which a fact must have been recorded: the end of `as_of`."""
    return end_of(ask.as_of)


def end_of(on: date) -> datetime:
    """Return the instant with which a local day is over."""
    next_day = on + timedelta(days=1)
    return datetime(next_day.year, next_day.month, next_day.day, tzinfo=LOCAL).astimezone(UTC)
