"""The doors to reports made in the background or sent on a timetable."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet

from academy.people.enums import Role
from academy.people.models import Person
from academy.reporting.access import covers, reach
from academy.reporting.enums import ReceiptOutcome
from academy.reporting.models import ReportRun, Schedule, ScheduleReceipt, ScheduleSending
from academy.shared.errors import NotFound

SCHEDULERS = (Role.HR, Role.ACADEMY_ADMIN, Role.UNIT_TRAINING_OFFICER)


def runs(person: Person) -> QuerySet[ReportRun]:
    """Return the reports that the person had made in the background."""
    own = ReportRun.objects.filter(asked_by=person)
    return own.select_related("job", "extract", "asked_by")


def run(person: Person, run_id: UUID, on: date) -> ReportRun:
    """Return one of them, whose units all are still within reach.

    Raises:
        NotFound: absent, or not to be seen: the two look alike.
    """
    found = runs(person).filter(public_id=run_id).first()
    if found is None or not covers(person, found.parameters["scope"], on):
        raise NotFound(field="run")
    return found


def schedules(person: Person, on: date) -> QuerySet[Schedule]:
    """Return the schedules a person may look at: their own; all, for who reads over every unit."""
    rows = Schedule.objects.select_related("owner").annotate(addressed=Count("recipients"))
    if reach(person, on).is_whole:
        return rows
    return rows.filter(owner=person)


def schedule(person: Person, public_id: UUID, on: date) -> Schedule:
    """Return one of them, or raise NotFound."""
    found = schedules(person, on).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(field="schedule")
    return found


def own_schedule(person: Person, public_id: UUID) -> Schedule:
    """Return a schedule of one's own, which nobody else changes; else raise NotFound."""
    found = Schedule.objects.filter(owner=person, public_id=public_id).first()
    if found is None:
        raise NotFound(field="schedule")
    return found


def sendings(person: Person, on: date) -> QuerySet[ScheduleSending]:
    """Return the turns of the schedules a person may look at."""
    return ScheduleSending.objects.filter(
        schedule__in=schedules(person, on).order_by().values("pk")
    ).select_related("schedule__owner", "job", "run__extract", "run__job")


def sending(person: Person, public_id: UUID, on: date) -> ScheduleSending:
    """Return one of them, or raise NotFound."""
    found = sendings(person, on).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(field="sending")
    return found


@dataclass(frozen=True, slots=True)
class Received:
    """A report that was sent, to somebody who may read it; `receipt` is their own, if any."""

    sending: ScheduleSending
    run: ReportRun
    receipt: ScheduleReceipt | None
    keeps: bool


def received(person: Person, public_id: UUID, on: date) -> Received:
    """Return a report that was sent, for a recipient who was told or who looks at its schedule.

    Both must still read all the units that it is about.

    Raises:
        NotFound: absent, not sent, or not to be seen: they look alike.
    """
    rows = ScheduleSending.objects.filter(public_id=public_id, sent_at__isnull=False)
    found = rows.select_related("schedule__owner", "job", "run__extract", "run__job").first()
    if found is None or found.run is None:
        raise NotFound(field="sending")
    told = found.receipts.filter(person=person, outcome=ReceiptOutcome.TOLD).first()
    keeps = schedules(person, on).filter(pk=found.schedule_id).exists()
    if (told is None and not keeps) or not covers(person, found.run.parameters["scope"], on):
        raise NotFound(field="sending")
    return Received(found, found.run, told, keeps)
