"""What may be granted to a person for every exam, and when two grants stand in each other's way.

Days are local; the last one is exclusive, None for an open end.
"""

from __future__ import annotations

from datetime import date

MAX_PERCENT = 200
MAX_MINUTES = 240


def fault(
    *,
    extra_percent: int,
    extra_minutes: int,
    large_print: bool,
    separate_room: bool,
    ground: str,
    starts_on: date,
    ends_on: date | None,
) -> tuple[str, str] | None:
    """(field, reason) of the first thing wrong with a grant, None if it is sound."""
    if not 0 <= extra_percent <= MAX_PERCENT:
        return "extra_percent", "percent_out_of_range"
    if not 0 <= extra_minutes <= MAX_MINUTES:
        return "extra_minutes", "minutes_out_of_range"
    if not (extra_percent or extra_minutes or large_print or separate_room):
        return "extra_percent", "nothing_granted"
    if not ground.strip():
        return "ground", "missing"
    if ends_on is not None and ends_on <= starts_on:
        return "ends_on", "ends_before_it_starts"
    return None


def overlap(*, starts_on: date, ends_on: date | None, other: tuple[date, date | None]) -> bool:
    """Whether two grants share a day; one that ends on its first day has none."""
    other_starts, other_ends = other
    if (ends_on is not None and ends_on <= starts_on) or (
        other_ends is not None and other_ends <= other_starts
    ):
        return False
    return (other_ends is None or starts_on < other_ends) and (
        ends_on is None or other_starts < ends_on
    )


def earliest_end(*, starts_on: date, today: date) -> date:
    """The first day from which a grant may stop to apply: what has applied is not rewritten."""
    return max(starts_on, today)
