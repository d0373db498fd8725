"""Giving unused seats to some units only: tried first, carried out as shown, on record."""

from datetime import datetime

import pytest
from django.urls import reverse

from academy.people.models import Person
from courses.models import Allocation, Cohort
from courses.operations import cohorts, enrolments
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import courses as make
from tests.make import enrolling, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(at: datetime, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cohort:
    """Six seats, none allotted but one for each branch; east has two waiting, south one."""
    cohort = make.cohort(at=at, capacity=6)
    quotas = {cast.east.pk: 1, cast.south.pk: 1}
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas=quotas, at=at)
    enrolling.notice(cohort, at=at)
    east = people.people(3, unit=cast.east, at=at)
    south: list[Person] = [people.person(9, unit=cast.south, at=at), cast.li]
    enrolling.approved(cast, cohort, [*east, *south], at=at)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at + enrolling.NOMINATIONS_OPEN)
    return cohort


def path(cohort: Cohort) -> str:
    return reverse("courses:fill", args=[cohort.public_id])


def test_only_the_ticked_units_get_seats_and_the_record_says_so(
    cast: Cast, client_of: ClientOf, late: Cohort
) -> None:
    client = client_of(cast.admin)
    shown = client.get(path(late)).content.decode()
    assert ("候补 2 人" in shown, "候补 1 人" in shown, shown.count(" checked")) == (True, True, 2)
    wish = {"rule": "waiting_order", "among": ["T002"]}
    tried = client.post(path(late), wish)
    assert "调剂 1 个名额" in tried.content.decode()
    assert "不参与" in tried.content.decode()
    assert not Allocation.objects.exists()
    confirmed = {**wish, "confirm": "1", "shown": tried.context["shown"]}
    assert client.post(path(late), confirmed).status_code == 302
    made = Allocation.objects.get()
    lines = made.lines.values_list("unit__code", "demand", "given", "may_get")
    assert list(lines) == [("T001", 2, 0, False), ("T002", 1, 1, True)]
    page = client.get(reverse("courses:allocation", args=[made.public_id])).content.decode()
    assert ("不参与" in page, "只限部分单位" in page) == (True, True)


@pytest.mark.parametrize(
    ("among", "said"), [([], "请至少勾选一个单位"), (["T000"], "有的单位已经没有人候补")]
)
def test_a_choice_that_means_nobody_is_named(
    cast: Cast, client_of: ClientOf, late: Cohort, among: list[str], said: str
) -> None:
    reply = client_of(cast.admin).post(path(late), {"rule": "waiting_order", "among": among})
    assert (reply.status_code, said in reply.content.decode()) == (422, True)


def test_what_changed_since_it_was_shown_is_shown_anew(
    at: datetime, cast: Cast, client_of: ClientOf, late: Cohort
) -> None:
    client = client_of(cast.admin)
    wish = {"rule": "waiting_order", "among": ["T001", "T002"]}
    shown = client.post(path(late), wish).context["shown"]
    gone = make.enrolment_of(late, cast.li)
    enrolments.withdraw(actor=SYSTEM, enrolment=gone, reason="住院", at=at)
    wish["among"] = ["T001"]
    reply = client.post(path(late), {**wish, "confirm": "1", "shown": shown})
    text = reply.content.decode()
    assert (reply.status_code, reply.context["refusal"].code) == (409, "courses.fill_changed")
    assert "调剂 2 个名额" in text
    assert not Allocation.objects.exists()
    again = {**wish, "confirm": "1", "shown": reply.context["shown"]}
    assert client.post(path(late), again).status_code == 302
