"""What can be done with a run: accept, re-plan, relax, solve again, take it away as a workbook."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.tabular.writing import write_workbook
from courses import access
from courses.models import Dormitory, PlanningRun
from courses.operations import plan_accepting, plan_releasing, plans
from courses.pages import plan_page, plan_sheet
from courses.pages.plans import run_page
from courses.queries import plan_board, plan_rules, plan_ways
from courses.rules import plan_relax, plan_settings

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _run(request: PersonRequest, public_id: UUID) -> PlanningRun:
    return access.plan_for(request.person, public_id, on=clock.today())


def _done(
    request: PersonRequest, run: PlanningRun, step: Callable[[datetime], PlanningRun], said: str
) -> HttpResponse:
    """Carry a step out and go to the run it ends at; a refusal is shown on the run's page."""
    try:
        after = step(clock.now())
    except Refusal as no:
        return run_page(request, run, no)
    messages.success(request, said)
    return redirect("courses:plan", after.public_id)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def accept_plan(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Draft a cohort for every line that has none."""
    run = _run(request, public_id)
    return _done(
        request,
        run,
        lambda at: plan_accepting.accept(actor=actor(request.person), run=run, at=at),
        _("已采纳，各期已存为草稿并带名额；下一步在“授课安排”里排定教官，核对后逐期发布到各单位。"),
    )


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def replan(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask the same again as of now, close to this plan, under the rules of today."""
    run = _run(request, public_id)

    def again(at: datetime) -> PlanningRun:
        before = plan_settings.load_asked(run.parameters)
        settings = plan_rules.settings_on(run.starts_on)
        return _ask_like(
            request, run, plan_settings.Asked(settings, before.seconds, before.allow_leftover), at
        )

    return _done(request, run, again, _("已开始重新排班；已采纳和锁定的内容保持不变。"))


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def relax_plan(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask again with what the run itself can take over, or so that people may be left over.

    That is what settings say, and the decisions that stand in the way: those are released.
    """
    run = _run(request, public_id)

    def relaxed(at: datetime) -> PlanningRun:
        before = plan_settings.load_asked(run.parameters)
        if "leave_over" in request.POST:
            return _ask_like(request, run, replace(before, allow_leftover=True), at)
        bedded = Dormitory.objects.exists()
        relaxing = plan_page.relaxations(run)
        asked = plan_relax.apply(before, relaxing, bedded=bedded)
        ways = plan_ways.ways(run, relaxing, bedded=bedded)
        return _ask_like(request, run, asked, at, ways)

    return _done(request, run, relaxed, _("已按建议放宽，开始重新排班；只影响这一次计划。"))


def _ask_like(
    request: PersonRequest,
    run: PlanningRun,
    asked: plan_settings.Asked,
    at: datetime,
    ways: Sequence[plan_ways.Way] = (),
) -> PlanningRun:
    """Ask for the run's demand and days again; close to the last run that had a plan."""
    return plan_releasing.ask_without(
        actor=actor(request.person),
        run=run,
        asked=asked,
        rules=plan_rules.edition_on(run.starts_on),
        previous=run if run.lines.exists() else run.previous,
        lines=[line for way in ways for line in way.lines],
        seats=[seat for way in ways for seat in way.seats],
        reason=_("锁定的内容使下一次排不出"),
        at=at,
    )


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def solve_again(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Have a run solved whose solving was stopped or failed."""
    run = _run(request, public_id)
    return _done(
        request,
        run,
        lambda at: plans.solve_again(actor=actor(request.person), run=run, at=at),
        _("已重新排队求解。"),
    )


@require_GET
@page_door(Role.ACADEMY_ADMIN)
def plan_workbook(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The plan and what became of it, as a workbook."""
    today = clock.today()
    run = _run(request, public_id)
    sheets = plan_sheet.sheets(
        run,
        plan_board.lines(run, on=today),
        plan_board.compare(run, on=today),
        plan_sheet.seats_of(run, on=today),
        on=today,
    )
    out = io.BytesIO()
    write_workbook(out, sheets, created_at=clock.now())
    reply = HttpResponse(out.getvalue(), content_type=XLSX)
    reply["Content-Disposition"] = f'attachment; filename="plan-{run.year}-{run.pk}.xlsx"'
    return reply
