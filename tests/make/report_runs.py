"""Reports made in the background, as operations make them."""

from datetime import datetime

from academy.jobs.enums import JobState
from academy.jobs.runner import execute
from academy.people.access import actor
from academy.people.models import Person
from academy.reporting.enums import Form
from academy.reporting.models import ReportRun
from academy.reporting.operations import report_runs
from academy.reporting.reports.completion import SPEC
from academy.reporting.rules.asking import Ask


def begun(person: Person, ask: Ask, *, at: datetime, form: Form = Form.CSV) -> ReportRun:
    """The completion report, asked for."""
    return report_runs.begin(
        actor=actor(person), spec=SPEC, ask=ask, form=form, language="zh-hans", at=at
    )


def executed(run: ReportRun) -> JobState | None:
    """Run the job of it, at the time that the clock tells; return how it ended."""
    state = execute(run.job_id)
    run.refresh_from_db()
    return state
