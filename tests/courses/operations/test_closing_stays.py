"""The close-out waits for stays: removal, too much leave, who is still out."""

from datetime import datetime

import pytest

from courses.enums.attendance import LeaveState
from courses.errors import StaysUnsettled
from courses.errors.arrivals import CheckInHasStay
from courses.models import Cohort, Completion
from courses.operations import arrivals, cohorts, conduct, conduct_rules, leaves
from courses.queries import closing
from courses.rules.roll_calls import EARLIEST
from tests.cast import FOUNDED_ON, SYSTEM, Cast
from tests.make import conduct as make_conduct
from tests.make import courses as make
from tests.make.leave_of import A, R, T, U, ask, decide, moment, running

pytestmark = pytest.mark.django_db
OVER = moment("20:00", 4)


@pytest.fixture
def cohort(at: datetime, cast: Cast) -> Cohort:
    """Three people with results in a cohort of four taught days."""
    row = running(cast, at=at)
    for person in (cast.wang, cast.zhao, cast.li):
        make.outcome(make.enrolment_of(row, person), at=at)
    return row


def close(cohort: Cohort) -> dict[str, object]:
    with pytest.raises(StaysUnsettled) as caught:
        cohorts.close_out(actor=SYSTEM, cohort=cohort, at=OVER)
    assert not Completion.objects.exists()
    return caught.value.facts


def test_who_is_to_be_removed_has_to_leave_first(at: datetime, cast: Cast, cohort: Cohort) -> None:
    conduct_rules.load_usual(actor=SYSTEM, valid_from=FOUNDED_ON, at=at)
    entry = make_conduct.entry(cohort, cast.wang, "drinking", "0")
    assert close(cohort) == {"removed": 1, "over_leave": 0, "out": 0}
    conduct.reverse(actor=SYSTEM, entry=entry, reason="查无此事", at=OVER)
    assert cohorts.close_out(actor=SYSTEM, cohort=cohort, at=OVER).closed_at == OVER


def test_who_is_out_is_signed_back_first(at: datetime, cast: Cast, cohort: Cohort) -> None:
    row = decide(ask(cohort, cast.wang, at=at), cast.instructor, T, at=at)
    assert close(cohort) == {"removed": 0, "over_leave": 0, "out": 1}
    leaves.sign_back(actor=SYSTEM, leave=row, at=OVER)
    assert cohorts.close_out(actor=SYSTEM, cohort=cohort, at=OVER).closed_at == OVER


def test_leave_that_nobody_decided_on_ends_with_the_cohort(
    at: datetime, cast: Cast, cohort: Cohort
) -> None:
    row = ask(cohort, cast.wang, at=at)
    cohorts.close_out(actor=SYSTEM, cohort=cohort, at=OVER)
    row.refresh_from_db()
    assert (row.state, row.withdrawn_at) == (LeaveState.WITHDRAWN, OVER)


@pytest.mark.parametrize(("reason", "kept"), [("", False), ("学院批准的长假", True)])
def test_more_leave_than_its_part_needs_a_reason(
    at: datetime, cast: Cast, cohort: Cohort, reason: str, kept: bool
) -> None:
    row = ask(cohort, cast.wang, ends="11:40", until=1, at=at, beyond_reason="学院批准的长假")
    for step, person in ((U, cast.leader), (A, cast.admin), (R, cast.second_admin)):
        if step in row.steps:
            row = decide(row, person, step, at=at, beyond_reason="学院批准的长假")
    leaves.sign_back(actor=SYSTEM, leave=row, at=OVER)
    type(row).objects.filter(pk=row.pk).update(beyond_reason=reason)
    gate = closing.gate(cohort, at=OVER)
    assert [each.person for each in gate.over_leave] == ([] if kept else [cast.wang])
    assert gate.is_open is kept


def test_cells_without_a_roll_call_are_counted(cohort: Cohort) -> None:
    ends = moment("11:40", 0)
    assert closing.uncalled(cohort, at=ends - EARLIEST) == 1
    assert closing.uncalled(cohort, at=ends) == 2
    assert closing.gate(cohort, at=OVER).uncalled == 8
    assert cohorts.close_out(actor=SYSTEM, cohort=cohort, at=OVER).closed_at == OVER


def test_an_arrival_that_something_followed_stands(at: datetime, cast: Cast) -> None:
    cohort = running(cast, at=at)
    ask(cohort, cast.wang, at=at)
    with pytest.raises(CheckInHasStay):
        arrivals.undo_check_in(actor=SYSTEM, enrolment=make.enrolment_of(cohort, cast.wang), at=at)
