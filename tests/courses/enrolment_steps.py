"""Run by `test_migrations.py` in a process and database of its own: 0005 → 0006 → 0005 with rows.

Writes a line of JSON: each enrolment's state and place on the waiting list after either step.
"""

import json
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django
from django.apps.registry import Apps

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
BEFORE = ("courses", "0005_requirements")
AFTER = ("courses", "0006_enrolment_steps")

# Staff number, place of the cohort, state, minute of the approval.
ROWS: tuple[tuple[str, int, str, int | None], ...] = (
    ("M1", 0, "approved", 2),
    ("M2", 0, "approved", 1),
    ("M3", 1, "approved", 3),
    ("M4", 0, "enrolled", 1),
    ("M5", 0, "nominated", None),
)


def main() -> None:
    """Migrate up to the step before, fill in rows, go forward and back."""
    django.setup()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    def to(target: tuple[str, str]) -> Apps:
        executor = MigrationExecutor(connection)
        executor.migrate([target])
        return executor.loader.project_state([target]).apps

    fill(to(BEFORE))
    forward = shown(to(AFTER), "waiting_number")
    apps = to(AFTER)
    later = apps.get_model("courses", "Enrolment").objects.get(person__staff_number="M5")
    later.state, later.endorsed_at, later.endorsed_by = "endorsed", AT, "leader"
    later.save()
    sys.stdout.write(json.dumps([forward, shown(to(BEFORE))]) + "\n")


def fill(apps: Apps) -> None:
    """Two cohorts: people approved in another order than entered, one seated, one nominated."""
    track = make(apps, "courses", "Track", code="t", name="专业")
    course = make(apps, "courses", "Course", track=track, code="C", name="课程")
    syllabus = make(
        apps,
        "courses",
        "Syllabus",
        course=course,
        edition=1,
        valid_from=date(2026, 1, 1),
        hours=1,
        pass_percent=60,
        excellence_percent=90,
        make_up_allowed=True,
        make_up_capped=True,
    )
    unit = make(apps, "people", "Unit", code="U", kind="street")
    cohorts = [
        make(
            apps,
            "courses",
            "Cohort",
            syllabus=syllabus,
            year=2026,
            number=number,
            name=f"第{number}期",
            state="published",
            starts_on=date(2026, 3, 9),
            ends_on=date(2026, 3, 13),
            capacity=9,
            published_at=AT,
        )
        for number in (1, 2)
    ]
    for number, cohort, state, minute in ROWS:
        person = make(
            apps,
            "people",
            "Person",
            staff_number=number,
            name=number,
            pinyin_key="a",
            sex="female",
            establishment="civil_servant",
            staff_kind="enforcement",
        )
        make(
            apps,
            "courses",
            "Enrolment",
            cohort=cohorts[cohort],
            person=person,
            unit=unit,
            state=state,
            staff_kind="enforcement",
            nominated_at=AT,
            approved_at=AT + timedelta(minutes=minute) if minute else None,
            enrolled_at=AT if state == "enrolled" else None,
        )


def make(apps: Apps, label: str, model: str, **facts: Any) -> Any:
    """Write one row with a model of that time."""
    return apps.get_model(label, model).objects.create(**facts)


def shown(apps: Apps, *fields: str) -> list[list[Any]]:
    """Staff number, state and the fields of each enrolment."""
    rows = apps.get_model("courses", "Enrolment").objects.order_by("person__staff_number")
    return [list(row) for row in rows.values_list("person__staff_number", "state", *fields)]


if __name__ == "__main__":
    main()
