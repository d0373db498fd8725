"""From the day a report is of to the instants its facts were recorded at."""

from datetime import UTC, datetime, timedelta

from academy.reporting.rules.asking import Ask
from academy.shared.clock import LOCAL


def ends_at(ask: Ask) -> datetime:
    """Return the instant before which a fact must have been recorded: the end of `as_of`."""
    next_day = ask.as_of + timedelta(days=1)
    return datetime(next_day.year, next_day.month, next_day.day, tzinfo=LOCAL).astimezone(UTC)
