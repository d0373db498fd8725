"""The only Celery tasks there are; everything else is a job kind."""

from celery import shared_task

from academy.jobs import periodic, runner, sweeper
from academy.shared import clock


@shared_task(name="academy.jobs.run")
def run(*, job_id: int) -> None:
    """Run one job, if it is still waiting."""
    runner.execute(job_id)


@shared_task(name="academy.jobs.sweep")
def sweep() -> None:
    """Send again what was lost on the way."""
    sweeper.sweep(clock.now())


@shared_task(name="academy.jobs.tick")
def tick() -> None:
    """Ask for what is due by the clock."""
    periodic.tick(clock.now())
