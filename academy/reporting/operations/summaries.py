"""Keeping the dashboard's counts ready."""

from datetime import date, datetime, timedelta

from django.db import transaction

from academy.audit.record import Actor
from academy.jobs.models import Job
from academy.jobs.queue import enqueue
from academy.reporting.models import FigureSummary
from academy.reporting.queries import summaries
from academy.reporting.queries.facts import Tally
from academy.reporting.queries.snapshot import snapshot
from academy.shared.clock import local_date

KIND = "reporting.refresh_summaries"
EVERY_SECONDS = 900
KEPT_DAYS = 7


def refresh(*, at: datetime) -> list[FigureSummary]:
    """Count today's question anew and keep it; the first time in a day, yesterday's as well.

    So what is kept of a day that is over was counted after its end, and stays. Nothing is
    audited: what is kept can be lost and made again without anybody having done anything.
    """
    today = local_date(at)
    days = [today]
    if not FigureSummary.objects.filter(as_of=today).exists():
        days.insert(0, today - timedelta(days=1))
    found = []
    for on in days:
        with snapshot():
            ask = summaries.whole_ask(on)
            counted = {report: summaries.counted(report, ask) for report in summaries.REPORTS}
        with transaction.atomic():
            found += [_keep(report, on, each, at) for report, each in counted.items()]
    FigureSummary.objects.filter(as_of__lt=today - timedelta(days=KEPT_DAYS)).delete()
    return found


def ask_for_refresh(*, actor: Actor, at: datetime) -> Job:
    """Have the counts made anew in the background; twice within a minute is once."""
    return enqueue(KIND, payload={}, actor=actor, at=at, key=f"{KIND}:{at:%Y%m%d%H%M}")


def _keep(report: str, on: date, tallies: list[Tally], at: datetime) -> FigureSummary:
    row, _created = FigureSummary.objects.update_or_create(
        report=report,
        as_of=on,
        defaults={
            "tallies": summaries.plain(tallies),
            "digest": summaries.digest_of(tallies),
            "computed_at": at,
        },
    )
    return row
