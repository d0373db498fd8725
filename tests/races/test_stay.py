"""Something is written about an old place while its person goes on, or is closed out there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import transaction

from academy.shared.errors import Refusal
from courses.enums.attendance import LeaveState, Presence
from courses.models import Cohort, ConductEntry, Enrolment, Leave, RollCall, RollCallLine
from courses.operations import cohorts, conduct, leaves, stays
from courses.queries import stay
from courses.queries.stay import StayFigures
from tests.cast import SYSTEM, Cast, gather
from tests.make import conduct as points
from tests.make import courses as make
from tests.make.leave_of import ask, decide
from tests.make.roll_calls import correct, take
from tests.make.stays import go_on, in_a_row, noon

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
Run = Callable[[Sequence[Callable[[], Any]]], list[Any]]
P = Presence


def figures(place: Enrolment) -> StayFigures:
    rows = Enrolment.objects.select_related("cohort__syllabus").filter(pk=place.pk)
    return stay.figures(list(rows), at=noon(100))[place.pk]


@dataclass
class World:
    """Wang was absent, and entered for the phone, in the first of two cohorts."""

    cast: Cast
    first: Cohort
    second: Cohort
    call: RollCall
    entry: ConductEntry

    def reverse(self) -> ConductEntry:
        return conduct.reverse(actor=SYSTEM, entry=self.entry, reason="记错人", at=noon(2))

    def correct(self) -> list[RollCallLine]:
        return correct(self.call, {self.cast.wang: P.LATE}, at=noon(2))

    def move(self) -> Enrolment:
        return go_on(self.first, self.cast.wang, self.second, at=noon(2), arrive=False)

    def moved(self) -> Enrolment:
        """Wang is there, and has an outcome, as all have."""
        new = go_on(self.first, self.cast.wang, self.second, at=noon(1))
        for row in Enrolment.objects.filter(cohort=self.second):
            make.outcome(row, at=noon(1))
        return new

    def close(self) -> StayFigures | None:
        """Close the second cohort out; return what it saw of wang when it did."""
        with transaction.atomic():
            cohorts.close_out(actor=SYSTEM, cohort=self.second, at=noon(3))
            found = Enrolment.objects.filter(cohort=self.second, person=self.cast.wang).first()
            return figures(found) if found else None

    def there(self) -> Enrolment:
        return make.enrolment_of(self.second, self.cast.wang)


def world(at: datetime) -> World:
    cast = gather(at=at)
    first, second = in_a_row(cast, at=at)
    call = take(first, {cast.wang: P.ABSENT})
    return World(cast, first, second, call, points.entry(first, cast.wang))


def names(results: Sequence[Any]) -> list[str]:
    """The name of each refusal, "" for what was done; anything else is raised."""
    for each in results:
        if isinstance(each, Exception) and not isinstance(each, Refusal):
            raise each
    return [type(each).__name__ if isinstance(each, Refusal) else "" for each in results]


# -- while the person goes on


def test_what_is_written_during_a_transfer_counts_once(at: datetime, at_once: Run) -> None:
    it = world(at)
    assert names(at_once([it.reverse, it.move, it.correct])) == ["", "", ""]
    assert ConductEntry.objects.filter(reverses=it.entry).count() == 1
    found = figures(it.there())
    # The absence was corrected to late: two points instead of twenty; the phone is taken back.
    assert (found.points, found.entries) == (Decimal(98), 1)
    assert (found.attendance.calls, found.attendance.late, found.attendance.absences) == (1, 1, 0)
    assert found == figures(make.enrolment_of(it.first, it.cast.wang))


def test_leave_decided_during_a_transfer_is_not_left_open(at: datetime, at_once: Run) -> None:
    it = world(at)
    ahead = ask(it.first, it.cast.wang, day=3, at=at)
    begun = ask(it.first, it.cast.wang, day=1, at=at)
    consent = [partial(decide, each, it.cast.instructor, at=at) for each in (ahead, begun)]
    results = names(at_once([it.move, *consent]))
    # Either order is right: granted and then closed, or closed and then too late to grant.
    assert results[0] == ""
    assert set(results[1:]) <= {"", "LeaveWithdrawn"}
    states = {each.pk: LeaveState(each.state) for each in Leave.objects.all()}
    assert states[ahead.pk] is LeaveState.WITHDRAWN
    late = states[begun.pk] is LeaveState.RETURNED
    assert late or states[begun.pk] is LeaveState.WITHDRAWN
    found = figures(it.there())
    assert (found.out, found.leave_used) == (0, Decimal(2 if late else 0))


def test_control_without_the_lock_leave_is_granted_to_who_has_gone(
    at: datetime, at_once: Run
) -> None:
    it = world(at)
    row = ask(it.first, it.cast.wang, day=1, at=at)
    looked, moved = Barrier(2), Barrier(2)

    def grant() -> None:
        """What `decide` would be without its lock: it writes over what came in between."""
        assert Leave.objects.get(pk=row.pk).state == LeaveState.ASKED
        looked.wait(timeout=30)
        moved.wait(timeout=30)
        Leave.objects.filter(pk=row.pk).update(
            state=LeaveState.GRANTED, settled_at=at, withdrawn_at=None
        )

    def move() -> None:
        looked.wait(timeout=30)
        it.move()
        moved.wait(timeout=30)

    assert at_once([grant, move]) == [None, None]
    assert figures(it.there()).out == 1


# -- while the new cohort is closed out


@pytest.mark.parametrize("what", ["reverse", "correct"])
def test_a_close_out_sees_what_was_written_or_it_is_refused(
    at: datetime, at_once: Run, what: str
) -> None:
    it = world(at)
    new = it.moved()
    before = figures(new)
    results = at_once([getattr(it, what), it.close])
    said = names(results)
    assert said[1] == ""
    assert said[0] in ("", {"reverse": "ConductSettled", "correct": "RollCallSettled"}[what])
    after = figures(new)
    assert after == results[1]
    assert (after == before) is (said[0] != "")


def test_a_return_undone_while_the_new_cohort_closes(at: datetime, at_once: Run) -> None:
    it = world(at)
    row = decide(ask(it.first, it.cast.wang, day=1, at=at), it.cast.instructor, at=at)
    new = it.moved()
    undo = partial(leaves.undo_return, actor=SYSTEM, leave=row, at=noon(1))
    results = at_once([undo, it.close])
    assert names(results)[0] in ("NotCheckedIn", "CohortClosed")
    assert figures(new) == results[1]


def test_control_without_the_lock_figures_of_a_closed_cohort_move(
    at: datetime, at_once: Run
) -> None:
    it = world(at)
    new = it.moved()
    looked, closed = Barrier(2), Barrier(2)

    def reverse() -> None:
        """What `reverse` would be without its lock: nobody is settled when it looks."""
        assert stays.settled([it.entry.enrolment_id]) == set()
        looked.wait(timeout=30)
        closed.wait(timeout=30)
        conduct.against(it.entry, "记错人", actor=SYSTEM, at=noon(2)).save(force_insert=True)

    def close() -> StayFigures | None:
        looked.wait(timeout=30)
        found = it.close()
        closed.wait(timeout=30)
        return found

    seen = at_once([reverse, close])[1]
    assert isinstance(seen, StayFigures)
    assert figures(new).points == seen.points + 5


def test_all_at_once(at: datetime, at_once: Run) -> None:
    """Who closes first keeps the person out; who moves first keeps the cohort open."""
    it = world(at)
    for row in Enrolment.objects.filter(cohort=it.second):
        make.outcome(row, at=noon(1))
    results = at_once([it.move, it.reverse, it.correct, it.close])
    move, *rest, close = names(results)
    assert rest == ["", ""]
    assert (move, close) in (("", "OutcomesMissing"), ("CohortClosed", ""))
    place = it.there() if not move else make.enrolment_of(it.first, it.cast.wang)
    assert (figures(place).points, figures(place).attendance.late) == (Decimal(98), 1)
