"""The dashboard: the reports' own figures, in reach, with links that lead to as many names."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client, override_settings

from academy.people.models import Person
from academy.reporting import dashboards, frames, labels, listing
from academy.reporting.dashboards import Dashboard
from academy.reporting.enums import Dimension
from academy.reporting.queries import places, summaries
from academy.reporting.reports import attainment, completion, history
from academy.reporting.rules.periods import Period
from certificates.queries import forecast
from courses.enums import CohortState
from tests.cast import Cast
from tests.make import certificates, courses, people, reporting, requirements

ClientOf = Callable[[Person | None], Client]
TARGET = 90
PAGE_QUERIES = 24
API_QUERIES = 19
PAGE, API = "/reports/dashboard/", "/api/v1/reports/dashboard"


@pytest.fixture(autouse=True)
def _in_march(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=False):
        yield


def _year(cast: Cast, at: datetime) -> None:
    """A requirement on everybody, a closed cohort, one that runs, and a certificate to end."""
    requirements.edition(at=at)
    reporting.closed_cohort(cast, at=at)
    on = at.date()
    courses.cohort(
        at=at,
        number=7,
        of=courses.syllabus(at=at, code="RUN"),
        starts_on=on,
        ends_on=on + timedelta(days=4),
        state=CohortState.RUNNING,
        persons=[cast.wang, cast.li],
    )


def _read(cast: Cast, at: datetime) -> Dashboard:
    return dashboards.read(reporting.everybody(cast, at=at))


def test_units_are_the_hours_report(cast: Cast, at: datetime) -> None:
    _year(cast, at)
    found = _read(cast, at)
    ask = reporting.everybody(cast, at=at, by=Dimension.REQUIREMENT)
    report = frames.read(attainment.SPEC, ask)
    assert found.counts == {name: report.total[name] for name in dashboards.HOURS}
    assert found.rate == report.total["met_rate"]
    assert [(each.key, each.name, each.counts, each.rate) for each in found.units] == [
        (row.key, row.name, {name: row[name] for name in dashboards.HOURS}, row["met_rate"])
        for row in report.units
    ]
    assert found.counts["due"] > 0
    assert found.staff == report.person_count


def test_months_are_the_history(cast: Cast, at: datetime) -> None:
    _year(cast, at)
    found = _read(cast, at)
    report = frames.read(history.SPEC, summaries.monthly_ask(reporting.everybody(cast, at=at)))
    assert [(each.key, each.name, each.counts, each.rate) for each in found.months] == [
        (
            row.key,
            row.name,
            {name: row[name] for name in dashboards.MONTHLY},
            row["final_pass_rate"],
        )
        for row in report.units
    ]
    assert found.has_months
    assert len(found.months) == 12


def test_what_runs_is_the_completion_report_of_that_cohort(cast: Cast, at: datetime) -> None:
    _year(cast, at)
    [running] = _read(cast, at).running
    ask = reporting.everybody(
        cast,
        at=at,
        cohort=running.cohort,
        period=Period(running.starts_on, running.starts_on + timedelta(days=1)),
    )
    report = frames.read(completion.SPEC, ask)
    assert (running.required, running.attended) == (
        report.total["required"],
        report.total["attended"],
    )
    assert running.required == 2


@pytest.mark.parametrize(("months", "expected"), [(3, 2), (8, 0)])
def test_what_ends_is_the_forecast(cast: Cast, at: datetime, months: int, expected: int) -> None:
    certificates.expiring([cast.wang, cast.li], at=at, months=months, number=3)
    found = _read(cast, at)
    units = [cast.bureau.pk, cast.east.pk, cast.south.pk]
    figures = forecast.renewals(units, as_of=at.date(), quarters=2)
    assert found.lapsing == sum(f.count for f in figures if f.quarter == found.quarter) == expected
    ending = {each.key: each.lapsing for each in found.units}
    assert ending == {"T000": 0, "T001": expected // 2, "T002": expected // 2}


def test_the_way_to_the_target(cast: Cast, at: datetime) -> None:
    _year(cast, at)
    found = _read(cast, at)
    lines = [(each.counts, each.missing) for each in found.units]
    for counts, missing in (*lines, (found.counts, found.missing)):
        met, due = counts["met"], counts["due"]
        assert 100 * (met + missing) >= TARGET * due
        assert missing == 0 or 100 * (met + missing - 1) < TARGET * due


def _linked(html: str) -> list[tuple[int, str]]:
    """Return each number that leads to names, with where it leads."""
    found = re.findall(r'<td class="num"><a href="([^"]+)">([\d,]+)</a>', html)
    return [(int(text.replace(",", "")), href.replace("&amp;", "&")) for href, text in found]


def test_each_number_leads_to_as_many_names(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    _year(cast, at)
    certificates.expiring([cast.zhao], at=at, months=3, number=3)
    for reader in (cast.hr, cast.leader):
        client = client_of(reader)
        links = _linked(client.get(PAGE).content.decode())
        assert len(links) >= 5
        for number, href in links:
            listed = client.get(href)
            assert listed.status_code == 200, href
            assert f"共 {labels.printed(number)} " in listed.content.decode(), href


def test_a_leader_sees_their_units_alone(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    _year(cast, at)
    leader, hr = (client_of(each) for each in (cast.leader, cast.hr))
    assert [each["unit"] for each in leader.get(API).json()["units"]] == ["T001"]
    assert [each["unit"] for each in hr.get(API).json()["units"]] == ["T000", "T001", "T002"]
    assert "南桥" not in leader.get(PAGE).content.decode()
    here = "/reports/dashboard/hours/people/?figure=due"
    assert "李秀英" not in leader.get(here).content.decode()
    assert "李秀英" in hr.get(here).content.decode()
    assert leader.get(f"{here}&row=T002").status_code == 404
    assert leader.get("/reports/dashboard/lapsing/?row=T002").status_code == 404
    assert leader.get("/reports/dashboard/results/people/?figure=due").status_code == 404
    assert leader.get("/reports/hours/people/?figure=due").status_code == 403
    assert leader.get("/reports/dashboard/lapsing/?colour=red").status_code == 422


def test_json_is_the_dashboard(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    _year(cast, at)
    body, found = client_of(cast.hr).get(API).json(), _read(cast, at)
    assert {name: body["owed"][name] for name in dashboards.HOURS} == found.counts
    assert body["in_training"] == found.in_training == 2
    assert [each["required"] for each in body["months"]] == [
        each.counts["required"] for each in found.months
    ]
    assert body["target_rate"] == TARGET
    assert client_of(cast.hr).get(f"{API}?colour=red").status_code == 422


def test_nothing_yet(cast: Cast, client_of: ClientOf) -> None:
    assert "还没有可以汇总的内容" in client_of(cast.hr).get(PAGE).content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow(
    cast: Cast, at: datetime, client_of: ClientOf, django_assert_num_queries: Any, count: int
) -> None:
    requirements.edition(at=at)
    on, more = at.date(), people.people(count, unit=cast.south, at=at)
    courses.cohort(
        at=at,
        starts_on=on,
        ends_on=on + timedelta(days=4),
        state=CohortState.RUNNING,
        persons=more,
    )
    certificates.expiring([cast.wang], at=at, months=3, number=3)
    client = client_of(cast.hr)
    client.get(PAGE)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(PAGE)
    with django_assert_num_queries(API_QUERIES):
        client.get(API)


def test_english_throughout(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    _year(cast, at)
    client = client_of(cast.hr)
    client.cookies["django_language"] = "en"
    for address in (PAGE, "/reports/dashboard/lapsing/"):
        html = client.get(address).content.decode()
        for said in ("Training at a glance", "next quarter"):
            assert said in html, address


def test_a_summed_unit_lists_as_many(cast: Cast, at: datetime) -> None:
    _year(cast, at)
    ask = reporting.everybody(cast, at=at)
    for each in _read(cast, at).units:
        page = listing.page(
            attainment.SPEC,
            replace(ask),
            places.places(ask.as_of),
            figure="due",
            row=each.key,
            part="",
            cursor=None,
            limit=1,
        )
        assert page.count == each.counts["due"]


def test_small_units_stand_after_the_others(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    _year(cast, at)
    client = client_of(cast.hr)
    with override_settings(ACADEMY_SMALL_GROUP=3):
        units = dashboards.ranked(_read(cast, at).units)
        small = [each.is_small for each in units if each.rate is not None]
        assert small == sorted(small)
        assert set(small) == {False, True}
        assert "分母不到 3 人" in client.get(PAGE).content.decode()
    with override_settings(ACADEMY_SMALL_GROUP=1):
        assert "分母不到" not in client.get(PAGE).content.decode()
