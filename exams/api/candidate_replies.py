"""Rows as candidates are told of them; only names listed in the candidate schemas go out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from exams import signing
from exams.api.candidate_schemas import (
    AnnouncementOut,
    CheckedInOut,
    HandInOut,
    LeaseOut,
    MyExamOut,
    MyExamsOut,
    MyResultOut,
    PulseOut,
    SavedOut,
    SittingOut,
)
from exams.enums import ExamKind, ResultVerdict, SittingState
from exams.models import Exam, Response, Result, Sitting
from exams.operations.pulses import Pulse
from exams.operations.responses import Receipt
from exams.queries.accommodations import planned_seconds
from exams.queries.mine import MyExam
from exams.queries.papers import sheet_of
from exams.rules import timing


def my_exams(mine: Sequence[MyExam]) -> MyExamsOut:
    """The list of a person's exams."""
    return MyExamsOut(items=[_my_exam(each) for each in mine])


def _my_exam(mine: MyExam) -> MyExamOut:
    exam, result = mine.exam, mine.result
    return MyExamOut(
        id=exam.public_id,
        title=exam.title,
        cohort=exam.cohort.name,
        kind=ExamKind(exam.kind),
        window=mine.window,
        opens_at=exam.opens_at,
        closes_at=exam.closes_at,
        duration_seconds=exam.duration_seconds,
        item_count=exam.paper.item_count,
        full_marks=exam.paper.full_marks,
        sitting=mine.sitting.public_id if mine.sitting else None,
        state=_told(mine.state) if mine.state else None,
        verdict=ResultVerdict(result.verdict) if result else None,
        score=result.score if result else None,
    )


def _told(state: SittingState) -> SittingState:
    """Whether a sitting is marked already is nobody's business before release."""
    return SittingState.HANDED_IN if state is SittingState.MARKED else state


def _times(sitting: Sitting) -> tuple[datetime, datetime]:
    if sitting.started_at is None or sitting.deadline_at is None:
        raise AssertionError("a started sitting has both instants by constraint")
    return sitting.started_at, sitting.deadline_at


def _now(row: Sitting, at: datetime) -> SittingState:
    """The state of a sitting as its candidate may know it at ``at``."""
    state = timing.state_at(SittingState(row.state), deadline_at=row.deadline_at, at=at)
    if state is SittingState.MARKED:
        return SittingState.HANDED_IN if row.handed_in_at else SittingState.CLOSED
    return state


def checked_in(row: Sitting, exam: Exam, ticket: str, at: datetime) -> CheckedInOut:
    """A place at an exam, with the ticket that opens it."""
    return CheckedInOut(
        sitting=row.public_id,
        exam=exam.public_id,
        state=_now(row, at),
        room=row.room.name if row.room is not None else "",
        seat=row.seat,
        opens_at=exam.opens_at,
        closes_at=exam.closes_at,
        deadline_at=row.deadline_at,
        duration_seconds=exam.duration_seconds,
        planned_seconds=(
            row.planned_seconds if row.deadline_at else planned_seconds(exam, row.person_id, at)
        ),
        server_at=at,
        item_count=exam.paper.item_count,
        ticket=ticket,
    )


def sitting(row: Sitting, client: str, at: datetime) -> SittingOut:
    """A started sitting, as told to the page called ``client``."""
    started_at, deadline_at = _times(row)
    return SittingOut(
        id=row.public_id,
        exam=row.exam.public_id,
        number=row.number,
        state=_now(row, at),
        started_at=started_at,
        deadline_at=deadline_at,
        paused_at=row.paused_at,
        server_at=at,
        item_count=sheet_of(row.paper_id).item_count,
        answered=row.answered,
        last_sequence=row.last_sequence,
        lease=row.lease if row.lease_client == client else None,
    )


def lease(row: Sitting, at: datetime) -> LeaseOut:
    """The lease that a page holds now."""
    return LeaseOut(
        lease=row.lease, last_sequence=row.last_sequence, answered=row.answered, server_at=at
    )


def saved(row: Sitting, at: datetime) -> SavedOut:
    """What the server holds of a running sitting."""
    sheet = sheet_of(row.paper_id)
    stored = Response.objects.filter(sitting=row).values_list("item_id", "answer")
    return SavedOut(
        state=_now(row, at),
        deadline_at=_times(row)[1],
        paused_at=row.paused_at,
        server_at=at,
        last_sequence=row.last_sequence,
        answered=row.answered,
        item_count=sheet.item_count,
        answers={sheet.key_of_row[item]: json.loads(answer) for item, answer in stored},
    )


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def receipt(sitting_id: UUID, row: Receipt) -> str:
    """A receipt as JSON text, written by hand because every save passes here."""
    at = _stamp(row.at)
    signed = signing.sign(
        {
            "v": 1,
            "kind": "save",
            "sitting": str(sitting_id),
            "sequence": row.sequence,
            "answered": row.answered,
            "items": row.item_count,
            "digest": row.digest,
            "at": at,
        }
    )
    return (
        f'{{"sequence":{row.sequence},"saved":{row.saved},"answered":{row.answered},'
        f'"item_count":{row.item_count},"digest":"{row.digest}","at":"{at}","receipt":"{signed}"}}'
    )


def pulse(row: Pulse, lease: int | None) -> PulseOut:
    """How things stand, told to the page that believes to hold ``lease``."""
    state = timing.state_at(row.state, deadline_at=row.deadline_at, at=row.at)
    if state is SittingState.MARKED:
        state = SittingState.HANDED_IN if row.handed_in_at else SittingState.CLOSED
    return PulseOut(
        state=state,
        deadline_at=row.deadline_at,
        paused_at=row.paused_at,
        server_at=row.at,
        lease_held=lease == row.lease,
        last_sequence=row.last_sequence,
        answered=row.answered,
        announcements=[
            AnnouncementOut(id=each.public_id, text=each.text, at=each.announced_at)
            for each in row.announcements
        ],
    )


def handed_in(sitting: Sitting) -> HandInOut:
    """The end of a sitting, without its score; the same however often it is asked for."""
    ended_at = sitting.handed_in_at or sitting.closed_at
    if ended_at is None:
        raise AssertionError("an ended sitting has its instant by constraint")
    state = SittingState.HANDED_IN if sitting.handed_in_at else SittingState.CLOSED
    items = sheet_of(sitting.paper_id).item_count
    return HandInOut(
        id=sitting.public_id,
        state=state,
        ended_at=ended_at,
        answered=sitting.answered,
        item_count=items,
        last_sequence=sitting.last_sequence,
        digest=sitting.head_digest,
        receipt=signing.sign(
            {
                "v": 1,
                "kind": "hand_in",
                "sitting": str(sitting.public_id),
                "state": state.value,
                "sequence": sitting.last_sequence,
                "answered": sitting.answered,
                "items": items,
                "digest": sitting.head_digest,
                "at": _stamp(ended_at),
            }
        ),
    )


def result(sitting: Sitting, row: Result) -> MyResultOut:
    """A released result."""
    if row.score is None or row.released_at is None:
        raise AssertionError("a released result of a sitting has both by constraint")
    return MyResultOut(
        exam=sitting.exam.public_id,
        sitting=sitting.public_id,
        kind=ExamKind(sitting.exam.kind),
        verdict=ResultVerdict(row.verdict),
        score=row.score,
        full_marks=row.full_marks,
        excellent=row.excellent,
        released_at=row.released_at,
    )
