"""Rehearsing an exam over the API."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from ninja import Router, Schema

from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.shared import clock
from exams import access
from exams.api.candidate_schemas import Count, In
from exams.enums import RehearsalStep
from exams.operations import rehearsal
from exams.rules.rehearsal import Report

router = Router(tags=["exams"])
ADMIN = ApiDoor(Role.ACADEMY_ADMIN)


class RehearsalIn(In):
    """How many fake candidates, 8 to 200."""

    candidates: Count = 30


class StepOut(Schema):
    """All calls of one step of the day; times in milliseconds."""

    step: RehearsalStep
    count: int
    refused: int
    p50: float
    p95: float


class RefusedOut(Schema):
    """How often a step was refused with a code, and whether the script wanted that."""

    step: RehearsalStep
    code: str
    count: int
    wanted: bool


class ScoresOut(Schema):
    """The fake candidates' scores."""

    lowest: Decimal
    median: Decimal
    highest: Decimal
    passed: int
    failed: int


class RehearsalOut(Schema):
    """What a rehearsal found; ``sound`` where all checks held and no refusal was unplanned."""

    exam: UUID
    sound: bool
    candidates: int
    item_count: int
    full_marks: Decimal
    paper_bytes: int
    duration_seconds: int
    seconds: float
    checks: dict[str, bool]
    steps: list[StepOut]
    refusals: list[RefusedOut]
    scores: ScoresOut


@router.post(
    "/exams/{uuid:exam_id}/rehearsals",
    response=RehearsalOut,
    auth=ADMIN,
    url_name="rehearse_exam",
)
def rehearse_exam(request: PersonRequest, exam_id: UUID, body: RehearsalIn) -> RehearsalOut:
    """Run the whole day with fake candidates; nothing is kept but a line in the log."""
    exam = access.exam_for_staff(exam_id)
    report = rehearsal.run(
        actor=actor(request.person),
        exam=exam,
        candidates=body.candidates,
        at=clock.database_now(),
    )
    return shown(exam_id, report)


def shown(exam_id: UUID, report: Report) -> RehearsalOut:
    """A report as it is sent."""
    return RehearsalOut.model_validate(
        {
            "exam": exam_id,
            "sound": report.sound,
            **{name: getattr(report, name) for name in _PLAIN},
            "checks": dict(report.checks),
        },
        from_attributes=True,
    )


_PLAIN = (
    "candidates",
    "item_count",
    "full_marks",
    "paper_bytes",
    "duration_seconds",
    "seconds",
    "steps",
    "refusals",
    "scores",
)
