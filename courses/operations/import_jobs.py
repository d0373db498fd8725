"""The jobs of an import of past records: one at a time for each kind, stopped with the import."""

from datetime import datetime

from django.db.models import Q

from academy.audit.record import Actor
from academy.jobs import operations as job_operations
from academy.jobs.enums import ENDED
from academy.jobs.models import Job
from academy.jobs.queue import enqueue
from academy.jobs.runner import is_ended
from courses.models import HoursImport

READ = "courses.read_past_records"
ENTER = "courses.commit_past_records"
UNDO = "courses.undo_past_records"
_ENDED = [state.value for state in ENDED]


def ask(kind: str, *, actor: Actor, run: HoursImport, at: datetime) -> Job:
    """Ask for a piece of work on an import; asked again while it waits or runs, it is the same.

    One that has ended may be asked for anew: each goes on where the last one stopped.
    """
    attempt = Job.objects.filter(_of(kind, run), state__in=_ENDED).count()
    key = f"{_prefix(kind, run)}{attempt}"
    payload = {"run_id": run.pk}
    if kind == READ:
        return enqueue(
            "courses.read_past_records", payload=payload, key=key, actor=actor, at=at, max_tries=2
        )
    if kind == ENTER:
        return enqueue(
            "courses.commit_past_records", payload=payload, key=key, actor=actor, at=at, max_tries=5
        )
    return enqueue(
        "courses.undo_past_records", payload=payload, key=key, actor=actor, at=at, max_tries=5
    )


def latest(run: HoursImport) -> Job | None:
    """Return the import's newest job, None if it never needed one."""
    kinds = Q()
    for kind in (READ, ENTER, UNDO):
        kinds |= _of(kind, run)
    return Job.objects.filter(kinds).order_by("-pk").first()


def waiting(run: HoursImport) -> Job | None:
    """Return the job that works on the import, or is about to."""
    job = latest(run)
    return None if job is None or is_ended(job) else job


def stop(*kinds: str, actor: Actor, run: HoursImport, at: datetime) -> None:
    """Stop the import's jobs of these kinds that have not ended."""
    for kind in kinds:
        for job in Job.objects.filter(_of(kind, run)).exclude(state__in=_ENDED):
            job_operations.cancel(actor=actor, job=job, at=at)


def _prefix(kind: str, run: HoursImport) -> str:
    return f"{kind}:{run.pk}:"


def _of(kind: str, run: HoursImport) -> Q:
    return Q(key__startswith=_prefix(kind, run))
