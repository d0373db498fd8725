"""Pages and doors of what a plan lacks no more: course, hall, prerequisites, teaching, absences."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.enums.planning import BlockKind
from courses.errors.plan_changes import PlanPlaceUnknown
from courses.models import Hall, PlanningRun, Prerequisite
from courses.operations import blocks, plan_accepting, prerequisites, residence
from courses.queries import plan_heat
from tests.cast import FOUNDED_ON, SYSTEM, Cast, ClientOf
from tests.courses.operations.test_plan_changes import asked, line_of
from tests.make import courses as make_courses
from tests.make import planning as make
from tests.make import teaching

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


def url(name: str, *arguments: object) -> str:
    return reverse(f"courses:{name}", args=arguments)


def text_of(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200
    return reply.content.decode()


@pytest.fixture
def run(at: datetime, cast: Cast) -> PlanningRun:
    """Two courses, a hall, one instructor for each cohort."""
    make.staff(cast, at=at)
    syllabi = [make_courses.syllabus(at=at, code=code) for code in ("LAW", "SAFE")]
    residence.add_hall(actor=SYSTEM, name="礼堂", seats=20, valid_from=FOUNDED_ON, at=at)
    for name in ("甲教官", "乙教官"):
        row = teaching.outside(name, at=at, of=syllabi[0].course)
        teaching.qualified(row, syllabi[1].course, at=at)
    return asked(at, syllabi, instructors=1)


def test_a_line_is_given_another_hall_and_course(
    at: datetime, cast: Cast, run: PlanningRun, client_of: ClientOf
) -> None:
    client, line = client_of(cast.admin), line_of(run, "LAW")
    page = text_of(client, url("plan_line", line.public_id))
    for said in ("换场地和教官", "礼堂 · 20 座", "甲教官", "改开“执法办案基础SAFE”"):
        assert said in page
    unknown = client.post(url("equip_line", line.public_id), {"hall": "999"})
    assert (unknown.status_code, PlanPlaceUnknown.status) == (422, 422)
    assert "已不在名册上" in unknown.content.decode()
    short = client.post(url("equip_line", line.public_id), {"hall": Hall.objects.get().pk})
    assert (short.status_code, "教官" in short.content.decode()) == (422, True)
    given = {"hall": "", "instructors": line.instructors, "reason": "礼堂检修"}
    assert client.post(url("equip_line", line.public_id), given).status_code == 302
    refused = client.post(url("line_course", line.public_id), {"course": "SAFE-1"})
    assert (refused.status_code, "锁定" in refused.content.decode()) == (409, True)
    client.post(url("lock_line", line.public_id), {"locked": "0"})
    missing = client.post(url("line_course", line.public_id), {"course": "NONE"})
    assert missing.status_code == 422
    assert client.post(url("line_course", line.public_id), {"course": "SAFE-1"}).status_code == 302
    line.refresh_from_db()
    assert (line.hall, line.syllabus.course.code, line.locked) == (None, "SAFE-1", True)
    assert "一期只开一门课程" in text_of(client, url("plan", run.public_id))


def test_the_same_by_the_api(
    at: datetime, cast: Cast, run: PlanningRun, client_of: ClientOf
) -> None:
    client, line = client_of(cast.admin), line_of(run, "LAW")
    base = f"/api/v1/plans/lines/{line.public_id}"

    def send(method: str, path: str, body: dict[str, Any]) -> Any:
        return getattr(client, method)(base + path, body, content_type="application/json")

    assert send("put", "/place", {"hall": "没有"}).json()["code"] == "courses.plan_place_unknown"
    assert send("post", "/course", {"course": "NONE"}).json()["code"] == (
        "courses.plan_course_unknown"
    )
    changed = send("post", "/course", {"course": "SAFE-1"})
    assert (changed.status_code, changed.json()["course"]) == (200, "SAFE-1")
    assert send("put", "/place", {"hall": None}).status_code == 409


def test_prerequisites_are_listed_added_and_ended(
    at: datetime, cast: Cast, client_of: ClientOf
) -> None:
    client = client_of(cast.admin)
    assert "课程不足两门" in text_of(client, url("prerequisites"))
    law, safe = (make_courses.syllabus(at=at, code=code).course for code in ("LAW", "SAFE"))
    assert "没有先修要求" in text_of(client, url("prerequisites"))
    for _turn in range(2):
        reply = client.post(url("add_prerequisite"), {"course": safe.code, "before": law.code})
        assert reply.status_code == 302
    assert "2 门课程中 1 门有先修要求" in text_of(client, url("prerequisites"))
    circle = client.post(url("add_prerequisite"), {"course": law.code, "before": safe.code})
    assert (circle.status_code, "互为先修" in circle.content.decode()) == (422, True)
    assert client.post(url("add_prerequisite"), {"course": law.code}).status_code == 422
    listed = client.get("/api/v1/courses/prerequisites").json()
    assert listed == {"items": [{"course": safe.code, "before": [law.code]}]}
    for _turn in range(2):
        client.post(url("end_prerequisite", safe.public_id), {"before": law.code})
    assert not Prerequisite.objects.exists()
    gone = client.post(url("end_prerequisite", safe.public_id), {"before": "NONE"})
    assert gone.status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_prerequisites_costs_the_same(
    at: datetime, cast: Cast, client_of: ClientOf, django_assert_num_queries: Any, count: int
) -> None:
    codes = ("LAW", "SAFE", "MORE", "LAST")[: count + 1]
    courses = [make_courses.syllabus(at=at, code=code).course for code in codes]
    for course in courses[1:]:
        prerequisites.add_prerequisite(actor=SYSTEM, course=course, before=courses[0], at=at)
    client = client_of(cast.admin)
    with django_assert_num_queries(11):
        text_of(client, url("prerequisites"))


def test_acceptance_is_followed_by_teaching(
    at: datetime, cast: Cast, run: PlanningRun, client_of: ClientOf, django_assert_num_queries: Any
) -> None:
    client = client_of(cast.admin)
    path = url("plan", run.public_id) + "?tab=teaching"
    assert "采纳之后" in text_of(client, path)
    line = line_of(run, "LAW")
    plan_accepting.accept(actor=SYSTEM, run=run, lines=[line], at=at)
    line.refresh_from_db()
    assert line.cohort is not None
    with django_assert_num_queries(28):
        text = text_of(client, path)
    for said in ("甲教官", "乙教官", "40/40", url("teaching", line.cohort.public_id)):
        assert said in text
    plan_accepting.accept(actor=SYSTEM, run=run, at=at)


def heat_of(run: PlanningRun, name: str) -> list[tuple[int, int]]:
    row = next(row for row in plan_heat.heat(run, on=ON).rows if row.name == name)
    return [(cell.planned, cell.others) for cell in row.cells]


@pytest.mark.parametrize(
    ("kind", "days", "counts"),
    [
        (BlockKind.LEAVE, 0, True),
        (BlockKind.DUTY, 0, False),
        (BlockKind.LEAVE, -1, False),
        (BlockKind.SECONDMENT, 4, True),
        (BlockKind.LEAVE, 5, False),
    ],
)
def test_leave_counts_in_the_heat_and_duty_does_not(
    at: datetime, cast: Cast, kind: BlockKind, days: int, counts: bool
) -> None:
    staff = make.staff(cast, at=at)
    run = make.solved(at=at)
    line = run.lines.order_by("number")[0]
    before = heat_of(run, "东湖")
    person = next(each for each in staff[:4] if not line.seats.filter(person=each).exists())
    day = line.starts_on + timedelta(days=days)
    blocks.record_block(
        actor=SYSTEM, person=person, kind=kind, starts_on=day, ends_on=day, source="x", at=at
    )
    after = heat_of(run, "东湖")
    assert after[0] == (before[0] if not counts else (after[0][0], 1))
    assert after[1:] == before[1:]


def test_the_heat_says_what_is_over_and_what_stands_beside(
    at: datetime, cast: Cast, client_of: ClientOf
) -> None:
    staff = make.staff(cast, at=at)
    other = make_courses.syllabus(at=at, code="OTHER")
    make_courses.cohort(at=at, of=other, persons=[cast.wang], capacity=3)
    run = make.solved(at=at)
    client, path = client_of(cast.admin), url("plan", run.public_id) + "?tab=heat"
    text = text_of(client, path)
    assert "另有 1 期不在这份计划内" in text
    assert "空余的 2 个座位" in text
    for person in staff:
        blocks.record_block(
            actor=SYSTEM,
            person=person,
            kind=BlockKind.LEAVE,
            starts_on=run.starts_on,
            ends_on=run.ends_on,
            source="x",
            at=at,
        )
    assert "超过上限" in text_of(client, path)
    assert "占比" in text_of(client, path + "&show=share")


def test_a_plan_is_checked_as_of_today(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    staff = make.staff(cast, at=at)
    run = make.solved(at=at)
    client, path = client_of(cast.admin), url("plan", run.public_id) + "?tab=check"
    assert "每条规则今天仍然成立" in text_of(client, path)
    seat = run.seats.select_related("person", "line").filter(person__in=staff)[0]
    blocks.record_block(
        actor=SYSTEM,
        person=seat.person,
        kind=BlockKind.LEAVE,
        starts_on=seat.line.ends_on,
        ends_on=seat.line.ends_on,
        source="x",
        at=at,
    )
    text = text_of(client, path)
    assert "本人不派出的日期" in text
    assert seat.person.name in text
    plan_accepting.accept(actor=SYSTEM, run=run, at=at)
    assert "今日核对" not in text_of(client, url("plan", run.public_id))
