"""`python -m bench.plan_edits_once DATA [PEOPLE]`: plan a year, edit it, figures as JSON."""

import itertools
import json
import random
import statistics
import sys
from collections.abc import Callable, Iterator
from copy import copy
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from bench.common import timed, use

RUNS = 9
SINCE = date(2015, 1, 1)
AT = datetime(2026, 1, 5, 1, tzinfo=UTC)
FIRST, LAST = date(2026, 2, 2), date(2026, 12, 31)
SOLVE_SECONDS = 20


def main() -> None:
    use(Path(sys.argv[1]))
    people = int(sys.argv[2]) if len(sys.argv) > 2 else 3_600
    _staff(people, _units())
    run = _planned(_courses())
    if run.seated < people * 0.9:
        sys.exit(f"the plan seats only {run.seated} of {people}: {run.state}")
    figures = _edits(run)
    figures |= _views(run)
    print(json.dumps(figures))


def _actor() -> Any:
    from academy.audit.record import Actor

    return Actor.system("bench")


def _units() -> list[Any]:
    from academy.campaign.units import unit_lines
    from academy.people.operations import units

    found: list[Any] = []
    for order, line in enumerate(unit_lines(), start=1):
        found.append(
            units.found(
                actor=_actor(),
                code=line.code,
                kind=line.kind,
                name=line.name,
                short_name=line.short_name,
                official_order=order,
                parent=found[0] if found else None,
                valid_from=SINCE,
                at=AT,
            )
        )
    return found


def _staff(people: int, places: list[Any]) -> None:
    """Write people, assignments and days of their own for 15 % of them, in sets."""
    from academy.campaign.units import unit_lines
    from academy.people.models import Assignment, Person, Rank
    from academy.people.operations import dictionary
    from courses.models import Block

    draw = random.Random(1)
    dictionary.ensure_ranks(["一级科员"])
    rank = Rank.objects.get()
    Person.objects.bulk_create(
        (
            Person(
                staff_number=f"B{number:06d}",
                name=f"学员{number}",
                pinyin_key=f"{number:06d}",
                sex="female" if draw.random() < 0.2 else "male",
                staff_kind="enforcement",
                establishment="civil_servant",
                joined_on=date(2018, 1, 1),
            )
            for number in range(people)
        ),
        batch_size=1000,
    )
    keys = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    weights = [line.weight for line in unit_lines()]
    Assignment.objects.bulk_create(
        (
            Assignment(
                person_id=key,
                unit=draw.choices(places, weights)[0],
                rank=rank,
                valid_from=date(2018, 1, 1),
            )
            for key in keys
        ),
        batch_size=1000,
    )
    firsts = [FIRST + timedelta(days=draw.randrange(300)) for _ in keys]
    Block.objects.bulk_create(
        (
            Block(
                person_id=key,
                kind="leave",
                starts_on=first,
                ends_on=first + timedelta(days=draw.randint(2, 40)),
                source="bench",
                recorded_at=AT,
            )
            for key, first in zip(keys, firsts, strict=True)
            if draw.random() < 0.15
        ),
        batch_size=1000,
    )


def _courses() -> list[Any]:
    """Two courses with a published syllabus, two halls and the beds of the house."""
    from academy.people.enums import Sex
    from courses.operations import catalogue, residence
    from courses.operations.catalogue import SubjectLine
    from courses.rules.completion import PassRule

    actor = _actor()
    for name, sex, beds in (("一号楼", Sex.MALE, 102), ("二号楼", Sex.FEMALE, 32)):
        residence.add_dormitory(actor=actor, name=name, sex=sex, beds=beds, valid_from=SINCE, at=AT)
    for name in ("礼堂", "报告厅"):
        residence.add_hall(actor=actor, name=name, seats=150, valid_from=SINCE, at=AT)
    track = catalogue.create_track(actor=actor, code="LAW", name="综合执法", at=AT)
    found = []
    for code in ("LAW-1", "LAW-2"):
        course = catalogue.create_course(
            actor=actor, track=track, code=code, name=f"轮训{code}", at=AT
        )
        found.append(
            catalogue.publish_syllabus(
                actor=actor,
                course=course,
                edition=1,
                valid_from=date(2020, 1, 1),
                subjects=[SubjectLine("执法办案", Decimal("40.0"))],
                pass_rule=PassRule(),
                at=AT,
            )
        )
    return found


def _planned(syllabi: list[Any]) -> Any:
    """A year's plan of the first course for everybody, then planned again close to it."""
    from academy.people.enums import StaffKind
    from courses.enums.plans import PlanBasis
    from courses.operations import plan_solving, plans
    from courses.rules.calendar import Span
    from courses.rules.plan_settings import Asked, CourseDemand, Demand, Settings

    wanted = (
        CourseDemand(syllabi[0].course.code, (StaffKind.ENFORCEMENT,), ()),
        # Nobody is of this kind: a course to change to.
        CourseDemand(syllabi[1].course.code, (StaffKind.APPROVAL,), ()),
    )
    settings = Settings(capacity=108, minimum_fill_percent=20)
    found = None
    for _ in range(2):
        found = plan_solving.answer_run(
            run=plans.ask(
                actor=_actor(),
                span=Span(FIRST, LAST),
                demand=Demand(PlanBasis.POPULATION, wanted),
                asked=Asked(settings, seconds=SOLVE_SECONDS, allow_leftover=True),
                previous=found,
                at=AT,
            ),
            at=AT,
        )
    return found


Step = Callable[[], object]


def _measured(
    runs: int, step: Step | None = None, *, prepare: Callable[[], Step] | None = None
) -> dict[str, Any]:
    """Seconds of every run (CPU: the median) and the last queries; `prepare` is not timed."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    walls, cpus = [], []
    count = 0
    for _ in range(runs):
        wanted = prepare() if prepare is not None else step
        assert wanted is not None
        with CaptureQueriesContext(connection) as queries, timed() as told:
            wanted()
            wall, cpu = told()
        walls.append(wall)
        cpus.append(cpu)
        count = len(queries)
    return {"wall": walls, "cpu": statistics.median(cpus), "queries": count}


def _edits(run: Any) -> dict[str, Any]:
    from courses.operations import plan_edits

    lines = list(run.lines.order_by("number"))
    turns = itertools.count()

    def drop() -> None:
        seat = lines[next(turns) % 5].seats.filter(locked=False).order_by("pk")[0]
        plan_edits.drop(actor=_actor(), seat=seat, reason="借调", at=AT)

    def quotas() -> Step:
        line = lines[next(turns) % 5]
        have = dict(line.quotas.values_list("unit_id", "seats"))
        plan_edits.drop(actor=_actor(), seat=line.seats.filter(locked=False)[0], reason="", at=AT)
        return partial(plan_edits.set_quotas, actor=_actor(), line=line, quotas=have, at=AT)

    return {
        "drop": _measured(RUNS, drop),
        "move": _measured(RUNS, prepare=_moves(lines)),
        "quotas": _measured(5, prepare=quotas),
        "days": _measured(5, prepare=_other_days(lines)),
        "place": _measured(5, prepare=_other_halls(lines[5:10])),
        "course": _measured(5, prepare=_other_courses(lines[10:15])),
    }


def _moves(lines: list[Any]) -> Callable[[], Step]:
    """The next person whom the rules let go to the first cohort with a place."""
    from courses.operations import plan_edits
    from courses.queries import plan_check

    def prepare() -> Step:
        for source in lines[5:]:
            for seat in source.seats.filter(locked=False).order_by("pk")[:5]:
                for to in lines[:5]:
                    edit = plan_check.Edit(seats={seat.pk: to.pk})
                    if not plan_check.of_edit(to.run, edit, on=AT.date()):
                        return partial(plan_edits.move, actor=_actor(), seat=seat, to=to, at=AT)
        raise AssertionError("nobody can be moved")

    return prepare


def _other_days(lines: list[Any]) -> Callable[[], Step]:
    """The next cohort that may go to a week nobody has, once those on leave then are out of it."""
    from courses.operations import plan_edits
    from courses.queries import plan_check

    weeks, rest = _free_weeks(lines), iter(lines[20:])

    def prepare() -> Step:
        first = next(weeks)
        last = first + timedelta(days=4)
        for line in rest:
            after = copy(line)
            after.starts_on, after.ends_on, after.slot = first, last, f"{first}/1"
            edit = plan_check.Edit(lines={line.pk: after})
            broken = plan_check.of_edit(line.run, edit, on=AT.date())
            away = [person for each in broken for person in each.place.persons]
            if any(not each.place.persons for each in broken):
                continue
            for seat in line.seats.filter(person__in=away):
                plan_edits.drop(actor=_actor(), seat=seat, reason="休假", at=AT)
            days = partial(plan_edits.reschedule, starts_on=first, ends_on=last)
            return partial(days, actor=_actor(), line=line, at=AT)
        raise AssertionError("no cohort can go to another week")

    return prepare


def _other_halls(lines: list[Any]) -> Callable[[], Step]:
    from courses.models import Hall
    from courses.operations import plan_changes

    turns = iter(lines)

    def prepare() -> Step:
        line = next(turns)
        hall = Hall.objects.exclude(pk=line.hall_id)[0]
        return partial(
            plan_changes.equip, actor=_actor(), line=line, hall=hall, instructors=[], at=AT
        )

    return prepare


def _other_courses(lines: list[Any]) -> Callable[[], Step]:
    from courses.models import Course
    from courses.operations import plan_changes

    turns, course = iter(lines), Course.objects.get(code="LAW-2")
    return lambda: partial(
        plan_changes.change_course, actor=_actor(), line=next(turns), course=course, at=AT
    )


def _free_weeks(lines: list[Any]) -> Iterator[date]:
    """Mondays of whole weeks that no line has and no holiday touches."""
    from courses.queries import daysoff
    from courses.rules.calendar import Span

    taken = [line.span for line in lines]
    monday = FIRST
    while monday < LAST:
        span = Span(monday, monday + timedelta(days=4))
        if not any(span.overlaps(each) for each in taken) and not daysoff.within(span):
            yield monday
        monday += timedelta(days=7)


def _views(run: Any) -> dict[str, Any]:
    from django.test import Client
    from django.urls import reverse

    from academy.people.enums import Role
    from academy.people.models import Person, Unit
    from academy.people.operations import grants
    from courses.operations import plan_accepting

    person, bureau = Person.objects.order_by("pk")[0], Unit.objects.get(code="DG00")
    grants.grant(
        actor=_actor(), person=person, role=Role.ACADEMY_ADMIN, unit=bureau, valid_from=SINCE, at=AT
    )
    client = Client(headers={"host": "localhost"})
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")

    def get(name: str, key: object, query: str = "") -> Callable[[], object]:
        def step() -> None:
            reply = client.get(reverse(f"courses:{name}", args=[key]) + query)
            assert reply.status_code == 200, (name, reply.status_code)

        return step

    line = run.lines.order_by("number")[7]
    # A server has its modules loaded before the first person comes.
    get("plan", run.public_id)()
    found = {
        "plan": _measured(RUNS, get("plan", run.public_id)),
        "heat": _measured(RUNS, get("plan", run.public_id, "?tab=heat")),
        "moves": _measured(RUNS, get("plan", run.public_id, "?tab=moves")),
        "line": _measured(RUNS, get("plan_line", line.public_id)),
    }
    plan_accepting.accept(actor=_actor(), run=run, at=AT)
    return found | {
        "compare": _measured(RUNS, get("plan", run.public_id, "?tab=compare")),
        "book": _measured(3, get("plan_xlsx", run.public_id)),
    }


if __name__ == "__main__":
    main()
