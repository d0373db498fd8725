"""Planning runs: the list, a new one, and one run with its answer."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from academy.jobs.models import Job
from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.people.queries import units
from academy.shared import clock
from academy.shared.errors import Refusal
from academy.shared.paging import page_of
from courses import access
from courses.enums.plans import PlanState
from courses.labels import planning as labels
from courses.models import PlanningRun, PlanSeat
from courses.operations import plans
from courses.pages import plan_page
from courses.pages.plan_decisions import checked, decisions
from courses.pages.plan_forms import PlanForm, year_ahead
from courses.queries import plan_board, plan_demand, plan_heat, plan_rules, plan_teaching
from courses.rules.calendar import Span

PAGE = 50
TABS = ("lines", "heat", "check", "moves", "teaching", "compare", "decisions")


@require_GET
@page_door(*access.KEEPERS)
def plan_list(request: PersonRequest) -> HttpResponse:
    """All runs, latest first; for a training officer the seats proposed to their units."""
    today = clock.today()
    if not access.is_admin(request.person, on=today):
        return _own_seats(request, on=today)
    rows = access.plans_for(request.person, on=today)
    page = page_of(
        plan_board.runs(rows),
        key=("created_at", "pk"),
        cursor=request.GET.get("cursor"),
        limit=PAGE,
        descending=True,
    )
    context = {
        "page": page,
        "rows": [_row(run) for run in page.items],
        "total": rows.count(),
    }
    return render(request, "courses/plans.html", context)


def _row(run: PlanningRun) -> dict[str, Any]:
    state = PlanState(run.state)
    return {"run": run, "state": labels.PLAN_STATE[state], "tone": labels.PLAN_TONE[state]}


def _own_seats(request: PersonRequest, *, on: date) -> HttpResponse:
    rows = access.plan_seats_for(request.person, on=on).filter(line__ends_on__gte=on)
    page = page_of(
        _with_names(rows),
        key=("line__starts_on", "pk"),
        cursor=request.GET.get("cursor"),
        limit=PAGE,
    )
    names = {node.id: node.short_name or node.name for node in units.tree(on)}
    context = {
        "page": page,
        "rows": [(seat, names.get(seat.unit_id, "")) for seat in page.items],
        "total": rows.count(),
    }
    return render(request, "courses/plan_seats.html", context)


def _with_names(rows: QuerySet[PlanSeat]) -> QuerySet[PlanSeat]:
    return rows.select_related("person", "line__cohort", "line__syllabus__course")


@require_http_methods(["GET", "POST"])
@page_door(Role.ACADEMY_ADMIN)
def new_plan(request: PersonRequest) -> HttpResponse:
    """Say what to plan; it is solved in the background."""
    at = clock.now()
    today = clock.local_date(at)
    first, last = year_ahead(today)
    initial = {"starts_on": first, "ends_on": last, "seconds": 30}
    form = PlanForm(request.POST or None, on=today, initial=initial)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            run = plans.ask(
                actor=actor(request.person),
                span=Span(given["starts_on"], given["ends_on"]),
                demand=form.demand(),
                asked=form.asked(plan_rules.settings_on(given["starts_on"])),
                rules=plan_rules.edition_on(given["starts_on"]),
                at=at,
            )
        except Refusal as no:
            refusal = no
        else:
            return redirect("courses:plan", run.public_id)
    rules = plan_rules.settings_on(today)
    context = {"form": form, "refusal": refusal, "rules": rules, "any": _courses(form)}
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "courses/new_plan.html", context, status=status)


def _courses(form: PlanForm) -> bool:
    return bool(getattr(form.fields["courses"], "choices", ()))


@require_GET
@page_door(Role.ACADEMY_ADMIN)
def plan_demand_count(request: PersonRequest) -> HttpResponse:
    """How many people the form would seat, as it is being filled in."""
    today = clock.today()
    form = PlanForm(request.GET, on=today)
    form.is_valid()
    context: dict[str, Any] = {"counts": None}
    if not {"basis", "courses", "staff_kinds", "units"} & form.errors.keys():
        nodes = units.tree(today)
        owed = plan_demand.owed(form.demand(), plan_demand.staff(nodes, today), nodes, on=today)
        context = {
            "counts": {
                "people": len(owed),
                "men": sum(each.sex == "male" for each in owed),
                "women": sum(each.sex == "female" for each in owed),
                "units": len({each.unit for each in owed}),
            },
            "capacity": plan_rules.settings_on(today).capacity,
        }
        context["cohorts"] = -(-len(owed) // context["capacity"])
    return render(request, "courses/_plan_demand.html", context)


@require_GET
@page_door(Role.ACADEMY_ADMIN)
def plan_run(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One run: how it stands, its lines, who is away when, what moved, what became of it."""
    run = access.plan_for(request.person, public_id, on=clock.today())
    return run_page(request, run)


def run_page(
    request: PersonRequest, run: PlanningRun, refusal: Refusal | None = None
) -> HttpResponse:
    """Render a run's page, with a refusal above it where there was one."""
    today = clock.today()
    state = PlanState(run.state)
    wanted = request.GET.get("tab", "")
    tab = wanted if wanted in TABS else "lines"
    lines = plan_board.lines(run, on=today)
    accepted = sum(each.row.cohort_id is not None for each in lines)
    context = {
        "run": run,
        "state": labels.PLAN_STATE[state],
        "tone": labels.PLAN_TONE[state],
        "line": plan_page.sentence(run, len(lines), accepted),
        "lines": lines,
        "open_lines": len(lines) - accepted,
        "tab": tab,
        "tabs": _tabs(run, tab, len(lines)),
        "job": Job.objects.filter(key=plans.job_key(run)).first(),
        "demand": plan_page.demand_words(run, on=today),
        "facts": plan_page.facts(run),
        "why": plan_page.why(run, on=today),
        "successor": run.successors.order_by("-pk").first(),
        "refusal": refusal,
        "locked": sum(each.row.locked for each in lines),
        **_tab(run, tab, today, request.GET.get("show", "")),
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/plan.html", context, status=status)


def _tabs(run: PlanningRun, tab: str, lines: int) -> list[tuple[str, Any, int | None, bool]]:
    """The tabs that the run has: value, label, count, whether it is open."""
    counts: dict[str, int | None] = {"lines": lines, "moves": run.moved or 0}
    return [
        (each, labels.PLAN_TAB[each], counts.get(each), each == tab)
        for each in TABS
        if (each != "moves" or run.previous_id is not None)
        and (each != "check" or run.state == PlanState.PROPOSED)
    ]


def _tab(run: PlanningRun, tab: str, on: date, show: str) -> dict[str, Any]:
    match tab:
        case "heat":
            return {
                "heat": plan_heat.heat(run, on=on),
                "outside": plan_heat.outside(run),
                "by_share": show == "share",
            }
        case "moves":
            return {"moves": plan_board.moves(run, on=on)}
        case "check":
            return {"broken": checked(run, on=on)}
        case "teaching":
            return {"steps": plan_teaching.steps(run)}
        case "compare":
            return {"compared": plan_board.compare(run, on=on)}
        case "decisions":
            return {"decisions": decisions(run)}
        case _:
            left = run.left_over.select_related("person", "syllabus__course").order_by("pk")
            return {
                "left_over": [(each, plan_page.rule_word(each.rule)) for each in left[:200]],
                "left_count": left.count(),
            }
