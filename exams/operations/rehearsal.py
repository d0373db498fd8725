"""Rehearsing an exam: the whole day with the real code, and nothing left of it afterwards.

Everything happens in one transaction that is always rolled back: no person, sitting, audit entry,
number, job or message of it remains, and nothing that waits for a commit is ever done. The clock
is shifted to the exam's own day for this one call. Only that there was a rehearsal, and what it
found in numbers, is written to the log, when all the rest is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import copy_context
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from academy.audit.record import Actor, record
from academy.people.models import Person
from exams.enums import ExamState, ResultVerdict, SittingState, Verb
from exams.errors import RehearsalRefused
from exams.models import Exam, LateResponse, Response, Result, Sitting
from exams.operations import rehearsal_cast
from exams.operations.rehearsal_cast import Candidate
from exams.operations.rehearsal_script import Play
from exams.operations.rehearsal_stage import Stage, never_kept
from exams.queries.papers import PaperSheet, sheet_of
from exams.queries.policies import policy_of
from exams.rules import rehearsal
from exams.rules.answers import UNANSWERED, normalise
from exams.rules.rehearsal import MAX_CANDIDATES, MIN_CANDIDATES, Part, Report


def run(*, actor: Actor, exam: Exam, at: datetime, candidates: int = 30) -> Report:
    """Rehearse an exam with ``candidates`` fake people; takes about a second for ten of them.

    Writers on this database wait meanwhile, which is why nobody may be sitting an exam.

    Args:
        candidates: 8 to 200; the first eight each play what goes wrong on a real day.

    Raises:
        RehearsalRefused: somebody is sitting an exam, the exam is over, or the number is out of
            range.
    """
    if not MIN_CANDIDATES <= candidates <= MAX_CANDIDATES:
        raise RehearsalRefused("candidates_out_of_range", field="candidates")
    # A copy of the context: language, log fields and clock stay as they were for the caller.
    report: Report = copy_context().run(_rehearsed, actor, exam, candidates, at)
    with transaction.atomic():
        record(actor, Verb.EXAM_REHEARSED, exam, at=at, facts=_facts(report))
    return report


def _rehearsed(actor: Actor, exam: Exam, candidates: int, at: datetime) -> Report:
    stage = Stage(began_at=at)
    with never_kept():
        try:
            found = _played(stage, actor, exam, candidates, at)
        finally:
            transaction.set_rollback(True)
    gone = not Person.objects.filter(staff_number__startswith=rehearsal_cast.PREFIX).exists()
    return found(gone)


def _played(
    stage: Stage, actor: Actor, exam: Exam, candidates: int, at: datetime
) -> Callable[[bool], Report]:
    """Play the day; what is given back makes the report, once it is known that nothing is left."""
    _require_quiet(exam, at)
    exam = Exam.objects.select_related("paper", "cohort", "follows").get(pk=exam.pk)
    policy, sheet = policy_of(exam), sheet_of(exam.paper.public_id)
    cast = rehearsal_cast.gather(exam, policy, candidates, at=at)
    play = Play(stage, exam, policy, sheet, cast, actor)
    play.run()
    results = {row.person_id: row for row in Result.objects.filter(exam=exam)}
    checks = _checks(play, results)
    scores = [
        (result.score, result.verdict == ResultVerdict.PASSED.value)
        for who in cast
        if (result := results.get(who.person.pk)) is not None and result.score is not None
    ]
    return lambda gone: Report(
        candidates=candidates,
        item_count=sheet.item_count,
        full_marks=sheet.full_marks,
        paper_bytes=play.paper_bytes,
        duration_seconds=exam.duration_seconds,
        seconds=stage.seconds,
        steps=rehearsal.step_lines(stage.calls),
        refusals=rehearsal.refusal_lines(stage.calls),
        scores=rehearsal.score_line(scores),
        checks=checks | {"nothing_remains": gone},
    )


def _require_quiet(exam: Exam, at: datetime) -> None:
    state = Exam.objects.values_list("state", flat=True).get(pk=exam.pk)
    if state != ExamState.SCHEDULED.value:
        raise RehearsalRefused("exam_over")
    under_way = Q(state=SittingState.OPEN.value, deadline_at__gt=at)
    if Sitting.objects.filter(under_way | Q(state=SittingState.PAUSED.value)).exists():
        raise RehearsalRefused("somebody_sitting")


def _checks(play: Play, results: Mapping[int, Result]) -> dict[str, bool]:
    """What was promised, each with whether it held."""
    cast, sheet = play.cast, play.sheet
    by_part = {who.part: who for who in cast}
    rows = Sitting.objects.in_bulk([who.sitting.pk for who in cast])
    late = LateResponse.objects.filter(sitting=by_part[Part.LATE].sitting)
    return {
        "everybody_started": all(row.started_at is not None for row in rows.values()),
        "acknowledged_is_stored": _stored(cast, sheet)
        == {who.sitting.pk: _texts(who, sheet) for who in cast},
        "acknowledged_is_marked": all(
            _score(results.get(who.person.pk)) == _expected(who, sheet) for who in cast
        ),
        "full_marks_for_all_right": _score(results.get(by_part[Part.FULL_MARKS].person.pk))
        == sheet.full_marks,
        "nothing_for_an_empty_paper": _score(results.get(by_part[Part.EMPTY].person.pk)) == 0,
        "late_answers_kept": late.exists(),
        "second_hand_in_is_the_first": play.equal_replies,
        "pause_given_back": rows[by_part[Part.PAUSED].sitting.pk].paused_seconds > 0,
        "no_server_error": not any(call.code.startswith("http.5") for call in play.stage.calls),
    }


def _texts(who: Candidate, sheet: PaperSheet) -> dict[str, str]:
    """What was acknowledged to a candidate, as canonical texts by item key."""
    return {key: normalise(sheet.shapes[key], value) for key, value in who.acknowledged.items()}


def _stored(cast: Sequence[Candidate], sheet: PaperSheet) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {who.sitting.pk: {} for who in cast}
    rows = Response.objects.filter(sitting_id__in=found)
    for sitting_id, item_id, answer in rows.values_list("sitting_id", "item_id", "answer"):
        found[sitting_id][sheet.key_of_row[item_id]] = answer
    return found


def _expected(who: Candidate, sheet: PaperSheet) -> Decimal:
    texts = _texts(who, sheet).items()
    return sum((sheet.mark(key, text) for key, text in texts if text != UNANSWERED), Decimal(0))


def _score(result: Result | None) -> Decimal | None:
    return None if result is None else result.score


def _facts(report: Report) -> dict[str, object]:
    """What the log keeps of a rehearsal."""
    return {
        "candidates": report.candidates,
        "sound": report.sound,
        "seconds": round(report.seconds, 1),
        "failed": sorted(name for name, held in report.checks.items() if not held),
        "refusals": [
            [str(line.step), line.code, line.count, line.wanted] for line in report.refusals
        ],
    }
