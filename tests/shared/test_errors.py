"""A refusal says what happened and what to do, in the reader's language and as problem+json."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils import translation

from academy.people.errors import UnitUnknown
from academy.shared.errors import CursorInvalid, InputInvalid, NotFound, RoleRequired, plain


def test_facts_fill_the_message() -> None:
    with translation.override("zh-hans"):
        assert str(UnitUnknown(unit="东湖分局")) == "没有名为“东湖分局”的单位。"


def test_problem_document() -> None:
    with translation.override("zh-hans"):
        assert UnitUnknown(field="unit", unit="东湖").problem() == {
            "type": "urn:academy:problem:people.unit_unknown",
            "title": "没有名为“东湖”的单位。",
            "status": 422,
            "code": "people.unit_unknown",
            "next_step": "请按组织架构中的单位全称或简称填写。",
            "field": "unit",
            "facts": {"unit": "东湖"},
        }


def test_problem_leaves_out_what_there_is_not() -> None:
    assert {"field", "facts"} & NotFound().problem().keys() == set()


def test_english_readers_read_english() -> None:
    with translation.override("en"):
        assert str(NotFound()).isascii()
        assert NotFound().advice.isascii()


@pytest.mark.parametrize(
    ("refusal", "status"), [(NotFound, 404), (RoleRequired, 403), (CursorInvalid, 422)]
)
def test_status(refusal: type[NotFound], status: int) -> None:
    assert refusal().problem()["status"] == status


def test_a_reason_is_quoted() -> None:
    assert "尺寸" in str(InputInvalid(reason="尺寸"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (1.5, 1.5),
        (date(2026, 3, 2), "2026-03-02"),
        (datetime(2026, 3, 2, 1, tzinfo=UTC), "2026-03-02T01:00:00+00:00"),
        (Decimal("1.50"), "1.50"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        ({1: (Decimal(2), {"x"})}, {"1": ["2", ["x"]]}),
        (ValueError("why"), "why"),
    ],
)
def test_plain(value: object, expected: object) -> None:
    assert plain(value) == expected
