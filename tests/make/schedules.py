"""Schedules of reports, as operations make them."""

from datetime import datetime
from typing import Any

from academy.jobs.enums import JobState
from academy.jobs.runner import execute
from academy.people.access import actor
from academy.people.models import Person
from academy.reporting.enums import Every, Form, RelativePeriod
from academy.reporting.models import Schedule, ScheduleSending
from academy.reporting.operations import schedules, sendings
from academy.reporting.operations.schedules import Draft
from academy.reporting.reports.completion import SPEC


def draft(*recipients: Person, **other: Any) -> Draft:
    """The completion report of this year as CSV, on the fifth of each month at eight."""
    told: dict[str, Any] = {
        "name": "结业月报",
        "spec": SPEC,
        "form": Form.CSV,
        "relative": RelativePeriod.THIS_YEAR,
        "unit": "",
        "every": Every.MONTH,
        "day": 5,
        "hour": 8,
        "recipients": [each.staff_number for each in recipients],
    }
    return Draft(**(told | other))


def made(owner: Person, *recipients: Person, at: datetime, **other: Any) -> Schedule:
    """A schedule that the owner made."""
    return schedules.make(
        actor=actor(owner), draft=draft(*recipients, **other), language="zh-hans", at=at
    )


def opened(*, at: datetime) -> list[ScheduleSending]:
    """Ask for what is due; return all turns there are by now, the earliest first."""
    sendings.open_due(actor=sendings.WORKER, at=at)
    rows = ScheduleSending.objects.select_related("job", "run", "schedule")
    return list(rows.order_by("due_at", "pk"))


def executed(sending: ScheduleSending) -> JobState | None:
    """Run the job of a turn, at the time that the clock tells; return how it ended."""
    state = execute(sending.job_id)
    sending.refresh_from_db()
    return state
