"""Counts kept ready: the same as counted now, made anew, checked, gone when old."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from academy.jobs import runner
from academy.jobs.models import Job
from academy.people.models import Person
from academy.reporting import dashboards
from academy.reporting.models import FigureSummary
from academy.reporting.operations import summaries
from academy.reporting.queries.summaries import REPORTS, differing
from tests.cast import Cast
from tests.make import reporting, requirements

ClientOf = Callable[[Person | None], Client]
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _in_march(cast: Cast, at: datetime) -> Iterator[None]:
    requirements.edition(at=at)
    with time_machine.travel(at, tick=False):
        yield


@pytest.mark.parametrize("place", ["bureau", "east", "south"])
def test_kept_is_what_would_be_counted(cast: Cast, at: datetime, place: str) -> None:
    reporting.closed_cohort(cast, at=at)
    units = [cast.bureau, cast.east, cast.south] if place == "bureau" else [getattr(cast, place)]
    ask = reporting.ask(units, at=at)
    now = dashboards.read(ask)
    summaries.refresh(at=at)
    kept = dashboards.read(ask)
    assert (now.counted_at, kept.counted_at) == (None, at)
    assert replace(kept, counted_at=None) == now


def test_kept_stays_until_it_is_made_anew(cast: Cast, at: datetime) -> None:
    summaries.refresh(at=at)
    reporting.closed_cohort(cast, at=at)
    ask = reporting.everybody(cast, at=at)
    assert not dashboards.read(ask).has_months
    assert differing(at.date()) == ["history"]
    summaries.refresh(at=at + HOUR)
    assert dashboards.read(ask).has_months
    assert differing(at.date()) == []
    assert dashboards.read(ask).counted_at == at + HOUR


def test_a_day_that_is_over_is_counted_after_its_end(cast: Cast, at: datetime) -> None:
    summaries.refresh(at=at)
    reporting.closed_cohort(cast, at=at)
    summaries.refresh(at=at + DAY)
    kept = set(FigureSummary.objects.values_list("as_of", "report"))
    days = (at.date() - DAY, at.date(), at.date() + DAY)
    assert kept == {(on, report) for on in days for report in REPORTS}
    assert [differing(on) for on in days] == [[], [], []]


def test_a_forged_count_is_found(at: datetime) -> None:
    summaries.refresh(at=at)
    row = FigureSummary.objects.get(report="hours", as_of=at.date())
    row.tallies[0][2]["met"] += 1
    row.save()
    assert differing(at.date()) == ["hours"]


def test_old_days_go(at: datetime) -> None:
    summaries.refresh(at=at)
    summaries.refresh(at=at + (summaries.KEPT_DAYS + 1) * DAY)
    assert not FigureSummary.objects.filter(as_of=at.date()).exists()


def test_half_of_it_is_not_shown(cast: Cast, at: datetime) -> None:
    summaries.refresh(at=at)
    FigureSummary.objects.filter(report="history").delete()
    assert dashboards.read(reporting.everybody(cast, at=at)).counted_at is None


def test_hr_has_it_made_anew(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    page = "/reports/dashboard/"
    assert "重新汇总" not in client.get(page).content.decode()
    assert client.post(f"{page}refresh/").status_code == 302
    job = Job.objects.get(kind=summaries.KIND)
    runner.execute(job.pk)
    html = client.get(page).content.decode()
    assert "09:00 汇总" in html
    assert "重新汇总" in html
    assert "重新汇总" not in client_of(cast.leader).get(page).content.decode()
    assert client_of(cast.leader).post(f"{page}refresh/").status_code == 403


def test_yesterday_is_checked_by_itself(at: datetime) -> None:
    from academy.audit.record import Actor
    from academy.jobs.queue import enqueue

    summaries.refresh(at=at)
    FigureSummary.objects.filter(as_of=at.date() - DAY, report="history").update(digest="0")
    who = Actor.system("tests")
    job = enqueue("reporting.check_summaries", payload={}, actor=who, at=at)
    runner.execute(job.pk)
    job.refresh_from_db()
    assert job.result == {"as_of": (at.date() - DAY).isoformat(), "differing": "history"}
