"""Life in a cohort as the demonstration shows it: there once, with something of each kind."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from academy.campaign import demo, demo_residence, runner
from academy.shared import clock
from courses.enums.attendance import LeaveState, ObjectionState, Presence
from courses.models import ConductEntry, ConductObjection, Leave, RollCall, RollCallLine
from tests.cast import AT

pytestmark = [pytest.mark.django_db, pytest.mark.machine]


@pytest.fixture
def campaign(tmp_path: Path) -> None:
    """A small campaign, closed before the tests' day."""
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        runner.run(
            runner.prepare(staff=136, seed=5, out=tmp_path, today=clock.local_date(AT), pdfs=0)
        )


def test_something_of_each_kind_is_there_once(campaign: None) -> None:
    demo.prepare(AT)
    assert RollCall.objects.count() == 5 * demo_residence.DAYS
    found = {Presence(each.presence) for each in RollCallLine.objects.current()}
    assert found == {Presence.PRESENT, Presence.LATE, Presence.ON_LEAVE, Presence.ON_DUTY}
    assert {LeaveState(each.state) for each in Leave.objects.all()} == {
        LeaveState.ASKED,
        LeaveState.RETURNED,
    }
    standing = sorted(each.points for each in ConductEntry.objects.standing())
    assert standing == [-5, -2, 2, 2]
    assert [each.state for each in ConductObjection.objects.all()] == [ObjectionState.OPEN]
    counted = (RollCall, RollCallLine, Leave, ConductEntry)
    before = [model.objects.count() for model in counted]
    demo.prepare(AT + timedelta(hours=1))
    assert [model.objects.count() for model in counted] == before
