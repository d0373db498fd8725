"""Make-up training over HTTP: whose one sees, filters, one with its history, letting off."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from academy.people.models import Person
from academy.reporting.errors import MakeUpAboutOneself, MakeUpEnded, MakeUpReasonMissing
from academy.reporting.models import MakeUp
from courses.operations import enrolments
from tests.cast import AT, SYSTEM, Cast, ClientOf
from tests.make import courses, enrolling, exclusions
from tests.make import makeups as make
from tests.make import people as make_people
from tests.make.makeups import LATE, Run

PATH = "/api/v1/reports/make-ups"
LIST_QUERIES = 8
ONE_QUERIES = 11


@pytest.fixture(autouse=True)
def _in_june() -> Iterator[None]:
    with time_machine.travel(LATE, tick=False):
        yield


def items(client: Client, **query: str) -> list[str]:
    reply = client.get(PATH, query)
    assert reply.status_code == 200, reply.content
    return [each["staff_number"] for each in reply.json()["items"]]


def withdraw(client: Client, row: MakeUp, reason: str = "转岗") -> Any:
    path = f"{PATH}/{row.public_id}/withdraw"
    return client.post(path, {"reason": reason}, content_type="application/json")


def test_one_with_its_history(cast: Cast, client_of: ClientOf) -> None:
    (row,) = make.opened([cast.wang], at=AT)
    make.swept(LATE)
    said = client_of(cast.wang).get(f"{PATH}/{row.public_id}").json()
    events = said.pop("events")
    assert said == {
        "id": str(row.public_id),
        "staff_number": "T1001",
        "name": "王建国",
        "unit": "T001",
        "course": "LAW-1",
        "course_name": "执法办案基础LAW",
        "cause": "failed",
        "caused_at": "2026-03-02T01:00:00Z",
        "due_on": "2026-05-31",
        "days_over": 1,
        "state": "open",
        "opened_at": "2026-03-02T01:00:00Z",
        "ended_at": None,
        "next_cohort": None,
    }
    assert [(each["kind"], each["level"], each["text"], each["by"]) for each in events] == [
        ("opened", None, "", ""),
        ("escalated", 1, "", ""),
    ]


def test_where_it_can_be_made_up_next(cast: Cast, client_of: ClientOf) -> None:
    syllabus = courses.syllabus(at=AT)
    make.closed(Run(failed=[cast.wang]), of=syllabus, at=AT)
    make.swept(AT)
    days = date(2026, 7, 6), date(2026, 7, 10)
    cohort = courses.cohort(at=AT, number=2, of=syllabus, starts_on=days[0], ends_on=days[1])
    path = f"{PATH}/{MakeUp.objects.get().public_id}"
    wang = client_of(cast.wang)
    said = {
        "name": "第 2 期执法骨干班",
        "starts_on": "2026-07-06",
        "ends_on": "2026-07-10",
        "nominate_until_at": None,
        "enrolment": None,
    }
    assert wang.get(path).json()["next_cohort"] == said
    enrolling.notice(cohort, at=LATE)
    enrolments.nominate_many(actor=SYSTEM, cohort=cohort, persons=[cast.wang], at=LATE)
    said |= {"nominate_until_at": "2026-06-04T01:00:00Z", "enrolment": "nominated"}
    assert wang.get(path).json()["next_cohort"] == said
    withdraw(client_of(cast.hr), MakeUp.objects.get())
    assert wang.get(path).json()["next_cohort"] is None


def test_whose_one_sees(cast: Cast, client_of: ClientOf) -> None:
    make.opened([cast.wang, cast.zhao, cast.li, cast.marker], at=AT)
    for who in (cast.hr, cast.admin, cast.auditor):
        assert sorted(items(client_of(who))) == ["T0007", "T1001", "T1002", "T2001"]
    for who in (cast.officer, cast.leader):
        assert items(client_of(who)) == ["T1001", "T1002"]
    assert items(client_of(cast.wang)) == ["T1001"]
    assert items(client_of(cast.marker)) == ["T0007"]
    assert items(client_of(cast.instructor)) == []


def test_a_stranger_and_what_is_absent_look_alike(cast: Cast, client_of: ClientOf) -> None:
    (row,) = make.opened([cast.li], at=AT)
    for who in (cast.wang, cast.officer, cast.leader, cast.marker):
        assert client_of(who).get(f"{PATH}/{row.public_id}").status_code == 404
    hr = client_of(cast.hr)
    assert hr.get(f"{PATH}/{cast.hr.public_id}").status_code == 404


def test_who_moved_is_seen_by_both_units(cast: Cast, client_of: ClientOf) -> None:
    make.opened([cast.li], at=AT)
    exclusions.moved(cast.li, cast.east, on=date(2026, 5, 1))
    assert items(client_of(cast.officer)) == ["T2001"]


def test_filters(cast: Cast, client_of: ClientOf) -> None:
    syllabus = courses.syllabus(at=AT)
    make.closed(Run(failed=[cast.wang], absent=[cast.li]), of=syllabus, at=AT)
    other = courses.syllabus(at=AT, code="SAFE")
    later = date(2026, 5, 20)
    make.closed(Run(absent=[cast.zhao]), of=other, on=later, at=LATE)
    make.swept(AT)
    make.swept(LATE)
    hr = client_of(cast.hr)
    assert items(hr) == ["T1001", "T2001", "T1002"]
    assert items(hr, overdue="true") == ["T1001", "T2001"]
    assert items(hr, cause="absent") == ["T2001", "T1002"]
    assert items(hr, course="SAFE-1") == ["T1002"]
    assert items(hr, unit="T001") == ["T1001", "T1002"]
    assert items(hr, state="passed") == []
    assert hr.get(PATH, {"unit": "T999"}).status_code == 404
    assert client_of(cast.officer).get(PATH, {"unit": "T002"}).status_code == 404
    assert hr.get(PATH, {"units": "T001"}).json()["code"] == "shared.parameter_unknown"


def test_the_register_pages(cast: Cast, client_of: ClientOf) -> None:
    make.opened([cast.wang, cast.zhao, cast.li], at=AT)
    hr = client_of(cast.hr)
    first = hr.get(PATH, {"limit": 2}).json()
    rest = hr.get(PATH, {"limit": 2, "cursor": first["next_cursor"]}).json()
    found = [each["staff_number"] for each in (*first["items"], *rest["items"])]
    assert found == ["T1001", "T2001", "T1002"]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize("count", [1, 3, 30])
def test_queries(
    cast: Cast, client_of: ClientOf, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = make_people.people(count, unit=cast.east, at=AT)
    row, *_ = make.opened(people, at=AT)
    hr = client_of(cast.hr)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(items(hr)) == count
    with django_assert_num_queries(ONE_QUERIES):
        hr.get(f"{PATH}/{row.public_id}")


def test_let_off(cast: Cast, client_of: ClientOf) -> None:
    (row,) = make.opened([cast.wang], at=AT)
    said = withdraw(client_of(cast.hr), row).json()
    assert (said["state"], said["events"][-1]["text"], said["events"][-1]["by"]) == (
        "withdrawn",
        "转岗",
        "郑人事",
    )
    assert withdraw(client_of(cast.admin), row, "又一次").json()["events"] == said["events"]


@pytest.mark.parametrize("who", ["officer", "leader", "auditor", "wang"])
def test_others_let_nobody_off(cast: Cast, client_of: ClientOf, who: str) -> None:
    (row,) = make.opened([cast.zhao], at=AT)
    person: Person = getattr(cast, who)
    assert withdraw(client_of(person), row).status_code == 403


def test_refusals(cast: Cast, client_of: ClientOf) -> None:
    syllabus = courses.syllabus(at=AT)
    make.closed(Run(failed=[cast.wang, cast.hr]), of=syllabus, at=AT)
    make.swept(AT)
    later = date(2026, 5, 20)
    make.closed(Run(passed=[cast.wang]), of=syllabus, number=2, on=later, at=LATE)
    make.swept(LATE)
    hr = client_of(cast.hr)
    passed, own = MakeUp.objects.order_by("person__staff_number").reverse()
    assert withdraw(hr, own).json()["code"] == MakeUpAboutOneself.code
    assert withdraw(hr, passed).json()["code"] == MakeUpEnded.code
    blank = withdraw(client_of(cast.admin), own, " ")
    assert (blank.status_code, blank.json()["code"]) == (422, MakeUpReasonMissing.code)
    assert withdraw(client_of(cast.admin), own, "字" * 301).status_code == 422
