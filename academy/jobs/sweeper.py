"""Finding jobs whose message or worker was lost, and sending them again."""

from datetime import datetime, timedelta

from django.db.models import Q

from academy.jobs.enums import JobState
from academy.jobs.models import Job, Reply
from academy.jobs.queue import nudge

# A message sent a moment ago is most likely still on its way.
GRACE = timedelta(seconds=15)
BATCH = 200


def due(at: datetime) -> list[int]:
    """Return ids of jobs that wait longer than the grace, or whose lease has run out."""
    return list(
        Job.objects.filter(
            Q(state=JobState.QUEUED.value, not_before_at__lte=at - GRACE)
            | Q(state=JobState.RUNNING.value, lease_until__lte=at)
        )
        .order_by("priority", "not_before_at", "pk")
        .values_list("pk", flat=True)[:BATCH]
    )


def sweep(at: datetime) -> int:
    """Send again what is due, forget replies past their time; return how many were sent."""
    ids = due(at)
    nudge(ids)
    Reply.objects.filter(expires_at__lte=at).delete()
    return len(ids)
