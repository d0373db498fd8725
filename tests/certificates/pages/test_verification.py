"""Public pages: what a stranger sees, how often, and what others may fetch."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from academy.people.models import Person
from academy.shared import clock
from certificates import access, checking, credential, signing
from certificates.models import Certificate
from certificates.operations import revocations
from certificates.signing import Ring
from tests.cast import Cast
from tests.make import certificates as make
from tests.make import proofs
from tests.make.printings import printed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def certificate(cast: Cast, at: datetime) -> Certificate:
    return make.certificate(cast.wang, at=at)


def send(client: Client, content: bytes, path: str = "/verify/file/") -> Any:
    file = SimpleUploadedFile("a.pdf", content, content_type="application/pdf")
    return client.post(path, {"file": file})


def test_every_printed_word_is_shown(certificate: Certificate) -> None:
    page = Client().get(f"/verify/{certificate.token}/").content.decode()
    for word in ("王建国", "T1001", "40学时", "成绩80分，评定为合格", certificate.number):
        assert word in page
    assert 'data-verdict="valid"' in page


def test_a_file_is_judged_and_nothing_is_kept(certificate: Certificate, at: datetime) -> None:
    content, _rendition = printed(certificate, at=at)
    page = send(Client(), content)
    assert page.status_code == 200
    assert 'data-verdict="valid"' in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    revocations.revoke(actor=make.APPROVER, certificate=certificate, reason="有误", at=at)
    assert 'data-verdict="revoked"' in send(Client(), content).content.decode()


def test_opened_again_the_address_of_a_verdict_leads_back() -> None:
    assert Client().get("/verify/file/")["Location"] == "/verify/"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"PK", 422, "file_no_pdf"),
        (b"%PDF-1.7", 422, "file_truncated"),
        (b"%PDF-" + bytes(checking.MAX_BYTES), 413, "file_too_large"),
    ],
)
def test_refusals_on_page_and_api(content: bytes, status: int, code: str) -> None:
    page = send(Client(), content)
    assert (page.status_code, f"certificates.{code}" in page.content.decode()) == (status, True)
    reply = send(Client(), content, "/api/v1/verify/file")
    assert (reply.status_code, reply.json()["code"]) == (status, f"certificates.{code}")
    assert reply.json()["next_step"]


def test_no_file_at_all() -> None:
    assert Client().post("/verify/file/").status_code == 422
    assert Client().post("/api/v1/verify/file").status_code == 422


def test_the_api_says_the_same(certificate: Certificate, at: datetime) -> None:
    content, rendition = printed(certificate, at=at)
    body = send(Client(), content, "/api/v1/verify/file").json()
    assert (body["verdict"], body["known"], body["differing"]) == ("valid", True, [])
    assert body["sha256"] == rendition.sha256
    assert body["signature"]["state"] == "good"
    assert body["signature"]["key_id"] == signing.signer().key_id
    [shown] = body["certificate"]["printings"]
    assert (shown["sha256"], shown["current"]) == (rendition.sha256, True)


def test_files_in_vain_are_limited_and_genuine_ones_not(
    certificate: Certificate, at: datetime
) -> None:
    content, _rendition = printed(certificate, at=at)
    client = Client()
    for _ in range(access.CLIENT_MISSES):
        assert send(client, b"no PDF").status_code == 422
    assert send(client, content).status_code == 429
    cache.clear()
    for _ in range(access.CLIENT_MISSES + 1):
        assert send(client, content).status_code == 200


def test_words_of_a_file_are_no_markup(certificate: Certificate) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(
        facts=certificate.facts | {"unit": "<script>alert(1)</script>"}
    )
    assert b"<script>alert" not in Client().get(f"/verify/{certificate.token}/").content


# -- what is published ----------------------------------------------------------------------------


def test_the_keys(client: Client) -> None:
    reply = client.get("/verify/keys.json")
    assert json.loads(reply.content) == signing.public_keys()
    assert reply["Content-Type"] == "application/jwk-set+json"
    chain = client.get("/verify/issuer.pem")
    assert Ring.read(chain.content) == signing.ring()
    for each in (reply, chain):
        assert each["Access-Control-Allow-Origin"] == "*"
        assert each["Cache-Control"] == "public, max-age=3600"
        assert not each.cookies
    page = client.get("/verify/issuer/").content.decode()
    assert signing.signer().key_id in page
    assert signing.DEVELOPMENT in page


def test_the_status_list(certificate: Certificate) -> None:
    path = f"/verify/status/{certificate.status_list.number}"
    reply = Client().get(path)
    assert reply["Content-Type"] == "application/vc+jwt"
    assert reply["Cache-Control"] == "public, max-age=300"
    claims = credential.unseal(reply.content, signing.ring())
    assert claims["id"].endswith(path)
    again = Client().get(path, headers={"If-None-Match": reply["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("number", ["0", "99", "99999999999999999999"])
def test_no_such_status_list(number: str) -> None:
    assert Client().get(f"/verify/status/{number}").status_code == 404


def test_nobody_need_sign_in(certificate: Certificate) -> None:
    assert Person.objects.exists()
    for path in ("/verify/", "/verify/issuer/", f"/verify/{certificate.token}/"):
        assert Client().get(path).status_code == 200


def test_an_expired_one_says_until_when(certificate: Certificate) -> None:
    yesterday = clock.today() - timedelta(days=1)
    Certificate.objects.filter(pk=certificate.pk).update(
        issued_on=yesterday - timedelta(days=9), expires_on=clock.today()
    )
    page = Client().get(f"/verify/{certificate.token}/").content.decode()
    assert 'data-verdict="expired"' in page
    assert yesterday.isoformat() in page


def test_our_proof_in_a_strangers_file_counts_as_a_miss(certificate: Certificate) -> None:
    client = Client()
    page = send(client, proofs.pdf())
    assert 'data-verdict="foreign"' in page.content.decode()
    assert certificate.number not in page.content.decode()
