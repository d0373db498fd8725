"""Progress of a job as its owner sees it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.registry import handler, kinds
from academy.people.access import actor
from academy.people.models import Person
from academy.web.progress import KINDS, view_of
from tests.cast import Cast

ClientOf = Callable[[Person | None], Client]
HTMX = {"HX-Request": "true"}
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def a_job(person: Person, state: JobState = JobState.RUNNING, **columns: object) -> Job:
    """A job in mid-air: what only a worker could reach by itself."""
    ended = state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
    return Job.objects.create(
        **{
            "kind": "certificates.render",
            "state": state.value,
            "not_before_at": AT,
            "created_at": AT,
            "lease_until": AT + timedelta(hours=1) if state is JobState.RUNNING else None,
            "ended_at": AT if ended else None,
            "requested_by": actor(person).key,
            **columns,
        }
    )


@pytest.fixture
def job(cast: Cast) -> Job:
    return a_job(cast.wang, progress_done=46, progress_total=120)


def test_only_the_owner_and_admins_see_it(cast: Cast, client_of: ClientOf, job: Job) -> None:
    path = f"/jobs/{job.public_id}/"
    seen = {
        name: client_of(getattr(cast, name)).get(path).status_code
        for name in ("wang", "admin", "li", "hr", "officer")
    }
    assert seen == {"wang": 200, "admin": 200, "li": 404, "hr": 404, "officer": 404}
    assert client_of(None).get(path).status_code == 302


def test_a_strangers_cancel_changes_nothing(cast: Cast, client_of: ClientOf, job: Job) -> None:
    assert client_of(cast.li).post(f"/jobs/{job.public_id}/cancel/").status_code == 404
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_polling_goes_on_while_it_runs(cast: Cast, client_of: ClientOf, job: Job) -> None:
    reply = client_of(cast.wang).get(f"/jobs/{job.public_id}/", headers=HTMX)
    page = reply.content.decode()
    assert reply.status_code == 200
    assert 'hx-trigger="every 2s"' in page
    assert 'value="46" max="120"' in page
    assert "<html" not in page


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED])
def test_polling_stops_when_it_has_ended(cast: Cast, client_of: ClientOf, state: JobState) -> None:
    ended = a_job(cast.wang, state)
    reply = client_of(cast.wang).get(f"/jobs/{ended.public_id}/", headers=HTMX)
    assert reply.status_code == 286
    assert "hx-trigger" not in reply.content.decode()
    assert "HX-Refresh" not in reply


def test_the_page_around_it_is_read_again_if_it_asks(cast: Cast, client_of: ClientOf) -> None:
    ended = a_job(cast.wang, JobState.DONE)
    reply = client_of(cast.wang).get(f"/jobs/{ended.public_id}/?refresh=1", headers=HTMX)
    assert reply["HX-Refresh"] == "true"


def test_cancel_stops_it(cast: Cast, client_of: ClientOf, job: Job) -> None:
    reply = client_of(cast.wang).post(f"/jobs/{job.public_id}/cancel/", headers=HTMX)
    assert "已停止" in reply.content.decode()
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_cancel_without_script_leads_back(cast: Cast, client_of: ClientOf, job: Job) -> None:
    reply = client_of(cast.wang).post(f"/jobs/{job.public_id}/cancel/")
    assert reply["Location"] == f"/jobs/{job.public_id}/"


@pytest.mark.parametrize(
    ("done", "after", "words"),
    [
        (60, timedelta(seconds=59), "60/120 · 不到 1 分钟"),
        (60, timedelta(seconds=60), "60/120 · 约剩 1 分钟"),
        (60, timedelta(seconds=61), "60/120 · 约剩 1 分钟"),
        (40, timedelta(minutes=3), "40/120 · 约剩 6 分钟"),
        (0, timedelta(minutes=3), "0/120 · 正在进行，可以离开本页"),
    ],
)
def test_time_left_by_the_pace_so_far(cast: Cast, done: int, after: timedelta, words: str) -> None:
    running = a_job(cast.wang, progress_done=done, progress_total=120, started_at=AT)
    assert view_of(running, AT + after).line == words


def test_failure_names_its_code_and_what_is_safe(cast: Cast) -> None:
    failed = a_job(cast.wang, JobState.FAILED, error="certificates.font_missing")
    line = view_of(failed, AT).line
    assert "certificates.font_missing" in line
    assert "已完成的部分不受影响" in line


def test_every_kind_of_job_has_a_name_for_people() -> None:
    own = {kind for kind in kinds() if not handler(kind).__module__.startswith("tests.")}
    assert own == set(KINDS)
