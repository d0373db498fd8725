"""The pages of courses, as an admin, an officer and a trainee meet them."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from academy.people.models import Person
from courses.enums import CohortState, EnrolmentState
from courses.models import Cohort, Quota
from courses.operations import enrolments
from tests.cast import SYSTEM, Cast
from tests.make import courses as make

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person | None], Client]


def url(name: str, cohort: Cohort | None = None) -> str:
    return reverse(f"courses:{name}", args=[cohort.public_id] if cohort else [])


def text_of(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200
    return reply.content.decode()


def test_empty_list_says_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    text = text_of(client_of(cast.admin), url("cohorts"))
    assert "还没有期次" in text
    assert url("new_cohort") in text


def test_list_shows_state_seats_and_next_step(
    at: datetime, cast: Cast, client_of: ClientOf
) -> None:
    make.cohort(at=at, number=1, state=CohortState.DRAFT)
    make.cohort(at=at, number=2, persons=[cast.wang])
    make.cohort(at=at, number=3, state=CohortState.RUNNING, persons=[cast.li])
    text = text_of(client_of(cast.admin), url("cohorts"))
    for words in ("共 3 期", "发布到各单位", "开班", "1 人待考试结果"):
        assert words in text
    running = text_of(client_of(cast.admin), url("cohorts") + "?state=running")
    assert ("第 3 期" in running, "第 2 期" in running) == (True, False)


def test_draft_form_keeps_what_was_typed(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.admin)
    assert "还没有课程大纲" in text_of(client, url("new_cohort"))
    syllabus = make.syllabus(at=at)
    form = {
        "syllabus": syllabus.pk,
        "number": 1,
        "name": "春季骨干班",
        "starts_on": "2026-04-13",
        "ends_on": "2026-04-12",
        "capacity": 0,
    }
    for status, said in ((422, "名额至少为 1 人"), (422, "早于开班日期"), (302, "")):
        reply = client.post(url("new_cohort"), form)
        assert reply.status_code == status
        if status == 422:
            text = reply.content.decode()
            assert said in text
            assert "春季骨干班" in text
        form["ends_on" if form["capacity"] else "capacity"] = (
            "2026-04-17" if form["capacity"] else 60
        )
    assert Cohort.objects.get().capacity == 60


def test_impossible_date_is_said_in_words(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    make.syllabus(at=at)
    reply = client_of(cast.admin).post(url("new_cohort"), {"starts_on": "2026-02-30"})
    assert reply.status_code == 422
    assert "日期不存在" in reply.content.decode()


def test_cohort_page_for_admin_and_officer(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    cohort = make.cohort(at=at, persons=[cast.li, cast.wang, cast.zhao])
    text = text_of(client_of(cast.admin), url("cohort", cohort))
    assert "3/120 人入班" in text
    places = [text.index(name) for name in ("王建国", "赵䶮", "李秀英")]
    assert places == sorted(places), "official unit order, then pinyin"
    officer = text_of(client_of(cast.officer), url("cohort", cohort))
    assert ("王建国" in officer, "李秀英" in officer) == (True, False)
    assert url("cancel", cohort) not in officer
    for person in (cast.wang, cast.hr):
        assert client_of(person).get(url("cohort", cohort)).status_code == 403


def test_the_way_through_by_pages(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.admin)
    cohort = make.cohort(at=at, state=CohortState.DRAFT)
    client.post(url("publish", cohort))
    picked = {"staff_numbers": "T1001，T2001\nＴ１００２ X1"}
    dry = client.post(url("enrol", cohort), picked).content.decode()
    assert "安排 3 人入班" in dry
    assert "X1" in dry
    assert not cohort.enrolments.exists()
    done = client.post(url("enrol", cohort), picked | {"confirm": "1"}, follow=True)
    assert "3 人已入班" in done.content.decode()
    client.post(url("open", cohort))
    assert "3 人报到" in text_of(client, url("cohort", cohort))
    client.post(url("check_in", cohort))
    gate = text_of(client, url("close_out", cohort))
    assert "还差 3 人" in gate
    refused = client.post(url("close_out", cohort))
    assert (refused.status_code, "courses.outcomes_missing" in refused.content.decode()) == (
        409,
        True,
    )
    for person, score in ((cast.wang, "95"), (cast.li, "40"), (cast.zhao, None)):
        make.outcome(make.enrolment_of(cohort, person), score=score, at=at)
    ready = text_of(client, url("close_out", cohort))
    assert "结班并写入 3 份结业记录" in ready
    assert "没有补考结果" in ready
    closed = client.post(url("close_out", cohort), follow=True).content.decode()
    assert "结业 1 人 · 不合格 1 人 · 缺考 1 人" in closed
    assert "本期已经结班" in text_of(client, url("close_out", cohort))


def test_dry_run_says_who_is_refused_and_why(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    make.cohort(at=at, number=1, persons=[cast.wang])
    cohort = make.cohort(at=at, number=2, capacity=1)
    reply = client_of(cast.admin).post(url("enrol", cohort), {"unit": cast.east.pk})
    text = reply.content.decode()
    assert "安排 1 人入班" in text
    assert "王建国 已在日期重叠的“第 1 期执法骨干班”中" in text
    assert "本期 1 个名额已满" in text
    empty = client_of(cast.admin).post(url("enrol", cohort), {"unit": ""})
    assert (empty.status_code, "请粘贴工号" in empty.content.decode()) == (422, True)


def test_officer_nominates_and_admin_decides(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    cohort = make.cohort(at=at)
    officer, admin = client_of(cast.officer), client_of(cast.admin)
    officer.post(url("nominate", cohort), {"text": "T1001 T1002 T2001", "confirm": "1"})
    states = cohort.enrolments.order_by("pk").values_list("person__staff_number", "state")
    assert list(states) == [("T1001", "nominated"), ("T1002", "nominated")]
    wang, zhao = (make.enrolment_of(cohort, each).public_id for each in (cast.wang, cast.zhao))
    waiting = text_of(client_of(cast.leader), url("to_endorse"))
    assert "2 人等待审批" in waiting
    client_of(cast.leader).post(url("to_endorse"), {"verb": "endorse", "chosen": [wang]})
    assert "批准提名" in text_of(admin, reverse("courses:enrolment", args=[wang]))
    approve, decline = (reverse("courses:decide", args=[each]) for each in (wang, zhao))
    assert officer.post(approve, {"verb": "approve"}).status_code == 403
    assert admin.post(approve, {"verb": "approve"}).status_code == 302
    bare = admin.post(decline, {"verb": "decline", "reason": ""})
    assert (bare.status_code, "请填写原因" in bare.content.decode()) == (422, True)
    assert admin.post(decline, {"verb": "decline", "reason": "已参训"}).status_code == 302
    assert make.enrolment_of(cohort, cast.wang).state == EnrolmentState.ENROLLED
    assert admin.post(approve, {"verb": "promote"}).status_code == 400


def test_quotas_page(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    cohort = make.cohort(at=at, capacity=10)
    client = client_of(cast.admin)
    field = f"seats_{cast.east.pk}"
    for typed, said in (("四", "不是人数"), ("11", "超过本期名额 10 人")):
        reply = client.post(url("quotas", cohort), {field: typed})
        text = reply.content.decode()
        assert (reply.status_code, said in text, f'value="{typed}"' in text) == (422, True, True)
    assert client.post(url("quotas", cohort), {field: "4"}).status_code == 302
    assert list(Quota.objects.values_list("unit_id", "seats")) == [(cast.east.pk, 4)]
    assert "0/4" in text_of(client, url("cohort", cohort))


def test_cancel_needs_a_reason(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    cohort = make.cohort(at=at, persons=[cast.wang])
    client = client_of(cast.admin)
    assert client.post(url("cancel", cohort), {"reason": ""}).status_code == 422
    assert client.post(url("cancel", cohort), {"reason": "台风"}).status_code == 302
    assert "已取消 · 台风" in text_of(client, url("cohort", cohort))
    assert client.post(url("open", cohort)).status_code == 409
    assert client.get(url("enrol", cohort)).status_code == 409


def test_my_training(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    assert "眼下没有培训安排" in text_of(client_of(cast.wang), url("mine"))
    make.cohort(
        at=at,
        number=1,
        state=CohortState.CLOSED,
        persons=[cast.wang],
        starts_on=date(2026, 2, 2),
        ends_on=date(2026, 2, 6),
    )
    cohort = make.cohort(at=at, number=2, of=make.syllabus(at=at, code="DRILL"))
    enrolments.nominate(actor=SYSTEM, cohort=cohort, person=cast.wang, at=at)
    text = text_of(client_of(cast.wang), url("mine"))
    for words in ("单位已提名，等待单位负责人审批。", "已结业；证书签发后", "第 1 期", "第 2 期"):
        assert words in text
    assert "眼下没有培训安排" in text_of(client_of(cast.li), url("mine"))


COHORTS_PAGE_QUERIES = 11
COHORT_PAGE_QUERIES = 20


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same(
    at: datetime,
    cast: Cast,
    client_of: ClientOf,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    persons = [cast.wang, cast.li, cast.zhao][:count]
    cohort = make.cohort(at=at, number=1, persons=persons)
    for number in range(2, count + 1):
        make.cohort(at=at, number=number)
    client = client_of(cast.admin)
    with django_assert_num_queries(COHORTS_PAGE_QUERIES):
        text_of(client, url("cohorts"))
    with django_assert_num_queries(COHORT_PAGE_QUERIES):
        text_of(client, url("cohort", cohort))
