"""Pages of enrolment, as officer, leader, admin and trainee meet them."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from academy.people.models import Person
from courses.enums import CohortState
from courses.models import Allocation, Cohort, CohortNotice
from courses.operations import cohorts
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import courses as make
from tests.make import enrolling, people

pytestmark = pytest.mark.django_db


def url(name: str, row: Any = None) -> str:
    return reverse(f"courses:{name}", args=[row.public_id] if row is not None else [])


def text_of(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200
    return reply.content.decode()


@pytest.fixture
def live(at: datetime, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cohort:
    """A published cohort of ten with two places for east and a notice, on the story's day."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    cohort = make.cohort(at=at, capacity=10)
    quotas = {cast.east.pk: 2, cast.south.pk: 3}
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas=quotas, at=at)
    enrolling.notice(cohort, at=at)
    return cohort


def test_each_refused_row_is_numbered_with_its_rule(
    at: datetime, cast: Cast, client_of: ClientOf, live: Cohort
) -> None:
    enrolling.block(cast.zhao, at=at)
    twins = [people.person(number, unit=cast.east, at=at, name="林平") for number in (1, 2)]
    pasted = "T1001\n赵䶮 东湖\n林平\nT1001\nT2001\nP00001\nP00002"
    reply = client_of(cast.officer).post(url("nominate", live), {"text": pasted})
    text = reply.content.decode()
    rows = {each["row"]: each for each in reply.context["rows"]}
    codes = {row: each["refusal"].code for row, each in rows.items() if each["refusal"]}
    assert codes == {
        2: "courses.person_blocked",
        3: "courses.person_ambiguous",
        4: "courses.row_repeated",
        5: "courses.person_unknown",
    }
    assert rows[7]["place"].beyond_quota
    for words in (
        "提名 3 人",
        "“林平”有 2 人同名",
        "“T2001”查无此人",
        "超出名额，列为候补",
        "值班",
    ):
        assert words in text
    assert not live.enrolments.exists()
    done = client_of(cast.officer).post(
        url("nominate", live), {"text": reply.context["numbers"], "confirm": "1"}
    )
    assert done.status_code == 302
    assert set(live.enrolments.values_list("person_id", flat=True)) == {
        cast.wang.pk,
        *(each.pk for each in twins),
    }


def test_a_workbook_is_read_and_a_bad_list_refused(
    cast: Cast, client_of: ClientOf, live: Cohort
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["参训名单"], ["序号", "姓名", "单位"], [1, "王建国", "东湖"]):
        sheet.append(row)
    data = BytesIO()
    book.save(data)
    client = client_of(cast.officer)
    upload = SimpleUploadedFile("名单.xlsx", data.getvalue())
    reply = client.post(url("nominate", live), {"file": upload})
    assert [each["person"] for each in reply.context["rows"]] == [cast.wang]
    for typed, code in ((" ", "courses.list_empty"), ("T1 " * 1001, "courses.list_too_long")):
        body = {"text": typed.replace("T1 ", "T1001 ")}
        reply = client.post(url("nominate", live), body)
        assert (reply.status_code, reply.context["refusal"].code) == (422, code)
    broken = SimpleUploadedFile("名单.pdf", b"%PDF-")
    assert client.post(url("nominate", live), {"file": broken}).status_code == 415


def test_only_an_admin_makes_exceptions(
    at: datetime, cast: Cast, client_of: ClientOf, live: Cohort
) -> None:
    enrolling.block(cast.wang, at=at)
    body = {"text": "T1001", "override_reason": "带班领导"}
    refused = client_of(cast.officer).post(url("nominate", live), body)
    assert refused.context["refused"] == 1
    tried = client_of(cast.admin).post(url("nominate", live), body)
    assert "破例" in tried.content.decode()
    client_of(cast.admin).post(url("nominate", live), {**body, "confirm": "1"})
    page = url("enrolment", make.enrolment_of(live, cast.wang))
    assert "带班领导" in text_of(client_of(cast.admin), page)


def test_leader_then_academy_then_the_units_page(
    at: datetime, cast: Cast, client_of: ClientOf, live: Cohort
) -> None:
    crowd = people.people(3, unit=cast.east, at=at)
    rows = enrolling.nominated(cast, live, crowd, at=at)
    leader, admin = client_of(cast.leader), client_of(cast.admin)
    assert "3 人等待审批" in text_of(leader, url("to_endorse"))
    bare = leader.post(url("to_endorse"), {"verb": "return", "chosen": [rows[0].public_id]})
    assert (bare.status_code, "请填写原因" in bare.content.decode()) == (422, True)
    keys = [str(row.public_id) for row in rows]
    leader.post(url("to_endorse"), {"verb": "endorse", "chosen": [*keys, "nonsense"]})
    assert "没有待审批的提名" in text_of(leader, url("to_endorse"))
    assert "3 人等待审批" in text_of(admin, url("to_approve"))
    admin.post(url("to_approve"), {"verb": "approve", "chosen": keys})
    states = list(live.enrolments.order_by("pk").values_list("state", flat=True))
    assert states == ["enrolled", "enrolled", "waiting"]
    text = text_of(client_of(cast.officer), url("unit_places", live))
    for words in ("名额 2 · 已入班 2 · 审批中 0 · 候补 1", "第 1 位", "替训", "提名截止"):
        assert words in text
    mine = text_of(client_of(crowd[2]), url("mine"))
    assert ("目前是候补第 1 位" in mine, "step-now" in mine) == (True, True)
    admin.post(url("to_approve"), {"verb": "decline", "chosen": keys[2:], "reason": "已参训"})
    assert "学院没有" not in text_of(client_of(crowd[2]), url("mine"))


def test_an_officer_substitutes_own_people_only(
    at: datetime, cast: Cast, client_of: ClientOf, live: Cohort
) -> None:
    enrolling.approved(cast, live, [cast.wang], at=at)
    page = url("substitute", make.enrolment_of(live, cast.wang))
    client = client_of(cast.officer)
    for incoming, reason, status in (
        ("T2001", "值班", 422),
        ("T1002", "", 422),
        ("T1002", "值班", 302),
    ):
        reply = client.post(page, {"incoming": incoming, "reason": reason})
        assert reply.status_code == status
    assert make.enrolment_of(live, cast.zhao).state == "enrolled"
    assert client_of(cast.admin).get(page).status_code == 200


def test_an_officer_takes_a_nomination_of_the_own_unit_back(
    at: datetime, cast: Cast, client_of: ClientOf, live: Cohort
) -> None:
    (row,) = enrolling.nominated(cast, live, [cast.wang], at=at)
    page = url("recall", row)
    client = client_of(cast.officer)
    assert page in client.get(url("unit_places", live)).content.decode()
    assert client.get(page).status_code == 200
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "另有任务"}).status_code == 302
    assert make.enrolment_of(live, cast.wang).state == "withdrawn"
    after = client.get(url("unit_places", live)).content.decode()
    assert (page in after, "另有任务" in after) == (False, True)


def test_transfer_page(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    first = make.cohort(at=at, number=1, persons=[cast.wang])
    page = url("transfer", make.enrolment_of(first, cast.wang))
    client = client_of(cast.admin)
    assert "没有可以转入的期次" in text_of(client, page)
    later = make.cohort(
        at=at,
        number=2,
        starts_on=first.starts_on + timedelta(days=28),
        ends_on=first.ends_on + timedelta(days=28),
    )
    wrong = client.post(page, {"to": "x", "reason": "出差"})
    assert (wrong.status_code, "只能转到同一课程的另一期" in wrong.content.decode()) == (422, True)
    assert client.post(page, {"to": later.public_id, "reason": "出差"}).status_code == 302
    text = text_of(client, url("enrolment", make.enrolment_of(later, cast.wang)))
    assert ("转自" in text, first.name in text) == (True, True)
    assert "转到" in text_of(client, url("enrolment", make.enrolment_of(first, cast.wang)))


WISH = {"rule": "largest_demand", "among": ["T001"]}


def test_fill_is_tried_done_and_readable_by_the_units(
    at: datetime,
    cast: Cast,
    client_of: ClientOf,
    live: Cohort,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enrolling.approved(cast, live, people.people(4, unit=cast.east, at=at), at=at)
    client = client_of(cast.admin)
    early = client.post(url("fill", live), WISH)
    assert (early.status_code, "不能调剂" in early.content.decode()) == (409, True)
    late = at + enrolling.NOMINATIONS_OPEN
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    client = client_of(cast.admin)
    tried = client.post(url("fill", live), WISH)
    assert ("调剂 2 个名额" in tried.content.decode(), Allocation.objects.count()) == (True, 0)
    done = client.post(url("fill", live), {**WISH, "confirm": "1"})
    made = Allocation.objects.get()
    assert done.headers["Location"] == url("allocation", made)
    text = text_of(client_of(cast.officer), url("allocation", made))
    assert ("需求最多的单位优先" in text, "1、2" in text) == (True, True)
    assert live.enrolments.seated().count() == 4


def test_notice_is_written_issued_moved_and_printed(
    at: datetime, cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    cohort = make.cohort(at=at, state=CohortState.DRAFT)
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={cast.east.pk: 2}, at=at)
    admin, officer = client_of(cast.admin), client_of(cast.officer)
    body = {
        "document_number": "莞城管培〔2026〕8号",
        "text": "请选派人员。",
        "nominate_until": "2026-03-05T17:00",
        "substitute_until": "2026-03-04T17:00",
        "over_quota": "wait",
    }
    bad = admin.post(url("notice", cohort), body)
    assert (bad.status_code, "请选派人员。" in bad.content.decode()) == (422, True)
    body["substitute_until"] = "2026-03-06T17:00"
    assert admin.post(url("notice", cohort), body).status_code == 302
    assert officer.get(url("notice_print", cohort)).status_code == 404
    assert admin.post(url("notice", cohort), {**body, "verb": "issue"}).status_code == 302
    assert CohortNotice.objects.get().issued_at == at
    text = text_of(officer, url("notice_print", cohort))
    for words in ("莞城管培〔2026〕8号", "2026-03-05 17:00", "合计 2 人", "测试市城管局东湖分局"):
        assert words in text
    moved = {"nominate_until": "2026-03-06T17:00", "substitute_until": "2026-03-06T17:00"}
    assert admin.post(url("notice", cohort), moved).status_code == 422
    assert admin.post(url("notice", cohort), {**moved, "reason": "台风"}).status_code == 302


def test_arrivals_name_the_missing(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    cohort = make.cohort(
        at=at, state=CohortState.RUNNING, persons=[cast.wang, cast.li], check_in=False
    )
    client = client_of(cast.admin)
    assert "应到 2 · 实到 0 · 未到 2" in text_of(client, url("arrivals", cohort))
    chosen = {"chosen": [make.enrolment_of(cohort, cast.wang).public_id]}
    assert client.post(url("arrivals", cohort), chosen).status_code == 302
    text = text_of(client, url("arrivals", cohort))
    assert ("应到 2 · 实到 1 · 未到 1" in text, "李秀英" in text) == (True, True)
    early = make.cohort(at=at, number=2, of=make.syllabus(at=at, code="D"), persons=[cast.zhao])
    body = {"chosen": [make.enrolment_of(early, cast.zhao).public_id]}
    assert client.post(url("arrivals", early), body).status_code == 409


PAGES = {"to_endorse": 11, "unit_places": 24, "arrivals": 12}


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same(
    at: datetime,
    cast: Cast,
    client_of: ClientOf,
    live: Cohort,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    crowd: list[Person] = people.people(count, unit=cast.east, at=at)
    enrolling.nominated(cast, live, crowd, at=at)
    for name, role, row in (
        ("to_endorse", cast.leader, None),
        ("unit_places", cast.officer, live),
        ("arrivals", cast.admin, live),
    ):
        client = client_of(role)
        path = url(name, row)
        with django_assert_num_queries(PAGES[name]):
            assert client.get(path).status_code == 200
