"""The home page: for each role, the cards of that role, with what is next."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from academy.people.models import Person
from academy.web import home
from academy.web.steps.card import Card
from tests.cast import Cast
from tests.make import courses as make
from tests.make import enrolling, planning, teaching
from tests.make import exams as make_exams
from tests.make import findings as make_findings

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
        "培训管理": ["名册导入", "提名审批", "期次", "排班计划", "考试", "证书批次"],
        "组织人事": ["统计报表", "学时达标"],
    }
    assert titles(cast.hr, at) == {
        "我的事项": MINE,
        "组织人事": ["统计报表", "学时达标", "人员", "证书查询"],
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
    for person, most in ((cast.wang, 16), (cast.hr, 25), (cast.admin, 46)):
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


def card_of(person: Person, title: str, at: datetime) -> Card:
    """The one card of that title."""
    cards = [card for group in home.groups(person, at) for card in group.cards]
    (found,) = (card for card in cards if str(card.title) == title)
    return found


def test_the_academy_sees_how_many_nominations_wait(cast: Cast, at: datetime) -> None:
    before = card_of(cast.admin, "提名审批", at)
    assert (str(before.line), before.chip) == ("0 人等待学院审批", "")
    cohort = make.cohort(at=at)
    enrolling.endorsed(cast, cohort, [cast.wang], at=at)
    after = card_of(cast.admin, "提名审批", at)
    assert (str(after.line), str(after.chip_word)) == ("1 人等待学院审批", "待审批")


def test_the_latest_plan_is_on_the_card(cast: Cast, at: datetime) -> None:
    assert str(card_of(cast.admin, "排班计划", at).action) == "开始排班"
    planning.staff(cast, at=at, each=1)
    planning.waiting(at=at)
    card = card_of(cast.admin, "排班计划", at)
    assert str(card.line).startswith("3月9日至4月3日，排入 0/")
    assert str(card.chip_word) == "待求解"


def test_an_instructor_sees_what_comes_next(cast: Cast, at: datetime) -> None:
    assert str(card_of(cast.instructor, "我的授课", at).line) == "眼下没有安排给您的授课"
    cohort = make.cohort(at=at)
    who = teaching.instructor(cast.instructor, at=at, of=cohort.syllabus.course)
    line = teaching.teach(cohort, who, at=at)[0]
    card = card_of(cast.instructor, "我的授课", at)
    subject, hours = line.subject.name, line.hours
    assert (
        str(card.line) == f"3月9日 {line.times}《{subject}》，{cohort.name}。今年待授 {hours} 学时"
    )
    assert card.chip == ""


def test_findings_are_on_the_cards_of_owner_and_office(cast: Cast, at: datetime) -> None:
    make_findings.opened(cast, owner=cast.wang)
    assert str(card_of(cast.wang, "我的整改", at).line) == "1 项由您整改，3月12日到期"
    make_findings.reported(cast, "waits")
    mine = card_of(cast.wang, "我的整改", make_findings.LATE)
    assert (mine.chip, str(mine.chip_word)) == ("late", "1 项逾期")
    before = card_of(cast.leader, "整改台账", at)
    assert (str(before.line), str(before.chip_word)) == (
        "待整改 1 项 · 待复查 1 项",
        "待复查",
    )
    assert str(card_of(cast.hr, "整改台账", make_findings.LATE).chip_word) == "1 项逾期"
    # Theirs was reported: nothing is left to do.
    assert "我的整改" not in titles(cast.officer, at)["我的事项"]
