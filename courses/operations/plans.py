"""Asking the planner: a run is written down, solved in the background, and keeps its answer."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from academy.audit.record import Actor, record
from academy.jobs.models import Job
from academy.jobs.queue import enqueue
from academy.people.models import Succession, Unit, UnitEdition
from academy.people.queries import units
from academy.shared import clock
from academy.shared.text import digest
from courses.enums import Verb
from courses.enums.plans import PlanState
from courses.errors.plans import (
    PlanCourseUnknown,
    PlanDemandEmpty,
    PlanHorizonInvalid,
    PlanNotSolvable,
    PlanUnitEnded,
    PlanUnitUnknown,
)
from courses.labels import planning as labels
from courses.models import PlanningRules, PlanningRun
from courses.queries import plan_demand
from courses.rules import plan_settings
from courses.rules.calendar import Span
from courses.rules.plan_settings import Asked, Demand

LONGEST = timedelta(days=731)


def ask(
    *,
    actor: Actor,
    span: Span,
    demand: Demand,
    asked: Asked,
    rules: PlanningRules | None = None,
    previous: PlanningRun | None = None,
    at: datetime,
) -> PlanningRun:
    """Write a run down and have it solved; the same question while it waits is the same run.

    With `previous` the plan stays close to that run's and keeps its locks and accepted lines.
    Raises PlanHorizonInvalid, PlanCourseUnknown, PlanUnitUnknown, PlanUnitEnded, PlanDemandEmpty.
    """
    on = clock.local_date(at)
    demanded = _looked_at(span, demand, on)
    parameters = plan_settings.dump_asked(asked)
    question = {
        "span": [span.starts_on.isoformat(), span.ends_on.isoformat()],
        "demand": plan_settings.dump_demand(demand),
        "parameters": parameters,
        "previous": previous.pk if previous else None,
    }
    draft = PlanningRun(
        year=span.starts_on.year,
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        demand=question["demand"],
        parameters=parameters,
        rules=rules,
        previous=previous,
        request_digest=digest([repr(question)]),
        demanded=demanded,
        requested_by=actor.key,
        created_at=at,
    )
    facts = {"starts_on": span.starts_on, "ends_on": span.ends_on, "demanded": demanded}
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
            record(actor, Verb.PLAN_ASKED, draft, at=at, facts=facts)
            _enqueue(draft, actor=actor, at=at)
    except IntegrityError:
        return PlanningRun.objects.get(
            request_digest=draft.request_digest, state=PlanState.DRAFT.value
        )
    draft.refresh_from_db()
    return draft


def solve_again(*, actor: Actor, run: PlanningRun, at: datetime) -> PlanningRun:
    """Have a run solved whose solving failed or was stopped; waiting already = success."""
    with transaction.atomic():
        row = run_row(run.pk)
        state = PlanState(row.state)
        if state not in (PlanState.DRAFT, PlanState.FAILED):
            raise PlanNotSolvable(state=str(labels.PLAN_STATE[state]))
        job = Job.objects.filter(key=job_key(row)).first()
        if state is PlanState.DRAFT and (job is None or job.ended_at is None):
            return row
        row.state = PlanState.DRAFT.value
        row.solved_at = None
        row.attempt += 1
        row.save(update_fields=["state", "solved_at", "attempt"])
        record(actor, Verb.PLAN_ASKED, row, at=at, facts={"attempt": row.attempt})
        _enqueue(row, actor=actor, at=at)
    row.refresh_from_db()
    return row


def job_key(run: PlanningRun) -> str:
    """The key of the job that solves a run, at this attempt."""
    return f"courses.solve_plan:{run.pk}:{run.attempt}"


def run_row(run_id: int) -> PlanningRun:
    """Lock a run until the transaction ends and return it fresh; before any cohort's row."""
    return PlanningRun.objects.select_for_update(of=("self",), no_key=True).get(pk=run_id)


def _enqueue(run: PlanningRun, *, actor: Actor, at: datetime) -> None:
    enqueue(
        "courses.solve_plan",
        payload={"run_id": run.pk},
        key=job_key(run),
        actor=actor,
        at=at,
        max_tries=2,
    )


def _looked_at(span: Span, demand: Demand, on: date) -> int:
    """Refuse a question that cannot be asked; return how many seats it asks for."""
    if not span.in_order or span.ends_on < on or span.ends_on - span.starts_on > LONGEST:
        raise PlanHorizonInvalid(field="ends_on", starts_on=span.starts_on, ends_on=span.ends_on)
    codes = [each.course for each in demand.courses]
    found = plan_demand.syllabi(codes, span.starts_on)
    for code in codes:
        if code not in found:
            raise PlanCourseUnknown(field="courses", code=code)
    for each in demand.courses:
        refuse_ended(each.units, on=on)
    nodes = units.tree(on)
    count = len(plan_demand.owed(demand, plan_demand.staff(nodes, on), nodes, on=span.starts_on))
    if not count:
        raise PlanDemandEmpty(field="courses")
    return count


def refuse_ended(codes: Sequence[str], *, on: date) -> None:
    """Raise PlanUnitUnknown or PlanUnitEnded for a unit that is not there on a day."""
    if not codes:
        return
    there = set(
        UnitEdition.objects.filter(units.valid_on(on), unit__code__in=list(codes)).values_list(
            "unit__code", flat=True
        )
    )
    for code in codes:
        if code not in there:
            raise _ended(code, on)


def _ended(code: str, on: date) -> PlanUnitUnknown | PlanUnitEnded:
    unit = Unit.objects.filter(code=code).first()
    last = (
        UnitEdition.objects.filter(unit__code=code, valid_until__lte=on)
        .order_by("-valid_until")
        .first()
    )
    if unit is None or last is None:
        return PlanUnitUnknown(field="units", code=code)
    return unit_ended(last, on)


def unit_ended(last: UnitEdition, on: date) -> PlanUnitEnded:
    """The refusal for a unit whose last edition is over, with what to do instead."""
    heirs = Succession.objects.filter(predecessor=last.unit, on__lte=on).values("unit_id")
    names = UnitEdition.objects.filter(units.valid_on(on), unit__in=heirs)
    heir = names.order_by("official_order").first()
    fix = (
        str(labels.UNIT_HEIR) % {"heir": heir.name}
        if heir is not None
        else str(labels.UNIT_WITHOUT_HEIR)
    )
    assert last.valid_until is not None
    return PlanUnitEnded(field="units", unit=last.name, ended_on=last.valid_until, fix=fix)
