"""Teaching as the demonstration shows it: there once, with one evaluation of each kind."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from academy.campaign import demo, demo_teaching, runner
from academy.people.models import Person
from academy.shared import clock
from courses.enums.evaluation import Shown
from courses.models import Evaluation, Teaching, Turnout
from courses.queries.evaluations import invitations_of, results_of
from courses.queries.teaching import plan_of
from tests.cast import AT

pytestmark = [pytest.mark.django_db, pytest.mark.machine]


@pytest.fixture
def campaign(tmp_path: Path) -> None:
    """A small campaign, closed before the tests' day."""
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        runner.run(
            runner.prepare(staff=136, seed=5, out=tmp_path, today=clock.local_date(AT), pdfs=0)
        )


def test_one_evaluation_of_each_kind_is_there_once(campaign: None) -> None:
    logins = demo.prepare(AT)
    today = clock.local_date(AT)
    rows = Evaluation.objects.order_by("cohort__number").select_related("cohort__syllabus")
    found = [results_of(each, on=today) for each in rows]
    assert [each.shown for each in found] == [Shown.YES, Shown.TOO_FEW, Shown.STILL_OPEN]
    assert [each.answers for each in found] == [
        demo_teaching.SEATS, demo_teaching.TOO_FEW, demo_teaching.SEATS // 2
    ]  # fmt: skip
    assert all(line.is_shown for line in found[0].lines)
    assert [each.missing for each in plan_of(rows[0].cohort)] == [0, 0, 0]
    trainee = Person.objects.get(staff_number=logins[0].staff_number)
    assert [each.answered for each in invitations_of(trainee)] == [False]
    counted = (Evaluation, Teaching, Turnout)
    before = [model.objects.count() for model in counted]
    demo.prepare(AT + timedelta(hours=1))
    assert [model.objects.count() for model in counted] == before
