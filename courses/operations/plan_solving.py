"""Solving a run: outside any transaction, checked by other means, then kept in one piece."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from academy.audit.record import Actor, record
from academy.shared import clock
from courses.enums import CohortState, Verb
from courses.enums.plans import PlanState
from courses.errors.plans import PlanBreached
from courses.models import (
    PlanBound,
    PlanLeftOver,
    PlanLine,
    PlanningRun,
    PlanQuota,
    PlanSeat,
)
from courses.operations import plans
from courses.queries import plan_input
from courses.queries.plan_input import Question
from courses.rules.planner import check, explain, solve
from courses.rules.planner import instance as ask
from courses.rules.planner import plan as answer

EXPLAIN_SECONDS = 10.0
WORKER = Actor.system("planner")
Watch = Callable[[answer.Progress], bool]


def answer_run(*, run: PlanningRun, watch: Watch | None = None, at: datetime) -> PlanningRun:
    """Solve a waiting run and keep the answer; one that has its answer stays as it is.

    The independent check comes before anything is kept: what breaks a rule raises PlanBreached
    and leaves the run failed.
    """
    row = PlanningRun.objects.select_related("previous").get(pk=run.pk)
    if row.state != PlanState.DRAFT:
        return row
    question = plan_input.of_run(row, on=clock.local_date(at))
    found, why = compute(question, watch=watch)
    return keep(run=row, question=question, found=found, why=why, at=at)


Found = answer.Plan | answer.Infeasible


def compute(
    question: Question, *, watch: Watch | None = None
) -> tuple[Found, answer.Explanation | None]:
    """Solve a question, and explain why there is no plan where there is none. No database."""
    asked = question.asked
    found = solve.solve(
        question.instance,
        seconds=float(asked.seconds),
        gap=asked.gap,
        steady=asked.steady,
        watch=watch,
    )
    if isinstance(found, answer.Plan):
        return found, None
    return found, explain.explain(question.instance, seconds=EXPLAIN_SECONDS)


def keep(
    *,
    run: PlanningRun,
    question: Question,
    found: Found,
    why: answer.Explanation | None,
    at: datetime,
) -> PlanningRun:
    """Keep the answer to a run that still waits for one; first come, first kept."""
    breaches = check.check(question.instance, found) if isinstance(found, answer.Plan) else ()
    with transaction.atomic():
        row = plans.run_row(run.pk)
        if row.state != PlanState.DRAFT:
            return row
        row.input_digest = question.digest
        row.demanded = len(question.instance.members)
        row.solved_at = at
        if isinstance(found, answer.Plan) and not breaches:
            _keep_plan(row, question, found, at)
        elif isinstance(found, answer.Infeasible) and why is not None and why.conflicts:
            row.state = PlanState.INFEASIBLE.value
            row.facts = {"seconds": round(found.seconds, 2), "proven": found.proven}
            row.explanation = asdict(why)
            row.save()
            record(WORKER, Verb.PLAN_INFEASIBLE, row, at=at, facts={"rules": _rules(why)})
        else:
            row.state = PlanState.FAILED.value
            row.facts = {"breaches": len(breaches), "seconds": round(found.seconds, 2)}
            row.save()
            record(WORKER, Verb.PLAN_FAILED, row, at=at, facts={"breaches": len(breaches)})
    if breaches:
        raise PlanBreached(count=len(breaches))
    return row


def _rules(why: answer.Explanation) -> list[str]:
    return sorted({each.rule.value for each in why.conflicts})


def _keep_plan(row: PlanningRun, question: Question, found: answer.Plan, at: datetime) -> None:
    lines = _lines(row, question, found, at)
    _people(row, question, found, lines)
    row.state = PlanState.PROPOSED.value
    row.seated = len(found.seats)
    row.moved = len(found.moves) if row.previous_id is not None else None
    row.facts = {
        "objective": found.objective,
        "bound": found.bound,
        "gap": found.gap,
        "seconds": round(found.seconds, 2),
        "status": found.status.value,
        "parts": asdict(found.parts),
    }
    row.save()
    if row.previous_id is not None:
        _supersede(row.previous_id, at)
    record(
        WORKER,
        Verb.PLAN_PROPOSED,
        row,
        at=at,
        facts={"cohorts": len(lines), "seats": row.seated, "moved": row.moved},
    )


def _supersede(run_id: int, at: datetime) -> None:
    """A proposal that has a successor is no longer decided on; what it led to stays."""
    PlanningRun.objects.filter(
        pk=run_id, state__in=[PlanState.PROPOSED.value, PlanState.ACCEPTED.value]
    ).update(state=PlanState.SUPERSEDED.value, superseded_at=at)


def _lines(
    row: PlanningRun, question: Question, found: answer.Plan, at: datetime
) -> dict[str, PlanLine]:
    slots = {slot.key: slot for slot in question.instance.slots}
    kept = _kept(row)
    opened = sorted(found.cohorts, key=lambda each: (slots[each.slot].span.starts_on, each.slot))
    rows = [
        _line(row, number, each, slots[each.slot], question, kept.get(each.slot))
        for number, each in enumerate(opened, start=1)
    ]
    PlanLine.objects.bulk_create(rows)
    _keep_bounds(rows, kept)
    return {line.slot: line for line in rows}


def _keep_bounds(rows: list[PlanLine], kept: dict[str, PlanLine]) -> None:
    """Take over what was decided about units' seats in lines that are still open."""
    open_lines = {
        kept[line.slot].pk: line for line in rows if line.locked and line.cohort_id is None
    }
    before = PlanBound.objects.filter(line__in=open_lines).order_by("pk")
    PlanBound.objects.bulk_create(
        [
            PlanBound(
                line=open_lines[each.line_id],
                unit_id=each.unit_id,
                minimum=each.minimum,
                maximum=each.maximum,
            )
            for each in before
        ],
        batch_size=1000,
    )


def _kept(row: PlanningRun) -> dict[str, PlanLine]:
    if row.previous_id is None:
        return {}
    rows = PlanLine.objects.filter(run_id=row.previous_id).select_related("syllabus")
    rows = rows.exclude(cohort__state=CohortState.CANCELLED.value)
    return {line.slot: line for line in rows}


def _line(
    row: PlanningRun,
    number: int,
    cohort: answer.Cohort,
    slot: ask.Slot,
    question: Question,
    before: PlanLine | None,
) -> PlanLine:
    mine = before if before is not None and (before.locked or before.cohort_id) else None
    return PlanLine(
        run=row,
        number=number,
        slot=slot.key,
        syllabus=mine.syllabus if mine is not None else question.syllabi[cohort.course],
        starts_on=slot.span.starts_on,
        ends_on=slot.span.ends_on,
        capacity=slot.capacity,
        men_beds=slot.beds_men,
        women_beds=slot.beds_women,
        hall_id=int(cohort.hall) if cohort.hall is not None else None,
        instructors=list(cohort.instructors),
        holiday_reason=mine.holiday_reason if mine is not None else "",
        locked=mine.locked if mine is not None else False,
        cohort_id=mine.cohort_id if mine is not None else None,
        accepted_at=mine.accepted_at if mine is not None else None,
    )


def _people(
    row: PlanningRun, question: Question, found: answer.Plan, lines: dict[str, PlanLine]
) -> None:
    members = {(each.person, each.course): each for each in question.instance.members}
    locked = {
        (each.person, each.course, each.slot)
        for each in question.instance.locks.seats
        if each.seated
    }
    seats = []
    for each in sorted(found.seats, key=lambda seat: (seat.slot, seat.person)):
        member, line = members[each.person, each.course], lines[each.slot]
        fixed = (each.person, each.course, each.slot) in locked and line.cohort_id is None
        seats.append(
            PlanSeat(
                line=line,
                run=row,
                syllabus_id=line.syllabus_id,
                person_id=each.person,
                unit_id=member.unit,
                sex=member.sex.value,
                locked=fixed,
            )
        )
    PlanSeat.objects.bulk_create(seats, batch_size=1000)
    quotas = Counter((seat.line_id, seat.unit_id) for seat in seats)
    PlanQuota.objects.bulk_create(
        [
            PlanQuota(line_id=line, unit_id=unit, seats=count)
            for (line, unit), count in sorted(quotas.items())
        ],
        batch_size=1000,
    )
    PlanLeftOver.objects.bulk_create(
        [
            PlanLeftOver(
                run=row,
                syllabus=question.syllabi[each.course],
                person_id=each.person,
                unit_id=members[each.person, each.course].unit,
                rule=each.rule.value,
            )
            for each in found.left_over
        ],
        batch_size=1000,
    )
