"""Cursor pages: every row once, whatever is added meanwhile, and no cursor but our own."""

import base64
import json
from datetime import datetime

import pytest

from academy.findings.models import Finding
from academy.people.models import Person
from academy.shared.errors import CursorInvalid
from academy.shared.paging import MAX_LIMIT, page_of
from tests.cast import Cast
from tests.make.people import people

pytestmark = pytest.mark.django_db
KEY = ("pinyin_key", "pk")


def walk(limit: int, key: tuple[str, ...] = KEY) -> list[list[Person]]:
    pages, cursor = [], None
    while True:
        page = page_of(Person.objects.all(), key=key, cursor=cursor, limit=limit)
        pages.append(page.items)
        if page.next_cursor is None:
            return pages
        cursor = page.next_cursor


@pytest.mark.parametrize("limit", [1, 3, 10, 11, 12])
def test_every_row_once_and_in_order(limit: int, cast: Cast) -> None:
    pages = walk(limit)
    assert [row for page in pages for row in page] == list(Person.objects.order_by(*KEY))
    assert {len(page) for page in pages[:-1]} <= {limit}
    assert len(pages) == -(-Person.objects.count() // limit)


@pytest.mark.parametrize("key", [("joined_on", "pk"), ("public_id",), ("joined_on", "sex", "pk")])
def test_any_key_will_do(key: tuple[str, ...], cast: Cast) -> None:
    assert [row for page in walk(4, key) for row in page] == list(Person.objects.order_by(*key))


@pytest.mark.parametrize(("limit", "rows"), [(-1, 1), (0, 1), (1, 1)])
def test_at_least_one_row(limit: int, rows: int, cast: Cast) -> None:
    page = page_of(Person.objects.all(), key=KEY, cursor=None, limit=limit)
    assert len(page.items) == rows


@pytest.mark.parametrize(("limit", "rows"), [(199, 199), (200, 200), (201, 200), (10**9, 200)])
def test_never_more_than_the_hard_limit(limit: int, rows: int, cast: Cast, at: datetime) -> None:
    Person.objects.bulk_create(
        Person(staff_number=f"X{n}", name="x", pinyin_key="x", sex="male",
               staff_kind="approval", establishment="contract")
        for n in range(MAX_LIMIT)
    )  # fmt: skip
    assert len(page_of(Person.objects.all(), key=KEY, cursor=None, limit=limit).items) == rows


@pytest.mark.parametrize("limit", [1, 3, 11])
def test_the_newest_first_is_the_same_list_backwards(limit: int, cast: Cast) -> None:
    seen: list[Person] = []
    cursor = None
    while True:
        page = page_of(Person.objects.all(), key=KEY, cursor=cursor, limit=limit, descending=True)
        seen += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [row for rows in walk(11) for row in rows][::-1]


def test_rows_added_meanwhile_shift_nothing(cast: Cast, at: datetime) -> None:
    first = page_of(Person.objects.all(), key=("pk",), cursor=None, limit=4)
    people(3, unit=cast.east, at=at)
    second = page_of(Person.objects.all(), key=("pk",), cursor=first.next_cursor, limit=50)
    assert first.items + second.items == list(Person.objects.order_by("pk"))


def forged(values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "汉字",
        "////",
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        forged("a"),
        forged({"pk": 1}),
        forged(["a"]),
        forged(["a", 1, 2]),
        forged(["a", None]),
        forged(["a", True]),
        forged(["a", 1.5]),
        forged(["a", [1]]),
        forged(["a", "not a number"]),
        forged(["a\x00b", 1]),
        forged(["a\ud800b", 1]),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
    ],
)
def test_a_cursor_of_ones_own_is_refused(cursor: str, cast: Cast) -> None:
    with pytest.raises(CursorInvalid):
        page_of(Person.objects.all(), key=KEY, cursor=cursor, limit=3)


@pytest.mark.parametrize(
    "instant",
    [
        1,
        "2026-03-02",
        "2026-03-02T09:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_an_instant_that_no_list_has_is_refused(instant: object, cast: Cast) -> None:
    rows = Finding.objects.all()
    with pytest.raises(CursorInvalid):
        page_of(rows, key=("opened_at", "pk"), cursor=forged([instant, 1]), limit=3)


@pytest.mark.parametrize("instant", ["0002-01-01T00:00:00+14:00", "9998-12-31T23:59:59-14:00"])
def test_any_other_instant_is_a_place(instant: str, cast: Cast) -> None:
    rows = Finding.objects.all()
    page = page_of(rows, key=("opened_at", "pk"), cursor=forged([instant, 1]), limit=3)
    assert page.items == []


def test_a_number_too_large_for_the_column_is_no_defect(cast: Cast) -> None:
    page = page_of(Person.objects.all(), key=("pk",), cursor=forged([10**30]), limit=3)
    assert page.items == []
