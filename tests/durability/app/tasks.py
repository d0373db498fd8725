"""Jobs that leave a trace in a file for each start, and in the audit log for each effect."""

import os
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from academy.audit.models import Entry
from academy.audit.record import Actor, record
from academy.jobs.enums import Verb
from academy.jobs.models import Job
from academy.jobs.registry import job_kind
from academy.jobs.runner import JobHandle
from academy.notices.operations import deliveries
from academy.shared import clock

WORKER = Actor.system("durability")

if seconds := os.environ.get("MAIL_HOLD_SECONDS"):
    # Nobody waits twenty minutes for a test.
    deliveries.HOLD = timedelta(seconds=int(seconds))


@job_kind("durability.effect")
def effect(handle: JobHandle, *, number: int, milliseconds: int) -> dict[str, Any]:
    """Take some time, then have the one effect this number may have."""
    with (settings.DATA_DIR / "starts").open("a") as starts:
        starts.write(f"{number}\n")
    time.sleep(milliseconds / 1000)
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=handle.job_id)
        if not Entry.objects.filter(subject_key=str(job.public_id)).exists():
            record(WORKER, Verb.RETRIED, job, at=clock.now(), facts={"number": number})
    return {"number": number}
