"""The register's filters and the forecast: scoped, counted, clicked through, one price."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from academy.shared import clock
from certificates.enums import CertificateKind
from certificates.models import Certificate
from tests.cast import Cast, ClientOf
from tests.make import certificates as make

pytestmark = pytest.mark.django_db
REGISTER, FORECAST = "/certificates/register/", "/certificates/forecast/"
Queries = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def now() -> datetime:
    """Pages ask the clock."""
    return clock.now()


def page(client: Client, url: str, status: int = 200) -> str:
    reply = client.get(url)
    assert reply.status_code == status, reply.content.decode()[:2000]
    return reply.content.decode()


def numbers(shown: str) -> set[str]:
    return set(re.findall(r"第\d{4}号", shown))


def test_filters(cast: Cast, now: datetime, client_of: ClientOf) -> None:
    cohort = make.closed_cohort(persons=[cast.wang, cast.li, cast.zhao], at=now)
    make.award(cohort, at=now, months=2)
    batch = make.issued(cohort, at=now)
    make.issued(cohort, at=now, kind=CertificateKind.COMPLETION)
    wang, li, zhao = (
        batch.certificates.get(person=each) for each in (cast.wang, cast.li, cast.zhao)
    )
    make.revoked(wang, at=now)
    client = client_of(cast.hr)

    def found(query: str) -> set[str]:
        return numbers(page(client, f"{REGISTER}?{query}"))

    of = {each.name: f"第{each.serial:04d}号" for each in (wang, li, zhao)}
    assert len(found("")) == 6
    assert len(found("kind=completion")) == 3
    assert found("validity=revoked") == {of["王建国"]}
    assert found("expiring_days=90") == {of["李秀英"], of["赵䶮"]}
    assert found("expiring_days=30") == set()
    assert len(found("unit=T002")) == 2
    assert len(found("unit=T000")) == 6
    assert found("unit=T999") == set()
    assert found(f"q={quote('李秀英')}&kind=qualification") == {of["李秀英"]}
    assert len(found(f"course={cohort.syllabus.course.public_id}")) == 6
    assert found("course=7f3d8a1e-0000-4000-8000-000000000000") == set()
    for nonsense in ("kind=x", "validity=x", "expiring_days=31", "year=２０２６", "course=x"):
        assert len(found(nonsense)) == 6


def test_the_file_is_of_the_same_part(cast: Cast, now: datetime, client_of: ClientOf) -> None:
    make.issued(make.closed_cohort(persons=[cast.wang, cast.li], at=now), at=now)
    client = client_of(cast.hr)
    shown = page(client, f"{REGISTER}?unit=T002&year=&cursor=")
    address = re.search(r'href="(/api/v1/certificate-register\.csv[^"]*)"', shown)
    assert address is not None
    assert address.group(1) == "/api/v1/certificate-register.csv?unit=T002"
    rows = b"".join(client.get(address.group(1)).streaming_content).decode()  # type: ignore[attr-defined]  # a stream
    assert "李秀英" in rows
    assert "王建国" not in rows


def test_register_costs_the_same_for_one_and_three(
    cast: Cast, now: datetime, client_of: ClientOf, django_assert_num_queries: Queries
) -> None:
    client = client_of(cast.hr)
    batch = make.issued(make.closed_cohort(persons=[cast.wang, cast.li, cast.zhao], at=now), at=now)
    make.corrected(batch.certificates.get(person=cast.wang), at=now)
    client.get(REGISTER)
    for url in (f"{REGISTER}?q={quote('李秀英')}", REGISTER):
        with django_assert_num_queries(REGISTER_QUERIES):
            client.get(url)


REGISTER_QUERIES = 17


def test_forecast_counts_links_and_scopes(cast: Cast, now: datetime, client_of: ClientOf) -> None:
    assert "这段时间没有证书到期" in page(client_of(cast.hr), FORECAST)
    make.expiring([cast.wang, cast.li], at=now, months=7)
    shown = page(client_of(cast.hr), FORECAST)
    assert "有 2 张证书到期且尚未换发" in shown
    hrefs = [
        each.replace("&amp;", "&")
        for each in re.findall(r'href="(/certificates/forecast/names/[^"]+)"', shown)
    ]
    # One for the quarter, one for each of the two units.
    assert len(hrefs) == 3
    both = page(client_of(cast.hr), hrefs[0])
    assert "王建国" in both
    assert "李秀英" in both
    assert [("王建国" in page(client_of(cast.hr), each)) for each in hrefs[1:]] == [True, False]
    east = page(client_of(cast.officer), FORECAST)
    assert "有 1 张证书到期且尚未换发" in east
    assert "李秀英" not in page(client_of(cast.officer), hrefs[0])
    assert "有 1 张证书到期且尚未换发" in page(client_of(cast.hr), f"{FORECAST}?unit=T002")
    assert "这段时间没有证书到期" in page(client_of(cast.hr), f"{FORECAST}?kind=completion")
    page(client_of(cast.wang), FORECAST, 403)


@pytest.mark.parametrize("quarter", ["", "x", "2020Q1", "2026Q5", "9999Q", "２０２７Q1", "2999Q4"])
def test_a_quarter_that_is_none_is_this_one(cast: Cast, client_of: ClientOf, quarter: str) -> None:
    shown = page(client_of(cast.hr), f"{FORECAST}names/?quarter={quarter}")
    assert "这里没有到期的证书" in shown


def test_forecast_costs_the_same_for_one_and_three(
    cast: Cast, now: datetime, client_of: ClientOf, django_assert_num_queries: Queries
) -> None:
    client = client_of(cast.hr)
    make.expiring([cast.wang, cast.li, cast.zhao], at=now, months=7)
    Certificate.objects.exclude(person=cast.wang).update(expires_on=None)
    client.get(FORECAST)
    for months in (None, now.date() + timedelta(days=60)):
        if months:
            Certificate.objects.update(expires_on=months)
        with django_assert_num_queries(FORECAST_QUERIES):
            client.get(FORECAST)


FORECAST_QUERIES = 14
