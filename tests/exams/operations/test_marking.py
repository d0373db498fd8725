"""Marking in bulk gives, to the letter, what the rule gives for one answer after the other."""

from __future__ import annotations

import json
import random
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from exams.enums import ExamKind, ItemKind, MultipleRule, PartShare, SittingState
from exams.models import Exam, MarkSheet, PaperItem, Result, Sitting
from exams.operations import marking, sittings
from exams.rules.assembly import Line
from exams.rules.result import judge
from exams.rules.scoring import MultipleScheme, Scored, rounded, score
from tests.cast import SYSTEM, Cast
from tests.make import exams as make
from tests.make import people

pytestmark = pytest.mark.django_db

LINES = [Line(kind, 3, Decimal("1.5")) for kind in ItemKind]
SCHEMES = [
    MultipleScheme(MultipleRule.ALL_OR_NOTHING),
    MultipleScheme(MultipleRule.PARTIAL_IF_NONE_WRONG, share=PartShare.PROPORTIONAL),
    MultipleScheme(MultipleRule.PER_RIGHT_OPTION, per_option=Decimal("0.35")),
]
WRONG: dict[str, list[Any]] = {
    "true_false": [True, False],
    "single": ["A", "B", "C"],
    "multiple": [["A"], ["C"], ["A", "B"], ["A", "B", "C", "D"], []],
    "fill_in": [["七日", ""], [" 七 日。", "十日"], ["\x1f,", "a\tb\\n"], ["", ""], ["七日", "无"]],
    "numeric": ["30", "30.5", "30.51", "３０日", "", "\\.", "三十"],
}


def _answers(rng: random.Random, exam: Exam) -> dict[str, Any]:
    """Answers to some items: right, wrong, in part, cleared; odd characters in free text."""
    answers = {}
    for row in exam.paper.items.select_related("version"):
        if rng.random() < 0.2:
            continue
        right = make.right_answer(row.version)
        answers[str(row.position)] = rng.choice([right, None, *WRONG[row.version.kind]])
    return answers


def _by_the_rule(exam: Exam, answers: dict[str, Any], scheme: MultipleScheme) -> tuple[Any, ...]:
    """(marks, score, verdict, excellent) straight from the rules, item by item."""
    marks = []
    items = PaperItem.objects.filter(paper=exam.paper).select_related("version")
    for row in items.order_by("position"):
        scored = Scored(ItemKind(row.version.kind), row.version.key, row.points)
        given = answers.get(str(row.position))
        empty = given in ("", [], ["", ""])
        marks.append(score(scored, None if empty else given, scheme=scheme))
    total = sum(marks, Decimal("0.00"))
    verdict = judge(
        score=total,
        full_marks=exam.paper.full_marks,
        pass_percent=exam.pass_percent,
        excellent_percent=exam.excellent_percent,
        kind=ExamKind(exam.kind),
    )
    text = json.dumps([int(rounded(each) * 100) for each in marks], separators=(",", ":"))
    return text, total, verdict.verdict.value, verdict.excellent


def _stored(sitting: Sitting) -> tuple[Any, ...]:
    [sheet] = MarkSheet.objects.filter(sitting=sitting)
    result = Result.objects.get(sitting=sitting)
    assert (sheet.number, sheet.paper_digest) == (1, sitting.paper.digest)
    assert result.score == sheet.score
    assert (result.person_id, result.enrolment_id) == (sitting.person_id, sitting.enrolment_id)
    assert result.full_marks == sitting.paper.full_marks
    assert result.released_at is None
    return sheet.marks, sheet.score, result.verdict, result.excellent


@pytest.fixture
def crowd(cast: Cast, at: datetime) -> list[Any]:
    return people.people(24, unit=cast.east, at=at)


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.rule.value)
def test_the_sweep_marks_as_the_rule_does(
    crowd: list[Any], at: datetime, scheme: MultipleScheme
) -> None:
    paper = make.paper(at=at, lines=LINES, scheme=scheme)
    exam = make.exam(at=at, persons=crowd, on_paper=paper)
    rng = random.Random(20)
    expected = {}
    for person in crowd:
        sitting = make.sitting(exam, person, at=at)
        answers = _answers(rng, exam) if person is not crowd[0] else {}
        if answers:
            # Backwards, so that rows do not lie in the order of the paper.
            make.save(sitting, dict(reversed(answers.items())), at=at)
        expected[sitting.pk] = _by_the_rule(exam, answers, scheme)
    late = at + 2 * make.DURATION * (make.MINUTE / 60)
    assert sittings.close_overdue(actor=SYSTEM, exam=exam, at=late) == len(crowd)
    rows = list(Sitting.objects.filter(exam=exam).select_related("paper"))
    assert {row.state for row in rows} == {SittingState.MARKED.value}
    assert {row.pk: _stored(row) for row in rows} == expected
    assert next(iter(expected.values()))[1] == 0, "the first of the crowd answered nothing"
    assert len({str(found) for found in expected.values()}) > 10


def test_one_at_a_time_and_all_at_once_write_the_same(crowd: list[Any], at: datetime) -> None:
    exam = make.exam(at=at, persons=crowd, on_paper=make.paper(at=at, lines=LINES))
    rng = random.Random(7)
    for person in crowd:
        sitting = make.sitting(exam, person, at=at)
        make.save(sitting, _answers(rng, exam) or {"1": None}, at=at)
    rows = list(Sitting.objects.filter(exam=exam).select_related("paper").order_by("pk"))

    def written(*, at_once: bool) -> list[tuple[Any, ...]]:
        with transaction.atomic():
            if at_once:
                marking.mark_many(exam, rows, at)
            else:
                for row in rows:
                    marking.mark(exam, [row], at)
            found = [_stored(row) for row in rows]
            stamps = {*MarkSheet.objects.values_list("marked_at", flat=True)}
            stamps |= {*Result.objects.values_list("marked_at", flat=True)}
            transaction.set_rollback(True)
        assert stamps == {at}
        return found

    assert written(at_once=True) == written(at_once=False)


def test_marking_many_twice_is_refused_by_the_schema(crowd: list[Any], at: datetime) -> None:
    exam = make.exam(at=at, persons=crowd[:3], on_paper=make.paper(at=at, lines=LINES))
    rows = [make.sitting(exam, person, at=at) for person in crowd[:3]]
    with transaction.atomic():
        marking.mark_many(exam, rows, at)
    with pytest.raises(IntegrityError), transaction.atomic():
        marking.mark_many(exam, rows, at)
    assert MarkSheet.objects.count() == Result.objects.count() == 3


def test_marking_nobody_writes_nothing(crowd: list[Any], at: datetime) -> None:
    exam = make.exam(at=at, persons=crowd[:1])
    with transaction.atomic():
        marking.mark_many(exam, [], at)
    assert not MarkSheet.objects.exists()
