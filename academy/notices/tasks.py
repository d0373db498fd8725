"""Work of notices in the background."""

from academy.jobs.registry import job_kind
from academy.jobs.runner import JobHandle
from academy.notices.operations import deliveries
from academy.shared import clock


@job_kind("notices.deliver", every_seconds=60)
def deliver(handle: JobHandle) -> dict[str, object]:
    """Empty the outbox, batch by batch, until nothing is due or the server cannot be reached."""
    done = sent = 0
    while (tally := deliveries.deliver(at=clock.now())).held:
        done, sent = done + tally.held, sent + tally.sent
        handle.progress(done, done)
        if tally.offline:
            break
    return {"deliveries": done, "sent": sent}
