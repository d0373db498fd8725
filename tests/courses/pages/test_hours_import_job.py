"""A large import is entered by a job, in the name of whoever asked; a small one at once."""

from datetime import datetime

import pytest
from django.urls import reverse

from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.operations import cancel
from academy.jobs.runner import execute
from courses.models import HoursEntry, HoursImport
from courses.operations.past_records import INLINE_ROWS
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import requirements as make


def _table(rows: int) -> str:
    lines = [f"T1001,8,LAW,2017-05-12,轮训第{number}期" for number in range(rows)]
    return "\n".join(["工号,学时,专业,结束日期,依据", *lines])


@pytest.mark.parametrize(
    ("rows", "jobs"), [(INLINE_ROWS - 1, 0), (INLINE_ROWS, 0), (INLINE_ROWS + 1, 1)]
)
def test_many_rows_are_entered_by_a_job(
    cast: Cast, at: datetime, client_of: ClientOf, rows: int, jobs: int
) -> None:
    make.track(at=at)
    client = client_of(cast.hr)
    client.post(reverse("courses:hours_imports"), {"pasted": _table(rows)})
    run = HoursImport.objects.get()
    path = reverse("courses:commit_hours", args=[run.public_id])
    page = reverse("courses:hours_import", args=[run.public_id])
    for _again in range(2):
        assert client.post(path).status_code == 302
    assert Job.objects.filter(kind="courses.commit_past_records").count() == jobs
    if jobs:
        assert not HoursEntry.objects.exists()
        body = client.get(page).content.decode()
        assert "正在登记以往学时" in body
        assert path not in body
        assert execute(Job.objects.get(kind="courses.commit_past_records").pk) == JobState.DONE
    assert HoursEntry.objects.count() == rows
    assert set(HoursEntry.objects.values_list("recorded_by", flat=True)) == {cast.hr.staff_number}
    assert f"新登记 {rows} 条" in client.get(page).content.decode()


def test_a_stopped_job_may_be_asked_for_again(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    make.track(at=at)
    client = client_of(cast.hr)
    client.post(reverse("courses:hours_imports"), {"pasted": _table(INLINE_ROWS + 1)})
    path = reverse("courses:commit_hours", args=[HoursImport.objects.get().public_id])
    client.post(path)
    jobs = Job.objects.filter(kind="courses.commit_past_records")
    cancel(actor=SYSTEM, job=jobs.get(), at=at)
    client.post(path)
    assert jobs.count() == 2
