"""Reports on a timetable: to whom, once each turn, and what the log says of it."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.db import Error, IntegrityError, transaction

from academy.audit.models import Entry
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.runner import LeaseLost, execute
from academy.notices.enums import DeliveryReason
from academy.notices.models import Notice
from academy.notices.queries import outcomes
from academy.people.access import actor
from academy.people.enums import Role
from academy.people.models import Grant, Person
from academy.reporting.enums import (
    Every,
    ReceiptOutcome,
    RelativePeriod,
    RunState,
    ScheduleState,
    Verb,
)
from academy.reporting.errors import (
    DimensionUnknown,
    RunOutOfReach,
    ScheduleNameMissing,
    ScheduleRecipientWithoutRight,
    ScheduleTimetableInvalid,
    ScheduleWithoutRecipients,
    SendingDone,
)
from academy.reporting.models import Extract, Schedule, ScheduleReceipt, ScheduleSending
from academy.reporting.operations import report_runs, schedules, sendings
from academy.reporting.reports import REPORTS
from academy.shared.clock import LOCAL
from academy.shared.errors import InputInvalid, NotFound, ParameterUnknown, Refusal
from tests.cast import Cast
from tests.make import reporting
from tests.make import schedules as make

DUE = datetime(2026, 3, 5, 8, tzinfo=LOCAL)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _in_march(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(DUE, tick=False):
        yield


def quiet(_done: int, _total: int, _note: str) -> None:
    """Nobody watches."""


def lose(person: Person) -> None:
    """Let a person lose what they read."""
    Grant.objects.filter(person=person).delete()


def test_a_turn_is_one_extract_and_each_recipient_is_told(cast: Cast, at: datetime) -> None:
    reporting.closed_cohort(cast, at=at)
    schedule = make.made(cast.hr, cast.auditor, cast.admin, at=at)
    assert schedule.next_due_at == DUE
    assert make.opened(at=DUE - SECOND) == []
    (sending,) = make.opened(at=DUE)
    assert (sending.state, sending.due_at, sending.missed) == (RunState.WAITING, DUE, 0)
    assert sending.job.payload == {"sending": str(sending.public_id)}
    assert make.executed(sending) is JobState.DONE
    extract = Extract.objects.get()
    assert (sending.state, extract.made_by) == (RunState.DONE, str(cast.hr.public_id))
    asked = ("from", "until", "as_of")
    assert [extract.parameters[name] for name in asked] == [
        "2026-01-01",
        "2026-03-05",
        "2026-03-04",
    ]
    receipts = ScheduleReceipt.objects.order_by("person__staff_number")
    assert [(each.person, each.outcome) for each in receipts] == [
        (cast.admin, ReceiptOutcome.TOLD),
        (cast.auditor, ReceiptOutcome.TOLD),
    ]
    notices = Notice.objects.filter(topic="reporting.scheduled_report")
    assert {each.person_id for each in notices} == {cast.admin.pk, cast.auditor.pk}
    assert {each.path for each in notices} == {f"/reports/sendings/{sending.public_id}/"}
    became = outcomes.outcomes([cast.admin.pk, cast.auditor.pk], sending.notice_key)
    assert [each.reason for each in became.values()] == [DeliveryReason.NO_ADDRESS] * 2
    entry = Entry.objects.get(verb=Verb.SCHEDULE_SENT)
    assert entry.facts == {"told": 2, "dropped": 0, "missed": 0}
    schedule.refresh_from_db()
    assert schedule.next_due_at == datetime(2026, 4, 5, 8, tzinfo=LOCAL)


def test_looked_for_and_run_twice_it_is_one_sending(cast: Cast, at: datetime) -> None:
    make.made(cast.hr, cast.auditor, at=at)
    (sending,) = make.opened(at=DUE)
    assert make.opened(at=DUE) == [sending]
    sendings.send(sending_id=sending.public_id, progress=quiet, at=DUE)
    sendings.send(sending_id=sending.public_id, progress=quiet, at=DUE)
    assert make.executed(sending) is JobState.DONE
    assert execute(sending.job_id) is None
    counts = [row.objects.count() for row in (Extract, ScheduleReceipt, ScheduleSending)]
    assert counts == [1, 1, 1]
    assert Notice.objects.filter(topic="reporting.scheduled_report").count() == 1


@pytest.mark.parametrize("step", [0, report_runs.READ, report_runs.DRAWN])
def test_a_turn_that_broke_off_is_carried_on(cast: Cast, at: datetime, step: int) -> None:
    make.made(cast.hr, cast.auditor, at=at)
    (sending,) = make.opened(at=DUE)

    def stop(done: int, _total: int, _note: str) -> None:
        if done == step:
            raise LeaseLost

    with pytest.raises(LeaseLost):
        sendings.send(sending_id=sending.public_id, progress=stop, at=DUE)
    assert not ScheduleReceipt.objects.exists()
    assert make.executed(sending) is JobState.DONE
    assert (Extract.objects.count(), ScheduleReceipt.objects.count()) == (1, 1)


def test_who_lost_the_right_is_left_out_with_a_line(cast: Cast, at: datetime) -> None:
    make.made(cast.hr, cast.auditor, cast.admin, at=at)
    (sending,) = make.opened(at=DUE)
    lose(cast.auditor)
    assert make.executed(sending) is JobState.DONE
    receipts = ScheduleReceipt.objects.order_by("person__staff_number")
    assert [each.outcome for each in receipts] == ["told", "dropped"]
    notices = Notice.objects.filter(topic="reporting.scheduled_report")
    assert [each.person for each in notices] == [cast.admin]


def test_an_owner_who_lost_the_right_sends_nothing_until_it_is_back(
    cast: Cast, at: datetime
) -> None:
    make.made(cast.officer, cast.hr, at=at, unit="T001")
    (sending,) = make.opened(at=DUE)
    with pytest.raises(SendingDone):
        sendings.retry(actor=actor(cast.hr), sending=sending, at=DUE)
    held = list(Grant.objects.filter(person=cast.officer))
    lose(cast.officer)
    assert make.executed(sending) is JobState.FAILED
    assert (Job.objects.get().error, sending.run) == (RunOutOfReach.code, None)
    assert [sendings.tell_failures(at=DUE + later) for later in (SECOND, 2 * SECOND)] == [1, 1]
    assert [each.person for each in Notice.objects.filter(topic="reporting.schedule_failed")] == [
        cast.officer
    ]
    Grant.objects.bulk_create(held)
    sending = ScheduleSending.objects.select_related("job").get()
    sendings.retry(actor=actor(cast.hr), sending=sending, at=DUE)
    assert make.executed(sending) is JobState.DONE
    sending = ScheduleSending.objects.select_related("job").get()
    with pytest.raises(SendingDone):
        sendings.retry(actor=actor(cast.hr), sending=sending, at=DUE)


@pytest.mark.parametrize(
    ("at_", "due", "missed"),
    [
        (datetime(2026, 4, 5, 7, 59, tzinfo=LOCAL), DUE, 0),
        (datetime(2026, 4, 5, 8, tzinfo=LOCAL), datetime(2026, 4, 5, 8, tzinfo=LOCAL), 1),
        (datetime(2026, 6, 30, tzinfo=LOCAL), datetime(2026, 6, 5, 8, tzinfo=LOCAL), 3),
    ],
)
def test_after_downtime_only_the_latest_turn_is_sent(
    cast: Cast, at: datetime, at_: datetime, due: datetime, missed: int
) -> None:
    make.made(cast.hr, cast.auditor, at=at)
    (sending,) = make.opened(at=at_)
    assert (sending.due_at, sending.missed) == (due, missed)
    assert make.opened(at=at_) == [sending]


def test_paused_it_sends_nothing_and_does_not_make_up_for_it(cast: Cast, at: datetime) -> None:
    schedule = make.made(cast.hr, cast.auditor, at=at)
    schedules.pause(actor=actor(cast.hr), schedule=schedule, at=at)
    row = schedules.pause(actor=actor(cast.hr), schedule=schedule, at=at + SECOND)
    assert (row.state, row.paused_at) == (ScheduleState.PAUSED, at)
    assert make.opened(at=DUE) == []
    schedules.resume(actor=actor(cast.hr), schedule=schedule, at=DUE + SECOND)
    row = schedules.resume(actor=actor(cast.hr), schedule=schedule, at=DUE + 2 * SECOND)
    assert (row.state, row.next_due_at) == ("active", datetime(2026, 4, 5, 8, tzinfo=LOCAL))
    assert make.opened(at=DUE + SECOND) == []
    verbs = Entry.objects.filter(verb__startswith="reporting.schedule").order_by("sequence")
    assert [each.verb for each in verbs] == [
        Verb.SCHEDULE_MADE,
        Verb.SCHEDULE_PAUSED,
        Verb.SCHEDULE_RESUMED,
    ]


def test_changed(cast: Cast, at: datetime) -> None:
    schedule = make.made(cast.hr, cast.auditor, at=at)
    same = make.draft(cast.admin, name="结业情况")
    row = schedules.change(actor=actor(cast.hr), schedule=schedule, draft=same, at=at)
    assert (row.name, row.next_due_at) == ("结业情况", DUE)
    assert [each.person for each in row.recipients.all()] == [cast.admin]
    weekly = make.draft(cast.admin, every=Every.WEEK, day=1, hour=9)
    row = schedules.change(actor=actor(cast.hr), schedule=schedule, draft=weekly, at=at)
    assert row.next_due_at == at + timedelta(days=7)


@pytest.mark.parametrize("report", list(REPORTS))
def test_every_report_can_be_sent(cast: Cast, at: datetime, report: str) -> None:
    reporting.closed_cohort(cast, at=at)
    last = RelativePeriod.LAST_MONTH
    make.made(cast.hr, cast.auditor, at=at, spec=REPORTS[report], relative=last)
    (sending,) = make.opened(at=DUE)
    assert make.executed(sending) is JobState.DONE


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"name": " "}, ScheduleNameMissing),
        ({"name": "字" * 60}, None),
        ({"name": "字" * 61}, ScheduleNameMissing),
        ({"day": 0}, ScheduleTimetableInvalid),
        ({"day": 31}, None),
        ({"day": 32}, ScheduleTimetableInvalid),
        ({"hour": 24}, ScheduleTimetableInvalid),
        ({"every": Every.WEEK, "day": 8}, ScheduleTimetableInvalid),
        ({"recipients": []}, ScheduleWithoutRecipients),
        ({"recipients": [" "]}, ScheduleWithoutRecipients),
        ({"recipients": [f"T{n}" for n in range(51)]}, ScheduleWithoutRecipients),
        ({"unit": "T999"}, NotFound),
    ],
)
def test_what_a_schedule_cannot_be(
    cast: Cast, at: datetime, change: dict[str, Any], refusal: type[Refusal] | None
) -> None:
    if refusal is None:
        make.made(cast.hr, cast.auditor, at=at, **change)
        return
    with pytest.raises(refusal):
        make.made(cast.hr, cast.auditor, at=at, **change)
    assert not Schedule.objects.exists()


def test_a_recipient_without_the_right_is_named(cast: Cast, at: datetime) -> None:
    for recipients, named in (
        ([cast.wang], "T1001"),
        ([cast.auditor, cast.officer], cast.officer.staff_number),
        ([cast.li, cast.wang], "T2001、T1001"),
    ):
        with pytest.raises(ScheduleRecipientWithoutRight) as no:
            make.made(cast.hr, *recipients, at=at)
        assert str(no.value).startswith(f"{named} ")
        assert no.value.status == 422
    with pytest.raises(ScheduleRecipientWithoutRight, match="T9999"):
        make.made(cast.hr, at=at, recipients=["T9999"])
    make.made(cast.hr, cast.officer, at=at, unit="T001")
    Person.objects.filter(pk=cast.auditor.pk).update(left_on=at.date())
    with pytest.raises(ScheduleRecipientWithoutRight):
        make.made(cast.hr, cast.auditor, at=at)
    Grant.objects.filter(person=cast.hr, role=Role.HR).update(unit=cast.south)
    with pytest.raises(NotFound):
        make.made(cast.hr, cast.officer, at=at, unit="T001")


def test_a_receipt_is_fixed_but_for_its_first_opening(cast: Cast, at: datetime) -> None:
    make.made(cast.hr, cast.auditor, at=at)
    (sending,) = make.opened(at=DUE)
    make.executed(sending)
    receipt = ScheduleReceipt.objects.get()
    for later in (SECOND, 2 * SECOND):
        sendings.opened(receipt=receipt, at=DUE + later)
    receipt.refresh_from_db()
    assert receipt.opened_at == DUE + SECOND
    for change in ({"outcome": "dropped"}, {"person": cast.hr}, {"opened_at": None}):
        with pytest.raises(Error, match="published"), transaction.atomic():
            ScheduleReceipt.objects.update(**change)


@pytest.mark.parametrize(
    "change", [{"day": 32}, {"every": "week", "day": 8}, {"hour": 24}, {"name": ""}, {"state": "x"}]
)
def test_a_schedule_that_cannot_be(cast: Cast, at: datetime, change: dict[str, object]) -> None:
    make.made(cast.hr, cast.auditor, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Schedule.objects.update(**change)


def test_what_a_report_is_narrowed_to_is_kept_and_asked_each_time(cast: Cast, at: datetime) -> None:
    reporting.closed_cohort(cast, at=at)
    told = {"track": "LAW", "staff_kind": "enforcement", "rank_band": "none", "by": "rank_band"}
    schedule = make.made(cast.hr, cast.auditor, at=at, conditions=told)
    assert Schedule.objects.get().conditions == told
    assert Entry.objects.get(verb=Verb.SCHEDULE_MADE).facts["conditions"] == told
    (sending,) = make.opened(at=DUE)
    assert make.executed(sending) is JobState.DONE
    asked = Extract.objects.get().parameters
    assert {name: asked[name] for name in told} == told
    assert (asked["cohort"], asked["sitting"]) == ("", "first")
    wide = make.draft(cast.auditor)
    row = schedules.change(actor=actor(cast.hr), schedule=schedule, draft=wide, at=at)
    assert row.conditions == {}


@pytest.mark.parametrize(
    ("report", "told", "refusal", "field"),
    [
        ("completion", {"colour": "red"}, ParameterUnknown, "colour"),
        ("completion", {"sitting": "first"}, ParameterUnknown, "sitting"),
        ("completion", {"unit": "T001"}, ParameterUnknown, "unit"),
        ("completion", {"from": "2026-01-01"}, ParameterUnknown, "from"),
        ("hours", {"track": "LAW"}, ParameterUnknown, "track"),
        ("completion", {"staff_kind": "robot"}, InputInvalid, "staff_kind"),
        ("completion", {"cohort": "one"}, InputInvalid, "cohort"),
        ("results", {"sitting": "third"}, InputInvalid, "sitting"),
        ("history", {"step": "day"}, InputInvalid, "step"),
        ("completion", {"by": "requirement"}, DimensionUnknown, "by"),
        ("completion", {"track": "NONE"}, NotFound, "track"),
        ("completion", {"cohort": str(uuid.UUID(int=1))}, NotFound, "cohort"),
        ("hours", {"requirement": "NONE"}, NotFound, "requirement"),
    ],
)
def test_conditions_that_the_report_does_not_have(
    cast: Cast,
    at: datetime,
    report: str,
    told: dict[str, str],
    refusal: type[Refusal],
    field: str,
) -> None:
    with pytest.raises(refusal) as no:
        make.made(cast.hr, cast.auditor, at=at, spec=REPORTS[report], conditions=told)
    assert no.value.field == field
    assert not Schedule.objects.exists()


def test_tried_out_it_is_for_its_owner_alone(cast: Cast, at: datetime) -> None:
    reporting.closed_cohort(cast, at=at)
    told = {"staff_kind": "enforcement"}
    schedule = make.made(cast.hr, cast.auditor, at=at, conditions=told)
    run = schedules.try_out(actor=actor(cast.hr), schedule=schedule, at=DUE)
    assert schedules.try_out(actor=actor(cast.hr), schedule=schedule, at=DUE) == run
    assert execute(run.job_id) is JobState.DONE
    assert (run.asked_by, run.parameters["staff_kind"]) == (cast.hr, "enforcement")
    assert (run.parameters["as_of"], run.parameters["from"]) == ("2026-03-04", "2026-01-01")
    assert not ScheduleSending.objects.exists()
    told_of = Notice.objects.filter(topic__startswith="reporting.")
    assert [(each.topic, each.person) for each in told_of] == [("reporting.report_ready", cast.hr)]
    (sending,) = make.opened(at=DUE)
    assert make.executed(sending) is JobState.DONE
    tried, sent = Extract.objects.order_by("pk")
    assert tried.figures_digest == sent.figures_digest
    lose(cast.hr)
    with pytest.raises(RunOutOfReach):
        schedules.try_out(actor=actor(cast.hr), schedule=schedule, at=DUE)


def test_what_was_sent_is_the_owner_s_question_in_the_reader_s_reach(
    cast: Cast, at: datetime
) -> None:
    """Nobody is sent less than was asked, nor more than they may read: they are left out."""
    make.made(cast.hr, cast.officer, at=at, unit="T001")
    with pytest.raises(ScheduleRecipientWithoutRight, match=cast.officer.staff_number):
        make.made(cast.hr, cast.officer, at=at)
    Grant.objects.filter(person=cast.officer).update(unit=cast.south)
    (sending,) = make.opened(at=DUE)
    assert make.executed(sending) is JobState.DONE
    receipt = ScheduleReceipt.objects.get()
    assert (receipt.person, receipt.outcome) == (cast.officer, ReceiptOutcome.DROPPED)
    assert sending.run is not None
    assert sending.run.parameters["scope"] == [cast.east.pk]
