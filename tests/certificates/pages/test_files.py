"""The pages of bundles and photos."""

import io
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.runner import execute
from certificates.models import Batch, Portrait
from certificates.operations import revocations
from tests.cast import Cast, ClientOf
from tests.make import certificates as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # fixture


@pytest.fixture
def batch(cast: Cast, at: datetime) -> Batch:
    return make.issued(make.closed_cohort(persons=[cast.wang], at=at), at=at)


def test_from_asking_to_download(
    cast: Cast, batch: Batch, at: datetime, client_of: ClientOf
) -> None:
    client = client_of(cast.admin)
    home = f"/certificates/batches/{batch.public_id}/bundles/"
    shown = client.get(home).content.decode()
    assert shown.count(f'action="{home}ask/"') == 2
    refused = client.post(f"{home}ask/", {"kind": "tar"})
    assert refused.status_code == 422
    assert "请选择打包方式" in refused.content.decode()
    assert client.post(f"{home}ask/", {"kind": "archive"}).status_code == 302
    job = Job.objects.get(kind="certificates.bundle")
    part = client.get(home, headers={"HX-Request": "true"}).content.decode()
    assert f"job-{job.public_id}" in part
    assert "<html" not in part
    assert execute(job.pk) is JobState.DONE
    shown = client.get(home).content.decode()
    assert "下载 1 份" in shown
    link = shown.split('href="/certificates/bundles/')[1].split('"')[0]
    reply = client.get(f"/certificates/bundles/{link}")
    assert reply["Content-Type"] == "application/zip"
    assert b"".join(reply.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]  # a streamed reply
    auditor = client_of(cast.auditor).get(home).content.decode()
    assert "下载 1 份" in auditor
    assert f'action="{home}ask/"' not in auditor
    gone = batch.certificates.get()
    revocations.revoke(actor=make.APPROVER, certificate=gone, reason="成绩有误", at=at)
    stale = client.get(f"/certificates/bundles/{link}")
    assert stale.status_code == 409
    assert "certificates.bundle_stale" in stale.content.decode()
    assert "先前的文件已不再提供" in client.get(home).content.decode()
    empty = client.post(f"{home}ask/", {"kind": "archive"})
    assert "certificates.bundle_empty" in empty.content.decode()


def test_one_that_was_not_issued_has_nothing(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    waiting = make.proposed(make.closed_cohort(persons=[cast.wang], at=at), at=at)
    home = f"/certificates/batches/{waiting.public_id}/bundles/"
    assert "本批次尚未签发" in client_of(cast.admin).get(home).content.decode()


@pytest.mark.parametrize("people", [1, 3])
def test_statements_of_the_part_do_not_grow(
    cast: Cast, at: datetime, client_of: ClientOf, people: int, django_assert_num_queries: object
) -> None:
    persons = [cast.wang, cast.li, cast.zhao][:people]
    batch = make.issued(make.closed_cohort(persons=persons, at=at), at=at)
    client = client_of(cast.admin)
    home = f"/certificates/batches/{batch.public_id}/bundles/"
    client.get(home)
    # the door's session, person and roles; then grants, units, batch; then the part's own:
    # known bundles, corrections, renditions, certificates, and whether one may ask
    with django_assert_num_queries(11):  # type: ignore[operator]  # pytest-django's fixture
        assert client.get(home, headers={"HX-Request": "true"}).status_code == 200


def test_photos_from_upload_to_store(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    out = io.BytesIO()
    Image.new("RGB", (600, 840), "navy").save(out, "PNG")
    file = SimpleUploadedFile("IMG_1.png", out.getvalue())
    assert "上传并核对" in client.get("/certificates/portraits/").content.decode()
    assert client.post("/certificates/portraits/", {}).status_code == 422
    reply = client.post("/certificates/portraits/", {"file": file, "staff_number": "T1001"})
    assert reply.status_code == 302
    shown = client.get(reply["Location"]).content.decode()
    assert "王建国" in shown
    assert "保存 1 张照片" in shown
    assert client.post(f"{reply['Location']}store/").status_code == 302
    assert Portrait.objects.get().person == cast.wang
    gone = client.post(f"{reply['Location']}store/")
    assert "certificates.portrait_run_gone" in gone.content.decode()
    assert client.get(reply["Location"]).status_code == 404


def test_refused_photos_are_shown_with_reasons_and_can_be_dropped(
    cast: Cast, client_of: ClientOf
) -> None:
    client = client_of(cast.hr)
    file = SimpleUploadedFile("T9999.jpg", b"hello")
    reply = client.post("/certificates/portraits/", {"file": file})
    shown = client.get(reply["Location"]).content.decode()
    assert "没有需要保存的照片" in shown
    assert "T9999" in shown
    assert client.post(f"{reply['Location']}drop/").status_code == 302
    assert client.get(reply["Location"]).status_code == 404
    broken = SimpleUploadedFile("a.zip", b"PK\x03\x04 nothing")
    refused = client.post("/certificates/portraits/", {"file": broken})
    assert refused.status_code == 422
    assert "certificates.portrait_archive_unfit" in refused.content.decode()
