"""Whatever happens to a sitting, in whatever order, it stays what the model says it is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from academy.shared import clock
from exams.operations import accommodations
from exams.rules import timing
from tests.cast import SYSTEM, Cast
from tests.exams.broken_machines import BROKEN
from tests.exams.machine import SittingMachine
from tests.exams.sitting_story import Story, story_of
from tests.make import exams as make

MINUTES_20 = 20 * 60
STEPS = 50
PARTS = 4
FEW, MANY = 60, 500

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast: Cast, at: datetime) -> Story:
    """A two-hour window, twenty minutes; wang is granted a quarter more."""
    opens_at = at + timedelta(hours=1)
    exam = make.exam(
        at=at,
        persons=[cast.wang, cast.li],
        opens_at=opens_at,
        window=timedelta(hours=2),
        duration_seconds=MINUTES_20,
    )
    accommodations.grant(
        actor=SYSTEM,
        person=cast.wang,
        extra_percent=25,
        ground="视力",
        starts_on=clock.local_date(at),
        at=at,
    )
    people = {"wang": cast.wang, "li": cast.li}
    return story_of(exam, people, {"wang": MINUTES_20 // 4, "li": 0})


def run(machine: type[SittingMachine], story: Story, *, examples: int, shrink: bool = True) -> None:
    """Run the machine; a failure prints the blob that brings it back."""
    told = type(machine.__name__, (machine,), {"story": story})
    phases = [Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if shrink else [])]
    few = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        print_blob=True,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=phases,
    )
    run_state_machine_as_test(told, settings=few)


@pytest.mark.machine
def test_a_sitting_is_what_the_model_says(story: Story) -> None:
    run(SittingMachine, story, examples=FEW)


@pytest.mark.machine
@pytest.mark.parametrize("part", range(PARTS))
def test_two_thousand_stories(story: Story, part: int) -> None:
    run(SittingMachine, story, examples=MANY)


@pytest.mark.machine
@pytest.mark.parametrize("broken", BROKEN, ids=lambda each: each.__name__)
def test_the_machine_sees_a_broken_system(story: Story, broken: type[SittingMachine]) -> None:
    with pytest.raises(AssertionError):
        run(broken, story, examples=MANY, shrink=False)


@pytest.mark.machine
def test_the_machine_sees_a_deadline_that_is_late_by_an_instant(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the border: a rule that lets the deadline itself still count."""

    def late(*, deadline_at: datetime, at: datetime) -> bool:
        return at > deadline_at

    monkeypatch.setattr(timing, "is_over", late)
    with pytest.raises(AssertionError):
        run(SittingMachine, story, examples=MANY, shrink=False)
