"""Marking sittings that have ended. Called inside the transaction that ends them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import NamedTuple
from uuid import uuid4

from django.db import connection
from django.db.models import Model

from exams.enums import ExamKind
from exams.models import Exam, MarkSheet, Response, Result, Sitting
from exams.queries.papers import PaperSheet, sheet_of
from exams.rules.result import Verdict, judge

# Below SQLite's and PostgreSQL's limits on parameters of one statement.
_BATCH = 500
# Between the answers of one sitting: in JSON text a control character is always escaped.
_BETWEEN = "\x1f"
_LINES = 250


class _Marked(NamedTuple):
    """A sitting's marks in the order of its paper, as stored, and their sum."""

    marks: str
    score: Decimal
    verdict: Verdict


class _MarksOfItem(dict[str, str]):
    """Hundredths of a point as text by answer text, each worked out when it first occurs."""

    def __init__(self, sheet: PaperSheet, key: str) -> None:
        super().__init__()
        self._sheet, self._key = sheet, key

    def __missing__(self, answer: str) -> str:
        text = self[answer] = str(int(self._sheet.mark(self._key, answer).scaleb(2)))
        return text


class _Marker:
    """Marks the sittings of one exam on one paper; equal things are worked out once."""

    def __init__(self, exam: Exam, sheet: PaperSheet) -> None:
        self.sheet = sheet
        self._exam = exam
        self._items = [_MarksOfItem(sheet, key) for key in sheet.keys]
        self._places = {sheet.row_ids[key]: place for place, key in enumerate(sheet.keys)}
        self._none = ["0"] * sheet.item_count
        # Where each answer of a sitting belongs; most sittings have all, in the paper's order.
        self._plans: dict[str, list[int]] = {}
        self._whole = list(range(sheet.item_count))
        self._verdicts: dict[int, tuple[Decimal, Verdict]] = {}

    def mark(self, items: str, answers: str) -> _Marked:
        """Mark one sitting: its item ids, comma-separated, and its answers in the same order."""
        marks = self._marks(items, answers) if items else self._none
        total = sum(map(int, marks))
        known = self._verdicts.get(total)
        if known is None:
            known = self._verdicts[total] = self._judged(Decimal(total).scaleb(-2))
        return _Marked(f"[{','.join(marks)}]", *known)

    def _marks(self, items: str, answers: str) -> list[str]:
        plan = self._plans.get(items)
        if plan is None:
            plan = [self._places[int(item)] for item in items.split(",")]
            plan = self._plans[items] = self._whole if plan == self._whole else plan
        given = answers.split(_BETWEEN)
        if plan is self._whole:
            return [item[answer] for item, answer in zip(self._items, given, strict=True)]
        marks = self._none.copy()
        for place, answer in zip(plan, given, strict=True):
            marks[place] = self._items[place][answer]
        return marks

    def _judged(self, score: Decimal) -> tuple[Decimal, Verdict]:
        verdict = judge(
            score=score,
            full_marks=self.sheet.full_marks,
            pass_percent=self._exam.pass_percent,
            excellent_percent=self._exam.excellent_percent,
            kind=ExamKind(self._exam.kind),
        )
        return score, verdict


def _answers_of(sitting_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """By sitting: its items' ids and its answers, each as one text, in the same order.

    One row for each sitting and not for each answer: fifty small rows would cost more on their
    way here than the marking of them.
    """
    found: dict[int, tuple[str, str]] = {}
    table = connection.ops.quote_name(Response._meta.db_table)
    joined = (
        "string_agg(item_id::text, ','), string_agg(answer, chr(31))"
        if connection.vendor == "postgresql"
        else "group_concat(item_id, ','), group_concat(answer, char(31))"
    )
    with connection.cursor() as cursor:
        for start in range(0, len(sitting_ids), _BATCH):
            some = sitting_ids[start : start + _BATCH]
            marks = ",".join(["%s"] * len(some))
            cursor.execute(
                f"SELECT sitting_id, {joined} FROM {table}"  # noqa: S608 - no outside text
                f" WHERE sitting_id IN ({marks}) GROUP BY sitting_id",
                some,
            )
            found.update((row[0], (row[1], row[2])) for row in cursor.fetchall())
    return found


def _marked(
    exam: Exam, sittings: Sequence[Sitting]
) -> Iterator[tuple[Sitting, PaperSheet, _Marked]]:
    """Each sitting with its paper and marks, in the order given.

    Whatever is needed of the database has been read when this returns.
    """
    answers = _answers_of([sitting.pk for sitting in sittings])
    papers = {sitting.paper_id for sitting in sittings}
    markers = {paper_id: _Marker(exam, sheet_of(paper_id)) for paper_id in papers}

    def marked() -> Iterator[tuple[Sitting, PaperSheet, _Marked]]:
        for sitting in sittings:
            marker = markers[sitting.paper_id]
            yield sitting, marker.sheet, marker.mark(*answers.get(sitting.pk, ("", "")))

    return marked()


def mark(exam: Exam, sittings: Sequence[Sitting], at: datetime) -> list[Result]:
    """Write a mark sheet and a result for each sitting, in three statements per 500 sittings.

    Returns the results in the order of ``sittings``. The unique keys on both tables make a
    second marking of the same sitting impossible.
    """
    sheets: list[MarkSheet] = []
    results: list[Result] = []
    for sitting, paper, marked in _marked(exam, sittings):
        sheets.append(_sheet(sitting, paper, marked, at))
        results.append(
            Result(
                exam=exam,
                person_id=sitting.person_id,
                enrolment_id=sitting.enrolment_id,
                sitting=sitting,
                verdict=marked.verdict.verdict.value,
                score=marked.score,
                full_marks=paper.full_marks,
                excellent=marked.verdict.excellent,
                marked_at=at,
            )
        )
    MarkSheet.objects.bulk_create(sheets, batch_size=_BATCH)
    return Result.objects.bulk_create(results, batch_size=_BATCH)


def mark_again(exam: Exam, sitting: Sitting, at: datetime) -> Result:
    """Mark a marked sitting anew, on a further sheet, and let its result say so."""
    [(_, paper, marked)] = _marked(exam, [sitting])
    sheet = _sheet(sitting, paper, marked, at)
    sheet.number = 1 + MarkSheet.objects.filter(sitting=sitting).count()
    sheet.save(force_insert=True)
    result = Result.objects.select_for_update(of=("self",), no_key=True).get(sitting=sitting)
    result.score = marked.score
    result.verdict = marked.verdict.verdict.value
    result.excellent = marked.verdict.excellent
    result.marked_at = at
    result.save(update_fields=["score", "verdict", "excellent", "marked_at"])
    return result


def _sheet(sitting: Sitting, paper: PaperSheet, marked: _Marked, at: datetime) -> MarkSheet:
    return MarkSheet(
        sitting=sitting,
        marks=marked.marks,
        score=marked.score,
        paper_digest=paper.digest,
        marked_at=at,
    )


def mark_many(exam: Exam, sittings: Sequence[Sitting], at: datetime) -> None:
    """Write what ``mark`` writes, for a whole exam at once.

    PostgreSQL is sent both tables by COPY: row objects would take most of the time.
    """
    if connection.vendor != "postgresql":
        mark(exam, sittings, at)
        return
    stamp = at.isoformat()
    results: list[str] = []
    each = _marked(exam, sittings)  # before COPY begins: a connection does one thing at a time

    def sheet_lines() -> Iterator[str]:
        """Lines of the first table, leaving those of the second behind."""
        for sitting, paper, marked in each:
            pk, score, verdict = sitting.pk, marked.score, marked.verdict
            results.append(
                f"{uuid4()}\t{exam.pk}\t{sitting.person_id}\t{sitting.enrolment_id}\t{pk}"
                f"\t{verdict.verdict.value}\tf\t{score}\t{paper.full_marks}"
                f"\t{'t' if verdict.excellent else 'f'}\t{stamp}\n"
            )
            yield f"{pk}\t1\t{marked.marks}\t{score}\t{paper.digest}\t{stamp}\n"

    _copy(MarkSheet, "sitting_id, number, marks, score, paper_digest, marked_at", sheet_lines())
    _copy(
        Result,
        "public_id, exam_id, person_id, enrolment_id, sitting_id, verdict, excused, score,"
        " full_marks, excellent, marked_at",
        results,
    )


def _copy(model: type[Model], columns: str, lines: Iterable[str]) -> None:
    """Send lines of COPY's text form; none of their values holds a tab, backslash or line end."""
    table = connection.ops.quote_name(model._meta.db_table)
    statement, feed = f"COPY {table} ({columns}) FROM STDIN", iter(lines)
    # The driver's COPY is not wrapped by Django: a doubled key must be its IntegrityError.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        # Handed over a few at a time: the database reads them while the next are worked out.
        while some := "".join(islice(feed, _LINES)):
            copy.write(some)
