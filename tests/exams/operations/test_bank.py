"""Importing items: all or none, and nothing twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from academy.audit.models import Entry
from exams.enums import ItemKind, Verb
from exams.errors import ItemRefused
from exams.models import Bank, Item, ItemVersion
from exams.operations import bank
from exams.operations.bank import ImportReport
from tests.cast import SYSTEM
from tests.make import exams as make

pytestmark = pytest.mark.django_db


def _import(row: Bank, items: list[dict[str, Any]], at: datetime) -> ImportReport:
    return bank.import_items(actor=SYSTEM, bank=row, items=items, at=at)


@pytest.fixture
def empty(at: datetime) -> Bank:
    return bank.found(actor=SYSTEM, code="ENF", name="综合执法题库", at=at)


def test_found_twice_is_one_bank(empty: Bank, at: datetime) -> None:
    assert bank.found(actor=SYSTEM, code="ENF", name="综合执法题库", at=at) == empty
    assert Entry.objects.filter(verb=Verb.BANK_FOUNDED.value).count() == 1


def test_import_then_again_then_changed_then_back(empty: Bank, at: datetime) -> None:
    items = [make.item(number) for number in (1, 2, 3)]
    assert _import(empty, items, at) == ImportReport(added=3, changed=0, unchanged=0)
    assert _import(empty, items, at) == ImportReport(added=0, changed=0, unchanged=3)
    edited = [items[0] | {"stem": "改过的题干？"}, *items[1:]]
    assert _import(empty, edited, at) == ImportReport(added=0, changed=1, unchanged=2)
    assert _import(empty, items, at) == ImportReport(added=0, changed=1, unchanged=2)
    first = Item.objects.get(bank=empty, code=items[0]["code"])
    assert list(first.versions.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert first.current is not None
    assert first.current.number == 1


def test_one_bad_item_refuses_all(empty: Bank, at: datetime) -> None:
    items = [make.item(1), make.item(2, key=["E"])]
    with pytest.raises(ItemRefused) as refused:
        _import(empty, items, at)
    assert refused.value.facts == {
        "item": "SING-0002",
        "part": "key",
        "reason": "not_an_option",
        "why": "答案不在选项中",
    }
    assert not Item.objects.exists()


def test_one_code_twice_in_a_file(empty: Bank, at: datetime) -> None:
    with pytest.raises(ItemRefused) as refused:
        _import(empty, [make.item(1), make.item(1)], at)
    assert refused.value.facts["reason"] == "code_twice"


@pytest.mark.parametrize("count", [1, 30])
def test_statements_do_not_grow_with_items(
    empty: Bank, at: datetime, count: int, django_assert_num_queries: Any
) -> None:
    items = [make.item(number) for number in range(1, count + 1)]
    with django_assert_num_queries(11):
        _import(empty, items, at)
    with django_assert_num_queries(5):
        _import(empty, items, at)


def test_a_version_cannot_be_changed(empty: Bank, at: datetime) -> None:
    _import(empty, [make.item(1, ItemKind.TRUE_FALSE)], at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ItemVersion.objects.update(stem="偷改")
