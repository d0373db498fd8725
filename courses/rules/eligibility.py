"""Who may be in a cohort at all, seats apart."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from courses.enums import SeatWhy


@dataclass(frozen=True, slots=True)
class Entrant:
    """What is asked about one person before nomination or enrolment.

    `left_on` is the first day on which the person no longer belongs to the bureau; `unit_id` is
    the unit of the day, None where there is no assignment; `clashes` says whether another cohort
    already has days of this one.
    """

    staff_kind: str
    left_on: date | None
    unit_id: int | None
    clashes: bool


def why_not(
    entrant: Entrant, *, starts_on: date, today: date, staff_kinds: Collection[str]
) -> SeatWhy | None:
    """The first reason against, or None. An empty `staff_kinds` lets every staff kind in."""
    if entrant.left_on is not None and entrant.left_on <= max(starts_on, today):
        return SeatWhy.LEFT
    if staff_kinds and entrant.staff_kind not in staff_kinds:
        return SeatWhy.WRONG_STAFF_KIND
    if entrant.unit_id is None:
        return SeatWhy.NO_ASSIGNMENT
    if entrant.clashes:
        return SeatWhy.OVERLAPPING
    return None
