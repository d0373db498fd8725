"""Points of conduct on pages: entered after a look, taken back, objected to, decided."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from academy.notices.models import Notice
from courses.enums.attendance import ObjectionState
from courses.models import Cohort, ConductEntry, ConductObjection, ConductRule, ResidenceRules
from courses.operations import conduct_rules
from tests.cast import FOUNDED_ON, SYSTEM, Cast, ClientOf
from tests.make import conduct as make
from tests.make import courses as make_courses
from tests.make import leave_of

pytestmark = pytest.mark.django_db
BOARD_QUERIES = 18


@pytest.fixture
def cohort(at: datetime, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cohort:
    """A running cohort with a class tutor and the usual rules, on its second evening."""
    row = leave_of.running(cast, at=at)
    conduct_rules.load_usual(actor=SYSTEM, valid_from=FOUNDED_ON, at=at)
    monkeypatch.setattr(timezone, "now", lambda: make.LATER)
    return row


def page(client: Client, name: str, *keys: object) -> str:
    return client.get(reverse(f"courses:{name}", args=keys)).content.decode()


def send(client: Client, route: str, /, *keys: object, **body: object) -> tuple[int, str]:
    reply = client.post(reverse(f"courses:{route}", args=keys), body, follow=True)
    return reply.status_code, reply.content.decode()


def test_entered_after_a_look_and_taken_back(
    cast: Cast, client_of: ClientOf, cohort: Cohort
) -> None:
    tutor, admin = client_of(cast.instructor), client_of(cast.admin)
    body: dict[str, Any] = {
        "rule": str(make.rule().public_id),
        "points": "5",
        "occurred_on": make.ON.isoformat(),
        "evidence": "值班记录 3 号",
        "people": [str(make_courses.enrolment_of(cohort, cast.wang).public_id)],
    }
    status, seen = send(tutor, "enter_conduct", cohort.public_id, **body)
    assert (status, ConductEntry.objects.count()) == (200, 0)
    assert "为 1 人记录" in seen
    assert "值班记录 3 号" in seen
    looked = seen.split('name="confirm" value="')[1].split('"')[0]
    # Somebody more than was looked at: looked at again, not entered.
    people = [*body["people"], str(make_courses.enrolment_of(cohort, cast.li).public_id)]
    more = {**body, "people": people, "confirm": looked}
    assert "为 2 人记录" in send(tutor, "enter_conduct", cohort.public_id, **more)[1]
    assert ConductEntry.objects.count() == 0
    status, seen = send(tutor, "enter_conduct", cohort.public_id, **body, confirm=looked)
    assert "已为 1 人记录操行" in seen
    status, seen = send(tutor, "enter_conduct", cohort.public_id, **body, confirm=looked)
    assert status == 409
    assert "值班记录 3 号" in seen
    entry = ConductEntry.objects.get()
    assert send(tutor, "reverse_conduct", entry.public_id, reason="记错")[0] == 403
    assert send(admin, "reverse_conduct", entry.public_id, reason=" ")[0] == 422
    assert "已撤回" in send(admin, "reverse_conduct", entry.public_id, reason="记错人")[1]
    assert "操行分 100" in page(admin, "conduct_person", entry.enrolment.public_id)
    told = Notice.objects.filter(person=cast.wang, topic="courses.conduct_reversed")
    assert [each.facts["rule"] for each in told] == ["手机违规"]


def test_an_objection_goes_its_way(cast: Cast, client_of: ClientOf, cohort: Cohort) -> None:
    entry = make.entry(cohort, cast.wang)
    wang, admin = client_of(cast.wang), client_of(cast.admin)
    assert "操行分 95" in page(wang, "my_conduct")
    assert send(wang, "object_to_conduct", entry.public_id, text=" ")[0] == 422
    assert "申诉已提交" in send(wang, "object_to_conduct", entry.public_id, text="经批准使用")[1]
    assert send(client_of(cast.li), "object_to_conduct", entry.public_id, text="别人")[0] == 404
    assert "1 件申诉待处理" in page(admin, "conduct", cohort.public_id)
    assert "经批准使用" in page(admin, "objections")
    key = ConductObjection.objects.get().public_id
    assert send(admin, "objections", objection=key, verb="uphold", answer="")[0] == 422
    assert (
        "申诉已处理" in send(admin, "objections", objection=key, verb="uphold", answer="已核实")[1]
    )
    assert ConductObjection.objects.get().state == ObjectionState.UPHELD
    assert "没有待处理的申诉" in page(admin, "objections")
    assert "操行分 100" in page(wang, "my_conduct")
    assert send(admin, "objections", objection="nonsense", verb="uphold")[0] == 404


def test_a_removal_is_seen_and_leads_on(cast: Cast, client_of: ClientOf, cohort: Cohort) -> None:
    entry = make.entry(cohort, cast.wang, "drinking", "0")
    assert "应予退训" in page(client_of(cast.instructor), "conduct", cohort.public_id)
    seen = page(client_of(cast.admin), "conduct_person", entry.enrolment.public_id)
    assert reverse("courses:enrolment", args=[entry.enrolment.public_id]) in seen


def test_rules_by_which_people_live(cast: Cast, client_of: ClientOf, cohort: Cohort) -> None:
    admin = client_of(cast.admin)
    assert "手机违规" in page(admin, "residence_rules")
    figures = {
        "start_points": "90", "most_reward": "5", "objection_days": "2", "tutor_minutes": "240",
        "academy_minutes": "1440", "leave_part": "1", "leave_whole": "7",
        "valid_from": "2026-03-10", "ground": "院务会纪要",
    }  # fmt: skip
    assert send(admin, "adopt_residence_rules", **{**figures, "ground": ""})[0] == 422
    assert "已保存为新的一版" in send(admin, "adopt_residence_rules", **figures)[1]
    assert ResidenceRules.objects.get().objection_days == 2
    assert send(admin, "adopt_residence_rules", **{**figures, "leave_part": "8"})[0] == 422
    rule = {
        "code": "noise", "name": "熄灯后喧哗", "effect": "deduction", "least": "1", "most": "2",
        "applies_to": "", "basis": "", "valid_from": "2026-03-10",
    }  # fmt: skip
    assert "已生效" in send(admin, "add_conduct_rule", **rule)[1]
    made = ConductRule.objects.get(code="noise")
    assert "将停用" in send(admin, "end_conduct_rule", made.public_id, valid_until="2026-04-01")[1]
    assert "请填写停用日期" in send(admin, "end_conduct_rule", made.public_id, valid_until="x")[1]
    assert "已载入 0 条常用规则" in send(admin, "load_usual_conduct")[1]


@pytest.mark.parametrize("name", ["conduct", "enter_conduct"])
def test_strangers_find_nothing(
    cast: Cast, client_of: ClientOf, at: datetime, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make.running([cast.wang], at=at)
    monkeypatch.setattr(timezone, "now", lambda: make.LATER)
    client = client_of(cast.instructor)
    assert client.get(reverse(f"courses:{name}", args=[other.public_id])).status_code == 404
    place = make_courses.enrolment_of(other, cast.wang).public_id
    assert client.get(reverse("courses:conduct_person", args=[place])).status_code == 404


def test_queries_do_not_grow(
    cast: Cast,
    client_of: ClientOf,
    cohort: Cohort,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_of(cast.admin)
    make.entry(cohort, cast.wang)
    with django_assert_num_queries(BOARD_QUERIES):
        page(client, "conduct", cohort.public_id)
    for each in (cast.li, cast.zhao):
        make.entry(cohort, each)
    with django_assert_num_queries(BOARD_QUERIES):
        page(client, "conduct", cohort.public_id)
