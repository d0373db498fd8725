"""Asking the planner for the campaign's cohorts and seats, and accepting what it proposes."""

from collections import defaultdict

from academy.campaign.catalogue import TRACKS
from academy.campaign.context import PLANNER, Campaign, Run
from academy.campaign.planning import CohortPlan, search_gap, search_seconds
from courses.enums.plans import PlanBasis, PlanState
from courses.models import PlanningRun
from courses.operations import plan_accepting, plan_solving, plans
from courses.queries import plan_rules
from courses.rules.plan_settings import Asked, CourseDemand, Demand
from courses.rules.planner.plan import Progress

PLANNED = (PlanState.ACCEPTED, PlanState.SUPERSEDED)


class NoPlan(Exception):
    """The planner found no plan for the campaign; its page says why."""


def run(campaign: Campaign) -> dict[str, int]:
    """Have the campaign planned and the plan accepted, once; return cohorts and seats."""
    row = campaign.asked() or _ask(campaign)
    if row.state == PlanState.FAILED:
        row = plans.solve_again(actor=PLANNER, run=row, at=campaign.at(campaign.roster_on, 15))
    if row.state == PlanState.DRAFT:
        row = plan_solving.answer_run(
            run=row, watch=_watch(campaign), at=campaign.at(campaign.roster_on, 15)
        )
    if row.state == PlanState.PROPOSED:
        row = plan_accepting.accept(actor=PLANNER, run=row, at=campaign.at(campaign.roster_on, 16))
    if row.state not in PLANNED:
        raise NoPlan(f"planning run {row.public_id}: {row.state}")
    campaign.runs = _runs(campaign, row)
    return {"cohorts": len(campaign.runs), "seats": row.seated}


def _ask(campaign: Campaign) -> PlanningRun:
    on = campaign.period.starts_on
    return plans.ask(
        actor=PLANNER,
        span=campaign.period,
        demand=Demand(
            PlanBasis.POPULATION, tuple(CourseDemand(track.course_code) for track in TRACKS)
        ),
        asked=Asked(
            plan_rules.settings_on(on),
            seconds=search_seconds(campaign.staff),
            steady=True,
            gap=search_gap(campaign.staff),
        ),
        rules=plan_rules.edition_on(on),
        at=campaign.at(campaign.roster_on, 14),
    )


def _watch(campaign: Campaign) -> plan_solving.Watch:
    def watch(progress: Progress) -> bool:
        campaign.progress(progress.bound, progress.objective)
        return True

    return watch


def _runs(campaign: Campaign, row: PlanningRun) -> list[Run]:
    """The plan's cohorts with their people, in the order of their days."""
    lines = {line.staff_number: line for line in campaign.lines}
    members = defaultdict(list)
    seats = row.seats.order_by("person__staff_number")
    for line_id, number in seats.values_list("line_id", "person__staff_number"):
        members[line_id].append(lines[number])
    tracks = {track.course_code: track for track in TRACKS}
    found = []
    for line in row.lines.select_related("syllabus__course", "cohort").order_by("number"):
        assert line.cohort is not None
        plan = CohortPlan(line.number, line.starts_on, line.ends_on, tuple(members[line.pk]))
        found.append(Run(tracks[line.syllabus.course.code], plan, line.cohort))
    return found
