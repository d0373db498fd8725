"""Links on pages: made and ended by the holder, opened by strangers, uniform when they are gone."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from academy.shared import clock
from certificates.models import Share
from tests.cast import Cast, ClientOf
from tests.make import certificates as make
from tests.make import shares as make_shares

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget_misses() -> None:
    cache.clear()


@pytest.fixture
def now() -> datetime:
    """Pages ask the clock."""
    return clock.now()


def page(client: Client, url: str, status: int = 200) -> str:
    reply = client.get(url)
    assert reply.status_code == status, reply.content.decode()[:2000]
    return reply.content.decode()


def test_a_holder_makes_and_ends_a_link(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    certificate = make.certificate(cast.wang, at=at)
    client, home = client_of(cast.wang), f"/certificates/{certificate.public_id}/shares/"
    assert "还没有有效的链接" in page(client, home)
    assert client.post(f"{home}open/", {"days": "30"}).status_code == 302
    share = Share.objects.get()
    shown = page(client, home)
    assert f"/verify/s/{share.token}/" in shown
    assert "还有 30 天" in shown
    assert client.post(f"/certificates/shares/{share.public_id}/end/").status_code == 302
    shown = page(client, home)
    assert f"/verify/s/{share.token}/" not in shown
    assert "已结束的链接（1）" in shown


@pytest.mark.parametrize("days", ["", "31", "-7", "seven", "９", "9999999"])
def test_only_the_days_that_are_offered(
    cast: Cast, at: datetime, client_of: ClientOf, days: str
) -> None:
    certificate = make.certificate(cast.wang, at=at)
    url = f"/certificates/{certificate.public_id}/shares/open/"
    reply = client_of(cast.wang).post(url, {"days": days})
    assert reply.status_code == 422
    assert "certificates.share_span" in reply.content.decode()


def test_ten_links_and_no_more(
    cast: Cast, at: datetime, now: datetime, client_of: ClientOf
) -> None:
    certificate = make.certificate(cast.wang, at=at)
    for _ in range(10):
        make_shares.opened(certificate, at=now)
    client, home = client_of(cast.wang), f"/certificates/{certificate.public_id}/shares/"
    shown = page(client, home)
    assert "已有 10 个有效的链接" in shown
    assert f"{home}open/" not in shown
    assert client.post(f"{home}open/", {"days": "7"}).status_code == 409


def test_what_was_revoked_gets_no_link(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    certificate = make.certificate(cast.wang, at=at)
    make.revoked(certificate, at=at)
    home = f"/certificates/{certificate.public_id}/shares/"
    client = client_of(cast.wang)
    assert "已失效的证书不能再建链接" in page(client, home)
    reply = client.post(f"{home}open/", {"days": "7"})
    assert reply.status_code == 409
    assert "certificates.share_not_current" in reply.content.decode()


def test_nobody_else_comes_near(
    cast: Cast, at: datetime, now: datetime, client_of: ClientOf
) -> None:
    certificate = make.certificate(cast.wang, at=at)
    share = make_shares.opened(certificate, at=now)
    for other in (cast.li, cast.admin, cast.hr):
        client = client_of(other)
        page(client, f"/certificates/{certificate.public_id}/shares/", 404)
        opened = client.post(f"/certificates/{certificate.public_id}/shares/open/", {"days": "7"})
        ended = client.post(f"/certificates/shares/{share.public_id}/end/")
        assert (opened.status_code, ended.status_code) == (404, 404)
    assert Share.objects.open_at(now).count() == 1


def test_a_stranger_sees_the_finding_without_numbers(
    cast: Cast, at: datetime, now: datetime
) -> None:
    certificate = make.certificate(cast.zhao, at=at)
    share = make_shares.opened(certificate, at=now)
    reply = Client().get(f"/verify/s/{share.token}/")
    shown = reply.content.decode()
    assert reply["X-Robots-Tag"] == "noindex, nofollow"
    for word in ("赵䶮", "有效", "演示样本", certificate.facts["course"]):
        assert word in shown
    for kept in (certificate.number, certificate.token, "T1002", certificate.facts["id_number"]):
        assert kept not in shown
    make.corrected(certificate, at=at)
    shown = page(Client(), f"/verify/s/{share.token}/")
    assert "已由新证书取代" in shown
    assert certificate.batch.certificates.get().successor.number not in shown


_CSRF = re.compile(r"[A-Za-z0-9]{64}")


def test_gone_is_gone_uniformly(cast: Cast, at: datetime, now: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    past = make_shares.opened(certificate, at=now - timedelta(days=7), days=7)
    ended = make_shares.opened(certificate, at=now)
    Share.objects.filter(pk=ended.pk).update(ended_at=now)
    tokens = (past.token, ended.token, "A" * 26, certificate.token)
    shown = {
        _CSRF.sub("", page(Client(), f"/verify/s/{token}/", 404).replace(token, ""))
        for token in tokens
    }
    assert len(shown) == 1
    assert "这个链接打不开" in shown.pop()


def test_misses_run_out(cast: Cast) -> None:
    client = Client()
    met = [client.get(f"/verify/s/{'B' * 26}/").status_code for _ in range(31)]
    assert met == [404] * 30 + [429]
    assert client.get(f"/verify/{'B' * 26}/").status_code == 429


def test_the_list_costs_the_same_for_one_and_three(
    cast: Cast,
    at: datetime,
    now: datetime,
    client_of: ClientOf,
    django_assert_num_queries: object,
) -> None:
    certificate = make.certificate(cast.wang, at=at)
    client, home = client_of(cast.wang), f"/certificates/{certificate.public_id}/shares/"
    client.get(home)
    for more in (1, 2):
        for _ in range(more):
            make_shares.opened(certificate, at=now)
        with django_assert_num_queries(LIST_QUERIES):  # type: ignore[operator]  # a context manager
            client.get(home)


# Session, person, roles, place and unread notices for the frame; the certificate and its links.
LIST_QUERIES = 8
