"""From the day a report is of to the instants its facts were recorded at."""

from datetime import datetime

from academy.reporting.rules.asking import Ask
from academy.shared.clock import end_of


def ends_at(ask: Ask) -> datetime:
    """Return the instant before which a fact must have been recorded: the end of `as_of`."""
    return end_of(ask.as_of)
