"""Links through the API: the holder's own, and what a stranger gets."""

import json
import uuid
from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from academy.shared import clock
from certificates.models import Share
from tests.cast import Cast, ClientOf
from tests.make import certificates as make
from tests.make import shares as make_shares

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture(autouse=True)
def forget_misses() -> None:
    cache.clear()


def post(client: Client, path: str, body: object = None, key: str = "") -> tuple[int, dict]:  # type: ignore[type-arg]  # JSON
    reply = client.post(
        f"{API}{path}",
        json.dumps(body or {}),
        content_type="application/json",
        headers={"Idempotency-Key": key or str(uuid.uuid4())},
    )
    return reply.status_code, reply.json()


def test_a_holder_makes_lists_and_ends_a_link(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    certificate = make.certificate(cast.wang, at=at)
    client, path = client_of(cast.wang), f"/certificates/{certificate.public_id}/shares"
    status, made = post(client, path, {"days": 7}, key="one-link-please")
    assert status == 201
    again = post(client, path, {"days": 7}, key="one-link-please")
    assert again == (201, made)
    share = Share.objects.get()
    assert made["address"].endswith(f"/verify/s/{share.token}/")
    listed = client.get(f"{API}{path}").json()
    assert [each["id"] for each in listed["items"]] == [str(share.public_id)]
    status, ended = post(client, f"/certificate-shares/{share.public_id}/end")
    assert (status, ended["address"]) == (200, None)
    assert ended["ended_at"] is not None
    assert post(client, path, {"days": 8})[0] == 422


def test_nobody_else_touches_a_link(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    certificate = make.certificate(cast.wang, at=at)
    share = make_shares.opened(certificate, at=clock.now())
    path = f"/certificates/{certificate.public_id}/shares"
    for other in (cast.li, cast.admin, cast.hr):
        client = client_of(other)
        assert client.get(f"{API}{path}").status_code == 404
        assert post(client, path, {"days": 7})[0] == 404
        assert post(client, f"/certificate-shares/{share.public_id}/end")[0] == 404
    share.refresh_from_db()
    assert share.ended_at is None


def test_a_stranger_reads_a_link_and_nothing_more(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    share = make_shares.opened(certificate, at=timezone.now())
    found = Client().get(f"{API}/verify/s/{share.token}").json()
    assert (found["validity"], found["words"]["name"]) == ("valid", "王建国")
    assert certificate.number not in json.dumps(found, ensure_ascii=False)
    assert certificate.token not in json.dumps(found)
    for token in ("A" * 26, "nonsense", certificate.token):
        assert Client().get(f"{API}/verify/s/{token}").status_code == 404


def test_misses_run_out(cast: Cast) -> None:
    client = Client()
    met = [client.get(f"{API}/verify/s/{'B' * 26}").status_code for _ in range(31)]
    assert met == [404] * 30 + [429]
