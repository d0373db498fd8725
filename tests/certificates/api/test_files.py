"""Bundles and photos through the API."""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.runner import execute
from certificates.errors import BundleNotReady, BundleStale
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
    return make.issued(make.closed_cohort(persons=[cast.wang, cast.li], at=at), at=at)


def ask(client: Client, batch: Batch, kind: str = "archive") -> tuple[int, dict[str, Any]]:
    reply = client.post(
        f"/api/v1/certificate-batches/{batch.public_id}/bundles",
        {"kind": kind},
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4())},
    )
    return reply.status_code, reply.json()


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (600, 840), "navy").save(out, "JPEG")
    return SimpleUploadedFile("T1001.jpg", out.getvalue())


def test_a_bundle_is_asked_for_watched_and_fetched(
    cast: Cast, batch: Batch, at: datetime, client_of: ClientOf
) -> None:
    client = client_of(cast.admin)
    status, body = ask(client, batch)
    assert (status, body["job"], body["made_at"], body["count"]) == (201, "queued", None, None)
    early = client.get(body["file"])
    assert (early.status_code, early.json()["code"]) == (409, BundleNotReady.code)
    assert execute(Job.objects.get(kind="certificates.bundle").pk) is JobState.DONE
    mine = f"/api/v1/certificate-bundles/{body['id']}"
    done = client.get(mine).json()
    assert (done["job"], done["count"], done["progress_done"]) == ("done", 2, 4)
    reply = client.get(done["file"])
    assert (reply.status_code, reply["Content-Type"]) == (200, "application/zip")
    content = b"".join(reply.streaming_content)  # type: ignore[attr-defined]  # it streams
    assert int(reply["Content-Length"]) == len(content) == done["bytes"]
    assert len(zipfile.ZipFile(io.BytesIO(content)).namelist()) == 4
    assert ask(client, batch)[1]["id"] == body["id"]
    gone = batch.certificates.order_by("serial")[0]
    revocations.revoke(actor=make.APPROVER, certificate=gone, reason="成绩有误", at=at)
    stale = client.get(done["file"])
    assert (stale.status_code, stale.json()["code"]) == (409, BundleStale.code)


def test_a_broken_download_is_carried_on(cast: Cast, batch: Batch, client_of: ClientOf) -> None:
    client = client_of(cast.admin)
    body = ask(client, batch, "print")[1]
    execute(Job.objects.get(kind="certificates.bundle").pk)

    def part(wanted: str, **headers: str) -> tuple[int, str, bytes]:
        reply = client.get(body["file"], headers={"Range": wanted, **headers})
        content = (
            b"".join(reply.streaming_content)  # type: ignore[attr-defined]  # it streams
            if reply.streaming
            else reply.content
        )
        return reply.status_code, reply.get("Content-Range", ""), content

    status, _, whole = part("bytes=0-1,5-6")
    size = len(whole)
    assert status == 200
    assert part("bytes=10-19") == (206, f"bytes 10-19/{size}", whole[10:20])
    assert part(f"bytes={size - 5}-") == (206, f"bytes {size - 5}-{size - 1}/{size}", whole[-5:])
    assert part("bytes=-7") == (206, f"bytes {size - 7}-{size - 1}/{size}", whole[-7:])
    assert part(f"bytes=5-{size * 9}") == (206, f"bytes 5-{size - 1}/{size}", whole[5:])
    assert part(f"bytes={size}-") == (416, f"bytes */{size}", b"")
    assert part("bytes=-0") == (416, f"bytes */{size}", b"")
    assert part("bytes=9-3") == (416, f"bytes */{size}", b"")
    assert part("bytes=-")[0] == 200
    reply = client.get(body["file"])
    etag = reply["ETag"]
    assert b"".join(reply.streaming_content) == whole  # type: ignore[attr-defined]  # it streams
    assert part("bytes=0-3", **{"If-Range": etag})[0] == 206
    assert part("bytes=0-3", **{"If-Range": '"another"'})[0] == 200


def test_only_who_may_see_the_batch(cast: Cast, batch: Batch, client_of: ClientOf) -> None:
    assert ask(client_of(cast.auditor), batch)[0] == 403
    body = ask(client_of(cast.admin), batch)[1]
    mine = f"/api/v1/certificate-bundles/{body['id']}"
    assert client_of(cast.auditor).get(mine).status_code == 200
    assert client_of(cast.officer).get(mine).status_code == 403
    assert client_of(cast.wang).get(mine).status_code == 403
    assert client_of(cast.admin).get(f"/api/v1/certificate-bundles/{uuid4()}").status_code == 404


def test_photos_are_looked_at_and_stored(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    url = "/api/v1/portrait-runs"
    key = {"Idempotency-Key": "one"}
    reply = client.post(url, {"file": photo()}, headers=key)
    assert reply.status_code == 201, reply.content
    body = reply.json()
    assert [(line["name"], line["code"]) for line in body["lines"]] == [("王建国", "")]
    assert Portrait.objects.count() == 0
    assert client.get(f"{url}/{body['id']}").json() == body
    assert client_of(cast.admin).get(f"{url}/{body['id']}").status_code == 404
    assert client.post(f"{url}/{body['id']}/store").json() == {"stored": 1}
    again = client.post(f"{url}/{body['id']}/store")
    assert (again.status_code, again.json()["code"]) == (409, "certificates.portrait_run_gone")


def test_a_photo_that_is_none_says_why(cast: Cast, client_of: ClientOf) -> None:
    file = SimpleUploadedFile("T1001.jpg", b"hello")
    reply = client_of(cast.admin).post(
        "/api/v1/portrait-runs", {"file": file}, headers={"Idempotency-Key": "two"}
    )
    (line,) = reply.json()["lines"]
    assert line["code"] == "certificates.portrait_unreadable"
    assert line["reason"]
    assert line["next_step"]
