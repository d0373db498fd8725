"""Builders of banks, papers, exams and sittings; every state is reached through operations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from academy.people.models import Person
from courses.enums import CohortState
from courses.models import Cohort
from exams.enums import Difficulty, ExamKind, ItemKind, MultipleRule
from exams.models import Bank, Blueprint, Exam, ItemVersion, Paper, Result, Sitting
from exams.operations import bank as bank_operations
from exams.operations import entry, exams, papers, release, responses, sittings
from exams.operations.responses import Receipt
from exams.rules.assembly import Line
from exams.rules.scoring import MultipleScheme
from tests import keep
from tests.cast import SYSTEM
from tests.make import courses as make_courses

MINUTE = timedelta(minutes=1)
DURATION = 3600
KEY_CANARY = "密钥金丝雀"
EXPLANATION_CANARY = "解析金丝雀"
LAW_CANARY = "引文金丝雀法"

#: Six items, ten points in all: 2 × 判断 1 分, 2 × 单选 1 分, 1 × 多选 2 分, 填空 2 分, 数字 2 分.
LINES = (
    Line(ItemKind.TRUE_FALSE, 2, Decimal(1)),
    Line(ItemKind.SINGLE, 2, Decimal(1)),
    Line(ItemKind.MULTIPLE, 1, Decimal(2)),
    Line(ItemKind.FILL_IN, 1, Decimal(2)),
    Line(ItemKind.NUMERIC, 1, Decimal(2)),
)


def item(
    number: int, kind: ItemKind = ItemKind.SINGLE, *, subject: str = "程序", **changes: Any
) -> dict[str, Any]:
    """One item in the bank's JSON form; its key's texts and explanation carry canaries."""
    raw: dict[str, Any] = {
        "code": f"{kind.value.replace('_', '')[:4].upper()}-{number:04d}",
        "kind": kind.value,
        "subject": subject,
        "difficulty": Difficulty.MEDIUM.value,
        "stem": f"{kind.value} 第 {number} 题：应当怎么办？",
        "explanation": f"{EXPLANATION_CANARY}{number}",
        "citations": [{"law": LAW_CANARY, "edition": "2021-01-22", "article": 42}],
    }
    match kind:
        case ItemKind.TRUE_FALSE:
            raw["key"] = number % 2 == 0
        case ItemKind.SINGLE | ItemKind.MULTIPLE:
            raw["options"] = [{"id": c, "text": f"做法{c}{number}"} for c in "ABCD"]
            raw["key"] = ["B"] if kind is ItemKind.SINGLE else ["A", "C"]
        case ItemKind.FILL_IN:
            raw["stem"] = f"第 {number} 题：____内告知，____内作出决定。"
            raw["key"] = [[f"{KEY_CANARY}甲", "七日"], [f"{KEY_CANARY}乙", "十日"]]
        case ItemKind.NUMERIC:
            raw["key"] = {"value": "30", "tolerance": "0.5", "unit": "日"}
    return raw | changes


@keep.kept
def bank(*, at: datetime, each: int = 6, code: str = "TEST") -> Bank:
    """A bank with ``each`` items of every kind."""
    row = bank_operations.found(actor=SYSTEM, code=code, name=f"题库{code}", at=at)
    items = [item(number, kind) for kind in ItemKind for number in range(1, each + 1)]
    bank_operations.import_items(actor=SYSTEM, bank=row, items=items, at=at)
    return row


@keep.kept
def blueprint(
    *,
    at: datetime,
    of: Bank | None = None,
    lines: Sequence[Line] = LINES,
    scheme: MultipleScheme | None = None,
    name: str = "结业卷",
) -> Blueprint:
    """A blueprint over ``of`` (a fresh bank, just large enough, if none is given)."""
    return papers.define(
        actor=SYSTEM,
        bank=of or bank(at=at, each=2 if lines is LINES else 6),
        name=name,
        lines=lines,
        scheme=scheme or MultipleScheme(MultipleRule.ALL_OR_NOTHING),
        at=at,
    )


@keep.kept
def paper(*, at: datetime, seed: int = 1, **options: Any) -> Paper:
    """A frozen paper; options go to ``blueprint``."""
    plan = blueprint(at=at, **options)
    return papers.assemble(actor=SYSTEM, blueprint=plan, seed=seed, at=at)


@keep.kept
def exam(
    *,
    at: datetime,
    persons: Sequence[Person],
    on_paper: Paper | None = None,
    cohort: Cohort | None = None,
    opens_at: datetime | None = None,
    window: timedelta = 15 * MINUTE,
    duration_seconds: int = DURATION,
) -> Exam:
    """A first exam for a running cohort of ``persons``, open from ``at`` on."""
    if cohort is None:
        cohort = make_courses.cohort(at=at, state=CohortState.RUNNING, persons=persons)
    opens_at = opens_at or at
    return exams.schedule(
        actor=SYSTEM,
        cohort=cohort,
        paper=on_paper or paper(at=at),
        kind=ExamKind.FIRST,
        opens_at=opens_at,
        closes_at=opens_at + window,
        duration_seconds=duration_seconds,
        at=at,
    )


@keep.kept
def make_up(first: Exam, *, at: datetime, on_paper: Paper | None = None) -> Exam:
    """The make-up of a released ``first`` exam, open from ``at`` on."""
    return exams.schedule(
        actor=SYSTEM,
        cohort=first.cohort,
        paper=on_paper or first.paper,
        kind=ExamKind.MAKE_UP,
        opens_at=at,
        closes_at=at + 15 * MINUTE,
        duration_seconds=DURATION,
        at=at,
    )


@keep.kept
def sitting(of: Exam, person: Person, *, at: datetime, client: str = "") -> Sitting:
    """The person's open sitting; ``client`` is the page that holds its lease."""
    place = entry.check_in(actor=SYSTEM, exam=of, person=person, at=at)
    return sittings.start(actor=SYSTEM, sitting=place, client=client, at=at)


def right_answers(of: Paper) -> dict[str, Any]:
    """The right answer to every item, by item key."""
    return {str(row.position): right_answer(row.version) for row in of.items.all()}


def right_answer(version: ItemVersion) -> Any:
    """An answer that earns full points."""
    match ItemKind(version.kind):
        case ItemKind.TRUE_FALSE | ItemKind.MULTIPLE:
            return version.key
        case ItemKind.SINGLE:
            return version.key[0]
        case ItemKind.FILL_IN:
            return [accepted[-1] for accepted in version.key]
        case ItemKind.NUMERIC:
            return version.key["value"]


def save(
    of: Sitting,
    answers: dict[str, Any],
    *,
    at: datetime,
    sequence: int = 1,
    lease: int | None = None,
) -> Receipt:
    """Save answers as the trainee's page would, by default under the lease that ``of`` knows."""
    return responses.save(
        actor=SYSTEM,
        sitting=of,
        sequence=sequence,
        lease=of.lease if lease is None else lease,
        answers=answers,
        at=at,
    )


@keep.kept
def sat(of: Exam, person: Person, *, at: datetime, right: int | None = None) -> Result:
    """Start, answer ``right`` items rightly (all if None) and hand in; the marked result."""
    row = sitting(of, person, at=at)
    answers = dict(list(right_answers(of.paper).items())[:right])
    if answers:
        save(row, answers, at=at + MINUTE)
    return sittings.hand_in(actor=SYSTEM, sitting=row, at=at + 2 * MINUTE)


@keep.kept
def released(of: Exam, *, at: datetime) -> Exam:
    """The exam with its results published."""
    return release.release(actor=SYSTEM, exam=of, at=at)
