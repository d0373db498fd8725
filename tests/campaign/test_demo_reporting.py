"""What follows from figures as the demonstration shows it: there once, with something of each."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from academy.campaign import demo, demo_reporting, runner
from academy.findings.enums import FindingState
from academy.findings.models import Finding
from academy.reporting import dashboards
from academy.reporting.enums import BoardState, ExclusionState
from academy.reporting.models import Board, Exclusion, MakeUp, Schedule, Target
from academy.reporting.queries import summaries
from academy.shared import clock
from courses.enums import EnrolmentState
from courses.models import Enrolment
from tests.cast import AT

pytestmark = [pytest.mark.django_db, pytest.mark.machine]


def _campaign(out: Path, staff: int) -> None:
    """A campaign, closed before the tests' day."""
    with override_settings(MEDIA_ROOT=out / "media"):
        runner.run(runner.prepare(staff=staff, seed=5, out=out, today=clock.local_date(AT), pdfs=0))


def test_something_of_each_kind_is_there_once(tmp_path: Path) -> None:
    _campaign(tmp_path, 340)
    demo.prepare(AT)
    published, announced = Board.objects.order_by("month")
    assert (published.state, announced.state) == (BoardState.PUBLISHED, BoardState.ANNOUNCED)
    # Its units can still object.
    assert announced.previous == published
    assert announced.objections_until is not None
    assert announced.objections_until > AT
    found = Finding.objects.filter(kind="reporting.board").order_by("pk")
    assert {row.unit_id for row in found} == set(
        published.lines.filter(colour="black").values_list("unit", flat=True)
    )
    states = [FindingState(row.state) for row in found]
    assert states[:3] == [FindingState.CLOSED, FindingState.RECTIFIED, FindingState.OPEN]
    # Who owes what differs by branch.
    glance = dashboards.read(summaries.whole_ask(clock.local_date(AT)))
    assert len({each.rate for each in glance.units}) > 2
    # Whoever has not finished a course that is over has a make-up to go to.
    behind = Enrolment.objects.filter(state__in=[EnrolmentState.FAILED, EnrolmentState.ABSENT])
    assert MakeUp.objects.open().count() >= behind.values("person").distinct().count() > 0
    assert sorted(each.state for each in Exclusion.objects.all()) == [
        ExclusionState.ASKED,
        ExclusionState.GRANTED,
    ]
    counted = (Board, Finding, MakeUp, Exclusion, Target, Schedule)
    before = [model.objects.count() for model in counted]
    assert all(before)
    demo.prepare(AT + timedelta(hours=1))
    assert [model.objects.count() for model in counted] == before


def test_branches_too_small_have_no_board_and_the_rest_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _campaign(tmp_path, 136)
    monkeypatch.setattr(demo_reporting, "SCHEME", replace(demo_reporting.SCHEME, min_people=100))
    demo.prepare(AT)
    assert {each.state for each in Board.objects.all()} == {BoardState.DRAFT}
    assert Schedule.objects.exists()
