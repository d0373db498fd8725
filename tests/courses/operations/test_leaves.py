"""Leave: asked, decided step by step, withdrawn, signed back; every refusal."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from academy.audit.models import Entry
from academy.notices.models import Notice
from academy.people.access import actor
from academy.people.models import Person
from academy.shared.errors import Refusal
from courses.enums import CohortState
from courses.enums.attendance import LeaveKind, LeaveState
from courses.models import Cohort, Leave, LeaveDecision
from courses.operations import cohorts, enrolments, leaves, transfers
from courses.queries.leaves import hours_used
from tests.cast import SYSTEM, Cast
from tests.make import courses as make
from tests.make.leave_of import A, R, T, U, ask, decide, moment, running

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def cohort(cast: Cast, at: datetime) -> Cohort:
    return running(cast, at=at)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as no:
        call()
    assert str(no.value)
    assert no.value.advice
    return no.value.code


def used(cohort: Cohort, person: Person) -> str:
    place = make.enrolment_of(cohort, person).pk
    return str(hours_used([place])[place])


def told(topic: str) -> set[str]:
    rows = Notice.objects.filter(topic=f"courses.leave_{topic}")
    return set(rows.values_list("person__name", flat=True))


def test_half_a_day_is_the_tutors(cast: Cast, cohort: Cohort, at: datetime) -> None:
    row = ask(cohort, cast.wang, at=at)
    assert (row.state, row.steps, row.hours) == (LeaveState.ASKED, [T], Decimal("2.0"))
    assert (told("waits"), used(cohort, cast.wang)) == ({"钱教官"}, "0.0")
    assert ask(cohort, cast.wang, at=at + MINUTE) == row
    done = decide(row, cast.instructor, at=at)
    assert (done.state, told("granted"), used(cohort, cast.wang)) == (
        LeaveState.GRANTED, {"王建国"}, "2.0"
    )  # fmt: skip
    assert decide(row, cast.instructor, at=at).settled_at == at
    assert LeaveDecision.objects.count() == 1


def test_three_steps_in_order_by_three_people(cast: Cast, cohort: Cohort, at: datetime) -> None:
    row = ask(cohort, cast.wang, "12:00", "12:01", day=0, until=1, at=at, beyond_reason="外地就医",
              by=actor(cast.admin))  # fmt: skip
    assert (row.steps, row.hours, row.beyond_reason) == ([U, A, R], Decimal("4.0"), "")
    assert told("waits") == {"何局长"}
    assert refused(lambda: decide(row, cast.admin, A, at=at)) == "courses.leave_step_not_next"
    decide(row, cast.leader, U, at=at)
    assert told("waits") == {"何局长", "周管理", "吴复核"}
    decide(row, cast.admin, A, at=at)
    assert refused(lambda: decide(row, cast.admin, R, at=at)) == "courses.leave_same_person"
    assert refused(lambda: decide(row, cast.second_admin, A, at=at)) == "courses.leave_decided"
    done = decide(row, cast.second_admin, R, at=at)
    assert done.state == LeaveState.GRANTED
    verbs = Entry.objects.filter(verb__startswith="courses.leave").order_by("sequence")
    assert list(verbs.values_list("verb", flat=True)) == [
        "courses.leave_asked", *["courses.leave_consented"] * 3
    ]  # fmt: skip


def test_official_leave_is_the_academys(cast: Cast, cohort: Cohort, at: datetime) -> None:
    row = ask(cohort, cast.wang, kind=LeaveKind.OFFICIAL, at=at)
    assert (row.steps, told("waits")) == ([A], {"周管理", "吴复核"})


def test_nobody_decides_on_their_own(cast: Cast, cohort: Cohort, at: datetime) -> None:
    row = ask(cohort, cast.wang, at=at)
    assert refused(lambda: decide(row, cast.wang, at=at)) == "courses.own_leave"


def test_refused_with_a_reason(cast: Cast, cohort: Cohort, at: datetime) -> None:
    row = ask(cohort, cast.wang, at=at)

    def no() -> Leave:
        return decide(row, cast.instructor, grant=False, at=at)

    assert refused(no) == "courses.reason_required"
    done = decide(row, cast.instructor, grant=False, reason="当天考试", at=at)
    assert (done.state, told("refused")) == (LeaveState.REFUSED, {"王建国"})
    assert refused(lambda: leaves.withdraw(actor=SYSTEM, leave=row, at=at)) == (
        "courses.leave_refused"
    )
    assert ask(cohort, cast.wang, at=at).pk != row.pk


@pytest.mark.parametrize(
    ("begins", "ends", "day", "until", "code"),
    [
        ("10:00", "10:00", 0, 0, "courses.leave_times_invalid"),
        ("23:59", "01:00", -1, 0, "courses.leave_outside_cohort"),
        ("23:00", "00:01", 4, 5, "courses.leave_outside_cohort"),
    ],
)
def test_times(
    cast: Cast, cohort: Cohort, at: datetime, begins: str, ends: str, day: int, until: int,
    code: str,
) -> None:  # fmt: skip
    said = refused(lambda: ask(cohort, cast.wang, begins, ends, day=day, until=until, at=at))
    assert said == code


def test_the_last_midnight_belongs_to_the_cohort(cast: Cast, cohort: Cohort, at: datetime) -> None:
    assert ask(cohort, cast.wang, "00:00", "01:00", at=at).hours == 0
    assert ask(cohort, cast.wang, "23:00", "00:00", day=4, until=5, at=at).hours == 0


def test_what_is_over_is_an_admins_to_record(cast: Cast, cohort: Cohort, at: datetime) -> None:
    end = moment("10:00")
    ask(cohort, cast.zhao, at=end - MINUTE)
    assert refused(lambda: ask(cohort, cast.wang, at=end)) == "courses.leave_ended"
    row = ask(cohort, cast.wang, at=end, afterwards=True, by=actor(cast.admin))
    done = decide(row, cast.instructor, at=end + MINUTE)
    assert (done.state, done.returned_at, used(cohort, cast.wang)) == (
        LeaveState.RETURNED, end, "2.0"
    )  # fmt: skip


def test_a_reason_and_somebody_who_is_there(cast: Cast, cohort: Cohort, at: datetime) -> None:
    assert refused(lambda: ask(cohort, cast.wang, reason=" ", at=at)) == "courses.reason_required"
    place = make.enrolment_of(cohort, cast.wang)
    enrolments.withdraw(actor=SYSTEM, enrolment=place, reason="调离", at=at)
    assert refused(lambda: ask(cohort, cast.wang, at=at)) == "courses.not_checked_in"


def test_no_two_at_one_time(cast: Cast, cohort: Cohort, at: datetime) -> None:
    row = ask(cohort, cast.wang, "08:30", "10:00", at=at)
    for times in (("09:59", "11:00"), ("08:00", "08:31"), ("08:30", "09:00")):
        code = refused(lambda each=times: ask(cohort, cast.wang, *each, at=at))  # type: ignore[misc]  # default of a lambda
        assert code == "courses.leave_overlaps"
    more = ask(cohort, cast.wang, "10:00", "13:31", at=at)
    # Half a day and a minute in one go: unit and academy decide on what carries it on.
    assert (row.steps, more.steps) == ([T], [U, A])


def test_the_limit_is_judged_twice(cast: Cast, cohort: Cohort, at: datetime) -> None:
    first = ask(cohort, cast.wang, "08:30", "11:40", at=at)
    second = ask(cohort, cast.wang, "08:30", "10:00", day=1, at=at)
    decide(first, cast.instructor, at=at)
    with pytest.raises(Refusal) as no:
        decide(second, cast.instructor, at=at)
    assert (no.value.code, no.value.facts) == (
        "courses.leave_over_limit",
        {"asked": "2.0", "used": "4.0", "limit": "5.7", "part": 1, "whole": 7},
    )
    more = {"day": 2, "at": at}
    assert refused(lambda: ask(cohort, cast.wang, **more)) == "courses.leave_over_limit"  # type: ignore[arg-type]  # spread
    beyond = ask(cohort, cast.wang, at=at, day=2, beyond_reason="直系亲属病危")
    assert beyond.beyond_reason == "直系亲属病危"
    done = decide(second, cast.admin, at=at, beyond_reason="局领导同意")
    assert (done.beyond_reason, used(cohort, cast.wang)) == ("局领导同意", "6.0")


def test_withdrawn_until_it_begins(cast: Cast, cohort: Cohort, at: datetime) -> None:
    first, second = ask(cohort, cast.wang, at=at), ask(cohort, cast.zhao, at=at)
    for row in (first, second):
        decide(row, cast.instructor, at=at)
    begins = moment("08:30")
    one = leaves.withdraw(actor=actor(cast.wang), leave=first, at=begins - MINUTE)
    assert leaves.withdraw(actor=actor(cast.wang), leave=first, at=begins) == one
    assert (one.state, used(cohort, cast.wang)) == (LeaveState.WITHDRAWN, "0.0")

    def late() -> Leave:
        return leaves.withdraw(actor=actor(cast.zhao), leave=second, at=begins)

    assert refused(late) == "courses.leave_begun"
    assert refused(lambda: decide(one, cast.admin, T, at=at)) == "courses.leave_decided"
    third = ask(cohort, cast.li, at=at)
    leaves.withdraw(actor=actor(cast.li), leave=third, at=at)
    assert refused(lambda: decide(third, cast.admin, at=at)) == "courses.leave_withdrawn"


def test_signed_back_early_and_undone(cast: Cast, cohort: Cohort, at: datetime) -> None:
    row = ask(cohort, cast.wang, "08:30", "11:40", at=at)

    def back(when: datetime) -> Leave:
        return leaves.sign_back(actor=actor(cast.admin), leave=row, at=when)

    assert refused(lambda: back(at)) == "courses.leave_not_granted"
    decide(row, cast.instructor, at=at)
    assert refused(lambda: back(moment("08:29"))) == "courses.leave_not_begun"
    done = back(moment("10:00"))
    assert (done.state, done.hours, used(cohort, cast.wang)) == (
        LeaveState.RETURNED, Decimal("2.0"), "2.0"
    )  # fmt: skip
    assert back(moment("10:30")).returned_at == moment("10:00")
    code = refused(lambda: leaves.withdraw(actor=SYSTEM, leave=row, at=moment("10:00")))
    assert code == "courses.leave_returned"

    def undo(when: datetime) -> Leave:
        return leaves.undo_return(actor=SYSTEM, leave=row, at=when)

    assert refused(lambda: undo(moment("00:00", 1))) == "courses.return_settled"
    again = undo(moment("23:59"))
    assert (again.state, again.hours, undo(at)) == (LeaveState.GRANTED, Decimal("4.0"), again)


def test_back_from_all_that_began(cast: Cast, cohort: Cohort, at: datetime) -> None:
    first = ask(cohort, cast.wang, "08:30", "09:00", at=at)
    second = ask(cohort, cast.wang, "09:00", "10:00", at=at)
    for row in (first, second):
        decide(row, cast.instructor, at=at)
    # One cell, of which both took a part, counts once.
    assert used(cohort, cast.wang) == "2.0"
    assert leaves.tell_overdue(at=moment("09:30")) == 0
    leaves.sign_back(actor=SYSTEM, leave=second, at=moment("09:45"))
    ends = Leave.objects.order_by("starts_at").values_list("returned_at", flat=True)
    assert list(ends) == [moment("09:00"), moment("09:45")]


def test_overdue_is_told_once(cast: Cast, cohort: Cohort, at: datetime) -> None:
    decide(ask(cohort, cast.wang, at=at), cast.instructor, at=at)
    found = [leaves.tell_overdue(at=moment("10:00") + n * MINUTE) for n in (-1, 0, 1, 2)]
    assert (found, told("overdue")) == ([0, 0, 1, 0], {"钱教官", "陈联络", "何局长"})


def test_who_leaves_the_cohort_takes_open_leave_along(
    cast: Cast, cohort: Cohort, at: datetime
) -> None:
    out = decide(ask(cohort, cast.wang, at=at), cast.instructor, at=at)
    ahead = decide(ask(cohort, cast.wang, day=1, at=at), cast.instructor, at=at)
    asked = ask(cohort, cast.zhao, at=at)
    rows = [make.enrolment_of(cohort, each) for each in (cast.wang, cast.zhao)]
    closed = leaves.withdraw_open(actor=SYSTEM, rows=rows, reason="转期", at=moment("08:30"))
    assert ({each.pk for each in closed}, told("closed")) == (
        {ahead.pk, asked.pk}, {"王建国", "赵䶮"}
    )  # fmt: skip
    assert Leave.objects.get(pk=out.pk).state == LeaveState.GRANTED


def test_the_reason_stays_with_the_leave(cast: Cast, cohort: Cohort, at: datetime) -> None:
    row = ask(cohort, cast.wang, kind=LeaveKind.SICK, reason="化疗", at=at)
    decide(row, cast.instructor, at=at)
    texts = [str(each) for each in Entry.objects.values_list("facts", flat=True)]
    texts += [str(each) for each in Notice.objects.values_list("facts", flat=True)]
    assert not any("化疗" in each for each in texts)
    assert Leave.objects.get().reason == "化疗"


def test_without_a_tutor_the_admins_are_told(cast: Cast, at: datetime) -> None:
    ask(running(cast, at=at, tutor=False), cast.wang, at=at)
    assert told("waits") == {"周管理", "吴复核"}


def test_refused_once_granted(cast: Cast, cohort: Cohort, at: datetime) -> None:
    row = ask(cohort, cast.wang, at=at)
    decide(row, cast.instructor, at=at)
    code = refused(lambda: decide(row, cast.admin, U, grant=False, reason="晚了", at=at))
    assert code == "courses.leave_granted"


def test_figures_of_a_closed_cohort_stand(cast: Cast, cohort: Cohort, at: datetime) -> None:
    row = decide(ask(cohort, cast.wang, at=at), cast.instructor, at=at)
    to = make.cohort(
        at=at, number=2, state=CohortState.RUNNING, persons=[cast.hr], of=cohort.syllabus,
        starts_on=cohort.starts_on + timedelta(days=7), ends_on=cohort.ends_on + timedelta(days=7),
    )  # fmt: skip
    place = make.enrolment_of(cohort, cast.wang)
    new = transfers.transfer(
        actor=SYSTEM, enrolment=place, to=to, reason="伤病", at=moment("09:00")
    )
    # What was granted on the way here counts in the new cohort.
    assert hours_used([new.pk]) == {new.pk: Decimal("2.0")}
    enrolments.check_in(actor=SYSTEM, enrolment=new, at=moment("09:00"))
    for person in (cast.hr, cast.wang):
        make.outcome(make.enrolment_of(to, person), at=at)
    cohorts.close_out(actor=SYSTEM, cohort=to, at=moment("18:00"))
    code = refused(lambda: leaves.sign_back(actor=SYSTEM, leave=row, at=moment("18:00")))
    assert code == "courses.cohort_closed"
