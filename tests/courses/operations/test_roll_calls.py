"""Roll-calls: taken, corrected, voided; what conduct, log and notices make of it."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.audit.models import Entry
from academy.notices.models import Notice
from academy.people.access import actor
from courses.enums import CohortState
from courses.enums.attendance import Formation, Presence
from courses.errors import attendance as errors
from courses.models import Cohort, ConductEntry, RollCall, RollCallLine
from courses.operations import cohorts, enrolments, roll_calls, transfers
from courses.queries.conduct import points_of
from courses.queries.leaves import hours_used
from courses.queries.roll_calls import counts_of, expected, lines_of
from tests.cast import SYSTEM, Cast
from tests.courses.operations.test_leaves import refused
from tests.make import courses as make
from tests.make.leave_of import ask, decide, moment, running
from tests.make.roll_calls import BEGINS, by_place, correct, slot_of, take, usual_conduct

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
P = Presence


@pytest.fixture
def cohort(cast: Cast, at: datetime) -> Cohort:
    usual_conduct(at=at)
    return running(cast, at=at)


def said_of(call: RollCall) -> list[tuple[str, str]]:
    return [(line.enrolment.person.name, line.presence) for line in lines_of(call)]


def points(cohort: Cohort) -> list[Decimal]:
    """Of wang, zhao and li."""
    rows = cohort.enrolments.order_by("pk").values_list("person__name", "pk")
    keys = dict(rows)
    found = points_of(set(keys.values()))
    return [found[keys[name]] for name in ("王建国", "赵䶮", "李秀英") if name in keys]


def test_a_roll_is_taken_once(cast: Cast, cohort: Cohort, at: datetime) -> None:
    call = take(cohort, {cast.li: P.ABSENT, cast.zhao: P.LATE}, actor=actor(cast.instructor))
    assert (call.hours, call.recorded_by) == (Decimal("2.0"), str(cast.instructor.public_id))
    assert said_of(call) == [
        (cast.wang.name, P.PRESENT), (cast.zhao.name, P.LATE), (cast.li.name, P.ABSENT)
    ]  # fmt: skip
    found = counts_of([call])[call.pk]
    assert (found.expected, found.here, found.by[P.ABSENT]) == (3, 2, 1)
    again = take(cohort, {cast.li: P.ABSENT, cast.zhao: P.LATE}, actor=actor(cast.admin))
    assert (again, RollCall.objects.count(), RollCallLine.objects.count()) == (call, 1, 3)
    entries = ConductEntry.objects.order_by("pk").values_list("rule__code", "enrolment__person")
    assert sorted(entries) == [("absent", cast.li.pk), ("late", cast.zhao.pk)]
    log = Entry.objects.get(verb="courses.roll_called")
    assert log.facts == {
        "formation": "lesson", "called_on": "2026-03-09", "begins": "08:30",
        "expected": 3, "here": 2, "absent": 1,
    }  # fmt: skip
    told = Notice.objects.filter(topic="courses.roll_call_absent")
    assert [each.person for each in told] == [cast.li]


def test_another_content_is_told_who_called_and_when(cast: Cast, cohort: Cohort) -> None:
    take(cohort, {cast.li: P.ABSENT}, actor=actor(cast.instructor))
    with pytest.raises(errors.RollCallTaken) as no:
        take(cohort, actor=actor(cast.admin))
    assert no.value.facts == {"who": cast.instructor.name, "when": "2026-03-09 08:30"}
    assert said_of(RollCall.objects.get())[2] == (cast.li.name, P.ABSENT)


def test_after_a_correction_both_contents_are_the_same_roll(cast: Cast, cohort: Cohort) -> None:
    call = take(cohort, {cast.li: P.ABSENT})
    correct(call, {cast.li: P.LATE})
    assert take(cohort, {cast.li: P.ABSENT}) == take(cohort, {cast.li: P.LATE}) == call
    assert refused(lambda: take(cohort)) == "courses.roll_call_taken"


def test_when_and_what_may_be_called(cast: Cast, cohort: Cohort) -> None:
    day = (cohort.ends_on - cohort.starts_on).days
    opens = BEGINS - 15 * MINUTE

    def code(begins: str, ends: str, day: int = 0, *, at: datetime = BEGINS) -> str:
        slot = slot_of(begins, ends, day)
        return refused(lambda: take(cohort, slot=slot, at=at))

    assert code("10:00", "08:30") == "courses.roll_call_times_invalid"
    assert code("08:30", "08:30") == "courses.roll_call_times_invalid"
    for outside in (-1, day + 1):
        assert code("08:30", "10:00", outside) == "courses.roll_call_outside_cohort"
    assert code("08:30", "10:00", at=opens - MINUTE) == "courses.roll_call_too_early"
    for begins, ends in (("08:29", "10:00"), ("08:30", "10:01"), ("14:00", "15:30")):
        late = moment("14:00")
        assert code(begins, ends, at=late) == "courses.roll_call_no_cell"
    assert not RollCall.objects.exists()
    assert take(cohort, at=opens).called_on == cohort.starts_on
    last = take(
        cohort, formation=Formation.EVENING, slot=slot_of("21:00", "21:15", day),
        at=moment("21:00", day),
    )  # fmt: skip
    assert (last.hours, last.called_on) == (0, cohort.ends_on)


def test_formations_make_no_hours_and_tell_nobody(cast: Cast, cohort: Cohort) -> None:
    slot = slot_of("08:30", "08:45")
    call = take(cohort, {cast.li: P.ABSENT}, formation=Formation.ASSEMBLY, slot=slot)
    assert call.hours == 0
    assert not Notice.objects.filter(topic="courses.roll_call_absent").exists()
    # The same moment is another formation's too, and the lesson's.
    assert take(cohort) != call
    other = slot_of("08:30", "08:50")
    code = refused(
        lambda: take(cohort, {cast.li: P.ABSENT}, formation=Formation.ASSEMBLY, slot=other)
    )
    assert code == "courses.roll_call_taken"


def test_hours_at_one_time_do_not_count_twice(cast: Cast, cohort: Cohort, at: datetime) -> None:
    call = take(cohort)
    line = cohort.teachings.get(taught_on=cohort.starts_on, begins="08:30")
    line.pk, line.public_id = None, cast.li.public_id
    times = slot_of("09:00", "10:10").times
    line.begins, line.ends = times.begins, times.ends
    line.books_instructor = False
    line.save(force_insert=True)
    later = slot_of("09:00", "10:10")
    code = refused(lambda: take(cohort, slot=later, at=moment("09:00")))
    assert code == "courses.roll_call_overlaps"
    roll_calls.void(actor=SYSTEM, roll_call=call, reason="改课", at=BEGINS)
    assert take(cohort, slot=later, at=moment("09:00")).hours == line.hours


def test_leave_is_the_default(cast: Cast, cohort: Cohort, at: datetime) -> None:
    row = decide(ask(cohort, cast.wang, at=at), cast.instructor, at=at)
    ask(cohort, cast.li, at=at)
    found = [(each.enrolment.person, each.default, each.leave) for each in
             expected(cohort, slot_of())]  # fmt: skip
    assert found == [
        (cast.wang, P.ON_LEAVE, row), (cast.zhao, P.PRESENT, None), (cast.li, P.PRESENT, None)
    ]  # fmt: skip
    call = take(cohort)
    assert [(line.presence, line.leave) for line in lines_of(call)] == [
        (P.ON_LEAVE, row), (P.PRESENT, None), (P.PRESENT, None)
    ]  # fmt: skip
    # Not back when it ended: absent, unless somebody says otherwise.
    second = slot_of("10:10", "11:40")
    assert [each.default for each in expected(cohort, second)] == [
        P.ABSENT, P.PRESENT, P.PRESENT
    ]  # fmt: skip
    there = take(cohort, {cast.wang: P.LATE}, slot=second, at=moment("10:10"))
    assert [line.presence for line in lines_of(there)] == [P.LATE, P.PRESENT, P.PRESENT]
    place = make.enrolment_of(cohort, cast.wang).pk
    assert hours_used([place]) == {place: Decimal("2.0")}


def test_who_came_later_or_left_before_is_not_expected(
    cast: Cast, cohort: Cohort, at: datetime
) -> None:
    out = make.enrolment_of(cohort, cast.li)
    enrolments.withdraw(actor=SYSTEM, enrolment=out, reason="伤病", at=moment("09:00"))
    first = take(cohort, {cast.li: P.ABSENT}, at=moment("09:00"))
    assert [name for name, _presence in said_of(first)] == [
        cast.wang.name, cast.zhao.name, cast.li.name
    ]  # fmt: skip
    second = slot_of("10:10", "11:40")
    code = refused(lambda: take(cohort, {cast.li: P.LATE}, slot=second, at=moment("10:10")))
    assert code == "courses.not_on_roll"
    call = take(cohort, slot=second, at=moment("10:10"))
    assert [name for name, _presence in said_of(call)] == [cast.wang.name, cast.zhao.name]
    code = refused(lambda: correct(call, {cast.li: P.LATE}))
    assert code == "courses.not_on_roll"


def test_nobody_expected(cast: Cast, at: datetime) -> None:
    row = make.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang], check_in=False)
    slot = slot_of("07:00", "07:30")
    code = refused(lambda: take(row, formation=Formation.DRILL, slot=slot))
    assert code == "courses.nobody_expected"


def test_corrections_are_the_next_word(cast: Cast, cohort: Cohort, at: datetime) -> None:
    call = take(cohort, {cast.li: P.ABSENT, cast.zhao: P.LATE})
    before = points(cohort)
    assert before == [Decimal(100), Decimal(98), Decimal(80)]
    assert refused(lambda: correct(call, {cast.li: P.LATE}, " ")) == "courses.reason_required"
    lines = correct(call, {cast.li: P.LATE, cast.zhao: P.LATE}, actor=actor(cast.admin))
    assert [(line.enrolment.person, line.revision, line.reason) for line in lines] == [
        (cast.li, 1, "看错名单")
    ]  # fmt: skip
    assert points(cohort) == [Decimal(100), Decimal(98), Decimal(98)]
    assert correct(call, {cast.li: P.LATE}) == []
    correct(call, {cast.li: P.PRESENT, cast.wang: P.ABSENT})
    assert points(cohort) == [Decimal(80), Decimal(98), Decimal(100)]
    told = Notice.objects.filter(topic="courses.roll_call_absent")
    assert {each.person for each in told} == {cast.li, cast.wang}
    logged = Entry.objects.filter(verb="courses.roll_corrected").order_by("sequence")
    assert [each.facts["expected"] for each in logged] == [1, 2]


def test_leave_granted_afterwards_excuses_by_correction(
    cast: Cast, cohort: Cohort, at: datetime
) -> None:
    call = take(cohort, {cast.li: P.ON_LEAVE})
    assert lines_of(call)[2].leave is None
    row = ask(cohort, cast.li, at=moment("12:00"), afterwards=True)
    done = decide(row, cast.instructor, at=moment("12:00"))
    (line,) = correct(call, {cast.li: P.ON_LEAVE}, "补假")
    assert (line.leave, correct(call, {cast.li: P.ON_LEAVE}, "补假")) == (done, [])


def test_a_voided_roll_counts_no_more(cast: Cast, cohort: Cohort) -> None:
    call = take(cohort, {cast.li: P.ABSENT})

    def void(reason: str = "点错班") -> RollCall:
        return roll_calls.void(actor=SYSTEM, roll_call=call, reason=reason, at=BEGINS)

    assert refused(lambda: void("")) == "courses.reason_required"
    assert void().void_reason == "点错班"
    assert void() == call
    assert refused(lambda: void("别的原因")) == "courses.roll_call_voided"
    assert refused(lambda: correct(call, {cast.li: P.LATE})) == "courses.roll_call_voided"
    assert points(cohort) == [Decimal(100)] * 3
    assert (len(lines_of(call)), RollCallLine.objects.current().count()) == (3, 0)
    assert Entry.objects.filter(verb="courses.roll_voided").count() == 1
    assert take(cohort).pk != call.pk


def test_figures_of_a_closed_cohort_stand(cast: Cast, cohort: Cohort, at: datetime) -> None:
    call = take(cohort, {cast.wang: P.ABSENT})
    to = make.cohort(
        at=at, number=2, state=CohortState.RUNNING, persons=[cast.hr], of=cohort.syllabus,
        starts_on=cohort.starts_on + timedelta(days=7), ends_on=cohort.ends_on + timedelta(days=7),
    )  # fmt: skip
    place = make.enrolment_of(cohort, cast.wang)
    new = transfers.transfer(
        actor=SYSTEM, enrolment=place, to=to, reason="伤病", at=moment("10:30")
    )
    correct(call, {cast.wang: P.LATE}, at=moment("10:30"))
    enrolments.check_in(actor=SYSTEM, enrolment=new, at=moment("10:30"))
    for person in (cast.hr, cast.wang):
        make.outcome(make.enrolment_of(to, person), at=at)
    cohorts.close_out(actor=SYSTEM, cohort=to, at=moment("18:00"))
    with pytest.raises(errors.RollCallSettled) as no:
        correct(call, {cast.wang: P.PRESENT, cast.li: P.LATE})
    assert no.value.facts == {"people": cast.wang.name}
    code = refused(lambda: roll_calls.void(actor=SYSTEM, roll_call=call, reason="x", at=at))
    assert code == "courses.roll_call_settled"
    assert len(correct(call, {cast.li: P.LATE})) == 1
    # Not expected any more at what began before the transfer, either.
    second = slot_of("10:10", "11:40")
    code = refused(lambda: take(cohort, {cast.wang: P.ABSENT}, slot=second, at=moment("18:00")))
    assert code == "courses.roll_call_settled"
    there = take(cohort, slot=second, at=moment("18:00"))
    assert [name for name, _presence in said_of(there)] == [cast.zhao.name, cast.li.name]


def test_leave_of_the_old_place_does_not_follow_to_the_new_one(
    cast: Cast, cohort: Cohort, at: datetime
) -> None:
    row = ask(cohort, cast.wang, "08:30", "10:00", at=at)
    decide(row, cast.instructor, at=at)
    to = make.cohort(
        at=at, number=2, state=CohortState.RUNNING, persons=[cast.hr], of=cohort.syllabus
    )
    place = make.enrolment_of(cohort, cast.wang)
    when = moment("08:45")
    new = transfers.transfer(actor=SYSTEM, enrolment=place, to=to, reason="调班", at=when)
    enrolments.check_in(actor=SYSTEM, enrolment=new, at=when)
    for begins, ends in (("08:45", "08:50"), ("10:00", "10:05")):
        slot = slot_of(begins, ends)
        found = {each.enrolment.pk: each.default for each in expected(to, slot)}
        assert found[new.pk] is P.PRESENT


def test_only_a_running_cohort_is_called(cast: Cast, at: datetime) -> None:
    row = make.cohort(at=at, persons=[cast.wang])
    assert refused(lambda: take(row)) == "courses.cohort_not_running"


def test_statements_do_not_grow_with_people(cast: Cast, at: datetime) -> None:
    usual_conduct(at=at)
    counts = []
    for number, people in ((1, [cast.wang]), (2, [cast.li, cast.zhao, cast.hr])):
        row = make.cohort(at=at, number=number, state=CohortState.RUNNING, persons=people)
        absent, late = (by_place(row, dict.fromkeys(people, each)) for each in (P.ABSENT, P.LATE))
        drill = {"formation": Formation.DRILL, "slot": slot_of("07:00", "07:30")}
        seen = []
        with CaptureQueriesContext(connection) as done:
            call = roll_calls.take(actor=SYSTEM, cohort=row, said=absent, at=BEGINS, **drill)  # type: ignore[arg-type]  # spread
        seen.append(len(done))
        more = {"actor": SYSTEM, "roll_call": call, "reason": "看错名单", "at": BEGINS}
        with CaptureQueriesContext(connection) as done:
            roll_calls.correct(said=late, **more)  # type: ignore[arg-type]  # spread
        seen.append(len(done))
        with CaptureQueriesContext(connection) as done:
            roll_calls.void(**more)  # type: ignore[arg-type]  # spread
        counts.append([*seen, len(done)])
    assert counts == [[41, 44, 31]] * 2
