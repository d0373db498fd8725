"""What the steps of one campaign share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

from academy.audit.record import Actor
from academy.campaign.catalogue import TrackLine
from academy.campaign.planning import CohortPlan
from academy.campaign.staff import StaffLine, staff_lines
from academy.shared.clock import LOCAL
from courses.models import Cohort, PlanningRun
from courses.rules.calendar import Span

# Two names, because a batch of certificates is approved by somebody who did not propose it.
PLANNER = Actor.system("campaign")
APPROVER = Actor.system("campaign-approver")

Report = Callable[[int, int], None]


@dataclass(slots=True)
class Run:
    """A track's cohort of the campaign: its plan and its row."""

    track: TrackLine
    plan: CohortPlan
    cohort: Cohort


@dataclass
class Campaign:
    """One campaign: its parameters, and what the steps have found so far."""

    staff: int
    seed: int
    out: Path
    period: Span
    pdfs: int | None = None  # all of them
    """How many certificates' PDFs are made in the run; the others are jobs for the worker."""
    progress: Report = lambda done, total: None
    runs: list[Run] = field(default_factory=list)

    @property
    def roster_on(self) -> date:
        """The day as of which the roster was written: two months before the first week."""
        return self.period.starts_on - timedelta(days=60)

    @cached_property
    def lines(self) -> list[StaffLine]:
        """The staff who do not exist."""
        return staff_lines(self.staff, seed=self.seed, on=self.roster_on)

    def at(self, on: date, hour: int = 9) -> datetime:
        """Return an instant of a campaign day."""
        return datetime.combine(on, time(hour), LOCAL)

    @property
    def prepared_at(self) -> datetime:
        """When units, courses and banks were set up."""
        return self.at(self.roster_on)

    def asked(self) -> PlanningRun | None:
        """The planning run that the campaign asked for in this database, if it came so far."""
        return asked()


def asked() -> PlanningRun | None:
    """The campaign's planning run in this database."""
    return PlanningRun.objects.filter(requested_by=PLANNER.key).order_by("pk").first()
