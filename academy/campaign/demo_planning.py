"""The next half-year as a planner finds it: a proposal, with what was decided about it so far."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice

from academy.audit.record import Actor
from academy.campaign.demo_enrolling import BRANCHES, COURSE_CODE
from academy.campaign.planning import search_gap, search_seconds
from academy.people.enums import StaffKind
from academy.people.models import Person
from academy.shared import clock
from academy.shared.errors import Refusal
from courses.enums.planning import BlockKind
from courses.enums.plans import PlanBasis, PlanState
from courses.errors.plans import PlanDemandEmpty
from courses.models import PlanLine, PlanningRun, PlanSeat
from courses.operations import blocks, plan_edits, plan_solving, plans
from courses.queries import plan_rules
from courses.queries.blocks import Wanted
from courses.rules.calendar import Span
from courses.rules.plan_settings import Asked, CourseDemand, Demand

ACTOR = Actor.system("demo")
WEEKS, LEAD = 30, timedelta(days=42)
SOURCE = "各分局报送的值班表"
_TRIED = 20
"""Seats that are tried for a move: not every one can be moved within the rules."""


def prepare(at: datetime) -> None:
    """Make sure there is a proposal ahead; when its first week has begun, there is a next one."""
    today = clock.local_date(at)
    mine = PlanningRun.objects.filter(requested_by=ACTOR.key, starts_on__gt=today)
    if mine.exclude(state=PlanState.DRAFT.value).exists():
        return
    first = today + LEAD
    first -= timedelta(days=first.weekday())
    span = Span(first, first + timedelta(days=WEEKS * 7 - 1))
    _duty(span, at)
    staff = Person.objects.filter(left_on__isnull=True).count()
    wanted = (CourseDemand(COURSE_CODE, (StaffKind.ENFORCEMENT,)),)
    try:
        run = plans.ask(
            actor=ACTOR,
            span=span,
            demand=Demand(PlanBasis.POPULATION, wanted),
            asked=Asked(
                plan_rules.settings_on(first),
                seconds=search_seconds(staff),
                steady=True,
                gap=search_gap(staff),
            ),
            rules=plan_rules.edition_on(first),
            at=at,
        )
    except PlanDemandEmpty:
        return  # visitors have seated everybody
    run = plan_solving.answer_run(run=run, at=at)
    if run.state == PlanState.PROPOSED:
        _decide(run, at)


def _duty(span: Span, at: datetime) -> None:
    """Enter the duty roster of some branches: each officer has a week of the first eight."""
    officers = Person.objects.filter(
        left_on__isnull=True,
        staff_kind=StaffKind.ENFORCEMENT.value,
        assignments__unit__code__in=BRANCHES,
        assignments__valid_until__isnull=True,
        assignments__withdrawn_at__isnull=True,
    )
    wanted = []
    for place, officer in enumerate(officers.order_by("staff_number").distinct()):
        monday = span.starts_on + timedelta(weeks=place % 8)
        week = Span(monday, monday + timedelta(days=6))
        wanted.append(Wanted(officer, BlockKind.DUTY, week))
    blocks.record_many_blocks(
        actor=ACTOR, wanted=wanted, refused=0, skip_refused=False, source=SOURCE, at=at
    )


def _decide(run: PlanningRun, at: datetime) -> None:
    """Lock a cohort and a seat, and move somebody: what a re-plan would keep."""
    lines = list(run.lines.order_by("number"))
    plan_edits.lock_line(
        actor=ACTOR, line=lines[0], locked=True, reason="已通知各分局，时间不变", at=at
    )
    if len(lines) < 3:
        return
    seats = PlanSeat.objects.filter(line=lines[1]).order_by("person__staff_number")
    plan_edits.lock_seat(actor=ACTOR, seat=seats[0], locked=True, reason="担任本期班长", at=at)
    _move_one(seats[1 : 1 + _TRIED], lines[2:], at)


def _move_one(seats: Iterable[PlanSeat], lines: list[PlanLine], at: datetime) -> None:
    pairs = ((seat, line) for seat in seats for line in lines)
    for seat, line in islice(pairs, _TRIED):
        try:
            plan_edits.move(actor=ACTOR, seat=seat, to=line, reason="本人申请调整", at=at)
        except Refusal:
            continue
        return
