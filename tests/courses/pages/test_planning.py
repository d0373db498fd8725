"""The pages of planning, as an admin and an officer meet them."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from academy.people.models import Person
from academy.shared import clock
from courses.enums.plans import PlanState
from courses.models import Cohort, PlanningRules, PlanningRun, Shut
from courses.operations import plan_accepting, plan_edits, plan_solving, plans
from courses.rules.calendar import Span
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import courses as make_courses
from tests.make import planning as make

pytestmark = pytest.mark.django_db


def url(name: str, *arguments: object) -> str:
    return reverse(f"courses:{name}", args=arguments)


def text_of(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200
    return reply.content.decode()


@pytest.fixture
def staffed(at: datetime, cast: Cast) -> list[Person]:
    return make.staff(cast, at=at)


@pytest.fixture
def run(at: datetime, staffed: list[Person]) -> PlanningRun:
    return make.solved(at=at)


def test_empty_list_says_where_to_begin(cast: Cast, client_of: ClientOf) -> None:
    text = text_of(client_of(cast.admin), url("plans"))
    assert "还没有排过班" in text
    assert url("new_plan") in text


def test_a_new_plan_counts_its_demand_and_is_asked(
    at: datetime, cast: Cast, staffed: list[Person], client_of: ClientOf
) -> None:
    client = client_of(cast.admin)
    assert "还没有可排的课程" in text_of(client, url("new_plan"))
    syllabus = make_courses.syllabus(at=at)
    form = {"courses": syllabus.course.code, "staff_kinds": "enforcement"}
    assert "10 人要安排" in client.get(url("plan_demand"), form).content.decode()
    assert "选好课程后" in client.get(url("plan_demand")).content.decode()
    none = client.get(url("plan_demand"), form | {"staff_kinds": "legal_review"})
    assert "没有一个人要安排" in none.content.decode()
    today = clock.today()
    wrong = form | {"starts_on": today, "ends_on": today - timedelta(days=1), "seconds": 5}
    refused = client.post(url("new_plan"), wrong)
    assert (refused.status_code, "日期范围不成立" in refused.content.decode()) == (422, True)
    bare = client.post(url("new_plan"), {"seconds": "五"})
    assert (bare.status_code, "请至少选择一门课程" in bare.content.decode()) == (422, True)
    right = wrong | {"ends_on": today + timedelta(days=60)}
    asked = client.post(url("new_plan"), right)
    waiting = PlanningRun.objects.get()
    assert asked.headers["Location"] == url("plan", waiting.public_id)
    assert client.post(url("new_plan"), right).headers["Location"] == asked.headers["Location"]
    assert "排队中" in text_of(client, url("plan", waiting.public_id))


def test_a_run_shows_lines_heat_decisions(
    at: datetime, cast: Cast, run: PlanningRun, client_of: ClientOf
) -> None:
    client, path = client_of(cast.admin), url("plan", run.public_id)
    text = text_of(client, path)
    assert "3 期 · 10/10 人有座位" in text
    assert "采纳 3 期" in text
    heat = text_of(client, path + "?tab=heat")
    assert "东湖" in heat
    assert "heat-10" in heat
    assert "还没有人作过决定" in text_of(client, path + "?tab=decisions")
    assert "还没有采纳的期次" in text_of(client, path + "?tab=compare")
    for other in (cast.officer, cast.wang, cast.hr):
        assert client_of(other).get(path).status_code == 403


def test_accepting_and_comparing(
    at: datetime, cast: Cast, run: PlanningRun, client_of: ClientOf
) -> None:
    client = client_of(cast.admin)
    for _turn in range(2):
        reply = client.post(url("accept_plan", run.public_id))
        assert reply.headers["Location"] == url("plan", run.public_id)
    assert Cohort.objects.count() == 3
    text = text_of(client, url("plan", run.public_id) + "?tab=compare")
    assert "执法办案基础LAW第1期" in text
    book = client.get(url("plan_xlsx", run.public_id))
    sheets = openpyxl.load_workbook(BytesIO(book.content)).worksheets
    assert [sheet.title for sheet in sheets] == ["期次", "名额与实绩", "拟派人员"]


def test_officers_see_their_people_once_accepted(
    at: datetime, cast: Cast, run: PlanningRun, client_of: ClientOf
) -> None:
    # The list shows cohorts that are still ahead of today.
    run.lines.update(starts_on=clock.today(), ends_on=clock.today() + timedelta(days=4))
    officer = client_of(cast.officer)
    assert "还没有拟派人员" in text_of(officer, url("plans"))
    run.lines.update(holiday_reason="测试")
    plan_accepting.accept(actor=SYSTEM, run=run, at=at)
    text = text_of(officer, url("plans"))
    assert ("王建国" in text, "钱教官" in text, "学员5" in text) == (True, False, False)
    assert "今后拟派 5 人" in text


def test_a_line_is_edited_by_its_page(
    at: datetime, cast: Cast, run: PlanningRun, client_of: ClientOf
) -> None:
    client = client_of(cast.admin)
    line = run.lines.order_by("number")[0]
    page = url("plan_line", line.public_id)
    assert f"拟派 {line.seats.count()}/4 人" in text_of(client, page)
    client.post(url("lock_line", line.public_id), {"locked": "1"})
    assert "解锁" in text_of(client, page)
    days = {"starts_on": "2026-04-13", "ends_on": "2026-04-17", "reason": "会议"}
    locked = client.post(url("line_days", line.public_id), days)
    assert (locked.status_code, "锁定" in locked.content.decode()) == (409, True)
    client.post(url("lock_line", line.public_id), {"locked": "0"})
    bad = client.post(url("line_days", line.public_id), days | {"ends_on": "2026-02-30"})
    assert (bad.status_code, "日期不存在" in bad.content.decode()) == (422, True)
    holiday = {"starts_on": "2026-04-06", "ends_on": "2026-04-10"}
    refused = client.post(url("line_days", line.public_id), holiday)
    assert (refused.status_code, "清明节" in refused.content.decode()) == (422, True)
    seat = line.seats.order_by("pk")[0]
    for verb in ("lock", "release", "drop"):
        reply = client.post(
            url("decide_seat", line.public_id), {"seat": seat.pk, "verb": verb, "reason": "借调"}
        )
        assert reply.status_code == 302, verb
    field = f"seats_{seat.unit_id}"
    for typed, status in (("九十", 422), ("99", 422)):
        reply = client.post(url("line_quotas", line.public_id), {field: typed})
        assert (reply.status_code, f'value="{typed}"' in reply.content.decode()) == (status, True)
    least, most = f"least_{seat.unit_id}", f"most_{seat.unit_id}"
    for figures, status in (({least: "二"}, 422), ({least: "2", most: "1"}, 422), ({}, 302)):
        reply = client.post(url("line_bounds", line.public_id), figures)
        assert reply.status_code == status, figures
        kept = [f'value="{each}"' in reply.content.decode() for each in figures.values()]
        assert all(kept), figures
    decided = text_of(client, url("plan", run.public_id) + "?tab=decisions")
    assert "移出计划" in decided
    wrong: list[dict[str, Any]] = [{"seat": "x", "verb": "lock"}, {"seat": seat.pk, "verb": "lock"}]
    for form in wrong:
        assert client.post(url("decide_seat", line.public_id), form).status_code == 404
    other = line.seats.order_by("pk")[0]
    odd = client.post(url("decide_seat", line.public_id), {"seat": other.pk, "verb": "promote"})
    assert odd.status_code == 400


def test_moving_into_a_full_line_is_explained(
    at: datetime, cast: Cast, run: PlanningRun, client_of: ClientOf
) -> None:
    by_seats = sorted(run.lines.all(), key=lambda line: -line.seats.count())
    full, other = by_seats[0], by_seats[1]
    run.lines.filter(pk=full.pk).update(capacity=full.seats.count())
    seat = other.seats.order_by("pk")[0]
    reply = client_of(cast.admin).post(
        url("decide_seat", other.public_id), {"seat": seat.pk, "verb": "move", "to": full.number}
    )
    assert (reply.status_code, "每期人数上限" in reply.content.decode()) == (422, True)


def test_one_line_is_accepted(
    at: datetime, cast: Cast, run: PlanningRun, client_of: ClientOf
) -> None:
    line = run.lines.order_by("number")[1]
    client = client_of(cast.admin)
    client.post(url("accept_line", line.public_id))
    cohort = Cohort.objects.get()
    assert url("cohort", cohort.public_id) in text_of(client, url("plan_line", line.public_id))


def test_replanning_shows_moves(
    at: datetime, cast: Cast, staffed: list[Person], client_of: ClientOf
) -> None:
    syllabus = make_courses.syllabus(at=at)
    first = make.solved(at=at, of=syllabus)
    line = first.lines.order_by("number")[0]
    plan_edits.drop(actor=SYSTEM, seat=line.seats.order_by("pk")[0], reason="借调", at=at)
    again = make.solved(at=at, of=syllabus, previous=first)
    client = client_of(cast.admin)
    text = text_of(client, url("plan", again.public_id) + "?tab=moves")
    assert "与上一份计划的差别" in text
    old = text_of(client, url("plan", first.public_id))
    assert url("plan", again.public_id) in old


def test_an_infeasible_plan_explains_itself_and_is_relaxed(
    at: datetime, cast: Cast, staffed: list[Person], client_of: ClientOf
) -> None:
    today = clock.today()
    run = make.solved(at=clock.now(), span=Span(today, today + timedelta(days=40)), women_beds=0)
    assert run.state == PlanState.INFEASIBLE
    client = client_of(cast.admin)
    text = text_of(client, url("plan", run.public_id))
    for words in ("为什么排不出", "女床位", "怎样放宽就能排出来"):
        assert words in text
    reply = client.post(url("relax_plan", run.public_id))
    relaxed = PlanningRun.objects.exclude(pk=run.pk).get()
    assert reply.headers["Location"] == url("plan", relaxed.public_id)
    assert relaxed.parameters["settings"]["women_beds"] > 0
    client.post(url("relax_plan", run.public_id), {"leave_over": "1"})
    left = PlanningRun.objects.order_by("-pk")[0]
    assert left.parameters["allow_leftover"] is True
    answered = plan_solving.answer_run(run=left, at=clock.now())
    assert "排不下的人" in text_of(client, url("plan", answered.public_id))


def test_a_failed_run_is_solved_again(
    at: datetime, cast: Cast, staffed: list[Person], client_of: ClientOf
) -> None:
    run = make.waiting(at=at)
    PlanningRun.objects.update(state=PlanState.FAILED.value, solved_at=at)
    client = client_of(cast.admin)
    assert "这次没有算出结果" in text_of(client, url("plan", run.public_id))
    client.post(url("solve_again", run.public_id))
    run.refresh_from_db()
    assert (run.state, run.attempt) == (PlanState.DRAFT, 2)
    assert plans.job_key(run).endswith(":2")


def test_conditions(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.admin)
    assert "还没有登记宿舍" in text_of(client, url("conditions"))
    day = clock.today().isoformat()
    dormitory = {"name": "一号楼", "sex": "male", "beds": "96", "valid_from": day}
    for beds, status in (("96", 302), ("96", 302), ("95", 409), ("0", 422)):
        reply = client.post(url("add_dormitory"), dormitory | {"beds": beds})
        assert reply.status_code == status, beds
    hall = {"name": "大教室", "seats": "120", "valid_from": day}
    assert client.post(url("add_hall"), hall).status_code == 302
    closed = {"place": "", "starts_on": day, "ends_on": day, "reason": ""}
    assert client.post(url("shut"), closed).status_code == 422
    assert client.post(url("shut"), closed | {"reason": "换届选举"}).status_code == 302
    text = text_of(client, url("conditions"))
    for words in ("一号楼", "大教室", "换届选举", "今天可用男床 96 张"):
        assert words in text
    client.post(url("lift_shut", Shut.objects.get().public_id))
    assert "没有停用安排" in text_of(client, url("conditions"))


def test_rules_are_adopted_edition_by_edition(
    at: datetime, cast: Cast, client_of: ClientOf
) -> None:
    client = client_of(cast.admin)
    form = {
        "away_percent": "12",
        "cohort_days": "5",
        "capacity": "128",
        "parallel": "1",
        "minimum_fill_percent": "50",
        "instructors": "0",
        "men_beds": "96",
        "women_beds": "32",
        "shares": "T001 20\nT002 5%",
        "weight_left_over": "10000",
        "weight_left_over_due": "10000",
        "weight_moved": "30",
        "weight_opened": "100",
        "weight_peaks": "10",
        "weight_hurried": "5",
        "valid_from": date(2026, 1, 1).isoformat(),
        "ground": "院务会纪要〔2026〕3号",
    }
    for other, status in (
        ({}, 302),
        ({}, 302),
        ({"away_percent": "101"}, 422),
        ({"shares": "东湖 二十"}, 422),
        ({"shares": "T999 20"}, 422),
        ({"ground": ""}, 422),
        ({"weight_moved": ""}, 422),
        ({"weight_moved": "-1"}, 422),
        ({"weight_moved": "1000001"}, 422),
        ({"away_percent": "15", "weight_moved": "0"}, 302),
        ({"away_percent": "15", "weight_moved": "1000000"}, 302),
    ):
        assert client.post(url("adopt_rules"), form | other).status_code == status, other
    assert list(PlanningRules.objects.order_by("pk").values_list("away_percent", flat=True)) == [
        12,
        15,
        15,
    ]
    moved = [row.weights["moved"] for row in PlanningRules.objects.order_by("pk")]
    assert moved == [30, 0, 1_000_000]
    text = text_of(client, url("conditions"))
    assert ("调动一处" in text, 'value="1000000"' in text) == (True, True)


PLANS_PAGE_QUERIES = 11
PLAN_PAGE_QUERIES = 21
LINE_PAGE_QUERIES = 25
PLAIN_PAGE_QUERIES = 19
HEAT_PAGE_QUERIES = 25
COMPARE_PAGE_QUERIES = 25


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same(
    at: datetime,
    cast: Cast,
    staffed: list[Person],
    client_of: ClientOf,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    people = [cast.east, cast.south, cast.bureau][:count]
    runs = [
        make.solved(at=at, of=make_courses.syllabus(at=at, code=f"C{turn}"), units=[unit])
        for turn, unit in enumerate(people)
    ]
    client = client_of(cast.admin)
    with django_assert_num_queries(PLANS_PAGE_QUERIES):
        text_of(client, url("plans"))
    run = runs[-1]
    with django_assert_num_queries(PLAN_PAGE_QUERIES):
        text_of(client, url("plan", run.public_id))
    with django_assert_num_queries(LINE_PAGE_QUERIES):
        text_of(client, url("plan_line", run.lines.all()[0].public_id))


def test_a_plan_of_34_lines_costs_the_same(
    at: datetime, cast: Cast, client_of: ClientOf, django_assert_num_queries: Any
) -> None:
    make.staff(cast, at=at, each=16)
    year = Span(date(2026, 3, 9), date(2027, 3, 8))
    run = make.solved(at=at, span=year, capacity=1, minimum_fill_percent=0, away_percent=100)
    assert run.lines.count() == 34
    client = client_of(cast.admin)
    path = url("plan", run.public_id)
    with django_assert_num_queries(PLAIN_PAGE_QUERIES):
        text_of(client, path)
    with django_assert_num_queries(HEAT_PAGE_QUERIES):
        text_of(client, path + "?tab=heat")
    plan_accepting.accept(actor=SYSTEM, run=run, at=at)
    with django_assert_num_queries(COMPARE_PAGE_QUERIES):
        text_of(client, path + "?tab=compare")
