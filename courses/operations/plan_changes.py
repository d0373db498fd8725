"""What a proposed cohort is of, and where and by whom: another course, hall or instructors."""

from collections import Counter
from collections.abc import Collection, Sequence
from copy import copy
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from academy.audit.record import Actor
from academy.people.queries import units
from academy.shared import clock
from courses.enums.planning import PlanRule
from courses.enums.plans import DecisionKind
from courses.errors.plan_changes import PlanCourseNotPlanned, PlanSyllabusLater
from courses.errors.plans import PlanLineLocked
from courses.models import (
    Course,
    Hall,
    Instructor,
    PlanLeftOver,
    PlanLine,
    PlanningRun,
    PlanQuota,
    PlanSeat,
    Qualification,
    Syllabus,
)
from courses.operations import plan_edits
from courses.queries import plan_check, plan_demand
from courses.queries.plan_check import Edit
from courses.rules import plan_settings
from courses.rules.planner.plan import Breach

# People and instructors of the new course are for the next run to find.
_LEFT_TO_THE_NEXT_RUN = (PlanRule.MINIMUM, PlanRule.INSTRUCTOR)


def courses_of(run: PlanningRun) -> dict[str, Syllabus]:
    """What the run was asked to plan: the syllabus of each course, by code."""
    codes = [each.course for each in plan_settings.load_demand(run.demand).courses]
    return plan_demand.syllabi(codes, run.starts_on)


@transaction.atomic
def change_course(
    *, actor: Actor, line: PlanLine, course: Course, reason: str = "", at: datetime
) -> PlanLine:
    """Give a line another course of the plan; the same course = success. It is locked to it.

    Who is to have the new course, too, and has no seat for it keeps the seat; everybody else has
    none until the next run. Instructors who do not teach the new course go.
    """
    run = plan_edits.open_run(line.run_id)
    row = plan_edits.open_line(line)
    if row.syllabus.course_id == course.pk:
        return row
    if row.locked:
        raise PlanLineLocked(who=plan_edits.locked_by(row))
    syllabus = courses_of(run).get(course.code)
    if syllabus is None:
        raise PlanCourseNotPlanned(field="course", course=course.name)
    if syllabus.valid_from > row.starts_on:
        raise PlanSyllabusLater(
            field="course",
            course=course.name,
            valid_from=syllabus.valid_from,
            starts_on=row.starts_on,
        )
    after = copy(row)
    after.syllabus, after.locked = syllabus, True
    after.instructors = _still_teaching(row.instructors, course)
    seats = list(row.seats.order_by("pk"))
    stay = _staying(run, after, seats, on=clock.local_date(at))
    facts = {
        "course_before": row.syllabus.course.code,
        "course": course.code,
        "kept": len(stay),
        "released": len(seats) - len(stay),
    }
    _rewrite(run, row, after, seats, stay)
    plan_edits.decide(actor, after, DecisionKind.LINE_EDITED, reason=reason, facts=facts, at=at)
    return after


def staying(line: PlanLine, syllabus: Syllabus, *, on: date) -> int:
    """How many of a line's people would keep their seat if it were of another course."""
    after = copy(line)
    after.syllabus = syllabus
    return len(_owing(line.run, after, list(line.seats.all()), on=on))


def _still_teaching(keys: Sequence[str], course: Course) -> list[str]:
    held = Qualification.objects.filter(course=course, instructor__in=[int(key) for key in keys])
    there = {str(pk) for pk in held.values_list("instructor_id", flat=True)}
    return [key for key in keys if key in there]


def _owing(
    run: PlanningRun, after: PlanLine, seats: Sequence[PlanSeat], *, on: date
) -> list[PlanSeat]:
    """The seats of those who are to have the line's new course and have no seat for it."""
    demand = plan_settings.load_demand(run.demand)
    nodes = units.tree(on)
    people = plan_demand.staff(nodes, on, of={seat.person_id for seat in seats})
    owed = plan_demand.owed(demand, people, nodes, on=run.starts_on, few=True)
    code = after.syllabus.course.code
    wanted = {each.person for each in owed if each.course == code}
    rows = run.seats.filter(syllabus=after.syllabus, person__in=wanted)
    seated = set(rows.values_list("person_id", flat=True))
    return [seat for seat in seats if seat.person_id in wanted - seated]


def _staying(
    run: PlanningRun, after: PlanLine, seats: Sequence[PlanSeat], *, on: date
) -> list[PlanSeat]:
    """The seats that are kept: of whom no rule keeps out of the new course on these days."""
    stay = _owing(run, after, seats, on=on)
    broken = _broken(run, after, seats, stay, on=on)
    out = {person for each in broken for person in each.place.persons}
    if out:
        stay = [seat for seat in stay if seat.person_id not in out]
        broken = _broken(run, after, seats, stay, on=on)
    plan_edits.refuse_breaches(broken, on=on)
    return stay


def _broken(
    run: PlanningRun,
    after: PlanLine,
    seats: Sequence[PlanSeat],
    stay: Collection[PlanSeat],
    *,
    on: date,
) -> list[Breach]:
    kept = {seat.pk for seat in stay}
    gone = {seat.pk: None for seat in seats if seat.pk not in kept}
    found = plan_check.of_edit(run, Edit(lines={after.pk: after}, seats=gone), on=on)
    return [each for each in found if each.rule not in _LEFT_TO_THE_NEXT_RUN]


def _rewrite(
    run: PlanningRun,
    row: PlanLine,
    after: PlanLine,
    seats: Sequence[PlanSeat],
    stay: Sequence[PlanSeat],
) -> None:
    """Write the line, its people, who is left over now, and the quotas that follow its people."""
    kept = [seat.pk for seat in stay]
    row.seats.exclude(pk__in=kept).delete()
    PlanSeat.objects.filter(pk__in=kept).update(syllabus=after.syllabus, locked=False)
    PlanLeftOver.objects.filter(
        run=run, syllabus=after.syllabus, person__in=[seat.person_id for seat in stay]
    ).delete()
    PlanLeftOver.objects.bulk_create(
        [
            PlanLeftOver(
                run=run,
                syllabus=row.syllabus,
                person_id=seat.person_id,
                unit_id=seat.unit_id,
                rule=PlanRule.COURSE.value,
            )
            for seat in seats
        ],
        ignore_conflicts=True,
    )
    counts = Counter(seat.unit_id for seat in stay)
    row.bounds.all().delete()
    row.quotas.all().delete()
    PlanQuota.objects.bulk_create(
        [PlanQuota(line=row, unit_id=unit, seats=count) for unit, count in sorted(counts.items())]
    )
    PlanningRun.objects.filter(pk=run.pk).update(seated=F("seated") - len(seats) + len(stay))
    after.save(update_fields=["syllabus", "instructors", "locked"])


@transaction.atomic
def equip(
    *,
    actor: Actor,
    line: PlanLine,
    hall: Hall | None,
    instructors: Sequence[Instructor],
    reason: str = "",
    at: datetime,
) -> PlanLine:
    """Give a line another hall (None: none) and other instructors; the same = success.

    It is locked with them. Refused where the hall is taken, shut or too small, and where somebody
    is busy, does not teach the course, or is not one of as many as the plan asks.
    """
    run = plan_edits.open_run(line.run_id)
    row = plan_edits.open_line(line)
    names = [str(each.pk) for each in instructors]
    hall_id = hall.pk if hall is not None else None
    if (row.hall_id, sorted(row.instructors)) == (hall_id, sorted(names)):
        return row
    if row.locked:
        raise PlanLineLocked(who=plan_edits.locked_by(row))
    facts = {
        "hall_before": row.hall_id,
        "hall": hall_id,
        "instructors_before": list(row.instructors),
        "instructors": names,
    }
    row.hall, row.instructors, row.locked = hall, names, True
    plan_edits.refuse_broken(run, Edit(lines={row.pk: row}), at=at)
    row.save(update_fields=["hall", "instructors", "locked"])
    plan_edits.decide(actor, row, DecisionKind.LINE_EDITED, reason=reason, facts=facts, at=at)
    return row
