"""The roster import as an HR clerk sees it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from academy.people.models import Person, RosterImport
from tests.cast import Cast
from tests.people.operations.test_roster import new, workbook

ClientOf = Callable[[Person | None], Client]
URL = "/people/roster/"


@pytest.fixture
def clerk(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.hr)


def send(client: Client, data: bytes, **fields: str) -> Any:
    form = {"mode": "one_unit", "unit": "T000", "as_of_on": "2026-03-02", "encoding": ""}
    file = SimpleUploadedFile("名册.xlsx", data)
    return client.post(URL, {**form, **fields, "file": file}, follow=True)


def text(reply: Any) -> str:
    return str(reply.content.decode())


def test_empty(clerk: Client) -> None:
    page = clerk.get(URL)
    assert page.status_code == 200
    assert "还没有导入过名册" in text(page)


def test_upload_preview_commit(clerk: Client) -> None:
    page = send(clerk, workbook(new(1), new(2, "南桥")))
    assert page.status_code == 200
    assert "提交 2 人名单" in text(page)
    assert "单位：东湖" in text(page)
    run = RosterImport.objects.get()
    done = clerk.post(f"{URL}{run.public_id}/commit/", follow=True)
    assert "已提交 2 人名单" in text(done)
    assert "已提交" in text(clerk.get(URL))
    assert Person.objects.filter(staff_number__startswith="N").count() == 2


def test_refused_rows_are_told_and_downloaded(clerk: Client) -> None:
    page = text(send(clerk, workbook(new(1), new(2, "北山"))))
    for words in ("没有这个单位", "名册 第 3 行 F 列", "北山", "跳过 1 行"):
        assert words in page
    run = RosterImport.objects.get()
    held = clerk.post(f"{URL}{run.public_id}/commit/")
    assert held.status_code == 409
    assert "people.roster_has_refused_rows" in text(held)
    book = clerk.get(f"{URL}{run.public_id}/refused.xlsx")
    assert book.content.startswith(b"PK")
    done = clerk.post(f"{URL}{run.public_id}/commit/", {"skip_refused": "1"}, follow=True)
    assert "已提交 1 人名单" in text(done)


def test_each_kind_of_line_has_its_tab(clerk: Client, cast: Cast) -> None:
    send(clerk, workbook(new(1), new(2)))
    run = RosterImport.objects.get()
    clerk.post(f"{URL}{run.public_id}/commit/")
    page = send(
        clerk,
        workbook(new(1, kind="法制审核人员", post=""), new(2, "南桥"), new(3)),
        as_of_on="2026-03-09",
    )
    run = RosterImport.objects.exclude(pk=run.pk).get()
    url = f"{URL}{run.public_id}/"
    assert "新人3" in text(page)
    assert 'kind=added" aria-current="page"' in text(page)
    assert "单个单位名单 · 市局" in text(page)
    changed = text(clerk.get(url, {"kind": "changed"}))
    assert "人员类别：一线执法人员 → 法制审核人员" in changed
    assert "单位：东湖 → 南桥" in text(clerk.get(url, {"kind": "transferred"}))
    assert clerk.get(url, {"kind": "nonsense"}).status_code == 200


def test_what_was_typed_stays(clerk: Client) -> None:
    page = send(clerk, b"no workbook", as_of_on="2026-02-27")
    assert page.status_code == 415
    assert "tabular.wrong_type" in text(page)
    assert 'value="2026-02-27"' in text(page)
    page = send(clerk, workbook(new(1)), as_of_on="2026-02-30")
    assert page.status_code == 422
    assert "2026-02-30" in text(page)
    # The run that could not be read says why for as long as it is kept.
    run = RosterImport.objects.get()
    assert "tabular.wrong_type" in text(clerk.get(f"{URL}{run.public_id}/"))


def test_stale_preview_is_compared_again(clerk: Client) -> None:
    send(clerk, workbook(new(1), new(2)))
    run = RosterImport.objects.get()
    send(clerk, workbook(new(1)))
    other = RosterImport.objects.exclude(pk=run.pk).get()
    clerk.post(f"{URL}{other.public_id}/commit/")
    stale = clerk.post(f"{URL}{run.public_id}/commit/")
    assert stale.status_code == 409
    assert "重新比对" in text(stale)
    again = clerk.post(f"{URL}{run.public_id}/compare/", follow=True)
    assert "不变 1" in text(again)


def test_discard(clerk: Client) -> None:
    send(clerk, workbook(new(1)))
    run = RosterImport.objects.get()
    assert "已放弃" in text(clerk.post(f"{URL}{run.public_id}/discard/", follow=True))


def test_many_leavers_are_pointed_out(clerk: Client, cast: Cast) -> None:
    page = text(send(clerk, workbook(new(1)), mode="whole_system", unit=""))
    assert "将有 3 人标记为离职" in page
    assert "，3 人离职" in page
    assert cast.hr.staff_number in page


def test_a_list_page_asks_the_same_questions_for_more_rows(
    clerk: Client, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    counts = []
    for rows in (1, 3):
        send(clerk, workbook(*(new(number) for number in range(1, rows + 1))))
        run = RosterImport.objects.order_by("-pk").first()
        assert run is not None
        with django_assert_max_num_queries(40) as asked:  # type: ignore[attr-defined]  # fixture
            clerk.get(f"{URL}{run.public_id}/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
