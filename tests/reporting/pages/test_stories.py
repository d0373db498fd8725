"""The cohort report as pages and files."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from academy.people.models import Person
from academy.reporting.models import Extract
from courses.enums import CohortState
from tests.cast import Cast
from tests.make import courses, people, stories
from tests.make.stories import Lived, story_of

ClientOf = Callable[[Person | None], Client]


@pytest.fixture
def lived(cast: Cast, at: datetime) -> Lived:
    return stories.lived(cast, at=at)


@pytest.fixture(autouse=True)
def _after() -> Iterator[None]:
    with time_machine.travel(stories.AFTER, tick=False):
        yield


def test_the_list_leads_to_the_story(cast: Cast, lived: Lived, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    assert 'href="/reports/cohorts/"' in client.get("/reports/").content.decode()
    listed = client.get("/reports/cohorts/").content.decode()
    address = f"/reports/cohorts/{lived.cohort.public_id}/"
    assert f'href="{address}"' in listed
    html = client.get(address).content.decode()
    assert "style=" not in html
    story = story_of(cast.hr, lived.cohort)
    for heading, _chapter in story.numbered():
        assert heading in html
    assert "一、人员构成" in html
    assert story.digest[:12] in html
    assert story.sentence in html
    # A bar of few people is marked, and the page says what that means.
    assert html.count("drawing-full") + html.count("drawing-small") > 3
    assert html.count("drawing-small") > 1
    assert "分母不到" in html


def test_numbers_open_to_lists_of_their_length(
    cast: Cast, lived: Lived, client_of: ClientOf
) -> None:
    client = client_of(cast.hr)
    html = client.get(f"/reports/cohorts/{lived.cohort.public_id}/").content.decode()
    links = re.findall(r'<a href="(/reports/[a-z]+/people/[^"]+)">([0-9,]+)</a>', html)
    assert len(links) > 20
    for href, number in links:
        reply = client.get(href.replace("&amp;", "&"))
        assert reply.status_code == 200
        assert f"共 {number} 人次" in reply.content.decode(), href


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("as_of=2026-13-01", 422, "不是日期"),
        ("as_of=1026-01-01", 422, "不是日期"),
        ("as_of=2026-03-23", 422, "数据截止日不能晚于今天"),
        ("colour=red", 422, "没有名为“colour”的条件"),
        ("unit=T999", 404, "没有找到"),
        ("as_of=2026-03-22", 200, "数据截至 2026年3月22日"),
    ],
)
def test_what_is_refused_is_said(
    cast: Cast, lived: Lived, client_of: ClientOf, query: str, status: int, said: str
) -> None:
    address = f"/reports/cohorts/{lived.cohort.public_id}"
    reply = client_of(cast.hr).get(f"{address}/?{query}")
    assert reply.status_code == status
    assert said in reply.content.decode()
    if status != 200:
        for form in ("xlsx", "pdf"):
            assert client_of(cast.hr).get(f"{address}.{form}?{query}").status_code == status
        assert not Extract.objects.exists()


def test_an_officer_finds_no_cohort_of_others(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    row = courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.li])
    client = client_of(cast.officer)
    assert "还没有开班的期次" in client.get("/reports/cohorts/").content.decode()
    for end in ("/", ".xlsx", ".pdf"):
        assert client.get(f"/reports/cohorts/{row.public_id}{end}").status_code == 404
    assert client_of(cast.wang).get(f"/reports/cohorts/{row.public_id}/").status_code == 403


def test_the_list_costs_the_same_for_one_and_for_three(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    client, counts = client_of(cast.hr), []
    for number in (1, 2, 3):
        crowd = people.people(1, unit=cast.east, at=at, start=number)
        courses.cohort(at=at, number=number, state=CohortState.RUNNING, persons=crowd)
        client.get("/reports/cohorts/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/reports/cohorts/")
        counts.append(len(queries))
    assert counts == [12, 12, 12]


def test_the_list_comes_in_pages(
    cast: Cast, at: datetime, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("academy.reporting.pages.stories.PAGE", 2)
    for number in (1, 2, 3):
        crowd = people.people(1, unit=cast.east, at=at, start=number)
        courses.cohort(at=at, number=number, state=CohortState.RUNNING, persons=crowd)
    client = client_of(cast.hr)
    first = client.get("/reports/cohorts/").content.decode()
    assert ("第 3 期" in first, "第 2 期" in first, "第 1 期" in first) == (True, True, False)
    cursor = re.findall(r"cursor=([^\"&]+)", first)[0]
    assert "第 1 期" in client.get(f"/reports/cohorts/?cursor={cursor}").content.decode()
    assert client.get("/reports/cohorts/?cursor=x").status_code == 422


def test_the_pdf_tells_it_on_upright_pages(cast: Cast, lived: Lived, client_of: ClientOf) -> None:
    reply = client_of(cast.hr).get(f"/reports/cohorts/{lived.cohort.public_id}.pdf")
    reader = PdfReader(io.BytesIO(reply.content))
    box = reader.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)
    texts = [page.extract_text() for page in reader.pages]
    text = "\n".join(texts)
    story = story_of(cast.hr, lived.cohort)
    for heading, _chapter in story.numbered():
        assert heading in text
    for said in ("填表人：", "审核人：", "91.7", "53.00", lived.revoked.number, "抽调专项督察"):
        assert said in text
    for number, each in enumerate(texts, start=1):
        assert f"第 {number} 页，共 {len(texts)} 页" in each.replace("\n", "")
    extract = Extract.objects.get()
    assert (extract.report, extract.form) == ("cohort", "pdf")
    assert extract.figures_digest == story.digest
    assert extract.parameters["cohort"] == str(lived.cohort.public_id)
    assert extract.name_count == 12
    assert extract.made_by_label == cast.hr.staff_number


def test_the_workbook_has_a_sheet_for_each_chapter(
    cast: Cast, lived: Lived, client_of: ClientOf
) -> None:
    reply = client_of(cast.hr).get(f"/reports/cohorts/{lived.cohort.public_id}.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(reply.content))
    story = story_of(cast.hr, lived.cohort)
    assert book.sheetnames == ["概况", *(str(each.title) for each in story.chapters)]
    rows = [list(row) for row in book["考试成绩"].iter_rows(values_only=True)]
    total = next(row for row in rows if row[0] == "合计")
    assert total[1:5] == [11, 10, 5, 50]
    roster = book["人员及结果名单"]
    names = [row[2] for row in roster.iter_rows(values_only=True) if row[3] not in (None, "工号")]
    assert sorted(map(str, names)) == sorted(
        [each.name for each in lived.crowd] + [cast.li.name, cast.hr.name]
    )
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"n", "s"}


def test_an_extract_is_listed_and_put_again(cast: Cast, lived: Lived, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    client.get(f"/reports/cohorts/{lived.cohort.public_id}.xlsx")
    assert "期次总结报告" in client.get("/reports/extracts/").content.decode()
    extract = Extract.objects.get()
    page = client.get(f"/reports/extracts/{extract.public_id}/")
    assert "数字一致" in page.content.decode()
    body = client.get(f"/api/v1/report-extracts/{extract.public_id}/comparison").json()
    assert (body["same"], body["changes"]) == (True, [])
    figures = extract.figures
    assert figures is not None
    for row in figures["rows"]:
        if row[:3] == ["by_unit", "T001", "had"]:
            row[3] = 9
    Extract.objects.bulk_create(
        [
            Extract(
                report="cohort", form="pdf", parameters=extract.parameters, figures=figures,
                row_count=1, name_count=0, figures_digest="0" * 64, file_digest="0" * 64,
                made_by=extract.made_by, made_by_label="x", made_at=stories.AFTER,
            )
        ]
    )  # fmt: skip
    other = Extract.objects.exclude(pk=extract.pk).get()
    body = client.get(f"/api/v1/report-extracts/{other.public_id}/comparison").json()
    assert not body["same"]
    assert body["changes"] == [
        {
            "table": "by_unit",
            "row": "T001",
            "part": "",
            "column": "had",
            "label": "取得名额",
            "then": 9,
            "now": 10,
        }
    ]
    html = client.get(f"/reports/extracts/{other.public_id}/").content.decode()
    assert "1 个数字有变化" in html
    cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", html)
    assert cells[-5:] == ["一、人员构成 · 单位", "测试市城管局东湖分局", "取得名额", "9", "10"]
