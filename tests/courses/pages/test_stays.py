"""What stays come to: the summary of a cohort as page, workbook and API; one's own."""

import io
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from courses.enums.attendance import Presence
from courses.models import Cohort
from courses.operations import enrolments
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import courses as make
from tests.make.leave_of import running
from tests.make.roll_calls import take

pytestmark = pytest.mark.django_db
PAGE_QUERIES = 24
API_QUERIES = 18


@pytest.fixture
def cohort(cast: Cast, at: datetime) -> Cohort:
    """Zhao was late and li absent from the first lesson of two hours."""
    row = running(cast, at=at)
    take(row, {cast.zhao: Presence.LATE, cast.li: Presence.ABSENT})
    return row


def text(client: Client, name: str, key: object, **asked: str) -> str:
    reply = client.get(reverse(f"courses:{name}", args=[key]), asked)
    assert reply.status_code == 200
    return reply.content.decode()


def names_in(page: str, cast: Cast) -> list[str]:
    people = [cast.wang.name, cast.zhao.name, cast.li.name]
    return sorted((each for each in people if each in page), key=page.index)


def test_the_summary_is_sorted_and_filtered_by_the_url(
    cast: Cast, client_of: ClientOf, cohort: Cohort
) -> None:
    client, key = client_of(cast.admin), cohort.public_id
    everybody = [cast.wang.name, cast.zhao.name, cast.li.name]
    page = text(client, "stay", key)
    assert names_in(page, cast) == everybody
    assert "按单位小计" in page
    assert names_in(text(client, "stay", key, sort="-absent"), cast)[0] == cast.li.name
    assert names_in(text(client, "stay", key, sort="nonsense"), cast) == everybody
    assert names_in(text(client, "stay", key, unit="T002"), cast) == [cast.li.name]
    assert names_in(text(client, "stay", key, unit="no such"), cast) == everybody


def test_units_see_their_own_people_and_strangers_nobody(
    cast: Cast, client_of: ClientOf, cohort: Cohort
) -> None:
    for unit_side in (cast.officer, cast.leader):
        page = text(client_of(unit_side), "stay", cohort.public_id)
        assert names_in(page, cast) == [cast.wang.name, cast.zhao.name]
    assert cast.li.name in text(client_of(cast.instructor), "stay", cohort.public_id)
    path = reverse("courses:stay", args=[cohort.public_id])
    assert client_of(cast.wang).get(path).status_code == 403
    other = reverse("courses:stay", args=[cast.wang.public_id])
    assert client_of(cast.officer).get(other).status_code == 404


def test_somebody_elses_instructor_and_an_empty_cohort(
    cast: Cast, client_of: ClientOf, at: datetime
) -> None:
    empty = make.cohort(at=at)
    path = reverse("courses:stay", args=[empty.public_id])
    assert client_of(cast.instructor).get(path).status_code == 404
    assert "还没有可以汇总的人员" in text(client_of(cast.admin), "stay", empty.public_id)


def test_the_workbook_is_read_back(cast: Cast, client_of: ClientOf, cohort: Cohort) -> None:
    path = reverse("courses:stay_xlsx", args=[cohort.public_id])
    reply = client_of(cast.officer).get(path)
    sheet = load_workbook(io.BytesIO(reply.content)).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0][0] == f"{cohort.name} 考勤汇总表"
    assert rows[1][0] == "单位：全部单位"
    assert rows[4:7] == [
        ["东湖", "T1001", "王建国", 2, 0, 0, 0, 0, 0, 5.7, 100],
        ["东湖", "T1002", "赵䶮", 2, 0, 0, 1, 0, 0, 5.7, 100],
        ["东湖", None, "小计（2 人）", 4, 0, 0, 1, 0, 0, None, 100],
    ]
    assert str(rows[7][0]).startswith("填表人：")
    assert (sheet.freeze_panes, sheet.page_setup.orientation) == ("A5", "landscape")
    assert (sheet["D5"].number_format, sheet["B5"].number_format) == ("0.0", "@")


def test_the_api_pages(cast: Cast, client_of: ClientOf, cohort: Cohort) -> None:
    path = f"/api/v1/cohorts/{cohort.public_id}/stay"
    client = client_of(cast.admin)
    first = client.get(path, {"limit": 2}).json()
    second = client.get(path, {"limit": 2, "cursor": first["next_cursor"]}).json()
    found = {each["name"]: each for each in [*first["items"], *second["items"]]}
    assert (len(first["items"]), len(second["items"])) == (2, 1)
    assert {name: (each["hours_there"], each["late"]) for name, each in found.items()} == {
        cast.wang.name: ("2.0", 0),
        cast.zhao.name: ("2.0", 1),
        cast.li.name: ("0.0", 0),
    }
    li = found[cast.li.name]
    assert (li["hours_absent"], li["leave_limit"], li["over_leave"]) == ("2.0", "5.7", False)
    own = client_of(cast.officer).get(path).json()["items"]
    assert {each["name"] for each in own} == {cast.wang.name, cast.zhao.name}


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_and_for_three(
    cast: Cast,
    client_of: ClientOf,
    cohort: Cohort,
    at: datetime,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for person in [cast.wang, cast.zhao][: 3 - count]:
        place = make.enrolment_of(cohort, person)
        enrolments.withdraw(actor=SYSTEM, enrolment=place, reason="住院", at=at)
    client = client_of(cast.admin)
    with django_assert_num_queries(PAGE_QUERIES):
        text(client, "stay", cohort.public_id)
    with django_assert_num_queries(API_QUERIES):
        client.get(f"/api/v1/cohorts/{cohort.public_id}/stay")


def test_a_place_and_ones_own_training_show_it(
    cast: Cast, client_of: ClientOf, cohort: Cohort
) -> None:
    li = make.enrolment_of(cohort, cast.li)
    page = text(client_of(cast.admin), "enrolment", li.public_id)
    assert "考勤与操行" in page
    assert "0/5.7" in page
    mine = client_of(cast.li).get(reverse("courses:mine")).content.decode()
    assert "旷课（学时）" in mine
    assert "0/5.7" in mine
