"""The page of one certificate, its picture, and what is done to it."""

import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from academy.people.models import Person
from academy.shared import clock
from certificates.models import Award, Batch, Certificate, Reminder
from certificates.operations import renditions
from certificates.queries import pictures
from tests.cast import Cast, ClientOf
from tests.make import certificates as make
from tests.make import courses as make_courses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # fixture


def page(client: Client, url: str, status: int = 200) -> str:
    reply = client.get(url)
    assert reply.status_code == status, reply.content.decode()[:2000]
    return reply.content.decode()


def home(certificate: Certificate) -> str:
    return f"/certificates/{certificate.public_id}/"


def test_what_each_may_see_and_do(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    certificate = make.certificate(cast.wang, at=at)
    deeds = [f"{home(certificate)}{deed}/" for deed in ("reissue", "correct", "revoke")]
    shown = page(client_of(cast.admin), home(certificate))
    assert all(deed in shown for deed in deeds)
    assert "办理经过" in shown
    assert f"{home(certificate)}shares/" not in shown
    for reader in (cast.hr, cast.officer, cast.auditor):
        shown = page(client_of(reader), home(certificate))
        assert not any(deed in shown for deed in deeds)
        assert "办理经过" in shown
    shown = page(client_of(cast.wang), home(certificate))
    assert f"{home(certificate)}shares/" in shown
    assert "办理经过" not in shown
    page(client_of(cast.li), home(certificate), 404)
    for stranger in (cast.hr, cast.wang):
        assert client_of(stranger).post(deeds[2], {"reason": "x"}).status_code == 403


def test_the_history_tells_all(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    certificate = make.certificate(cast.wang, at=at)
    renditions.render(certificate_id=certificate.pk, at=at)
    make.reissued(certificate, at=at + timedelta(days=1))
    Reminder.objects.create(certificate=certificate, days=30, reminded_at=at + timedelta(days=2))
    Person.objects.filter(pk=cast.wang.pk).update(name="王更名")
    new = make.corrected(certificate, at=at + timedelta(days=3))
    client = client_of(cast.admin)
    shown = page(client, home(certificate))
    sha256 = certificate.renditions.get().sha256
    for word in (sha256, "理由：遗失", "30 天内到期", "理由：姓名更正", f"由 {new.number} 取代"):
        assert word in shown
    make.revoked(new, at=at + timedelta(days=4))
    shown = page(client, home(new))
    assert certificate.number in shown
    assert "成绩登记有误" in shown


def test_the_picture_is_the_page_and_only_for_readers(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    certificate = make.certificate(cast.wang, at=at)
    url = f"{home(certificate)}picture/"
    client = client_of(cast.wang)
    reply = client.get(url)
    assert (reply.status_code, reply["Content-Type"]) == (200, "image/png")
    image = Image.open(io.BytesIO(reply.content))
    assert max(image.size) == pictures.LONG_SIDE
    assert len(reply.content) < 400_000
    again = client.get(url, headers={"If-None-Match": reply["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    page(client_of(cast.li), url, 404)
    make.revoked(certificate, at=at)
    assert client.get(url).status_code == 409
    assert "sheet-void" in page(client, "/certificates/")


def test_a_reissue_asks_for_a_reason(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    certificate = make.certificate(cast.wang, at=at)
    client, url = client_of(cast.admin), f"{home(certificate)}reissue/"
    assert "加印“补发”和今天的日期" in page(client, url)
    refused = client.post(url, {"reason": " "})
    assert refused.status_code == 422
    assert "certificates.cause_required" in refused.content.decode()
    assert client.post(url, {"reason": "原件被水浸坏"}).status_code == 302
    assert certificate.reissues.get().reason == "原件被水浸坏"


def test_a_correction_shows_old_and_new_before_it_asks(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    certificate = make.certificate(cast.wang, at=at)
    client, url = client_of(cast.admin), f"{home(certificate)}correct/"
    assert "没有需要更正的内容" in page(client, url)
    refused = client.post(url, {"reason": "姓名有误"})
    assert refused.status_code == 409
    assert "certificates.nothing_to_correct" in refused.content.decode()
    Person.objects.filter(pk=cast.wang.pk).update(name="王建邦")
    shown = page(client, url)
    assert "<del>王建国</del>" in shown
    assert "<ins>王建邦</ins>" in shown
    too_long = client.post(url, {"reason": "错" * 201})
    assert too_long.status_code == 422
    assert "错" * 201 in too_long.content.decode()
    done = client.post(url, {"reason": "姓名有误"})
    batch = Batch.objects.get(corrects=certificate)
    assert done["Location"] == f"/certificates/batches/{batch.public_id}/"
    shown = page(client, done["Location"])
    assert "<ins>王建邦</ins>" in shown
    assert "姓名有误" in shown
    assert "已有更正批次尚未办结" in page(client, url)
    assert "正在更正" in page(client, home(certificate))


def test_a_name_no_font_has_is_said_before(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    certificate = make.certificate(cast.wang, at=at)
    Person.objects.filter(pk=cast.wang.pk).update(name="王𠀣")
    shown = page(client_of(cast.admin), f"{home(certificate)}correct/")
    assert "按现在的记录不能发证：字体缺字" in shown
    assert 'name="reason"' not in shown


def test_ends_soon_is_said_until_renewed(cast: Cast, client_of: ClientOf) -> None:
    now = clock.now()
    make.expiring([cast.wang], at=now, months=2)
    client = client_of(cast.wang)
    assert "需要继续持证的，请在到期之前再次参加培训" in page(client, "/certificates/")
    assert "天后到期" in page(client, "/")
    Award.objects.update(months=24)
    make.expiring([cast.wang], at=now, number=2)
    shown = page(client, "/certificates/")
    assert "需要继续持证的，请在到期之前再次参加培训" not in shown
    assert "即将到期" in shown
    assert "天后到期" not in page(client, "/")


def test_lists_and_pages_cost_the_same_for_one_and_three(cast: Cast, client_of: ClientOf) -> None:
    now = clock.now()
    holder, admin = client_of(cast.wang), client_of(cast.admin)
    batch = make.issued(make.closed_cohort(persons=[cast.wang], at=now), at=now)
    certificate = batch.certificates.get()
    urls = (
        "/certificates/batches/",
        f"/certificates/batches/{batch.public_id}/",
        home(certificate),
    )
    costs = []
    for turn in range(2):
        if turn:
            for number, days in ((2, 7), (3, 14)):
                starts_on = make_courses.STARTS_ON + timedelta(days=days)
                people = [cast.wang, cast.li, cast.zhao]
                cohort = make.closed_cohort(
                    persons=people, at=now, number=number, starts_on=starts_on
                )
                make.issued(cohort, at=now)
            for reason in ("遗失", "损坏"):
                make.reissued(certificate, at=now, reason=reason)
        cost = []
        for client, url in ((holder, "/certificates/"), *((admin, url) for url in urls)):
            with CaptureQueriesContext(connection) as captured:
                page(client, url)
            cost.append(len(captured))
        costs.append(cost)
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 40
