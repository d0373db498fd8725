"""Teaching, materials and evaluations over HTTP."""

import json
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from academy.jobs.models import Reply
from courses.enums import CohortState
from courses.models import Tally, Turnout
from courses.operations import materials
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import courses as make
from tests.make import media
from tests.make.evaluations import AFTER, LAST_DAY, cohort, opened, questionnaire, say, voters
from tests.make.teaching import hall, instructor, outside, qualified, slot, teach

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture(autouse=True)
def media_root(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # fixture


@pytest.fixture(autouse=True)
def on_the_day(at: datetime) -> Any:
    """The story's own day: the API reads the clock."""
    with time_machine.travel(at, tick=False) as traveller:
        yield traveller


def send(client: Client, method: str, path: str, body: object = None) -> tuple[int, Any]:
    reply = client.generic(
        method,
        f"{API}{path}",
        json.dumps({} if body is None else body),
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    return reply.status_code, reply.json() if reply.content else None


def read(client: Client, path: str) -> tuple[int, Any]:
    reply = client.get(f"{API}{path}")
    assert reply.status_code != 200 or reply.headers["ETag"]
    return reply.status_code, reply.json()


def test_an_instructor_and_a_plan(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    row = make.cohort(at=at)
    course = row.syllabus.course.public_id
    admin, own = client_of(cast.admin), client_of(cast.instructor)
    assert send(admin, "POST", "/instructors", {"valid_from": "2026-01-01"})[0] == 422
    listed = {"staff_number": "T0005", "valid_from": "2026-01-01"}
    assert send(admin, "POST", "/instructors", listed | {"staff_number": "X"})[0] == 404
    status, who = send(admin, "POST", "/instructors", listed)
    assert (status, who["name"], who["rating"]) == (201, "钱教官", None)
    path = f"/instructors/{who['id']}"
    fact = {
        "course": str(course),
        "level": "senior",
        "valid_from": "2026-01-01",
        "evidence": "1 号",
    }
    assert send(admin, "POST", f"{path}/qualifications", fact | {"course": who["id"]})[0] == 404
    status, got = send(admin, "POST", f"{path}/qualifications", fact)
    assert (status, got["course"], got["level"]) == (201, "LAW-1", "senior")
    assert read(own, f"{path}/qualifications") == (200, {"items": [got]})
    span = "starts_on=2026-03-09&ends_on=2026-03-13"
    free = f"/courses/{course}/available-instructors?{span}"
    assert read(admin, free) == (200, {"items": [who["id"]]})
    plan = f"/cohorts/{row.public_id}/teaching"
    slot = {"day": "2026-03-09", "begins": "08:30", "ends": "11:30"}
    body = {"subject": 1, "instructor": who["id"], "slots": [slot]}
    assert send(admin, "POST", plan, body | {"subject": 9})[0] == 404
    for wrong in ("08:30:01", "08:30+08:00", "25:00", "x"):
        assert send(admin, "POST", plan, body | {"slots": [slot | {"begins": wrong}]})[0] == 422
    assert send(admin, "POST", plan, body | {"hall": who["id"]})[0] == 404
    status, made = send(admin, "POST", plan, body)
    assert (status, made["subjects"][0]["covered"]) == (201, "4.0")
    status, no = send(admin, "POST", plan, body | {"subject": 2})
    assert (status, no["code"]) == (409, "courses.double_booked")
    days = {"kind": "away", "starts_on": "2026-03-09", "ends_on": "2026-03-09"}
    status, no = send(own, "POST", f"{path}/days", days)
    assert (status, no["code"]) == (409, "courses.availability_taught")
    assert send(admin, "PUT", f"/cohorts/{row.public_id}/lead", {"instructor": who["id"]})[0] == 200
    line = made["subjects"][0]["lines"][0]["id"]
    status, left = send(admin, "POST", f"/teaching/{line}/withdraw", {"reason": "病假"})
    assert (status, left["subjects"][0]["lines"], left["lead"]) == (200, [], who["id"])
    assert read(admin, free) == (200, {"items": [who["id"]]})
    assert send(own, "POST", f"{path}/days", days)[0] == 201
    assert read(admin, free) == (200, {"items": []})
    assert send(admin, "POST", f"/teaching/{uuid.uuid4()}/withdraw", {"reason": "x"})[0] == 404


INSTRUCTOR_QUERIES = 7


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same(
    at: datetime, cast: Cast, client_of: ClientOf, count: int, django_assert_num_queries: Any
) -> None:
    for name in "甲乙丙"[:count]:
        outside(name, at=at)
    client = client_of(cast.admin)
    with django_assert_num_queries(INSTRUCTOR_QUERIES):
        assert len(read(client, "/instructors")[1]["items"]) == count
    first = read(client, "/instructors?limit=1")[1]
    assert (first["next_cursor"] is None) is (count == 1)
    assert read(client_of(cast.instructor), "/instructors")[1]["items"] == []
    assert read(client, f"/instructors/{uuid.uuid4()}")[0] == 404


OWN_QUERIES = {"/me/materials": 5, "/me/evaluations": 3}
OFFICE_QUERIES = {"materials": 7, "reading": 10, "questionnaires": 5, "qualifications": 6}


@pytest.mark.parametrize("count", [1, 3])
def test_other_lists_cost_the_same(
    at: datetime, cast: Cast, client_of: ClientOf, count: int, django_assert_num_queries: Any
) -> None:
    row = make.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    syllabus = row.syllabus
    who = instructor(cast.instructor, at=at, of=syllabus.course)
    for number in range(count):
        materials.add(
            actor=SYSTEM, subject=syllabus.subjects.get(sequence=1), title=f"条例{number}",
            content=media.link(), publish=True, at=at,
        )  # fmt: skip
        questionnaire(at=at, name=f"问卷{number}")
        if number:
            qualified(who, make.syllabus(at=at, code=f"C{number}").course, at=at)
    wang, admin = client_of(cast.wang), client_of(cast.admin)
    for path, queries in OWN_QUERIES.items():
        with django_assert_num_queries(queries):
            assert read(wang, path)[0] == 200
    office = {
        "materials": f"/syllabi/{syllabus.public_id}/materials",
        "reading": f"/cohorts/{row.public_id}/reading",
        "questionnaires": "/questionnaires",
        "qualifications": f"/instructors/{who.public_id}/qualifications",
    }
    for name, path in office.items():
        with django_assert_num_queries(OFFICE_QUERIES[name]):
            assert read(admin, path)[0] == 200


def test_materials_over_http(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    row = make.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    path = f"/syllabi/{row.syllabus.public_id}/materials"
    admin, wang = client_of(cast.admin), client_of(cast.wang)
    link = {"subject": 1, "title": "条例", "url": "https://example.gov.cn/law", "publish": False}
    status, made = send(admin, "POST", f"{path}/links", link)
    assert (status, made["kind"], made["file"], made["published_at"]) == (201, "link", None, None)
    assert send(admin, "POST", f"{path}/links", link | {"url": "http://a.cn"})[0] == 422
    assert send(admin, "POST", f"{path}/links", link | {"subject": 9})[0] == 404
    form = {"subject": 2, "title": "讲义"}
    headers = {"Idempotency-Key": "k1"}
    sent = admin.post(
        f"{API}{path}/files", form | {"file": SimpleUploadedFile("a.exe", media.PDF)},
        headers=headers,
    )  # fmt: skip
    assert (sent.status_code, sent.json()["kind"]) == (201, "pdf")
    bad = admin.post(
        f"{API}{path}/files", form | {"file": SimpleUploadedFile("a.pdf", media.SVG)},
        headers={"Idempotency-Key": "k2"},
    )  # fmt: skip
    assert (bad.status_code, bad.json()["code"]) == (422, "courses.material_type")
    assert len(read(admin, path)[1]["items"]) == 2
    mine = read(wang, "/me/materials")[1]["items"]
    assert [(each["title"], each["opened"]) for each in mine] == [("讲义", False)]
    assert send(admin, "POST", f"/materials/{made['id']}/publish")[0] == 200
    one = f"/me/materials/{mine[0]['id']}"
    status, no = send(wang, "POST", f"{one}/read")
    assert (status, no["code"]) == (409, "courses.material_not_opened")
    assert send(wang, "POST", f"{one}/open") == (
        200,
        {"seconds": 0, "percent": None, "read": False},
    )
    beat = {"view": str(uuid.uuid4()), "sequence": 1, "seconds": 999}
    assert send(wang, "POST", f"{one}/beats", beat)[1]["seconds"] < 60
    assert send(wang, "POST", f"{one}/read")[1]["read"] is True
    assert send(client_of(cast.li), "POST", f"{one}/open")[0] == 404
    summary = read(admin, f"/cohorts/{row.public_id}/reading")[1]
    assert summary["materials"] == 2
    assert [(each["opened"], each["read"]) for each in summary["readers"]] == [(1, 1)]
    assert send(admin, "POST", f"/materials/{made['id']}/retire", {"reason": "过时"})[0] == 200
    assert send(admin, "POST", f"/materials/{uuid.uuid4()}/retire", {"reason": "过时"})[0] == 404
    assert len(read(wang, "/me/materials")[1]["items"]) == 1


def test_an_evaluation_over_http(
    at: datetime, cast: Cast, client_of: ClientOf, on_the_day: Any
) -> None:
    row = cohort(cast, 6, at=at)
    on_the_day.move_to(LAST_DAY)
    admin = client_of(cast.admin)
    prompt = {"kind": "scale", "about": "cohort", "text": "总体", "choices": []}
    asked = {"name": "问卷", "valid_from": "2026-03-01", "prompts": [prompt]}
    status, edition = send(admin, "POST", "/questionnaires", asked)
    assert (status, edition["number"]) == (201, 1)
    assert read(admin, "/questionnaires") == (200, {"items": [edition]})
    path = f"/cohorts/{row.public_id}/evaluation"
    assert read(admin, path)[0] == 404
    assert send(admin, "POST", path, {"edition": str(uuid.uuid4())})[0] == 404
    status, made = send(admin, "POST", path, {"edition": edition["id"]})
    assert (status, made["shown"], made["lines"]) == (201, "still_open", [])
    status, no = read(admin, path)
    assert (status, no["code"]) == (409, "courses.results_not_yet")
    own = f"/me/evaluations/{made['id']}"
    keys = Reply.objects.count()
    for place, person in enumerate(voters(row.evaluation)[:5]):
        client = client_of(person)
        if place == 0:
            assert read(client, "/me/evaluations")[1]["items"][0]["answered"] is False
            assert [line["text"] for line in read(client, own)[1]["lines"]] == ["总体"]
            bad_ones: list[dict[str, int]] = [{"1": 6}, {}, {"2": 1}]
            for bad in bad_ones:
                assert send(client, "POST", f"{own}/answer", {"values": bad})[0] == 422
        assert send(client, "POST", f"{own}/answer", {"values": {"1": 3 + place % 2}})[0] == 204
        assert send(client, "POST", f"{own}/answer", {"values": {"1": 3}})[0] == 409
    assert Reply.objects.count() == keys, "a digest of an answer was kept beside its sender"
    assert read(client_of(cast.wang), own)[0] == 404
    assert send(client_of(cast.wang), "POST", f"{own}/answer", {"values": {"1": 3}})[0] == 404
    on_the_day.move_to(AFTER)
    got = read(client_of(cast.admin), path)[1]
    assert (got["shown"], got["answers"], got["invited"]) == ("yes", 5, 6)
    assert got["lines"][0]["average"] == "3.40"
    assert got["lines"][0]["counts"] == {"1": 0, "2": 0, "3": 3, "4": 2, "5": 0}
    assert sum(Tally.objects.values_list("count", flat=True)) == 5
    assert Turnout.objects.filter(answered=True).count() == 5


def test_instructors_see_their_own_lines_only(
    at: datetime, cast: Cast, client_of: ClientOf, on_the_day: Any
) -> None:
    row = cohort(cast, 5, at=at)
    made = opened(row)
    for person in voters(made):
        say(made, person)
    on_the_day.move_to(AFTER)
    path = f"/cohorts/{row.public_id}/evaluation"
    lines = read(client_of(cast.instructor), path)[1]["lines"]
    assert {line["about"] for line in lines} == {"钱教官"}
    assert len(read(client_of(cast.admin), path)[1]["lines"]) == 6
    assert read(client_of(cast.marker), path)[0] == 403


def test_a_timetable_over_http(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    row = make.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    who = instructor(cast.instructor, at=at, of=row.syllabus.course)
    path = f"/cohorts/{row.public_id}/timetable"
    assert read(client_of(cast.wang), path)[1]["lines"] == []
    teach(row, who, slot(), at=at, room=hall(seats=500, at=at))
    week = {
        "monday": "2026-03-09", "before": None, "after": None,
        "lines": [{
            "day": "2026-03-09", "begins": "08:30:00", "ends": "11:30:00",
            "subject": "行政处罚程序", "instructor": "钱教官", "hall": "第一教室",
            "cohorts": [row.name],
        }],
    }  # fmt: skip
    for person in (cast.wang, cast.instructor, cast.admin):
        assert read(client_of(person), path) == (200, week)
    later = read(client_of(cast.wang), path + "?week=2026-03-18")[1]
    assert later == {"monday": "2026-03-16", "before": "2026-03-09", "after": None, "lines": []}
    assert read(client_of(cast.li), path)[0] == 404
    assert read(client_of(cast.wang), path + "?week=x")[0] == 422


def test_settings_of_an_evaluation_over_http(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    row, admin = make.cohort(at=at), client_of(cast.admin)
    path = f"/cohorts/{row.public_id}/evaluation-settings"
    usual = {"automatic": True, "edition": None, "days": 7, "reminders": True, "own": False}
    assert read(admin, path) == (200, usual)
    edition = str(questionnaire(at=at).public_id)
    assert read(admin, path) == (200, usual | {"edition": edition})
    second = str(questionnaire(at=at, name="另一份").public_id)
    assert read(admin, path) == (200, usual)
    assert send(admin, "PUT", f"/questionnaires/{uuid.uuid4()}/usual", {})[0] == 404
    status, made = send(admin, "PUT", f"/questionnaires/{second}/usual", {})
    assert (status, made["usual"]) == (200, True)
    assert read(admin, path) == (200, usual | {"edition": second})
    wanted = {"automatic": False, "edition": edition, "days": 3, "reminders": False}
    assert send(admin, "PUT", path, wanted | {"edition": str(uuid.uuid4())})[0] == 404
    assert send(admin, "PUT", path, wanted | {"days": 61})[1]["code"] == (
        "courses.evaluation_days_invalid"
    )
    assert send(admin, "PUT", path, wanted) == (200, wanted | {"own": True})
    assert read(admin, path) == (200, wanted | {"own": True})
