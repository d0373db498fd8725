"""When the campaign is, what the academy has to hold it with, and the dates of each cohort."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from academy.campaign.catalogue import TRACKS, track_of
from academy.campaign.staff import StaffLine
from academy.people.enums import Sex, StaffKind
from academy.shared.clock import LOCAL
from courses.rules.calendar import Span
from courses.rules.plan_settings import Settings
from courses.rules.workdays import runs_of

EXAM_MINUTES = 90
BUREAU, ONE_HOUSE = 3600, 7200
"""The bureau's staff, and the most people for whom one house is enough: two years' cohorts."""
CAPACITY, MEN_BEDS, WOMEN_BEDS = 120, 88, 40
"""Seats and beds of one house."""
AWAY_PERCENT = 10
CLOSING_DAYS = 14
"""Days between the end of the last cohort and the campaign's day: make-up exam and close-out."""

GAP, GAP_OF_FEW = 0.1, 0.4
"""How near to the best a plan is good enough: the first usually is, after a few seconds. With few
people less is known of how good the best could be."""
PEOPLE_A_SECOND = 700
"""The search may do a second's work, by its own count, for each so many people."""


@dataclass(frozen=True, slots=True)
class CohortPlan:
    """One cohort: exam on its last day, make-up a week later. The last day belongs to it."""

    number: int
    starts_on: date
    ends_on: date
    members: tuple[StaffLine, ...]

    def exam_at(self) -> datetime:
        """When the first exam opens: 14:30 on the last day."""
        return _at(self.ends_on, time(14, 30))

    def make_up_at(self) -> datetime:
        """When the make-up exam opens: a week later."""
        return _at(self.ends_on + timedelta(days=7), time(14, 30))

    def check_in_at(self) -> datetime:
        """When people arrive: 08:00 on the first day."""
        return _at(self.starts_on, time(8, 0))

    def closing_at(self) -> datetime:
        """When the cohort is closed out: three days after the make-up."""
        return _at(self.ends_on + timedelta(days=10), time(10, 0))


def _at(on: date, clock: time) -> datetime:
    return datetime.combine(on, clock, LOCAL)


def houses(staff: int) -> int:
    """Return how many cohorts may be in the academy at once."""
    return -(-staff // ONE_HOUSE)


def search_gap(staff: int) -> float:
    """Return how near to the best a plan is good enough."""
    return GAP if staff >= BUREAU else GAP_OF_FEW


def search_seconds(staff: int) -> int:
    """Return how much the search for a plan may do."""
    return max(1, staff // PEOPLE_A_SECOND)


def settings(staff: int) -> Settings:
    """Return the academy's planning rules.

    A cohort is half filled at least; with fewer people than the bureau has it may be as small as
    it comes, for what a branch may send at once is then one person or two.
    """
    return Settings(
        away_percent=AWAY_PERCENT,
        capacity=CAPACITY,
        parallel=houses(staff),
        minimum_fill_percent=50 if staff >= BUREAU else 0,
    )


def weeks_needed(lines: Sequence[StaffLine]) -> int:
    """Return the fewest weeks in which seats, beds and the share away let everybody go."""
    officers = Counter(line.unit.code for line in lines if line.staff_kind is StaffKind.ENFORCEMENT)
    turns = max(
        (-(-count // max(1, count * AWAY_PERCENT // 100)) for count in officers.values()),
        default=0,
    )
    cohorts = 0
    by_track = Counter((track_of(line.staff_kind), line.sex) for line in lines)
    for track in TRACKS:
        men, women = by_track[track, Sex.MALE], by_track[track, Sex.FEMALE]
        full = max(-(-(men + women) // CAPACITY), -(-men // MEN_BEDS), -(-women // WOMEN_BEDS))
        cohorts += max(full, turns) if StaffKind.ENFORCEMENT in track.staff_kinds else full
    return max(-(-cohorts // houses(len(lines))), turns)


def period(lines: Sequence[StaffLine], today: date) -> Span:
    """Return the weeks of a campaign whose last cohort is closed out by `today`.

    A fifth more weeks than everybody needs, and four, leave room for people's own days. Weeks
    without five working days in a row are not counted.
    """
    needed = weeks_needed(lines)
    last = today - timedelta(days=CLOSING_DAYS)
    ends_on = last - timedelta(days=(last.weekday() + 1) % 7)
    weeks = needed + -(-needed // 5) + 4
    found = Span(ends_on - timedelta(days=weeks * 7 - 1), ends_on)
    while len(runs_of(settings(len(lines)).cohort_days, found)) < weeks:
        found = Span(found.starts_on - timedelta(days=7), ends_on)
    return found
