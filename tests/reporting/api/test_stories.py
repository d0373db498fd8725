"""The cohort report over HTTP."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from academy.people.models import Person
from academy.reporting.models import Extract
from academy.shared.errors import plain
from courses.enums import CohortState
from tests.cast import Cast
from tests.make import courses, people, stories
from tests.make.stories import story_of

ClientOf = Callable[[Person | None], Client]
COHORTS = "/api/v1/report-cohorts"


@pytest.fixture(autouse=True)
def _after() -> Iterator[None]:
    with time_machine.travel(stories.AFTER, tick=False):
        yield


def test_json_is_the_document(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    lived = stories.lived(cast, at=at)
    client = client_of(cast.hr)
    listed = client.get(COHORTS).json()["items"]
    assert [(each["name"], each["seats"], each["state"]) for each in listed] == [
        (lived.cohort.name, 12, "closed")
    ]
    body = client.get(f"{COHORTS}/{lived.cohort.public_id}").json()
    story = story_of(cast.hr, lived.cohort)
    assert (body["digest"], body["report"]) == (story.digest, "cohort")
    told = [
        (table["table"], line["key"], line["values"])
        for chapter in body["chapters"]
        for table in chapter["tables"]
        for line in table["lines"]
    ]
    assert told == [
        (
            table.code,
            line.key,
            {column.code: plain(line.values.get(column.code)) for column in table.columns},
        )
        for table in story.tables
        for line in table.lines
    ]
    for form in ("pdf", "xlsx"):
        reply = client.get(f"{COHORTS}/{lived.cohort.public_id}.{form}")
        assert reply["Cache-Control"] == "private, no-store"
    assert {row.figures_digest for row in Extract.objects.all()} == {story.digest}


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("colour=red", 422, "shared.parameter_unknown"),
        ("as_of=2026-03-23", 422, "reporting.as_of_in_future"),
        ("as_of=yesterday", 422, "shared.input_invalid"),
        ("unit=T002", 404, "shared.not_found"),
    ],
)
def test_what_is_refused(
    cast: Cast, at: datetime, client_of: ClientOf, query: str, status: int, code: str
) -> None:
    row = courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    for end in ("", ".pdf", ".xlsx"):
        reply = client_of(cast.officer).get(f"{COHORTS}/{row.public_id}{end}?{query}")
        assert (reply.status_code, reply.json()["code"]) == (status, code)


def test_out_of_reach_is_absent(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    row = courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.li])
    client = client_of(cast.officer)
    assert client.get(COHORTS).json() == {"items": [], "next_cursor": None}
    for end in ("", ".pdf", ".xlsx"):
        assert client.get(f"{COHORTS}/{row.public_id}{end}").status_code == 404


def test_the_list_costs_the_same_for_one_and_for_three(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    client, counts = client_of(cast.hr), []
    for number in (1, 2, 3):
        crowd = people.people(1, unit=cast.east, at=at, start=number)
        courses.cohort(at=at, number=number, state=CohortState.RUNNING, persons=crowd)
        client.get(COHORTS)
        with CaptureQueriesContext(connection) as queries:
            client.get(COHORTS)
        counts.append(len(queries))
    assert counts == [8, 8, 8]
    page = client.get(f"{COHORTS}?limit=2").json()
    rest = client.get(f"{COHORTS}?limit=2&cursor={page['next_cursor']}").json()
    assert (len(page["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)
