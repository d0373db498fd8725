"""Evaluations by page: the editor, the opening, the form, the results."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from courses.models import Evaluation, EvaluationSetting, QuestionnaireEdition, Turnout
from tests.cast import Cast, ClientOf
from tests.make.evaluations import AFTER, LAST_DAY, cohort, full, opened, questionnaire, say, voters

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"courses:{name}", args=args)


def text_of(client: Any, path: str, status: int = 200) -> str:
    reply = client.get(path)
    assert reply.status_code == status
    return str(reply.content.decode())


@pytest.fixture(autouse=True)
def on_the_last_day() -> Any:
    """09:00 on the cohort's last day: pages read the clock."""
    with time_machine.travel(LAST_DAY, tick=False) as traveller:
        yield traveller


def editor(**change: str) -> dict[str, str]:
    form = {
        "name": "课程评估", "valid_from": "2026-03-01",
        "text_1": "总体满意度", "kind_1": "scale", "about_1": "cohort", "required_1": "1",
        "text_3": "课时", "kind_3": "choice", "about_3": "cohort", "choices_3": "多\n少\n",
        "text_7": "意见", "kind_7": "text", "about_7": "cohort", "required_7": "1",
    }  # fmt: skip
    return form | change


def test_a_questionnaire_is_written(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    admin = client_of(cast.admin)
    assert "还没有问卷" in text_of(admin, url("questionnaires"))
    page = url("new_questionnaire")
    assert "本期培训总体满意度" in text_of(admin, page)
    for change, status, said in (
        ({"choices_3": "多"}, 422, "第 2 题"),
        ({"valid_from": "2026-02-30"}, 422, "日期不存在"),
        ({"kind_1": "essay"}, 422, "题型不存在"),
        ({"text_1": "长" * 201}, 422, "第 1 题过长"),
        ({"name": ""}, 422, "请填写问卷名称"),
        ({"more": "1"}, 200, "再加几题"),
        ({}, 302, ""),
    ):
        reply = admin.post(page, editor(**change))
        assert (reply.status_code, said in reply.content.decode()) == (status, True)
        if status != 302:
            assert "意见" in reply.content.decode()
    edition = QuestionnaireEdition.objects.get()
    rows = edition.prompts.order_by("sequence").values_list("text", "choices", "required")
    assert list(rows) == [
        ("总体满意度", [], True),
        ("课时", ["多", "少"], False),
        ("意见", [], False),
    ]
    assert "课时" in text_of(admin, page + f"?from={edition.public_id}")
    assert "本期培训总体满意度" in text_of(admin, page + "?from=x")
    text_of(admin, page + "?from=00000000-0000-4000-8000-000000000000", 404)


def test_it_is_opened_by_page(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    row = cohort(cast, 5, at=at)
    admin = client_of(cast.admin)
    page, target = url("evaluation", row.public_id), url("open_evaluation", row.public_id)
    assert "还没有可用的问卷" in text_of(admin, page)
    assert "授课全部结束后开放" in text_of(client_of(cast.instructor), page)
    admin.post(url("new_questionnaire"), editor())
    edition = QuestionnaireEdition.objects.get().pk
    for form, status in (
        ({"edition": edition, "days": 0}, 422),
        ({"days": 3}, 422),
        ({"edition": edition, "days": 3}, 302),
    ):
        assert admin.post(target, form).status_code == status
    assert "评教正在进行" in text_of(admin, page)
    assert Evaluation.objects.get().last_on == date(2026, 3, 15)


def test_how_it_opens_is_decided_by_page(
    at: datetime, cast: Cast, client_of: ClientOf, on_the_last_day: Any
) -> None:
    row = cohort(cast, 5, at=at)
    admin = client_of(cast.admin)
    page, target = url("evaluation", row.public_id), url("arrange_evaluation", row.public_id)
    assert "还不能自动开放：没有定通用问卷" in text_of(admin, page)
    edition = questionnaire(at=at)
    # Its only line of teaching is on the first day: so on the last day, from 09:00.
    assert "2026年3月13日 09:00 起自动开放" in text_of(admin, page)
    second = questionnaire(at=at, name="另一份")
    assert "没有定通用问卷" in text_of(admin, page)
    usual = url("make_usual", second.questionnaire.public_id)
    assert "设为通用问卷" in text_of(admin, url("questionnaires"))
    assert admin.post(usual).status_code == 302
    assert "另一份” 第" in text_of(admin, page).replace("”第", "” 第")
    text_of(admin, url("make_usual", edition.public_id), 405)
    assert admin.post(url("make_usual", edition.public_id)).status_code == 404
    form = {"automatic": "on", "usual_edition": edition.pk, "usual_days": "61"}
    for change, status in (({}, 422), ({"usual_days": "x"}, 422), ({"usual_days": "3"}, 302)):
        assert admin.post(target, form | change).status_code == status
    text = text_of(admin, page)
    assert ("开放 3 天" in text, "课程评估”第 1 版" in text) == (True, True)
    assert admin.post(target, {"usual_days": ""}).status_code == 302
    assert "本期不自动开放" in text_of(admin, page)
    on_the_last_day.move_to(LAST_DAY + timedelta(days=15))
    admin = client_of(cast.admin)
    assert admin.post(target, {"automatic": "on"}).status_code == 302
    assert "不再自动开放" in text_of(admin, page)


def test_reminders_are_switched_off_while_it_is_open(
    at: datetime, cast: Cast, client_of: ClientOf
) -> None:
    row = cohort(cast, 5, at=at)
    opened(row)
    admin, page = client_of(cast.admin), url("evaluation", row.public_id)
    text = text_of(admin, page)
    assert "将提醒尚未填写的人：2026-03-16、2026-03-18" in text
    assert 'name="automatic" value="True"' in text
    admin.post(url("arrange_evaluation", row.public_id), {"automatic": "True"})
    assert "截止前不再提醒" in text_of(admin, page)
    assert EvaluationSetting.objects.get().automatic is True
    assert "提醒" not in text_of(client_of(cast.instructor), page).split("<main")[1]


def test_a_trainee_answers(
    at: datetime, cast: Cast, client_of: ClientOf, on_the_last_day: Any
) -> None:
    made = opened(cohort(cast, 5, at=at))
    person, other = voters(made)[:2]
    client, page = client_of(person), url("evaluate", made.public_id)
    assert "现在填写" in text_of(client, url("my_materials"))
    assert "系统只记下您已填写" in text_of(client, page)
    half = {"value_1": "4", "text_3": "多讲案例 <b>"}
    reply = client.post(page, half)
    assert (reply.status_code, "还有 4 道必答题" in reply.content.decode()) == (422, True)
    assert "多讲案例 &lt;b&gt;" in reply.content.decode()
    assert 'value="4" checked' in reply.content.decode()
    for bad in ("6", "x", "4.0", "９"):
        wrong = {f"value_{number}": "3" for number in (2, 4, 5, 6)} | {"value_1": bad}
        assert client.post(page, wrong).status_code == 422
    whole = half | {"value_2": "2", "value_4": "4", "value_5": "5", "value_6": "4", "x": "y"}
    assert client.post(page, whole).status_code == 302
    assert "您的评估已收到" in text_of(client, page)
    again = client.post(page, whole)
    assert (again.status_code, "每人一次" in again.content.decode()) == (409, True)
    assert "现在填写" not in text_of(client, url("my_materials"))
    text_of(client_of(cast.wang), page, 404)
    on_the_last_day.move_to(AFTER)
    assert "评估已经截止" in text_of(client_of(other), page)


def test_results_only_above_the_minimum_and_after_the_end(
    at: datetime, cast: Cast, client_of: ClientOf, on_the_last_day: Any
) -> None:
    row = cohort(cast, 6, at=at)
    made = opened(row)
    page = url("evaluation", row.public_id)
    people = voters(made)
    for person in people[:4]:
        say(made, person, full(4, "多讲案例"))
    assert "平均" not in text_of(client_of(cast.admin), page)
    on_the_last_day.move_to(AFTER)
    admin = client_of(cast.admin)
    text = text_of(admin, page)
    assert ("答卷太少，不显示结果" in text, "多讲案例" in text) == (True, False)
    assert "还没有达到公布人数的评教" in text_of(
        admin, url("instructor", row.teachings.get().instructor.public_id)
    )
    on_the_last_day.move_to(LAST_DAY)
    say(made, people[4], full(4))
    on_the_last_day.move_to(AFTER)
    text = text_of(client_of(cast.admin), page)
    assert "平均 4.00 分 · 5 人作答" in text
    assert ("作答不足 5 人，不显示" in text, "多讲案例" in text) == (True, False)
    book = admin_book(client_of(cast.admin), url("export_evaluation", row.public_id))
    assert ("授课水平" in book, "多讲案例" in book, 4 in book) == (True, False, True)
    own = text_of(client_of(cast.instructor), page)
    assert ("授课水平" in own, "总体满意度" in own) == (True, False)
    assert "5 次评分" in text_of(client_of(cast.admin), url("instructor", _who(row)))
    assert not Turnout.objects.filter(answered=False).exclude(person=people[5]).exists()


def admin_book(client: Any, path: str) -> list[object]:
    """Every cell of a workbook."""
    sheet = openpyxl.load_workbook(BytesIO(client.get(path).content)).active
    assert sheet is not None
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row]


def test_no_workbook_before_the_end(at: datetime, cast: Cast, client_of: ClientOf) -> None:
    row = cohort(cast, 5, at=at)
    path = url("export_evaluation", row.public_id)
    admin = client_of(cast.admin)
    assert admin.get(path).status_code == 404
    made = opened(row)
    for person in voters(made):
        say(made, person)
    reply = admin.get(path)
    assert (reply.status_code, "courses.results_not_yet" in reply.content.decode()) == (409, True)


def _who(row: Any) -> object:
    return row.teachings.get().instructor.public_id


RESULT_QUERIES = 15
FORM_QUERIES = 8


@pytest.mark.parametrize("count", [5, 8])
def test_pages_cost_the_same(
    at: datetime, cast: Cast, client_of: ClientOf, count: int,
    django_assert_num_queries: Any, on_the_last_day: Any,
) -> None:  # fmt: skip
    row = cohort(cast, count, at=at)
    made = opened(row)
    people = voters(made)
    client = client_of(people[0])
    with django_assert_num_queries(FORM_QUERIES):
        text_of(client, url("evaluate", made.public_id))
    for person in people:
        say(made, person, full(4, "好"))
    on_the_last_day.move_to(LAST_DAY + timedelta(days=7))
    admin = client_of(cast.admin)
    with django_assert_num_queries(RESULT_QUERIES):
        text_of(admin, url("evaluation", row.public_id))
