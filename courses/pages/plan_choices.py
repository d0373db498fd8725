"""What the page of a proposed cohort offers: other courses, halls and instructors."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from courses.models import PlanLine
from courses.operations import plan_changes
from courses.queries import plan_choices
from courses.queries.plan_choices import Choice


def plan_line_choices(
    row: PlanLine, picked: tuple[Sequence[str], Sequence[str]] | None, *, on: date
) -> dict[str, Any]:
    """Other courses with how many would stay; halls and instructors, as picked if refused."""
    wanted = plan_choices.wanted_instructors(row)
    halls = plan_choices.halls(row)
    people = plan_choices.instructors(row) if wanted else []
    if picked is not None:
        halls, people = _picked(halls, picked[0]), _picked(people, picked[1])
    return {
        "other_courses": [
            (syllabus.course, plan_changes.staying(row, syllabus, on=on))
            for _, syllabus in sorted(plan_changes.courses_of(row.run).items())
            if syllabus.course_id != row.syllabus.course_id and syllabus.valid_from <= row.starts_on
        ],
        "halls": halls,
        "instructors": people,
    }


def taught_by(row: PlanLine) -> dict[str, Any]:
    """Who is to teach a line, and how many more the plan asks for."""
    wanted = plan_choices.wanted_instructors(row)
    names = plan_choices.instructor_names(row)
    return {
        "taught_by": names,
        "wanted_instructors": wanted,
        "missing_instructors": max(wanted - len(names), 0),
    }


def _picked(choices: Sequence[Choice], keys: Sequence[str]) -> list[Choice]:
    return [replace(each, chosen=str(each.key) in keys) for each in choices]
