"""What anybody may ask, and how often in vain."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from certificates import access
from certificates.operations import revocations
from tests.cast import Cast
from tests.make import certificates as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def ask(client: Client, number: str, name: str) -> Any:
    body = {"number": number, "name": name}
    return client.post("/api/v1/verify", body, content_type="application/json")


def test_by_token(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    body = Client().get(f"/api/v1/verify/{certificate.token}").json()
    assert body == {
        "token": certificate.token,
        "kind": "qualification",
        "state": "valid",
        "issued_on": "2026-03-02",
        "expires_on": None,
        "ended_at": None,
        "reason": "",
        "successor": None,
        "reissued_on": [],
        "printings": [],
        "demonstration": True,
        "facts": {
            "number": "演示城管培〔2026〕第0001号",
            "name": "王建国",
            "sex": "男",
            "id_number": "T1001",
            "unit": "测试市城管局东湖分局",
            "course": "执法办案基础LAW",
            "cohort": "第1期",
            "period": "2026年3月9日至3月13日",
            "hours": "40学时",
            "result": "成绩80分，评定为合格",
            "issuer": "城市管理培训学院",
            "issuer_en": "Urban Management Training Academy",
            "issued_on": "二〇二六年三月二日",
            "seal_text": "演示专用章",
        },
    }


def test_revoked_with_date_and_reason(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    revocations.revoke(actor=make.APPROVER, certificate=certificate, reason="成绩有误", at=at)
    body = Client().get(f"/api/v1/verify/{certificate.token}").json()
    assert (body["state"], body["ended_at"], body["reason"]) == (
        "revoked",
        "2026-03-02T01:00:00Z",
        "成绩有误",
    )


@pytest.mark.parametrize("typed", ["演示城管培〔2026〕第0001号", "演示城管培 [2026] 第0001号"])
def test_by_number_and_name(cast: Cast, at: datetime, typed: str) -> None:
    certificate = make.certificate(cast.zhao, at=at)
    found = ask(Client(), typed, " 赵䶮 ")
    assert found.json()["token"] == certificate.token
    wrong = ask(Client(), typed, "赵龙")
    assert wrong.status_code == 404


def test_every_miss_looks_alike(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    tokens = ("A" * 26, certificate.token.lower(), certificate.token[:-1], "x", "%E7%8E%8B")
    replies = [Client().get(f"/api/v1/verify/{token}") for token in tokens]
    assert {reply.status_code for reply in replies} == {404}
    bodies = {reply.json()["code"] for reply in replies}
    assert bodies == {"shared.not_found"}


def test_misses_of_one_client_are_limited_and_others_go_on(cast: Cast, at: datetime) -> None:
    token = make.certificate(cast.wang, at=at).token
    one, other = (Client(headers={"User-Agent": name}) for name in ("one", "other"))
    for _ in range(access.CLIENT_MISSES):
        assert one.get(f"/api/v1/verify/{'A' * 26}").status_code == 404
    refused = one.get(f"/api/v1/verify/{token}")
    assert (refused.status_code, refused.json()["code"]) == (
        429,
        "certificates.too_many_misses",
    )
    assert other.get(f"/api/v1/verify/{token}").status_code == 200


def test_one_number_cannot_be_tried_by_many_clients(cast: Cast, at: datetime) -> None:
    number = make.certificate(cast.wang, at=at).number
    for guess in range(access.NUMBER_MISSES):
        client = Client(headers={"User-Agent": f"client {guess}"})
        reply = ask(client, number, f"王{guess}")
        assert reply.status_code == 404
    fresh = Client(headers={"User-Agent": "fresh"})
    assert ask(fresh, number, "王建国").status_code == 429


def test_finds_are_not_counted(cast: Cast, at: datetime) -> None:
    token = make.certificate(cast.wang, at=at).token
    client = Client()
    for _ in range(access.CLIENT_MISSES + 1):
        assert client.get(f"/api/v1/verify/{token}").status_code == 200
