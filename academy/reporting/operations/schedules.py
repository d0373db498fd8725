"""Schedules of reports: made, changed, paused, resumed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from academy.audit.record import Actor, record
from academy.people.models import Person
from academy.reporting import access
from academy.reporting.access import Wish
from academy.reporting.enums import Every, Form, RelativePeriod, ScheduleState, Verb
from academy.reporting.errors import (
    RunOutOfReach,
    ScheduleNameMissing,
    ScheduleRecipientWithoutRight,
    ScheduleTimetableInvalid,
    ScheduleWithoutRecipients,
)
from academy.reporting.models import ReportRun, Schedule, ScheduleRecipient
from academy.reporting.models.schedule import NAME_LENGTH
from academy.reporting.operations import report_runs
from academy.reporting.queries import headings
from academy.reporting.reports import named
from academy.reporting.rules import timetable as rules
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.timetable import Timetable
from academy.reporting.specs import Spec
from academy.shared import clock
from academy.shared.errors import NotFound

MOST_RECIPIENTS = 50


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be sent, when, and to whom.

    `recipients` are staff numbers; `conditions` what the report is narrowed to besides unit and
    days, in the words of its address.
    """

    name: str
    spec: Spec
    form: Form
    relative: RelativePeriod
    unit: str
    every: Every
    day: int
    hour: int
    recipients: Sequence[str]
    conditions: Mapping[str, str] = field(default_factory=dict)

    @property
    def timetable(self) -> Timetable:
        """When it is due."""
        return Timetable(self.every, self.day, self.hour)


@transaction.atomic
def make(*, actor: Actor, draft: Draft, language: str, at: datetime) -> Schedule:
    """Make a schedule, whose first turn is the first one after now.

    Raises:
        ScheduleNameMissing, ScheduleTimetableInvalid, ScheduleWithoutRecipients: something is
            missing.
        ParameterUnknown, InputInvalid, DimensionUnknown: a condition that the report does not
            know, or that says what there is not.
        NotFound: the unit is not in reach of who makes it; or there is no such track, cohort or
            requirement.
        ScheduleRecipientWithoutRight: somebody may not read what it is about.
    """
    owner = Person.objects.get(public_id=UUID(actor.key))
    people = _checked(draft, owner, at=at)
    schedule = Schedule.objects.create(
        **_columns(draft),
        language=language,
        owner=owner,
        created_at=at,
        next_due_at=rules.next_after(draft.timetable, at, clock.LOCAL),
    )
    _address(schedule, people)
    record(actor, Verb.SCHEDULE_MADE, schedule, at=at, facts=_facts(draft))
    return schedule


@transaction.atomic
def change(*, actor: Actor, schedule: Schedule, draft: Draft, at: datetime) -> Schedule:
    """Change a schedule, which still sends as its owner. Raises what `make` raises."""
    row = _locked(schedule)
    people = _checked(draft, row.owner, at=at)
    if row.timetable != draft.timetable:
        row.next_due_at = rules.next_after(draft.timetable, at, clock.LOCAL)
    columns = _columns(draft)
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=[*columns, "next_due_at"])
    row.recipients.all().delete()
    _address(row, people)
    record(actor, Verb.SCHEDULE_CHANGED, row, at=at, facts=_facts(draft))
    return row


@transaction.atomic
def pause(*, actor: Actor, schedule: Schedule, at: datetime) -> Schedule:
    """Send no more until it is resumed; paused already is success."""
    row = _locked(schedule)
    if row.state == ScheduleState.ACTIVE:
        row.state, row.paused_at = ScheduleState.PAUSED.value, at
        row.save(update_fields=["state", "paused_at"])
        record(actor, Verb.SCHEDULE_PAUSED, row, at=at)
    return row


@transaction.atomic
def resume(*, actor: Actor, schedule: Schedule, at: datetime) -> Schedule:
    """Send again, from the next turn on: what fell into the pause is not made up for."""
    row = _locked(schedule)
    if row.state == ScheduleState.PAUSED:
        row.state, row.paused_at = ScheduleState.ACTIVE.value, None
        row.next_due_at = rules.next_after(row.timetable, at, clock.LOCAL)
        row.save(update_fields=["state", "paused_at", "next_due_at"])
        record(actor, Verb.SCHEDULE_RESUMED, row, at=at)
    return row


def try_out(*, actor: Actor, schedule: Schedule, at: datetime) -> ReportRun:
    """Make what a schedule would send now, for its owner alone, who is told when it is there.

    The log of its turns does not know of it: nobody was sent anything.

    Raises:
        RunOutOfReach: the owner no longer reads what the schedule is about.
        NotFound: its report, or what it is narrowed to, is no more.
    """
    return report_runs.begin(
        actor=actor,
        spec=named(schedule.report),
        ask=question(schedule, at, at),
        form=Form(schedule.form),
        language=schedule.language,
        at=at,
    )


@transaction.atomic
def take_log(*, actor: Actor, schedule: Schedule, count: int, at: datetime) -> None:
    """Keep on record that somebody took the log of a schedule as a file."""
    record(actor, Verb.SCHEDULE_LOG_TAKEN, schedule, at=at, facts={"rows": count})


def question(schedule: Schedule, due_at: datetime, at: datetime) -> Ask:
    """Return what a schedule asks on a turn, over what its owner reads now.

    Raises:
        RunOutOfReach: the owner no longer reads it.
        NotFound: there is no such report any more.
    """
    spec, owner = named(schedule.report), schedule.owner
    relative = RelativePeriod(schedule.relative)
    wish = access.conditions.conditions(spec, schedule.conditions)
    try:
        ask = _question(spec, wish, relative, schedule.unit, owner, due_at, at)
    except NotFound:
        raise RunOutOfReach from None
    if not access.covers(owner, ask.scope, clock.local_date(at)):
        raise RunOutOfReach
    return ask


def _question(
    spec: Spec,
    wish: Wish,
    relative: RelativePeriod,
    unit: str,
    owner: Person,
    due_at: datetime,
    at: datetime,
) -> Ask:
    due_on, today = clock.local_date(due_at), clock.local_date(at)
    wish = replace(wish, as_of=rules.as_of(due_on), unit=unit)
    if spec.has_period:
        period = rules.period_of(relative, due_on)
        wish = replace(wish, starts_on=period.starts_on, until_on=period.until_on)
    return access.asked(spec, wish, access.reach(owner, today), today)


def _checked(draft: Draft, owner: Person, *, at: datetime) -> list[Person]:
    """Return the recipients, every one of whom may read what the schedule is about."""
    if not 0 < len(draft.name.strip()) <= NAME_LENGTH:
        raise ScheduleNameMissing(field="name", limit=NAME_LENGTH)
    if not draft.timetable.is_valid:
        raise ScheduleTimetableInvalid(field="day")
    numbers = list(dict.fromkeys(each.strip().upper() for each in draft.recipients if each.strip()))
    if not 0 < len(numbers) <= MOST_RECIPIENTS:
        raise ScheduleWithoutRecipients(field="recipients", limit=MOST_RECIPIENTS)
    wish = access.conditions.conditions(draft.spec, draft.conditions)
    ask = _question(draft.spec, wish, draft.relative, draft.unit, owner, at, at)
    headings.heading(ask)  # whether there is such a track, cohort and requirement
    known = {each.staff_number: each for each in Person.objects.filter(staff_number__in=numbers)}
    on = clock.local_date(at)
    refused = [
        number
        for number in numbers
        if number not in known or not access.covers(known[number], ask.scope, on)
    ]
    if refused:
        # Who there is and who may read what is not told: a number is named as it was typed.
        raise ScheduleRecipientWithoutRight(field="recipients", people="、".join(refused))
    return [known[number] for number in numbers]


def _columns(draft: Draft) -> dict[str, object]:
    return {
        "name": draft.name.strip(),
        "report": draft.spec.code,
        "form": draft.form.value,
        "relative": draft.relative.value,
        "unit": draft.unit,
        "conditions": dict(draft.conditions),
        "every": draft.every.value,
        "day": draft.day,
        "hour": draft.hour,
    }


def _address(schedule: Schedule, people: Sequence[Person]) -> None:
    ScheduleRecipient.objects.bulk_create(
        ScheduleRecipient(schedule=schedule, person=person) for person in people
    )


def _locked(schedule: Schedule) -> Schedule:
    rows = Schedule.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("owner").get(pk=schedule.pk)


def _facts(draft: Draft) -> dict[str, object]:
    return {
        "report": draft.spec.code,
        "form": draft.form,
        "unit": draft.unit,
        "conditions": dict(draft.conditions),
        "every": draft.every,
        "day": draft.day,
        "hour": draft.hour,
        "recipients": len(draft.recipients),
    }
