"""The home page: for each role, the cards of that role, with what is next."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from academy.people.models import Person
from academy.web import home
from tests.cast import Cast
from tests.make import exams as make_exams

ClientOf = Callable[[Person | None], Client]
MINE = ["我的培训", "我的考试", "我的证书"]


@pytest.fixture(autouse=True)
def own_routes(settings: LazySettings) -> None:
    """Here the whole site is asked, not the web alone."""
    settings.ROOT_URLCONF = "academy.urls"


def titles(person: Person, at: datetime) -> dict[str, list[str]]:
    return {
        str(group.heading): [str(card.title) for card in group.cards]
        for group in home.groups(person, at)
    }


def test_each_role_finds_its_cards(cast: Cast, at: datetime) -> None:
    assert titles(cast.wang, at) == {"我的事项": MINE}
    assert titles(cast.admin, at) == {
        "我的事项": MINE,
        "培训管理": ["名册导入", "期次", "考试", "证书批次"],
        "组织人事": ["结业报表"],
    }
    assert titles(cast.hr, at) == {
        "我的事项": MINE,
        "组织人事": ["结业报表", "人员", "证书查询"],
    }


def test_nothing_is_claimed_where_nothing_is(cast: Cast, at: datetime) -> None:
    training, exam, certificate = home.groups(cast.wang, at)[0].cards
    assert str(training.line) == "眼下没有在办的培训。2026 年累计 0.0 学时"
    assert str(exam.line) == "眼下没有安排给您的考试"
    assert str(certificate.line) == "结业后签发的证书会出现在这里"
    assert training.chip == exam.chip == certificate.chip == ""


def test_home_takes_no_more_queries_for_more_roles_than_this(
    cast: Cast,
    client_of: ClientOf,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    for person, most in ((cast.wang, 16), (cast.hr, 16), (cast.admin, 40)):
        client = client_of(person)
        with django_assert_max_num_queries(most):  # type: ignore[attr-defined]  # a context manager
            assert client.get("/").status_code == 200


def test_an_exam_open_for_check_in_is_on_the_card(cast: Cast, at: datetime) -> None:
    exam = make_exams.exam(at=at, persons=[cast.wang], opens_at=at + timedelta(minutes=30))
    card = home.groups(cast.wang, at)[0].cards[1]
    assert str(card.line).startswith("现在可以签到，")
    assert (str(card.action), str(card.chip_word)) == ("去签到", "签到中")
    before = home.groups(cast.wang, exam.opens_at - timedelta(minutes=31))[0].cards[1]
    assert str(before.chip_word) == "待考"
