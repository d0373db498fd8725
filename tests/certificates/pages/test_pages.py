"""The pages: a trainee's certificates, the admin's batches, the register, verification."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client

from academy.jobs.models import Job
from academy.jobs.runner import execute
from academy.people.models import Person
from certificates.models import Batch, Certificate
from certificates.operations import revocations
from tests.cast import Cast
from tests.make import certificates as make

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # fixture
    cache.clear()


def page(client: Client, url: str, status: int = 200) -> str:
    reply = client.get(url)
    assert reply.status_code == status, reply.content.decode()[:2000]
    return reply.content.decode()


def test_a_trainee_downloads_the_certificate(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    client = client_of(cast.wang)
    assert "您还没有结业证书" in page(client, "/certificates/")
    certificate = make.certificate(cast.wang, at=at)
    listed = page(client, "/certificates/")
    assert "演示城管培〔2026〕第0001号" in listed
    assert f"/certificates/{certificate.public_id}/pdf/" in listed
    reply = client.get(f"/certificates/{certificate.public_id}/pdf/")
    assert reply.content.startswith(b"%PDF")
    assert "%E7%8E%8B" in reply["Content-Disposition"]
    assert page(client_of(cast.li), f"/certificates/{certificate.public_id}/", 404)


def test_admins_propose_approve_issue_and_watch(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    cohort = make.closed_cohort(persons=[cast.wang, cast.li], at=at, scores={"T2001": "41"})
    first, second = client_of(cast.admin), client_of(cast.second_admin)
    assert str(cohort.public_id) in page(first, "/certificates/batches/")
    chosen = {"cohort": str(cohort.public_id), "kind": "qualification"}
    assert "提出 1 张培训合格证" in page(
        first, f"/certificates/batches/propose/?{urlencode(chosen)}"
    )
    reply = first.post("/certificates/batches/propose/", chosen)
    batch = Batch.objects.get()
    home = f"/certificates/batches/{batch.public_id}/"
    assert (reply.status_code, reply["Location"]) == (302, home)
    shown = page(first, home)
    assert "本批次由您提出，须由其他人批准。" in shown
    assert "考试不合格" in shown
    assert f"{home}approve/" not in shown
    refused = first.post(f"{home}approve/")
    assert refused.status_code == 409
    assert "certificates.second_person_required" in refused.content.decode()
    assert "批准 1 人的证书" in page(second, home)
    assert second.post(f"{home}approve/").status_code == 302
    assert "签发 1 张证书" in page(first, home)
    assert first.post(f"{home}issue/").status_code == 302
    shown = page(first, home)
    assert "演示城管培〔2026〕第0001号" in shown
    assert 'hx-trigger="every 2s"' in shown
    assert execute(Job.objects.get(kind="certificates.render").pk) is not None
    fragment = page(first, f"{home}progress/")
    assert "已生成 1/1 份" in fragment
    assert "hx-trigger" not in fragment


def test_a_failed_rendering_can_be_asked_for_again(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    batch = make.issued(make.closed_cohort(persons=[cast.wang], at=at), at=at)
    job = Job.objects.get(kind="certificates.render")
    good = Certificate.objects.get().facts
    Certificate.objects.update(facts={**good, "name": "王𠀣"})
    execute(job.pk)
    client = client_of(cast.admin)
    home = f"/certificates/batches/{batch.public_id}/"
    assert f"{home}retry/" in page(client, home)
    Certificate.objects.update(facts=good)
    assert client.post(f"{home}retry/").status_code == 302
    execute(job.pk)
    assert "已生成 1/1 份" in page(client, home)


def test_propose_asks_for_a_cohort_and_a_kind(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    client, url = client_of(cast.admin), "/certificates/batches/propose/"
    cohort = make.closed_cohort(persons=[cast.wang], at=at)
    reply = client.post(url, {"cohort": "", "kind": "completion"})
    assert reply.status_code == 422
    assert "请选择期次" in reply.content.decode()
    reply = client.post(url, {"cohort": str(cohort.public_id), "kind": "diploma"})
    assert reply.status_code == 422
    assert "请选择证书种类" in reply.content.decode()


def test_withdraw(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    batch = make.proposed(make.closed_cohort(persons=[cast.wang], at=at), at=at)
    home = f"/certificates/batches/{batch.public_id}/"
    assert client_of(cast.admin).post(f"{home}withdraw/").status_code == 302
    assert "已撤回" in page(client_of(cast.admin), home)


def test_register(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    make.issued(make.closed_cohort(persons=[cast.wang, cast.li], at=at), at=at)
    assert "李秀英" in page(client_of(cast.hr), "/certificates/register/")
    east = page(client_of(cast.officer), "/certificates/register/")
    assert "王建国" in east
    assert "李秀英" not in east
    found = page(client_of(cast.hr), "/certificates/register/?q=王&year=2026&validity=valid")
    assert "王建国" in found
    assert "李秀英" not in found
    assert "没有符合条件的证书" in page(client_of(cast.hr), "/certificates/register/?year=x&q=甲")
    page(client_of(cast.wang), "/certificates/register/", 403)


def test_revoke_keeps_what_was_typed(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    certificate = make.certificate(cast.wang, at=at)
    client = client_of(cast.admin)
    url = f"/certificates/{certificate.public_id}/"
    refused = client.post(f"{url}revoke/", {"reason": "错" * 201})
    assert refused.status_code == 422
    assert "错" * 201 in refused.content.decode()
    assert client.post(f"{url}revoke/", {"reason": "成绩登记有误"}).status_code == 302
    shown = page(client, url)
    assert "成绩登记有误" in shown
    assert f"{url}revoke/" not in shown
    assert page(client, f"{url}pdf/", 409)


def test_verification_pages_need_no_sign_in(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.zhao, at=at)
    shown = page(Client(), f"/verify/{certificate.token}/")
    for word in ("赵䶮", "演示城管培〔2026〕第0001号", "有效", "演示样本", "测试市城管局东湖分局"):
        assert word in shown
    typed = {"number": "演示城管培[2026]第0001号", "name": "赵䶮"}
    found = Client().post("/verify/", typed)
    assert (found.status_code, found["Location"]) == (302, f"/verify/{certificate.token}/")
    missed = Client().post("/verify/", {**typed, "name": "赵龙"})
    assert missed.status_code == 404
    assert "没有查到这张证书" in missed.content.decode()
    assert 'value="赵龙"' in missed.content.decode()
    lacking = Client().post("/verify/", {**typed, "name": ""})
    assert "请同时填写证书编号和姓名" in lacking.content.decode()
    assert "按编号查验" in page(Client(), "/verify/")
    revocations.revoke(actor=make.APPROVER, certificate=certificate, reason="成绩有误", at=at)
    ended = page(Client(), f"/verify/{certificate.token}/")
    assert "已撤销" in ended
    assert "原因：成绩有误" in ended
    assert "2026-03-02 09:00" in ended


def test_misses_look_alike_on_the_page(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    pages = {
        page(Client(), f"/verify/{token}/", 404) for token in ("A" * 26, certificate.token[1:])
    }
    assert all("没有查到这张证书" in shown for shown in pages)
