"""Rolls called on a page: the day, the roll, its correction, and the sheet to sign."""

from datetime import datetime

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from academy.people.enums import Role
from academy.people.models import Person
from academy.people.operations import grants
from academy.web import home
from courses.enums.attendance import Presence
from courses.models import Cohort, RollCall
from courses.queries import roll_call_days as days
from courses.queries.roll_calls import lines_of
from tests.cast import FOUNDED_ON, SYSTEM, Cast, ClientOf
from tests.make import courses as make
from tests.make.leave_of import T, ask, decide, moment, running
from tests.make.teaching import MONDAY

pytestmark = pytest.mark.django_db
CELL = {"formation": "lesson", "on": MONDAY.isoformat(), "begins": "08:30", "ends": "10:00"}
DAY_QUERIES = 14


@pytest.fixture
def cohort(at: datetime, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cohort:
    """A running cohort, in the middle of its first lesson."""
    row = running(cast, at=at)
    monkeypatch.setattr(timezone, "now", lambda: moment("09:00"))
    return row


def chosen(cohort: Cohort, person: Person, presence: Presence) -> dict[str, str]:
    """One person's choice."""
    return {f"p-{make.enrolment_of(cohort, person).public_id}": presence.value}


def day(client: Client, cohort: Cohort, on: str = CELL["on"]) -> str:
    path = reverse("courses:roll_calls", args=[cohort.public_id])
    return client.get(path, {"on": on}).content.decode()


def take(client: Client, cohort: Cohort, *choices: dict[str, str]) -> tuple[int, str]:
    path = reverse("courses:take_roll_call", args=[cohort.public_id])
    body = dict(CELL)
    for each in choices:
        body |= each
    reply = client.post(path, body, follow=True)
    return reply.status_code, reply.content.decode()


def test_a_roll_is_called_and_read_aloud(cast: Cast, client_of: ClientOf, cohort: Cohort) -> None:
    decide(ask(cohort, cast.zhao, at=moment("08:00")), cast.instructor, T, at=moment("08:10"))
    client = client_of(cast.instructor)
    assert "点名 08:30–10:00" in client.get(reverse("courses:rolls")).content.decode()
    assert "尚未点名" in day(client, cohort)
    path = reverse("courses:take_roll_call", args=[cohort.public_id])
    roll = client.get(path, CELL).content.decode()
    assert "提交 3 人点名" in roll
    assert roll.count("checked") == 3
    status, page = take(client, cohort, chosen(cohort, cast.li, Presence.ABSENT))
    assert status == 200
    assert "点名已保存：应到 3，实到 1，缺 2" in page
    said = f"请假 1：{cast.zhao.name}（东湖）；缺勤 1：{cast.li.name}（南桥）"
    assert f"应到 3 实到 1 缺 2（{said}）" in page
    found = {each.enrolment.person_id: each.presence for each in lines_of(RollCall.objects.get())}
    assert found == {
        cast.wang.pk: Presence.PRESENT,
        cast.zhao.pk: Presence.ON_LEAVE,
        cast.li.pk: Presence.ABSENT,
    }


def test_what_was_chosen_is_kept_when_it_was_called_before(
    cast: Cast, client_of: ClientOf, cohort: Cohort
) -> None:
    take(client_of(cast.instructor), cohort)
    late = chosen(cohort, cast.wang, Presence.LATE)
    status, page = take(client_of(cast.admin), cohort, late)
    assert status == 409
    assert "内容与本次不同，本次没有保存" in page
    assert "打开已有的点名核对或更正" in page
    (name,) = late
    assert f'name="{name}" value="late" checked' in page
    assert RollCall.objects.count() == 1


def test_a_correction_says_why_and_keeps_what_stood(
    cast: Cast, client_of: ClientOf, cohort: Cohort
) -> None:
    client = client_of(cast.instructor)
    take(client, cohort, chosen(cohort, cast.li, Presence.ABSENT))
    path = reverse("courses:roll_call", args=[RollCall.objects.get().public_id])
    there = chosen(cohort, cast.li, Presence.LATE)
    refused = client.post(path, there)
    assert refused.status_code == 422
    assert "checked" in refused.content.decode()
    page = client.post(path, {**there, "reason": "九点到，值班员漏记"}, follow=True)
    assert "已更正 1 人" in page.content.decode()
    assert "九点到，值班员漏记" in page.content.decode()
    assert "应到 3 实到 3 缺 0" in page.content.decode()


def test_a_voided_call_may_be_called_anew(cast: Cast, client_of: ClientOf, cohort: Cohort) -> None:
    client = client_of(cast.instructor)
    take(client, cohort)
    path = reverse("courses:void_roll_call", args=[RollCall.objects.get().public_id])
    assert client.post(path, {"reason": " "}).status_code == 422
    page = client.post(path, {"reason": "点错节次"}, follow=True).content.decode()
    assert "点名已作废" in page
    assert "尚未点名" in page
    assert "已作废的点名" in page
    assert take(client, cohort)[0] == 200


def test_a_formation_of_any_time(cast: Cast, client_of: ClientOf, cohort: Cohort) -> None:
    client = client_of(cast.instructor)
    assert "早操 06:40–07:10" in day(client, cohort)
    drill = {"formation": "drill", "begins": "06:40", "ends": "07:10"}
    page = take(client, cohort, drill)[1]
    assert "应到 3 实到 3 缺 0" not in page.split("点名已保存")[0]
    assert "早操 06:40–07:10" not in page.split("其他集合")[1]
    assert (
        "签到表"
        in client.get(
            reverse("courses:roll_call_sheet", args=[cohort.public_id]), CELL
        ).content.decode()
    )


@pytest.mark.parametrize("on", ["2026-03-01", "2099-01-01", "nonsense"])
def test_other_days_lead_to_one_of_the_cohort(
    cast: Cast, client_of: ClientOf, cohort: Cohort, on: str
) -> None:
    assert "2026年3月" in day(client_of(cast.admin), cohort, on)
    path = reverse("courses:take_roll_call", args=[cohort.public_id])
    typed = {"formation": "assembly", "on": CELL["on"], "begins": "25:00", "ends": "07:10"}
    reply = client_of(cast.admin).get(path, typed)
    assert reply.status_code == 422
    assert 'value="25:00"' in reply.content.decode()


def test_strangers_find_nothing(cast: Cast, client_of: ClientOf, cohort: Cohort) -> None:
    take(client_of(cast.admin), cohort)
    call = RollCall.objects.get()
    grants.grant(
        actor=SYSTEM,
        person=cast.zhao,
        role=Role.INSTRUCTOR,
        unit=cast.bureau,
        valid_from=FOUNDED_ON,
        at=moment("09:00"),
    )
    stranger = client_of(cast.zhao)
    for name, key in (
        ("roll_calls", cohort.public_id),
        ("take_roll_call", cohort.public_id),
        ("roll_call_sheet", cohort.public_id),
        ("roll_call", call.public_id),
    ):
        assert stranger.get(reverse(f"courses:{name}", args=[key])).status_code == 404
    assert "眼下没有在训的期次" in stranger.get(reverse("courses:rolls")).content.decode()


def test_home_says_what_has_begun_uncalled(
    cast: Cast, client_of: ClientOf, cohort: Cohort, settings: LazySettings
) -> None:
    settings.ROOT_URLCONF = "academy.urls"

    def lines(person: Person, at: datetime) -> list[str]:
        cards = [card for group in home.groups(person, at) for card in group.cards]
        return [str(card.line) for card in cards if str(card.title) == "点名"]

    assert lines(cast.admin, moment("08:29")) == []
    assert lines(cast.admin, moment("08:30")) == ["今天 1 次课已开始、尚未点名"]
    assert lines(cast.instructor, moment("10:10")) == ["今天 2 次课已开始、尚未点名"]
    assert lines(cast.wang, moment("10:10")) == []
    take(client_of(cast.instructor), cohort)
    assert lines(cast.admin, moment("09:00")) == []


def test_today_takes_two_queries(
    cast: Cast,
    cohort: Cohort,
    at: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    more = [make.cohort(at=at, number=number) for number in (2, 3)]
    with django_assert_num_queries(2):
        (one,) = days.today_of([cohort], at=moment("09:00"))
    with django_assert_num_queries(2):
        three = days.today_of([cohort, *more], at=moment("09:00"))
    assert (one.cells, one.called, one.begun) == (2, 0, 1)
    assert [each.cells for each in three] == [2, 0, 0]


def test_queries_do_not_grow_with_people(
    cast: Cast,
    client_of: ClientOf,
    cohort: Cohort,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_of(cast.admin)
    take(client, cohort, chosen(cohort, cast.li, Presence.ABSENT))
    with django_assert_num_queries(DAY_QUERIES):
        day(client, cohort)
    path = reverse("courses:roll_call", args=[RollCall.objects.get().public_id])
    rest = {
        **chosen(cohort, cast.wang, Presence.ABSENT),
        **chosen(cohort, cast.zhao, Presence.SICK),
        "reason": "全部核对",
    }
    client.post(path, rest)
    with django_assert_num_queries(DAY_QUERIES):
        day(client, cohort)
