"""Asking for what waits in the outbox to be sent."""

from datetime import datetime

from academy.audit.record import Actor
from academy.jobs.queue import enqueue

WORKER = Actor.system("notices")
_SLOT_SECONDS = 10


def hand_over(*, at: datetime) -> None:
    """Ask for the outbox to be emptied once the transaction commits.

    One job for all that is told in ten seconds; what just misses it the period of the kind finds.
    """
    slot = int(at.timestamp()) // _SLOT_SECONDS
    enqueue("notices.deliver", payload={}, actor=WORKER, at=at, key=f"notices.deliver:{slot}")
