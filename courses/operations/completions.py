"""The port through which exams report outcomes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from academy.audit.record import Actor, record_many
from courses.enums import AttemptKind, CohortState, OutcomeVerdict, Verb
from courses.errors import (
    CohortClosed,
    CohortNotRunning,
    EnrolmentUnknown,
    MakeUpNotAllowed,
    OutcomeConflict,
    OutcomeInvalid,
)
from courses.models import Cohort, Enrolment, ExamOutcome
from courses.operations import carrying, locks


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """One released exam fact.

    `exam_ref` names the exam, the same one for first sitting and make-up; `sitting_ref` the
    person's own go ("" if there was none). `score` is None, or 0…`full_marks` in points.
    """

    enrolment_id: int
    exam_ref: str
    sitting_ref: str
    attempt: AttemptKind
    verdict: OutcomeVerdict
    score: Decimal | None
    full_marks: Decimal
    excellent: bool


_Key = tuple[int, str, str]


@transaction.atomic
def record_outcome(
    *,
    actor: Actor,
    enrolment_id: int,
    exam_ref: str,
    sitting_ref: str,
    attempt: AttemptKind,
    verdict: OutcomeVerdict,
    score: Decimal | None,
    full_marks: Decimal,
    excellent: bool,
    at: datetime,
) -> ExamOutcome:
    """Record one outcome; see `record_outcomes`."""
    line = OutcomeLine(
        enrolment_id, exam_ref, sitting_ref, attempt, verdict, score, full_marks, excellent
    )
    return record_outcomes(actor=actor, lines=[line], at=at)[0]


@transaction.atomic
def record_outcomes(
    *, actor: Actor, lines: Sequence[OutcomeLine], at: datetime
) -> list[ExamOutcome]:
    """Record outcomes, all or none, and return their rows in the order of `lines`.

    A line reported before with equal facts is success and writes nothing; with other facts it is
    refused, for outcomes are append-only. New lines need a running cohort. People who withdrew
    after taking their seat may still have an outcome; it does not change that they withdrew. What
    is reported about somebody who was transferred since goes along to their new cohort.
    The number of statements does not depend on the number of lines.
    """
    enrolments = _locked(lines)
    known = _known(lines)
    new: dict[_Key, OutcomeLine] = {}
    conflicts = 0
    for line in lines:
        earlier = known.get(_key(line))
        if earlier is not None:
            conflicts += _facts(earlier) != _facts(line)
        elif _key(line) in new:
            conflicts += _facts(new[_key(line)]) != _facts(line)
        else:
            new[_key(line)] = line
    if conflicts:
        raise OutcomeConflict(count=conflicts)
    _refuse_new(list(new.values()), enrolments)
    rows = ExamOutcome.objects.bulk_create(_row(line, at) for line in new.values())
    carrying.carry(rows)
    known.update({(row.enrolment_id, row.exam_ref, row.attempt): row for row in rows})
    entries = [
        (enrolments[row.enrolment_id], {"exam": row.exam_ref, "verdict": row.verdict})
        for row in rows
    ]
    record_many(actor, Verb.OUTCOME_RECORDED, entries, at=at)
    return [known[_key(line)] for line in lines]


def lock_cohorts(cohort_ids: Iterable[int]) -> dict[int, Cohort]:
    """Lock cohorts about which is reported, and those to which people of theirs went on.

    A transfer that commits while one waits for a lock may lead to a further cohort. What was
    locked is then let go of, and all are locked anew: cohorts are locked in the order of their
    keys. Once all are held nobody can be transferred any more.
    """
    wanted = carrying.destinations(cohort_ids)
    while True:
        before = transaction.savepoint()
        held = locks.cohort_rows(wanted)
        if not carrying.leads_further(wanted):
            transaction.savepoint_commit(before)
            return held
        transaction.savepoint_rollback(before)
        wanted = carrying.destinations(wanted)


def _locked(lines: Sequence[OutcomeLine]) -> dict[int, Enrolment]:
    """Lock the cohorts the lines belong to, then read the enrolments."""
    ids = {line.enrolment_id for line in lines}
    cohort_ids = set(Enrolment.objects.filter(pk__in=ids).values_list("cohort_id", flat=True))
    cohorts = lock_cohorts(cohort_ids)
    rows = Enrolment.objects.in_bulk(list(ids))
    unknown = [each for each in ids if each not in rows or rows[each].enrolled_at is None]
    if unknown:
        raise EnrolmentUnknown(count=len(unknown))
    for row in rows.values():
        row.cohort = cohorts[row.cohort_id]
    return rows


def _known(lines: Sequence[OutcomeLine]) -> dict[_Key, ExamOutcome]:
    rows = ExamOutcome.objects.filter(
        enrolment_id__in={line.enrolment_id for line in lines},
        exam_ref__in={line.exam_ref for line in lines},
    )
    return {(row.enrolment_id, row.exam_ref, row.attempt): row for row in rows}


def _refuse_new(lines: Sequence[OutcomeLine], enrolments: dict[int, Enrolment]) -> None:
    for line in lines:
        cohort = enrolments[line.enrolment_id].cohort
        if cohort.state == CohortState.CLOSED:
            raise CohortClosed
        if cohort.state != CohortState.RUNNING:
            raise CohortNotRunning
    forbidden = sum(
        line.attempt == AttemptKind.MAKE_UP
        and not enrolments[line.enrolment_id].cohort.syllabus.make_up_allowed
        for line in lines
    )
    if forbidden:
        raise MakeUpNotAllowed(count=forbidden)
    wrong = sum(not _sound(line) for line in lines)
    if wrong:
        raise OutcomeInvalid(count=wrong)


def _sound(line: OutcomeLine) -> bool:
    if line.full_marks <= 0:
        return False
    if line.score is not None and not Decimal(0) <= line.score <= line.full_marks:
        return False
    first_pass = (line.attempt, line.verdict) == (AttemptKind.FIRST, OutcomeVerdict.PASSED)
    return first_pass or not line.excellent


def _key(line: OutcomeLine) -> _Key:
    return (line.enrolment_id, line.exam_ref, AttemptKind(line.attempt).value)


def _facts(line: OutcomeLine | ExamOutcome) -> tuple[object, ...]:
    return (
        line.sitting_ref,
        OutcomeVerdict(line.verdict),
        line.score,
        line.full_marks,
        line.excellent,
    )


def _row(line: OutcomeLine, at: datetime) -> ExamOutcome:
    return ExamOutcome(
        enrolment_id=line.enrolment_id,
        exam_ref=line.exam_ref,
        sitting_ref=line.sitting_ref,
        attempt=AttemptKind(line.attempt),
        verdict=OutcomeVerdict(line.verdict),
        score=line.score,
        full_marks=line.full_marks,
        excellent=line.excellent,
        recorded_at=at,
    )
