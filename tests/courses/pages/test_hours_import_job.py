"""A large import is read, entered and taken back by jobs; a small one at once."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.runner import execute
from courses.enums.hours import ImportState
from courses.errors.hours import ImportUnread
from courses.models import HoursEntry, HoursImport
from courses.operations.past_entries import INLINE_ROWS
from courses.operations.past_records import INLINE_BYTES
from tests.cast import Cast, ClientOf
from tests.make import requirements as make

COMMIT = "courses.commit_past_records"


def _table(rows: int, *, least: int = 0) -> str:
    lines = [f"T1001,8,LAW,2017-05-12,轮训第{number}期" for number in range(rows)]
    head = "工号,学时,专业,结束日期,依据"
    # What is typed into a form loses its outer blanks: what fills it up stands inside.
    filling = "\n" * max(0, least - len("\n".join([head, "", *lines]).encode()))
    return "\n".join([head, filling, *lines])


def _job(kind: str) -> Job:
    return Job.objects.filter(kind=kind).latest("pk")


def _pages(run: HoursImport) -> tuple[str, str, str]:
    names = ("hours_import", "commit_hours", "undo_hours")
    page, commit, undo = (reverse(f"courses:{name}", args=[run.public_id]) for name in names)
    return page, commit, undo


@pytest.mark.parametrize(
    ("rows", "jobs"), [(INLINE_ROWS - 1, 0), (INLINE_ROWS, 0), (INLINE_ROWS + 1, 1)]
)
def test_many_rows_are_entered_and_taken_back_by_jobs(
    cast: Cast, at: datetime, client_of: ClientOf, rows: int, jobs: int
) -> None:
    make.track(at=at)
    client = client_of(cast.hr)
    client.post(reverse("courses:hours_imports"), {"pasted": _table(rows)})
    page, commit, undo = _pages(HoursImport.objects.get())
    for _again in range(2):
        assert client.post(commit).status_code == 302
    assert Job.objects.filter(kind=COMMIT).count() == jobs
    if jobs:
        assert not HoursEntry.objects.exists()
        body = client.get(page).content.decode()
        assert "正在登记以往学时" in body
        assert commit not in body
        assert execute(_job(COMMIT).pk) == JobState.DONE
    assert HoursEntry.objects.count() == rows
    assert set(HoursEntry.objects.values_list("recorded_by", flat=True)) == {cast.hr.staff_number}
    assert f"新登记 {rows} 条" in client.get(page).content.decode()
    for _again in range(2):
        client.post(undo, {"reason": "用错文件"})
    if jobs:
        assert "正在冲销登记的学时" in client.get(page).content.decode()
        assert execute(_job("courses.undo_past_records").pk) == JobState.DONE
    assert HoursEntry.objects.count() == 2 * rows
    assert f"冲销 {rows} 条" in client.get(page).content.decode()


@pytest.mark.parametrize(("more", "jobs"), [(-1, 0), (0, 0), (1, 1)])
def test_a_large_file_is_read_by_a_job(
    cast: Cast, at: datetime, client_of: ClientOf, more: int, jobs: int
) -> None:
    make.track(at=at)
    client = client_of(cast.hr)
    table = _table(3, least=INLINE_BYTES + more)
    client.post(reverse("courses:hours_imports"), {"pasted": table})
    run = HoursImport.objects.get()
    assert (run.state == ImportState.UPLOADED) is bool(jobs)
    if jobs:
        page, commit, _undo = _pages(run)
        assert "正在读取文件" in client.get(page).content.decode()
        assert ImportUnread.code in client.post(commit).content.decode()
        assert execute(_job("courses.read_past_records").pk) == JobState.DONE
        assert "登记 3 行" in client.get(page).content.decode()
        run.refresh_from_db()
    assert (run.state, run.counts["sound"], run.sealed) == (ImportState.READ, 3, None)


def test_a_reading_that_was_stopped_can_be_asked_for_again(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    client = client_of(cast.hr)
    client.post(reverse("courses:hours_imports"), {"pasted": "甲,乙" + "\n" * INLINE_BYTES + "1,2"})
    run = HoursImport.objects.get()
    page, _commit, _undo = _pages(run)
    read = reverse("courses:read_hours", args=[run.public_id])
    assert read not in client.get(page).content.decode()
    client.post(reverse("web:job_cancel", args=[_job("courses.read_past_records").public_id]))
    assert read in client.get(page).content.decode()
    for _again in range(2):
        client.post(read)
    assert Job.objects.filter(kind="courses.read_past_records").count() == 2
    assert execute(_job("courses.read_past_records").pk) == JobState.FAILED
    body = client.get(page).content.decode()
    assert "courses.import_header_missing" in body
    assert read not in body


def _post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(
        path, body, content_type="application/json", headers={"Idempotency-Key": "k"}
    )


def test_by_api_a_job_says_how_far_it_is_and_is_stopped(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    make.track(at=at)
    client = client_of(cast.hr)
    table = _table(INLINE_ROWS + 1, least=INLINE_BYTES + 1)
    made = _post(client, "/api/v1/hours/imports", {"table": table})
    assert made.status_code == 202
    job = made.json()["job"]
    assert (made.json()["state"], job["state"]) == ("uploaded", "queued")
    execute(_job("courses.read_past_records").pk)
    run = client.get(job["url"]).json()
    assert (run["state"], run["job"]["state"], run["counts"]["sound"]) == ("read", "done", 301)
    asked = _post(client, f"{job['url']}/commit", {})
    assert (asked.status_code, asked.json()["job"]["kind"]) == (202, COMMIT)
    stopped = _post(client, asked.json()["job"]["stop"], {})
    assert (stopped.status_code, stopped.json()["job"]["state"]) == (200, "cancelled")
    assert _post(client, f"{job['url']}/commit", {}).status_code == 202
    execute(_job(COMMIT).pk)
    assert _post(client, f"{job['url']}/commit", {}).status_code == 200
    undone = _post(client, f"{job['url']}/undo", {"reason": "用错文件"})
    assert (undone.status_code, undone.json()["state"]) == (202, "undoing")
    execute(_job("courses.undo_past_records").pk)
    run = client.get(job["url"]).json()
    assert (run["state"], run["counts"]["reversed"]) == ("undone", INLINE_ROWS + 1)
