"""`manage.py plan_cohorts`."""

import json
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from academy.shared import clock
from courses.models import Cohort, PlanningRun
from courses.operations import plan_rules
from tests.cast import SYSTEM, Cast
from tests.make import courses as make_courses
from tests.make import planning as make

pytestmark = pytest.mark.django_db
YEAR = str(clock.today().year + 1)


@pytest.fixture
def ready(at: datetime, cast: Cast) -> str:
    """Ten officers, a course for them, and rules under which four fit into a cohort."""
    make.staff(cast, at=at)
    syllabus = make_courses.syllabus(at=at)
    plan_rules.adopt(
        actor=SYSTEM, settings=make.settings(), valid_from=at.date(), ground="院务会", at=at
    )
    return syllabus.course.code


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("plan_cohorts", "--year", YEAR, *arguments, stdout=out)
    return out.getvalue()


def test_a_plan_as_json_and_accepted(ready: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    text = run("--demand", f"{ready}:enforcement", "--seconds", "5", "--json", str(file))
    said = json.loads(file.read_text())
    assert (said["state"], said["cohorts"], said["seated"], said["demanded"]) == (
        "proposed",
        3,
        10,
        10,
    )
    assert sum(line["seats"] for line in said["lines"]) == 10
    assert "proposed: 3 cohorts, 10/10 seats" in text
    assert not Cohort.objects.exists()
    run("--demand", f"{ready}:enforcement:T001", "--seconds", "5", "--accept")
    assert Cohort.objects.count() == 3


def test_no_plan_exits_one_and_says_why(ready: str, at: datetime) -> None:
    plan_rules.adopt(
        actor=SYSTEM,
        settings=make.settings(women_beds=0),
        valid_from=at.date(),
        ground="维修",
        at=at,
    )
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("plan_cohorts", "--year", YEAR, "--demand", f"{ready}:enforcement", stdout=out)
    assert caught.value.returncode == 1
    assert "女床位" in out.getvalue()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--demand", "NONE"], "courses.plan_course_unknown"),
        (["--demand", "LAW-1:enforcement:T999"], "courses.plan_unit_unknown"),
        (["--demand", "LAW-1:officers"], "staff kinds are"),
        (["--seconds", "0"], "--seconds 1 to 600"),
        (["--seconds", "601"], "--seconds 1 to 600"),
        (["--year", "1999"], "2000 to 2100"),
        (["--year", "2001"], "courses.plan_horizon_invalid"),
    ],
)
def test_what_cannot_be_asked_exits_two(ready: str, arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert caught.value.returncode == 2
    assert said in str(caught.value)
    assert not PlanningRun.objects.exists()
