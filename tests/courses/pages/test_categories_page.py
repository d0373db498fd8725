"""The dictionary of hours categories as a page: who may change it, and what it says to a no."""

from datetime import datetime

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courses.errors.hours import CategoryInUse, CategoryNameTaken
from courses.models import HoursCategory
from courses.operations import categories
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import requirements as make

PAGE = "courses:hours_categories"


def test_a_keeper_adds_renames_retires_and_restores(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    client = client_of(cast.hr)
    asked = {"code": "forum", "name": "论坛"}
    assert client.post(reverse("courses:add_hours_category"), asked).status_code == 302
    body = client.get(reverse(PAGE)).content.decode()
    assert "论坛" in body
    assert "1 学时合 45 分钟" in body
    client.post(reverse("courses:rename_hours_category", args=["forum"]), {"name": "专题论坛"})
    client.post(reverse("courses:retire_hours_category", args=["forum"]))
    row = HoursCategory.objects.get(code="forum")
    assert row.name == "专题论坛"
    assert row.retired_on is not None
    assert "起停用" in client.get(reverse(PAGE)).content.decode()
    client.post(reverse("courses:restore_hours_category", args=["forum"]))
    row.refresh_from_db()
    assert row.retired_on is None


def test_a_refusal_keeps_what_was_typed(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    client = client_of(cast.hr)
    name = HoursCategory.objects.get(code="online").name
    reply = client.post(reverse("courses:add_hours_category"), {"code": "web", "name": name})
    assert reply.status_code == CategoryNameTaken.status
    assert f'value="{name}"' in reply.content.decode()
    make.edition(at=at, categories={"online": None})
    reply = client.post(reverse("courses:retire_hours_category", args=["online"]))
    assert CategoryInUse.code in reply.content.decode()
    assert client.post(reverse("courses:retire_hours_category", args=["no"])).status_code == 404


def test_an_officer_reads_it_only(cast: Cast, at: datetime, client_of: ClientOf) -> None:
    body = client_of(cast.officer).get(reverse(PAGE)).content.decode()
    assert reverse("courses:add_hours_category") not in body


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_needs_as_many_queries_with_one_row_more_as_with_three(
    cast: Cast,
    at: datetime,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    more: int,
) -> None:
    for number in range(more):
        row = categories.add(actor=SYSTEM, code=f"c{number}", name=f"类别{number}", at=at)
        make.edition(at=at, code=f"R{number}", categories={row.code: None})
    client = client_of(cast.hr)
    client.get(reverse(PAGE))
    with django_assert_num_queries(10):
        client.get(reverse(PAGE))
    with django_assert_num_queries(5):
        client.get("/api/v1/hours/categories")
