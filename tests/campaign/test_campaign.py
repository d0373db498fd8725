"""The whole line on a small staff: it adds up, and a second run adds nothing."""

from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import override_settings

from academy.campaign import checks, runner
from academy.campaign.steps import sittings
from courses.enums import CompletionVerdict
from courses.models import Completion, Enrolment
from exams.models import Sitting
from tests.cast import Cast

TODAY = date(2026, 11, 23)
STAFF = 68


def _rows() -> dict[str, int]:
    """Return the number of rows of each table of ours."""
    ours = [model for model in apps.get_models() if model._meta.app_label in OURS]
    return {model._meta.label: model._default_manager.count() for model in ours}


OURS = {"audit", "jobs", "people", "courses", "exams", "certificates", "reporting"}


@pytest.mark.django_db
@pytest.mark.machine
def test_a_campaign_adds_up_and_a_second_run_adds_nothing(tmp_path: Path) -> None:
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        campaign = runner.prepare(staff=STAFF, seed=5, out=tmp_path, today=TODAY, pdfs=2)
        first = runner.run(campaign)
        assert checks.failed(first.checks) == []
        assert Enrolment.objects.count() == STAFF
        assert runner.completed(tmp_path)
        rows = _rows()

        again = runner.prepare(staff=STAFF, seed=5, out=tmp_path, today=date(2027, 2, 1), pdfs=2)
        assert again.period == campaign.period
        second = runner.run(again)

    assert checks.failed(second.checks) == []
    assert [each.counts for each in second.steps] == [each.counts for each in first.steps]
    assert _rows() == rows


@pytest.mark.django_db
@pytest.mark.machine
def test_a_campaign_that_was_cut_off_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off in the middle of the exams: the next run ends as an undisturbed one would."""
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        campaign = runner.prepare(staff=STAFF, seed=5, out=tmp_path, today=TODAY, pdfs=0)
        taken = 0
        take = sittings._take

        def cut_off(*args: object) -> None:
            nonlocal taken
            taken += 1
            if taken > 20:
                raise KeyboardInterrupt
            take(*args)  # type: ignore[arg-type]  # handed on as it came

        monkeypatch.setattr(sittings, "_take", cut_off)
        with pytest.raises(KeyboardInterrupt):
            runner.run(campaign)
        assert not runner.completed(tmp_path)
        monkeypatch.undo()
        half = Sitting.objects.filter(handed_in_at__isnull=False).count()

        again = runner.prepare(staff=STAFF, seed=5, out=tmp_path, today=TODAY, pdfs=0)
        outcome = runner.run(again)

    assert 0 < half <= 20
    assert checks.failed(outcome.checks) == []
    assert Completion.objects.count() == STAFF
    assert Completion.objects.filter(verdict=CompletionVerdict.PASSED.value).exists()


@pytest.mark.django_db
@pytest.mark.machine
def test_a_database_with_other_people_is_left_alone(tmp_path: Path, cast: Cast) -> None:
    with pytest.raises(CommandError, match="not of this campaign"):
        call_command("campaign", staff=34, out=tmp_path)
    assert Enrolment.objects.count() == 0
    assert not list(tmp_path.iterdir())
