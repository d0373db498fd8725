"""`manage.py plan_cohorts`: plan a year's cohorts, say why not where it cannot be done."""

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from tqdm import tqdm

from academy.audit.record import Actor
from academy.people.enums import StaffKind
from academy.shared import clock
from academy.shared.errors import Refusal
from courses.enums.plans import PlanBasis, PlanState
from courses.labels import planning as labels
from courses.models import Course, PlanningRun
from courses.operations import plan_accepting, plan_solving, plans
from courses.queries import plan_board, plan_rules
from courses.queries.plan_words import Teller
from courses.rules.calendar import Span
from courses.rules.plan_settings import SECONDS, Asked, CourseDemand, Demand
from courses.rules.planner.plan import Progress

ACTOR = Actor.system("plan_cohorts")
INFEASIBLE, UNUSABLE, NO_ANSWER = 1, 2, 3


class Command(BaseCommand):
    help = (
        "Plan cohorts and seats for a year under the academy's rules, calendar, places and"
        " people's blocks. Exits 0 with a plan, 1 if none exists (and says which rules forbid"
        " it), 2 if what was asked cannot be planned, 3 if no answer was found in the time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True, help="the calendar year to plan")
        parser.add_argument(
            "--demand",
            action="append",
            default=[],
            metavar="COURSE[:KINDS[:UNITS]]",
            help="a course and for whom, as LAW:enforcement,auxiliary:DG01,DG02; several times for"
            " several courses. Without any, every course for its own staff kinds",
        )
        parser.add_argument(
            "--owing", action="store_true", help="only people who owe hours on the first day"
        )
        parser.add_argument("--seconds", type=int, default=30, help="how long to look (1 to 600)")
        parser.add_argument(
            "--leave-over", action="store_true", help="people without a seat are no failure"
        )
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the outcome as JSON")
        parser.add_argument(
            "--accept", action="store_true", help="draft the cohorts of the plan at once"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("zh-hans"):
            try:
                run = self._planned(options)
                if options["accept"] and run.state == PlanState.PROPOSED:
                    run = plan_accepting.accept(actor=ACTOR, run=run, at=clock.now())
            except Refusal as no:
                raise CommandError(f"{no.code}: {no} {no.advice}", returncode=UNUSABLE) from no
            said = outcome(run, on=clock.today())
        if options["json"]:
            text = json.dumps(said, ensure_ascii=False, indent=2)
            options["json"].write_text(text + "\n", encoding="utf-8")
        self._print(said)
        if run.state == PlanState.INFEASIBLE:
            raise CommandError("no plan: see the rules above", returncode=INFEASIBLE)
        if run.state == PlanState.FAILED:
            raise CommandError("no answer in the time given", returncode=NO_ANSWER)

    def _planned(self, options: dict[str, Any]) -> PlanningRun:
        at = clock.now()
        year, seconds = options["year"], options["seconds"]
        if not 2000 <= year <= 2100 or seconds not in SECONDS:
            raise CommandError("--year takes 2000 to 2100, --seconds 1 to 600", returncode=UNUSABLE)
        first = date(year, 1, 1)
        asked = Asked(plan_rules.settings_on(first), seconds, options["leave_over"])
        run = plans.ask(
            actor=ACTOR,
            span=Span(first, date(year, 12, 31)),
            demand=_demand(options["demand"], owing=options["owing"]),
            asked=asked,
            rules=plan_rules.edition_on(first),
            at=at,
        )
        with tqdm(total=seconds, unit="s", file=sys.stderr, disable=None) as bar:

            def watch(progress: Progress) -> bool:
                bar.n = min(round(progress.seconds), seconds)
                bar.set_postfix(objective=progress.objective, bound=progress.bound)
                return True

            return plan_solving.answer_run(run=run, watch=watch, at=at)

    def _print(self, said: dict[str, Any]) -> None:
        self.stdout.write(
            f"{said['state']}: {said['cohorts']} cohorts, {said['seated']}/{said['demanded']} seats"
        )
        for line in said["lines"]:
            self.stdout.write(
                f"  {line['starts_on']} – {line['ends_on']}  {line['course']}"
                f"  {line['seats']}/{line['capacity']}"
            )
        for text in said["conflicts"]:
            self.stdout.write(f"  ! {text}")
        for text in said["relaxations"]:
            self.stdout.write(f"  → {text}")


def _demand(given: list[str], *, owing: bool) -> Demand:
    """The demand as typed; every course with a syllabus where nothing was."""
    basis = PlanBasis.OWING if owing else PlanBasis.POPULATION
    if not given:
        rows = Course.objects.filter(syllabi__isnull=False).distinct().order_by("code")
        codes = rows.values_list("code", flat=True)
        return Demand(basis, tuple(CourseDemand(code) for code in codes))
    return Demand(basis, tuple(_course(text) for text in given))


def _course(text: str) -> CourseDemand:
    code, kinds, places = (*text.split(":"), "", "")[:3]
    try:
        wanted = tuple(StaffKind(each) for each in kinds.split(",") if each)
    except ValueError:
        known = ", ".join(kind.value for kind in StaffKind)
        raise CommandError(
            f"--demand {text}: staff kinds are {known}", returncode=UNUSABLE
        ) from None
    return CourseDemand(code, wanted, tuple(each for each in places.split(",") if each))


def outcome(run: PlanningRun, *, on: date) -> dict[str, Any]:
    """A run as the command tells it."""
    lines = plan_board.lines(run, on=on)
    kept = run.explanation or {"conflicts": [], "relaxations": []}
    teller = Teller([*kept["conflicts"], *kept["relaxations"]], on=on)
    return {
        "id": str(run.public_id),
        "state": run.state,
        "said": str(labels.PLAN_STATE[PlanState(run.state)]),
        "demanded": run.demanded,
        "seated": run.seated,
        "cohorts": len(lines),
        "facts": run.facts,
        "conflicts": [teller.conflict(each) for each in kept["conflicts"]],
        "relaxations": [teller.relaxation(each) for each in kept["relaxations"]],
        "lines": [
            {
                "number": each.row.number,
                "course": each.row.syllabus.course.code,
                "starts_on": each.row.starts_on.isoformat(),
                "ends_on": each.row.ends_on.isoformat(),
                "capacity": each.row.capacity,
                "seats": each.seats,
                "men": each.men,
                "women": each.women,
                "cohort": str(each.row.cohort.public_id) if each.row.cohort else None,
                "quotas": {unit.name: unit.quota for unit in each.units},
            }
            for each in lines
        ],
    }
