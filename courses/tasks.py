"""Background work of courses: fetch by id, call an operation."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as finished
from dataclasses import asdict
from datetime import timedelta
from threading import Event

from academy.audit.record import Actor
from academy.jobs.models import Job
from academy.jobs.registry import job_kind
from academy.jobs.runner import JobHandle
from academy.people.access import actor
from academy.people.models import Person
from academy.shared import clock
from courses.enums.plans import PlanState
from courses.models import HoursImport, PlanningRun
from courses.operations import (
    cohort_notices,
    evaluation_rounds,
    leaves,
    past_entries,
    past_records,
    plan_solving,
)
from courses.queries import plan_input
from courses.rules.planner.plan import Progress

NEAR = timedelta(hours=24)
# How often a running search shows that it is alive and asks whether it was stopped.
BEAT_SECONDS = 1.0


@job_kind("courses.deadlines_near", every_seconds=3600)
def deadlines_near(handle: JobHandle) -> dict[str, object]:
    """Tell units of deadlines within a day; each deadline is told once, however often it runs."""
    return {"near": cohort_notices.tell_deadlines_near(at=clock.now(), within=NEAR)}


@job_kind("courses.leave_overdue", every_seconds=600)
def leave_overdue(handle: JobHandle) -> dict[str, object]:
    """Tell of people who are not back from leave; of each leave once, however often it runs."""
    return {"overdue": leaves.tell_overdue(at=clock.now())}


@job_kind("courses.read_past_records")
def read_past_records(handle: JobHandle, *, run_id: int) -> dict[str, object]:
    """Read a large table of past records as a dry run; read already, it is done."""
    run = HoursImport.objects.get(pk=run_id)
    done = past_records.read_uploaded(run=run, at=clock.now(), report=handle.progress)
    return {"state": done.state, "sound": done.counts.get("sound", 0)}


@job_kind("courses.evaluations_due", every_seconds=1800)
def evaluations_due(handle: JobHandle) -> dict[str, object]:
    """Open evaluations, remind of them and tell of results: each once, however often it runs."""
    at = clock.now()
    opened = evaluation_rounds.open_due(at=at)
    handle.renew()
    reminded = evaluation_rounds.remind_due(at=at)
    told = evaluation_rounds.tell_results(at=at)
    return {**asdict(opened), "reminded": reminded, "told": told}


@job_kind("courses.commit_past_records")
def commit_past_records(handle: JobHandle, *, run_id: int) -> dict[str, object]:
    """Enter a large import for whoever asked; committed already, it is done."""
    run = HoursImport.objects.get(pk=run_id)
    done = past_entries.commit(
        actor=_asker(handle), run=run, at=clock.now(), report=handle.progress
    )
    return {"entered": done.counts["entered"], "already": done.counts["already"]}


@job_kind("courses.undo_past_records")
def undo_past_records(handle: JobHandle, *, run_id: int) -> dict[str, object]:
    """Take a large import back for whoever asked; undone already, it is done."""
    run = HoursImport.objects.get(pk=run_id)
    done = past_entries.go_on_undoing(
        actor=_asker(handle), run=run, at=clock.now(), report=handle.progress
    )
    return {"reversed": done.counts["reversed"]}


def _asker(handle: JobHandle) -> Actor:
    """In whose name a job works: of whoever asked for it."""
    asked = Job.objects.get(pk=handle.job_id)
    return actor(Person.objects.get(public_id=asked.requested_by))


@job_kind("courses.solve_plan")
def solve_plan(handle: JobHandle, *, run_id: int) -> dict[str, object]:
    """Solve a planning run. The search knows no database and runs beside the job's heartbeat."""
    run = PlanningRun.objects.select_related("previous").get(pk=run_id)
    if run.state != PlanState.DRAFT:
        return {"state": run.state}
    question = plan_input.of_run(run, on=clock.today())
    stopped = Event()
    best: list[Progress] = []

    def watch(progress: Progress) -> bool:
        best.append(progress)
        return not stopped.is_set()

    seconds = question.asked.seconds
    began = clock.now()
    with ThreadPoolExecutor(max_workers=1) as beside:
        search = beside.submit(plan_solving.compute, question, watch=watch)
        try:
            while not finished([search], timeout=BEAT_SECONDS).done:
                spent = int((clock.now() - began).total_seconds())
                handle.progress(min(spent, seconds), seconds, _note(best))
        except BaseException:
            stopped.set()
            raise
        found, why = search.result()
    run = plan_solving.keep(run=run, question=question, found=found, why=why, at=clock.now())
    handle.progress(seconds, seconds)
    return {"state": run.state, "seated": run.seated}


def _note(best: list[Progress]) -> str:
    """How near the best plan so far is to what no plan can beat."""
    if not best or not best[-1].objective:
        return ""
    last = best[-1]
    return f"{max(last.objective - last.bound, 0) * 100 // last.objective}%"
