"""Running the steps one after the other and timing each."""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db.models import QuerySet

from academy.campaign import checks
from academy.campaign.catalogue import TRACKS
from academy.campaign.context import Campaign, asked
from academy.campaign.planning import period
from academy.campaign.staff import staff_lines
from academy.campaign.steps import (
    catalogue,
    closing,
    cohorts,
    issuing,
    organisation,
    planning,
    reports,
    residence,
    roster,
    sittings,
)
from academy.people.models import Person
from courses.enums import CohortState, CompletionVerdict
from courses.models import Cohort, Completion

Step = Callable[[Campaign], dict[str, int]]
STEPS: tuple[tuple[str, Step], ...] = (
    ("organisation", organisation.run),
    ("roster", roster.run),
    ("catalogue", catalogue.run),
    ("residence", residence.run),
    ("planning", planning.run),
    ("cohorts", cohorts.run),
    ("sittings", sittings.run),
    ("close_out", closing.run),
    ("certificates", issuing.run),
    ("pdfs", issuing.render),
    ("report", reports.run),
)
COURSES = tuple(track.course_code for track in TRACKS)
RENDERING = frozenset({"pdfs"})


@dataclass(frozen=True, slots=True)
class Timed:
    """One step's counts, wall seconds and CPU seconds of this process and its children."""

    step: str
    counts: dict[str, int]
    wall_seconds: float
    cpu_seconds: float


@dataclass(slots=True)
class Outcome:
    """What a whole run did."""

    steps: list[Timed] = field(default_factory=list)
    checks: dict[str, bool] = field(default_factory=dict)

    @property
    def cpu_without_rendering(self) -> float:
        """CPU seconds of all steps but the making of certificates' PDFs."""
        return sum(each.cpu_seconds for each in self.steps if each.step not in RENDERING)


def prepare(*, staff: int, seed: int, out: Path, today: date, pdfs: int | None = None) -> Campaign:
    """Return the campaign for these parameters, or the one begun earlier in this database.

    The weeks are fixed by the plan that is already there; only a new campaign is laid out back
    from `today`, so that its last cohort is closed by then.
    """
    begun = asked()
    # How many people of which kind there are does not hang on the day.
    span = begun.span if begun else period(staff_lines(staff, seed=seed, on=today), today)
    return Campaign(staff=staff, seed=seed, out=out, period=span, pdfs=pdfs)


def strangers(campaign: Campaign) -> int:
    """Return how many people here are not of this campaign.

    Its roster speaks for the whole system, so anybody it does not name would count as gone.
    """
    own = {line.staff_number for line in campaign.lines}
    return sum(
        number not in own for number in Person.objects.values_list("staff_number", flat=True)
    )


def completed(out: Path) -> bool:
    """Return whether a campaign was carried through here: all closed, certified and reported."""
    begun = _cohorts()
    passed = Completion.objects.filter(
        enrolment__cohort__in=begun, verdict=CompletionVerdict.PASSED.value
    )
    return (
        begun.exists()
        and not begun.exclude(state=CohortState.CLOSED.value).exists()
        and not passed.filter(certificates__isnull=True).exists()
        and reports.written(out)
    )


def _cohorts() -> "QuerySet[Cohort]":
    """The campaign's cohorts: its plan's; without a plan, all there are of its courses."""
    run = asked()
    if run is None:
        return Cohort.objects.filter(syllabus__course__code__in=COURSES)
    return Cohort.objects.filter(plan_lines__run=run)


def run(campaign: Campaign, *, on_step: Callable[[str], None] = lambda step: None) -> Outcome:
    """Carry out every step and the self-checks."""
    outcome = Outcome()
    for name, step in STEPS:
        on_step(name)
        wall, cpu = time.perf_counter(), _cpu()
        counts = step(campaign)
        outcome.steps.append(Timed(name, counts, time.perf_counter() - wall, _cpu() - cpu))
    outcome.checks = checks.totals(campaign)
    return outcome


def _cpu() -> float:
    spent = time.process_time()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent + children.ru_utime + children.ru_stime
