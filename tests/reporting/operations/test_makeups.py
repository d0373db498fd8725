"""The sweep: what it opens, ends and passes on, and letting somebody off."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from academy.audit.models import Entry
from academy.jobs.registry import handler
from academy.notices.models import Notice
from academy.people.access import actor
from academy.people.models import Person
from academy.reporting.enums import MakeUpCause, MakeUpEventKind, MakeUpState
from academy.reporting.errors import (
    MakeUpAboutOneself,
    MakeUpEnded,
    MakeUpReasonMissing,
    MakeUpReasonTooLong,
)
from academy.reporting.models import MakeUp, MakeUpEvent
from academy.reporting.operations import makeups
from academy.reporting.operations.makeups import Swept
from tests.cast import Cast
from tests.make import courses, exclusions
from tests.make import makeups as make
from tests.make import people as make_people
from tests.make.makeups import DUE, LATE, Run

DAY = timedelta(days=1)
NOTHING = Swept()
OPENING, NOTHING_NEW, PASSING_ON, ENDING = 29, 6, 31, 26


def told(topic: str) -> list[str]:
    rows = Notice.objects.filter(topic=f"reporting.{topic}").order_by("person__staff_number", "pk")
    return list(rows.values_list("person__staff_number", flat=True))


def events() -> list[tuple[str, int | None]]:
    return list(MakeUpEvent.objects.order_by("pk").values_list("kind", "level"))


def left(person: Person, *, at: datetime) -> None:
    Person.objects.filter(pk=person.pk).update(left_on=at.date())


def test_everybody_who_did_not_pass_gets_one(cast: Cast, at: datetime) -> None:
    run = Run(passed=[cast.leader], failed=[cast.wang], absent=[cast.zhao], withdrawn=[cast.li])
    row = make.closed(run, of=courses.syllabus(at=at), at=at)
    assert make.swept(at) == Swept(opened=3)
    found = {
        each.person.name: (each.cause, each.unit, each.due_on, each.course, each.source.enrolment)
        for each in MakeUp.objects.all()
    }
    course = row.syllabus.course
    assert found == {
        person.name: (cause, unit, DUE, course, courses.enrolment_of(row, person))
        for person, cause, unit in (
            (cast.wang, MakeUpCause.FAILED, cast.east),
            (cast.zhao, MakeUpCause.ABSENT, cast.east),
            (cast.li, MakeUpCause.WITHDRAWN, cast.south),
        )
    }
    assert told("make_up_opened") == ["T1001", "T1002", "T2001"]
    assert events() == [("opened", None)] * 3
    assert Entry.objects.filter(verb="reporting.make_up_opened").count() == 3


def test_once_more_changes_nothing(cast: Cast, at: datetime) -> None:
    make.opened([cast.wang, cast.li], at=at)
    assert make.swept(at) == NOTHING
    assert make.swept(LATE) == Swept(escalated=2)
    assert make.swept(LATE) == NOTHING
    assert MakeUp.objects.count() == 2
    assert events() == [("opened", None)] * 2 + [("escalated", 1)] * 2


def test_a_second_failure_opens_no_second_one(cast: Cast, at: datetime) -> None:
    syllabus = courses.syllabus(at=at)
    make.closed(Run(failed=[cast.wang]), of=syllabus, at=at)
    make.swept(at)
    make.closed(
        Run(absent=[cast.wang]), of=syllabus, number=2, on=courses.ENDS_ON + DAY, at=at + DAY
    )
    assert make.swept(at + DAY) == NOTHING


def test_a_pass_ends_it_and_a_later_failure_opens_another(cast: Cast, at: datetime) -> None:
    syllabus = courses.syllabus(at=at)
    make.closed(Run(failed=[cast.wang]), of=syllabus, at=at)
    make.swept(at)
    again = make.closed(
        Run(passed=[cast.wang]), of=syllabus, number=2, on=courses.ENDS_ON + DAY, at=at + DAY
    )
    assert make.swept(at + DAY) == Swept(passed=1)
    row = MakeUp.objects.get()
    assert row.state == MakeUpState.PASSED
    assert row.ended_at == at + DAY
    assert row.completion is not None
    assert row.completion.enrolment == courses.enrolment_of(again, cast.wang)
    assert told("make_up_passed") == ["T1001"]
    later = at + 2 * DAY
    make.closed(
        Run(failed=[cast.wang]), of=syllabus, number=3, on=courses.ENDS_ON + 2 * DAY, at=later
    )
    assert make.swept(later) == Swept(opened=1)
    assert [each.state for each in MakeUp.objects.order_by("pk")] == ["passed", "open"]


def test_a_pass_that_lapses_is_to_be_renewed_by_that_day(cast: Cast, at: datetime) -> None:
    syllabus = courses.syllabus(at=at, valid_months=12)
    make.closed(Run(passed=[cast.wang]), of=syllabus, at=at)
    lapses = datetime(2027, 3, 1, 16, tzinfo=UTC)  # midnight before 2 March in Dongguan
    assert make.swept(lapses - timedelta(seconds=1)) == NOTHING
    assert make.swept(lapses) == Swept(opened=1)
    row = MakeUp.objects.get()
    assert (row.cause, row.caused_at) == (MakeUpCause.LAPSED, lapses)
    assert row.due_on.isoformat() == "2027-03-02"
    assert make.swept(lapses + DAY) == Swept(escalated=1)


def test_who_left_has_nothing_to_make_up(cast: Cast, at: datetime) -> None:
    make.opened([cast.wang, cast.li], at=at)
    left(cast.wang, at=at + DAY)
    assert make.swept(at) == NOTHING
    assert make.swept(at + DAY) == Swept(left=1)
    row = MakeUp.objects.get(person=cast.wang)
    assert (row.state, row.ended_at) == (MakeUpState.LEFT, at + DAY)
    assert make.swept(LATE) == Swept(escalated=1)
    with pytest.raises(MakeUpEnded):
        makeups.withdraw(actor=actor(cast.hr), make_up=row, reason="离职", at=LATE)


def test_overdue_goes_to_officer_leader_and_academy(cast: Cast, at: datetime) -> None:
    make.opened([cast.wang, cast.zhao], at=at)
    assert make.swept(LATE - DAY) == NOTHING
    assert make.swept(LATE) == Swept(escalated=2)
    assert told("make_up_overdue") == ["T1001", "T1002"]
    assert told("make_ups_overdue") == ["T1003"]
    facts = Notice.objects.get(topic="reporting.make_ups_overdue").facts
    assert facts == {"count": 2, "days": 1, "people": "王建国、赵䶮"}
    assert make.swept(LATE + 12 * DAY) == NOTHING
    assert make.swept(LATE + 13 * DAY) == Swept(escalated=2)
    assert told("make_ups_overdue") == ["T1003", "T1004"]
    assert make.swept(LATE + 28 * DAY) == NOTHING
    assert make.swept(LATE + 29 * DAY) == Swept(escalated=2)
    assert told("make_ups_overdue") == ["T0001", "T0002", "T1003", "T1004"]
    assert make.swept(LATE + 365 * DAY) == NOTHING


def test_who_moved_is_the_business_of_the_new_unit(cast: Cast, at: datetime) -> None:
    make.opened([cast.li], at=at)
    exclusions.moved(cast.li, cast.east, on=DUE)
    make.swept(LATE)
    assert told("make_ups_overdue") == ["T1003"]


def test_an_officer_who_is_late_is_told_as_such(cast: Cast, at: datetime) -> None:
    make.opened([cast.officer], at=at)
    make.swept(LATE)
    assert told("make_up_overdue") == ["T1003"]
    assert told("make_ups_overdue") == []


def test_an_exclusion_pauses_and_then_it_goes_on(cast: Cast, at: datetime) -> None:
    make.opened([cast.wang], at=at)
    until = DUE + 10 * DAY
    draft = exclusions.draft(cast.wang, first=DUE, until=until)
    exclusions.granted(draft, by=cast.officer, decider=cast.hr, at=at)
    assert make.swept(LATE + 8 * DAY) == NOTHING
    assert MakeUp.objects.get().state == MakeUpState.OPEN
    assert make.swept(LATE + 9 * DAY) == Swept(escalated=1)
    assert make.swept(LATE + 21 * DAY) == NOTHING
    assert make.swept(LATE + 22 * DAY) == Swept(escalated=1)


def test_let_off_for_a_reason(cast: Cast, at: datetime) -> None:
    (row,) = make.opened([cast.wang], at=at)
    done = makeups.withdraw(actor=actor(cast.hr), make_up=row, reason=" 转岗 ", at=at + DAY)
    assert (done.state, done.ended_at) == (MakeUpState.WITHDRAWN, at + DAY)
    assert told("make_up_withdrawn") == ["T1001"]
    event = MakeUpEvent.objects.get(kind=MakeUpEventKind.WITHDRAWN)
    assert (event.text, event.by) == ("转岗", actor(cast.hr).key)
    again = makeups.withdraw(actor=actor(cast.admin), make_up=row, reason="转岗", at=LATE)
    assert again.ended_at == at + DAY
    assert make.swept(LATE) == NOTHING


def test_what_happens_after_that_is_to_be_made_up_again(cast: Cast, at: datetime) -> None:
    syllabus = courses.syllabus(at=at)
    make.closed(Run(failed=[cast.wang]), of=syllabus, at=at)
    make.swept(at)
    row = MakeUp.objects.get()
    makeups.withdraw(actor=actor(cast.hr), make_up=row, reason="转岗", at=at)
    make.closed(
        Run(absent=[cast.wang]), of=syllabus, number=2, on=courses.ENDS_ON + DAY, at=at + DAY
    )
    assert make.swept(at + DAY) == Swept(opened=1)


@pytest.mark.parametrize("reason", ["", "  "])
def test_no_reason_is_refused(cast: Cast, at: datetime, reason: str) -> None:
    (row,) = make.opened([cast.wang], at=at)
    with pytest.raises(MakeUpReasonMissing):
        makeups.withdraw(actor=actor(cast.hr), make_up=row, reason=reason, at=at)


def test_a_reason_that_is_too_long_is_refused(cast: Cast, at: datetime) -> None:
    (row,) = make.opened([cast.wang], at=at)
    with pytest.raises(MakeUpReasonTooLong):
        makeups.withdraw(actor=actor(cast.hr), make_up=row, reason="字" * 301, at=at)


def test_nobody_lets_themselves_off(cast: Cast, at: datetime) -> None:
    (row,) = make.opened([cast.hr], at=at)
    with pytest.raises(MakeUpAboutOneself):
        makeups.withdraw(actor=actor(cast.hr), make_up=row, reason="忙", at=at)


def test_what_was_passed_stays_so(cast: Cast, at: datetime) -> None:
    syllabus = courses.syllabus(at=at)
    make.closed(Run(failed=[cast.wang]), of=syllabus, at=at)
    make.swept(at)
    on = courses.ENDS_ON + DAY
    make.closed(Run(passed=[cast.wang]), of=syllabus, number=2, on=on, at=at + DAY)
    make.swept(at + DAY)
    with pytest.raises(MakeUpEnded):
        makeups.withdraw(actor=actor(cast.hr), make_up=MakeUp.objects.get(), reason="忙", at=LATE)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_statements_do_not_depend_on_the_number_of_people(
    cast: Cast, at: datetime, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = make_people.people(count, unit=cast.east, at=at)
    syllabus = courses.syllabus(at=at)
    make.closed(Run(failed=people), of=syllabus, at=at)
    with django_assert_num_queries(OPENING):
        assert make.swept(at) == Swept(opened=count)
    with django_assert_num_queries(NOTHING_NEW):
        assert make.swept(at) == NOTHING
    with django_assert_num_queries(PASSING_ON):
        assert make.swept(LATE) == Swept(escalated=count)
    make.closed(Run(passed=people), of=syllabus, number=2, on=DUE, at=LATE + 30 * DAY)
    with django_assert_num_queries(ENDING):
        assert make.swept(LATE + 30 * DAY) == Swept(passed=count)


def test_more_people_than_are_taken_at_once(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(makeups, "AT_ONCE", 2)
    people = make_people.people(5, unit=cast.south, at=at)
    make.closed(Run(failed=people), of=courses.syllabus(at=at), at=at)
    assert make.swept(at) == Swept(opened=5)
    assert make.swept(LATE) == Swept(escalated=5)
    assert make.swept(LATE) == NOTHING
    assert MakeUp.objects.count() == 5


def test_where_the_office_is_vacant_the_academy_hears(cast: Cast, at: datetime) -> None:
    make.opened([cast.li], at=at)
    make.swept(LATE)
    assert told("make_up_overdue") == ["T2001"]
    assert told("make_ups_overdue") == ["T0001", "T0002"]


def test_the_job_and_the_command_do_the_same(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    syllabus = courses.syllabus(at=at)
    make.closed(Run(failed=[cast.wang]), of=syllabus, at=at)
    monkeypatch.setattr(timezone, "now", lambda: LATE)
    out = StringIO()
    call_command("make_ups", stdout=out)
    assert out.getvalue() == "opened 1, passed 0, left 0, escalated 0\n"
    job = handler("reporting.make_ups")
    assert job(None) == {"opened": 0, "passed": 0, "left": 0, "escalated": 0}
    assert {each.by for each in MakeUpEvent.objects.all()} == {"manage.make_ups"}


def test_another_setting_moves_no_deadline_that_was_set(
    cast: Cast, at: datetime, settings: Settings
) -> None:
    syllabus = courses.syllabus(at=at)
    make.closed(Run(failed=[cast.wang]), of=syllabus, at=at)
    make.swept(at)
    settings.ACADEMY_MAKE_UP_DAYS = 10
    make.closed(Run(failed=[cast.li]), of=syllabus, number=2, on=courses.ENDS_ON + DAY, at=at + DAY)
    assert make.swept(at + DAY) == Swept(opened=1)
    found = dict(MakeUp.objects.values_list("person__name", "due_on"))
    assert found == {"王建国": DUE, "李秀英": (at + 11 * DAY).date()}


def test_levels_come_on_the_days_of_the_setting(
    cast: Cast, at: datetime, settings: Settings
) -> None:
    settings.ACADEMY_MAKE_UP_ALERT_DAYS = [2, 3, 5]
    make.opened([cast.wang], at=at)
    found = [make.swept(LATE + days * DAY).escalated for days in range(5)]
    # LATE is the first day over.
    assert found == [0, 1, 1, 0, 1]
    said = Notice.objects.filter(person=cast.leader, topic="reporting.make_ups_overdue")
    assert [each.facts["days"] for each in said] == [3]
    # What was told is not told again on other days.
    settings.ACADEMY_MAKE_UP_ALERT_DAYS = [1, 14, 30]
    assert make.swept(LATE + 40 * DAY) == NOTHING
