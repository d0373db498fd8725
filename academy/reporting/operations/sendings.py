"""The turns of schedules: found when due, made once, told to whoever still has the right."""

import uuid
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from academy.audit.record import Actor, record
from academy.jobs import operations as job_operations
from academy.jobs.enums import JobState
from academy.jobs.queue import enqueue
from academy.notices.operations import notices
from academy.notices.operations.notices import Telling
from academy.people.models import Person
from academy.reporting import access, topics
from academy.reporting.enums import Form, ReceiptOutcome, ScheduleState, Verb
from academy.reporting.errors import SendingDone
from academy.reporting.models import ReportRun, Schedule, ScheduleReceipt, ScheduleSending
from academy.reporting.operations import report_runs, schedules
from academy.reporting.operations.report_runs import Progress
from academy.reporting.reports import named
from academy.reporting.rules import timetable as rules
from academy.shared import clock

WORKER = Actor.system("reporting.send")
EVERY_SECONDS = 300
_RECENT = timedelta(days=30)


def open_due(*, actor: Actor, at: datetime) -> int:
    """Ask for every turn that is due, once each; return how many are new.

    Of turns that nobody was there to carry out only the latest is sent; it says how many were
    passed over.
    """
    due = Schedule.objects.filter(state=ScheduleState.ACTIVE.value, next_due_at__lte=at)
    ids = due.order_by("next_due_at", "pk").values_list("pk", flat=True)
    return sum(_opened(pk, actor, at=at) for pk in list(ids))


@transaction.atomic
def _opened(schedule_id: int, actor: Actor, *, at: datetime) -> bool:
    row = Schedule.objects.select_for_update(no_key=True).get(pk=schedule_id)
    turns = rules.turns_until(row.timetable, at, row.next_due_at, clock.LOCAL)
    if row.state != ScheduleState.ACTIVE or not turns:
        return False  # another worker was first, or somebody has paused or changed it
    due_at, public_id = turns[-1], uuid.uuid4()
    job = enqueue(
        "reporting.send",
        payload={"sending": str(public_id)},
        actor=actor,
        at=at,
        key=f"reporting.send:{row.pk}:{due_at.timestamp():.0f}",
        priority=7,
    )
    ScheduleSending.objects.create(
        public_id=public_id,
        schedule=row,
        due_at=due_at,
        missed=len(turns) - 1,
        opened_at=at,
        job=job,
    )
    row.next_due_at = rules.next_after(row.timetable, due_at, clock.LOCAL)
    row.save(update_fields=["next_due_at"])
    return True


def send(*, sending_id: UUID, progress: Progress, at: datetime) -> ScheduleSending:
    """Make the report of a turn, once, and tell its recipients; one that is sent is returned.

    Raises:
        RunOutOfReach: the owner no longer reads what the schedule is about.
        NotFound: its report is no more.
    """
    rows = ScheduleSending.objects.select_related("schedule__owner", "job", "run")
    sending = rows.get(public_id=sending_id)
    if sending.sent_at is not None:
        return sending
    run = sending.run or _begun(sending, at=at)
    run = report_runs.make(run_id=run.public_id, progress=progress, at=at)
    _tell(sending, run, at=at)
    sending.refresh_from_db()
    return sending


@transaction.atomic
def _begun(sending: ScheduleSending, *, at: datetime) -> ReportRun:
    """Write down what the turn asks, over what the owner reads now."""
    row = ScheduleSending.objects.select_for_update(no_key=True).get(pk=sending.pk)
    if row.run is not None:
        return row.run
    schedule = sending.schedule
    row.run = report_runs.open_run(
        public_id=uuid.uuid4(),
        person=schedule.owner,
        job=sending.job,
        spec=named(schedule.report),
        ask=schedules.question(schedule, row.due_at, at),
        form=Form(schedule.form),
        language=schedule.language,
        at=at,
    )
    row.save(update_fields=["run"])
    return row.run


@transaction.atomic
def _tell(sending: ScheduleSending, run: ReportRun, *, at: datetime) -> None:
    """Tell who still may read it, write down who may not, and close the turn."""
    row = ScheduleSending.objects.select_for_update(no_key=True).get(pk=sending.pk)
    if row.sent_at is not None:
        return
    scope, on = run.parameters["scope"], clock.local_date(at)
    people = Person.objects.filter(pk__in=sending.schedule.recipients.values("person_id")).order_by(
        "pk"
    )
    told = {person.pk: access.covers(person, scope, on) for person in people}
    ScheduleReceipt.objects.bulk_create(
        ScheduleReceipt(
            sending=row,
            person_id=person_id,
            outcome=(ReceiptOutcome.TOLD if may else ReceiptOutcome.DROPPED).value,
            at=at,
        )
        for person_id, may in told.items()
    )
    row.sent_at = at
    row.save(update_fields=["sent_at"])
    count = sum(told.values())
    facts = {"told": count, "dropped": len(told) - count, "missed": row.missed}
    record(WORKER, Verb.SCHEDULE_SENT, row, at=at, facts=facts)
    notices.tell(
        topic=topics.SCHEDULED_REPORT,
        persons=[person_id for person_id, may in told.items() if may],
        facts={
            "name": sending.schedule.name,
            "as_of": rules.as_of(clock.local_date(row.due_at)),
        },
        path=reverse("reporting:sending", args=[row.public_id]),
        key=row.notice_key,
        at=at,
        accounted=True,
    )


def tell_failures(*, at: datetime) -> int:
    """Tell owners of the turns that were given up, once of each; return how many there are."""
    rows = ScheduleSending.objects.filter(
        sent_at__isnull=True, job__state=JobState.FAILED.value, opened_at__gt=at - _RECENT
    )
    tellings = [
        Telling(
            person_id=row.schedule.owner_id,
            facts={"name": row.schedule.name},
            path=reverse("reporting:schedule", args=[row.schedule.public_id]),
            key=f"{topics.SCHEDULE_FAILED.code}:{row.public_id}",
        )
        for row in rows.select_related("schedule").order_by("pk")
    ]
    notices.tell_each(topic=topics.SCHEDULE_FAILED, tellings=tellings, at=at)
    return len(tellings)


def retry(*, actor: Actor, sending: ScheduleSending, at: datetime) -> ScheduleSending:
    """Try a turn again that was given up.

    Raises:
        SendingDone: it is sent, or being sent.
    """
    ended = (JobState.FAILED.value, JobState.CANCELLED.value)
    if sending.sent_at is not None or sending.job.state not in ended:
        raise SendingDone
    job_operations.retry(actor=actor, job=sending.job, at=at)
    sending.refresh_from_db()
    return sending


def opened(*, receipt: ScheduleReceipt, at: datetime) -> None:
    """Note that a recipient has looked at it; the first time counts."""
    rows = ScheduleReceipt.objects.filter(pk=receipt.pk, opened_at__isnull=True, at__lte=at)
    rows.update(opened_at=at)
