"""Locking what is written about stays, and what goes along with who is transferred."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from academy.audit.models import Entry
from academy.shared.errors import Refusal
from courses.enums import CohortState, Verb
from courses.enums.attendance import LeaveState, Presence
from courses.errors import CohortClosed, CohortNotRunning, NotCheckedIn, TransferredThereBefore
from courses.errors.conduct import ConductSettled
from courses.models import Cohort, Enrolment, Leave
from courses.operations import cohorts as classes
from courses.operations import conduct, enrolments, leaves, stays
from courses.queries import stay
from courses.queries.stay import StayFigures
from tests.cast import SYSTEM, Cast
from tests.make import conduct as points
from tests.make import courses as make
from tests.make.leave_of import ask, decide, moment
from tests.make.stays import go_on, in_a_row, noon

pytestmark = pytest.mark.django_db
P = Presence


@pytest.fixture
def three(cast: Cast, at: datetime) -> list[Cohort]:
    return in_a_row(cast, at=at, number=3)


def figures(place: Enrolment, *, at: datetime) -> StayFigures:
    rows = Enrolment.objects.select_related("cohort__syllabus").filter(pk=place.pk)
    return stay.figures(list(rows), at=at)[place.pk]


def close(cohort: Cohort, *, at: datetime) -> None:
    for row in Enrolment.objects.filter(cohort=cohort, checked_in_at__isnull=False):
        if not row.outcomes.exists() and row.state == "checked_in":
            make.outcome(row, at=at)
    classes.close_out(actor=SYSTEM, cohort=cohort, at=at)


# -- locking


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (CohortState.DRAFT, CohortNotRunning),
        (CohortState.PUBLISHED, CohortNotRunning),
        (CohortState.CANCELLED, CohortNotRunning),
        (CohortState.CLOSED, CohortClosed),
    ],
)
def test_nothing_is_written_where_a_cohort_does_not_run(
    cast: Cast, at: datetime, state: CohortState, refusal: type[Refusal]
) -> None:
    cohort = make.cohort(at=at, state=state, persons=[cast.wang])
    with pytest.raises(refusal), transaction.atomic():
        stays.lock_running(cohort.pk)


def test_a_running_cohort_comes_fresh(cast: Cast, at: datetime) -> None:
    cohort = make.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    with transaction.atomic():
        assert stays.lock_running(cohort.pk) == cohort


def test_settled_are_those_closed_out_where_they_went_on(
    cast: Cast, three: list[Cohort], at: datetime
) -> None:
    first, second, third = three
    li = make.enrolment_of(first, cast.li)
    zhao = go_on(first, cast.zhao, second, at=noon(1)).transferred_from
    go_on(first, cast.wang, second, at=noon(1))
    go_on(second, cast.wang, third, at=noon(2))
    wang = make.enrolment_of(first, cast.wang)
    assert zhao is not None
    ids = [li.pk, zhao.pk, wang.pk]
    assert stays.settled(ids) == set()
    close(second, at=noon(3))
    assert stays.settled(ids) == {zhao.pk}
    close(third, at=noon(4))
    assert stays.settled(ids) == {zhao.pk, wang.pk}
    assert stays.settled([]) == set()


def test_settled_asks_as_often_as_transfers_follow_each_other(
    cast: Cast,
    three: list[Cohort],
    at: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first = three[0]
    ids = [make.enrolment_of(first, each).pk for each in (cast.li, cast.zhao, cast.wang)]
    for asked in (ids[:1], ids):
        with django_assert_num_queries(2):
            stays.settled(asked)
    go_on(first, cast.wang, three[1], at=noon(1))
    with django_assert_num_queries(3):
        stays.settled(ids)


# -- what goes along


def test_figures_after_the_transfer_are_those_before(
    cast: Cast, three: list[Cohort], at: datetime
) -> None:
    first, second, third = three
    decide(ask(first, cast.wang, at=at), cast.instructor, at=at)
    leaves.sign_back(actor=SYSTEM, leave=Leave.objects.get(), at=moment("10:00"))
    points.called(first, {cast.wang: P.LATE})
    points.entry(first, cast.wang)
    points.entry(first, cast.wang, "merit", "3")
    before = figures(make.enrolment_of(first, cast.wang), at=noon(1))
    assert (before.attendance.late, before.points, before.entries) == (1, Decimal(98), 2)
    second_place = go_on(first, cast.wang, second, at=noon(1), arrive=False)
    assert figures(second_place, at=noon(1)) == before
    enrolments.check_in(actor=SYSTEM, enrolment=second_place, at=noon(1))
    assert figures(go_on(second, cast.wang, third, at=noon(2)), at=noon(2)) == before


def test_leave_asked_or_ahead_is_closed_and_running_leave_ends(
    cast: Cast, three: list[Cohort], at: datetime
) -> None:
    first, second, _third = three
    out = decide(ask(first, cast.wang, "08:30", "11:40", at=at), cast.instructor, at=at)
    over = "校务会同意"
    ahead = ask(first, cast.wang, day=1, beyond_reason=over, at=at)
    decide(ahead, cast.instructor, at=at)
    asked = ask(first, cast.wang, day=2, beyond_reason=over, at=at)
    assert figures(make.enrolment_of(first, cast.wang), at=moment("09:00")).leave_used == 6
    new = go_on(first, cast.wang, second, at=moment("09:00"))
    ended = Leave.objects.get(pk=out.pk)
    assert (ended.state, ended.returned_at, ended.returned_by, ended.hours) == (
        LeaveState.RETURNED, moment("09:00"), SYSTEM.key, 2,
    )  # fmt: skip
    closed = Leave.objects.filter(pk__in=[ahead.pk, asked.pk]).values_list("state", flat=True)
    assert set(closed) == {LeaveState.WITHDRAWN.value}
    found = figures(new, at=moment("09:00"))
    assert (found.leave_used, found.out) == (Decimal(2), 0)
    entry = Entry.objects.get(verb=Verb.LEAVE_RETURNED.value)
    assert entry.facts["returned_at"] is not None
    with pytest.raises(NotCheckedIn):
        leaves.undo_return(actor=SYSTEM, leave=out, at=noon())


def test_nobody_is_transferred_twice_to_a_place_that_they_left(
    cast: Cast, three: list[Cohort], at: datetime
) -> None:
    first, second, third = three
    place = go_on(first, cast.wang, second, at=noon())
    enrolments.withdraw(actor=SYSTEM, enrolment=place, reason="伤病", at=noon(1))
    enrolments.enrol_many(
        actor=SYSTEM, cohort=third, persons=[cast.wang], at=noon(2), override_reason="重新安排"
    )
    with pytest.raises(TransferredThereBefore):
        go_on(third, cast.wang, second, at=noon(3))
    assert make.enrolment_of(third, cast.wang).state == "enrolled"
    place.refresh_from_db()
    assert (place.state, place.transferred_from) == (
        "withdrawn",
        make.enrolment_of(first, cast.wang),
    )


def test_who_is_withdrawn_is_no_longer_out(cast: Cast, three: list[Cohort], at: datetime) -> None:
    first = three[0]
    decide(ask(first, cast.wang, at=at), cast.instructor, at=at)
    asked = ask(first, cast.wang, day=1, at=at)
    place = make.enrolment_of(first, cast.wang)
    enrolments.withdraw(actor=SYSTEM, enrolment=place, reason="伤病", at=moment("09:00"))
    states = dict(Leave.objects.values_list("pk", "state"))
    assert states.pop(asked.pk) == LeaveState.WITHDRAWN
    assert list(states.values()) == [LeaveState.RETURNED.value]
    assert figures(place, at=noon()).out == 0


@pytest.mark.parametrize(
    ("ends", "state"), [("08:29", "withdrawn"), ("08:30", "returned"), ("08:31", "returned")]
)
def test_leave_has_begun_from_its_first_moment_on(
    cast: Cast, three: list[Cohort], at: datetime, ends: str, state: str
) -> None:
    first, second, _third = three
    decide(ask(first, cast.wang, at=at), cast.instructor, at=at)
    go_on(first, cast.wang, second, at=moment(ends))
    assert Leave.objects.get().state == state


def test_ending_leave_takes_as_many_statements_for_one_as_for_three(
    cast: Cast,
    three: list[Cohort],
    at: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first = three[0]
    people = (cast.wang, cast.zhao, cast.li)
    for person in people:
        decide(ask(first, person, at=at), cast.instructor, at=at)
    rows = [make.enrolment_of(first, each) for each in people]
    for asked in (rows[:1], rows):
        with django_assert_num_queries(11), transaction.atomic():
            leaves.end_running(actor=SYSTEM, rows=asked, at=moment("09:00"))
            transaction.set_rollback(True)


def test_figures_of_a_closed_cohort_do_not_move(
    cast: Cast, three: list[Cohort], at: datetime
) -> None:
    first, second, _third = three
    entry = points.entry(first, cast.wang)
    new = go_on(first, cast.wang, second, at=noon(1))
    close(second, at=noon(2))
    before = figures(new, at=noon(2))
    with pytest.raises(ConductSettled):
        conduct.reverse(actor=SYSTEM, entry=entry, reason="记错人", at=noon(3))
    with pytest.raises(ConductSettled):
        points.entry(first, cast.wang, "dress", "2")
    assert figures(new, at=noon(2)) == before
