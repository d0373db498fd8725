"""Blueprints and frozen papers."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

import pytest

from exams.enums import ItemKind, MultipleRule, PartShare
from exams.errors import BankShort, BlueprintDiffers, BlueprintRefused
from exams.models import Paper
from exams.operations import papers
from exams.queries.papers import sheet_of
from exams.rules.assembly import Line
from exams.rules.scoring import MultipleScheme
from tests.cast import SYSTEM
from tests.make import exams as make

pytestmark = pytest.mark.django_db


def test_define_again_is_the_same_blueprint(at: datetime) -> None:
    bank = make.bank(at=at)
    first = make.blueprint(at=at, of=bank)
    assert make.blueprint(at=at, of=bank) == first
    with pytest.raises(BlueprintDiffers):
        make.blueprint(at=at, of=bank, lines=make.LINES[:1])
    half = MultipleScheme(MultipleRule.PARTIAL_IF_NONE_WRONG, share=PartShare.HALF)
    with pytest.raises(BlueprintDiffers):
        make.blueprint(at=at, of=bank, scheme=half)


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (Line(ItemKind.SINGLE, 0, Decimal(1)),),
        (Line(ItemKind.SINGLE, 1, Decimal(0)),),
        (Line(ItemKind.SINGLE, papers.MAX_ITEMS + 1, Decimal(1)),),
    ],
)
def test_impossible_blueprints(at: datetime, lines: tuple[Line, ...]) -> None:
    with pytest.raises(BlueprintRefused):
        make.blueprint(at=at, lines=lines)


def test_assemble_freezes_once_per_seed(at: datetime) -> None:
    plan = make.blueprint(at=at)
    paper = papers.assemble(actor=SYSTEM, blueprint=plan, seed=7, at=at)
    again = papers.assemble(actor=SYSTEM, blueprint=plan, seed=7, at=at)
    other = papers.assemble(actor=SYSTEM, blueprint=plan, seed=8, at=at)
    assert again == paper
    assert other.digest != paper.digest
    assert (paper.item_count, paper.full_marks) == (7, Decimal("10.00"))
    assert Paper.objects.count() == 2


def test_short_bank_refuses_with_every_line(at: datetime) -> None:
    plan = make.blueprint(
        at=at,
        of=make.bank(at=at, each=3),
        lines=[
            Line(ItemKind.SINGLE, 4, Decimal(1)),
            Line(ItemKind.MULTIPLE, 2, Decimal(2)),
            Line(ItemKind.TRUE_FALSE, 2, Decimal(1), subject="没有这一科"),
        ],
    )
    with pytest.raises(BankShort) as refused:
        papers.assemble(actor=SYSTEM, blueprint=plan, seed=1, at=at)
    assert refused.value.facts["shortages"] == [
        {
            "line": 1, "kind": "single", "subject": None,
            "wanted": 4, "fitting": 3, "drawn": 3,
        },
        {
            "line": 3, "kind": "true_false", "subject": "没有这一科",
            "wanted": 2, "fitting": 0, "drawn": 0,
        },
    ]  # fmt: skip
    assert not Paper.objects.exists()


def test_make_up_paper_avoids_the_first(at: datetime) -> None:
    plan = make.blueprint(at=at, of=make.bank(at=at))
    first = papers.assemble(actor=SYSTEM, blueprint=plan, seed=1, at=at)
    second = papers.assemble(actor=SYSTEM, blueprint=plan, seed=1, makes_up_for=first, at=at)
    used = set(first.items.values_list("item", flat=True))
    assert used.isdisjoint(second.items.values_list("item", flat=True))


def test_candidate_view_names_exactly_these_fields(at: datetime) -> None:
    paper = make.paper(at=at)
    view = json.loads(paper.candidate)
    assert set(view) == {
        "full_marks", "multiple_rule", "multiple_share", "multiple_per_option", "items",
    }  # fmt: skip
    for item in view["items"]:
        assert set(item) - {"options", "blanks"} == {"key", "kind", "stem", "points"}
        assert all(set(option) == {"id", "text"} for option in item.get("options", ()))


def test_sheet_is_read_once(at: datetime, django_assert_num_queries: object) -> None:
    paper = make.paper(at=at)
    sheet = sheet_of(paper.public_id)
    assert sheet.item_count == 7
    assert sheet.sections == (("1", "2"), ("3", "4"), ("5",), ("6",), ("7",))
    assert sheet_of(paper.public_id) is sheet
