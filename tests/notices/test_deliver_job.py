"""The job that empties the outbox, and letters as files where no server is named."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from academy.jobs import periodic, runner
from academy.jobs.models import Job
from academy.notices.models import Delivery
from academy.people.access import actor
from academy.shared import clock
from tests.cast import Cast
from tests.make import mail
from tests.make.mail import Sink

pytestmark = pytest.mark.django_db


def test_told_asked_for_and_written_as_a_file(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    at = clock.now() - timedelta(seconds=20)
    mail.confirmed(cast.wang, at=at)
    mail.told(cast.wang, "k", at=at)
    job = Job.objects.get(kind="notices.deliver")
    assert (job.payload, str(cast.wang.public_id) in job.key) == ({}, False)  # type: ignore[operator]  # it has a key
    runner.execute(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"deliveries": 1, "sent": 1})
    [file] = (tmp_path / "mail").iterdir()
    assert f"To: {mail.address_of(cast.wang)}" in file.read_text()
    runner.execute(job.pk)  # again: a job that is done stays done
    assert len(list((tmp_path / "mail").iterdir())) == 1


def test_what_the_nudge_missed_the_period_finds(cast: Cast, sink: Sink) -> None:
    at = clock.now()
    mail.confirmed(cast.wang, at=at)
    mail.told(cast.wang, "k", at=at)
    Job.objects.all().delete()
    periodic.tick(clock.now())
    job = Job.objects.get(kind="notices.deliver")
    assert job.requested_by != actor(cast.wang).key
    runner.execute(job.pk)
    assert Delivery.objects.get().state == "sent"
    assert len(sink.taken) == 1


def test_a_server_that_is_away_ends_the_job_at_once(cast: Cast, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    at = clock.now()
    mail.confirmed(cast.wang, at=at)
    mail.told(cast.wang, "k", at=at)
    job = Job.objects.get(kind="notices.deliver")
    runner.execute(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"deliveries": 1, "sent": 0})
    assert Delivery.objects.get().state == "queued"
