"""The report on attendance and conduct: what was called, granted and entered, as known on a day."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from academy.reporting import frames, listing
from academy.reporting.frames import Row
from academy.reporting.reports.stays import SPEC
from courses.enums import CohortState
from courses.enums.attendance import Formation, LeaveStep, Presence
from courses.models import Cohort, Leave, RollCall
from courses.operations import conduct as conduct_operations
from courses.operations import leaves as leave_operations
from courses.operations import roll_calls as roll_call_operations
from tests.cast import SYSTEM, Cast
from tests.make import conduct, courses, leave_of, reporting, roll_calls, stays
from tests.make.leave_of import moment

DAY = timedelta(days=1)
MONDAY = moment("18:00")
HOURS = ("hours_called", "hours_there", "hours_leave", "hours_absent")


@pytest.fixture
def cohort(cast: Cast, at: datetime) -> Cohort:
    """Wang and zhao of east, li of south, in their first week."""
    roll_calls.usual_conduct(at=at)
    return leave_of.running(cast, at=at)


def _total(cast: Cast, at: datetime = MONDAY) -> Row:
    return frames.read(SPEC, reporting.everybody(cast, at=at)).total


def _figures(cast: Cast, at: datetime, *names: str) -> list[object]:
    total = _total(cast, at)
    return [total[name] for name in names]


def _called(cohort: Cohort, cast: Cast) -> RollCall:
    said = {cast.wang: Presence.LATE, cast.zhao: Presence.ABSENT}
    return roll_calls.take(cohort, said, at=moment("09:00"))


def test_hours_by_what_the_roll_call_said(cast: Cast, cohort: Cohort) -> None:
    _called(cohort, cast)
    sick = {cast.wang: Presence.SICK, cast.li: Presence.ON_DUTY}
    roll_calls.take(cohort, sick, slot=roll_calls.slot_of("10:10", "11:40"), at=moment("10:30"))
    total = _total(cast)
    assert [total[name] for name in HOURS] == [
        Decimal("12.0"), Decimal("8.0"), Decimal("2.0"), Decimal("2.0")
    ]  # fmt: skip
    assert (total["there_rate"], total["leave_rate"]) == (Decimal("66.7"), Decimal("16.7"))
    assert [total[name] for name in ("came", "late", "left_early", "absent")] == [3, 1, 0, 1]


def test_a_formation_counts_without_hours(cast: Cast, cohort: Cohort) -> None:
    roll_calls.take(
        cohort,
        {cast.li: Presence.ABSENT},
        slot=roll_calls.slot_of("06:30", "07:00"),
        formation=Formation.DRILL,
        at=moment("06:40"),
    )
    assert _figures(cast, MONDAY, "absent", "hours_called") == [1, Decimal("0.0")]
    assert _total(cast)["there_rate"] is None


Event = Callable[[Cast, Cohort, RollCall, datetime], object]


def _corrected(cast: Cast, cohort: Cohort, call: RollCall, at: datetime) -> object:
    return roll_calls.correct(call, {cast.zhao: Presence.PRESENT}, at=at)


def _voided(cast: Cast, cohort: Cohort, call: RollCall, at: datetime) -> object:
    return roll_call_operations.void(actor=SYSTEM, roll_call=call, reason="点错了班", at=at)


def _entered(cast: Cast, cohort: Cohort, call: RollCall, at: datetime) -> object:
    return conduct.entry(cohort, cast.li, at=at)


def _moved_on(cast: Cast, cohort: Cohort, call: RollCall, at: datetime) -> object:
    other = courses.cohort(
        at=at,
        number=9,
        state=CohortState.RUNNING,
        persons=[cast.hr],
        of=cohort.syllabus,
        starts_on=cohort.starts_on + timedelta(days=21),
        ends_on=cohort.ends_on + timedelta(days=21),
    )
    return stays.go_on(cohort, cast.zhao, other, at=at)


@pytest.mark.parametrize("happens", [_corrected, _voided, _entered])
def test_what_is_recorded_later_leaves_the_day_as_it_was(
    cast: Cast, cohort: Cohort, happens: Event
) -> None:
    call = _called(cohort, cast)
    told = frames.read(SPEC, reporting.everybody(cast, at=MONDAY))
    happens(cast, cohort, call, MONDAY + DAY)
    again = frames.read(SPEC, reporting.everybody(cast, at=MONDAY))
    assert (again.digest, again.figures()) == (told.digest, told.figures())
    after = frames.read(SPEC, reporting.everybody(cast, at=MONDAY + DAY))
    assert after.figures() != told.figures()


def test_a_correction_counts_instead_of_what_it_corrects(cast: Cast, cohort: Cohort) -> None:
    call = _called(cohort, cast)
    assert _figures(cast, MONDAY, "absent", "hours_absent") == [1, Decimal("2.0")]
    _corrected(cast, cohort, call, MONDAY + DAY)
    assert _figures(cast, MONDAY + DAY, "absent", *HOURS) == [
        0, Decimal("6.0"), Decimal("6.0"), Decimal("0.0"), Decimal("0.0")
    ]  # fmt: skip


def test_an_entry_counts_until_it_is_reversed(cast: Cast, cohort: Cohort) -> None:
    entered, reversed_ = MONDAY + DAY, MONDAY + 2 * DAY
    row = conduct.entry(cohort, cast.li, points="5", at=entered)
    assert _figures(cast, entered, "breaches", "points_off") == [1, Decimal("5.0")]
    conduct_operations.reverse(actor=SYSTEM, entry=row, reason="记错人", at=reversed_)
    assert _figures(cast, MONDAY, "breaches", "points_off") == [0, Decimal("0.0")]
    assert _figures(cast, entered, "breaches", "points_off") == [1, Decimal("5.0")]
    assert _figures(cast, reversed_, "breaches", "points_off") == [0, Decimal("0.0")]


def _granted(cast: Cast, cohort: Cohort, at: datetime) -> Leave:
    leave = leave_of.ask(cohort, cast.wang, at=at, day=3)
    return leave_of.decide(leave, cast.instructor, LeaveStep.TUTOR, at=at + timedelta(hours=1))


def test_a_leave_counts_from_its_grant_until_it_is_withdrawn(cast: Cast, cohort: Cohort) -> None:
    leave = leave_of.ask(cohort, cast.wang, at=MONDAY, day=3)
    assert _figures(cast, MONDAY, "leaves") == [0]
    leave_of.decide(leave, cast.instructor, LeaveStep.TUTOR, at=MONDAY + DAY)
    assert _figures(cast, MONDAY, "leaves") == [0]
    assert _figures(cast, MONDAY + DAY, "leaves") == [1]
    leave_operations.withdraw(actor=SYSTEM, leave=leave, at=MONDAY + 2 * DAY)
    assert _figures(cast, MONDAY + DAY, "leaves") == [1]
    assert _figures(cast, MONDAY + 2 * DAY, "leaves") == [0]


def test_a_transfer_leaves_hours_where_they_were_called(cast: Cast, cohort: Cohort) -> None:
    call = _called(cohort, cast)
    before = _total(cast)
    _moved_on(cast, cohort, call, MONDAY + DAY)
    after = _total(cast, MONDAY + DAY)
    # Zhao once, and HR, who is in the other cohort anyhow.
    assert (before["came"], after["came"]) == (3, 4)
    assert [after[name] for name in HOURS] == [before[name] for name in HOURS]
    narrowed = reporting.everybody(cast, at=MONDAY + DAY, cohort=cohort.public_id)
    old = frames.read(SPEC, narrowed).total
    assert (old["came"], old["absent"]) == (2, 1)


def test_no_list_says_who_was_ill(cast: Cast, cohort: Cohort) -> None:
    roll_calls.take(cohort, {cast.wang: Presence.SICK}, at=moment("09:00"))
    calls = SPEC.sources[1]
    (line,) = listing.listed(SPEC, calls, reporting.everybody(cast, at=MONDAY))
    said = {each.code: each.said(line.values[each.code]) for each in calls.names.columns}
    assert (said["name"], said["presence"]) == ("王建国", "请假")


def test_every_place_is_listed_with_its_hours(cast: Cast, cohort: Cohort) -> None:
    _called(cohort, cast)
    rows = listing.listed(SPEC, SPEC.sources[0], reporting.everybody(cast, at=MONDAY), "came")
    found = {
        each.values["name"]: (each.values["hours_there"], each.values["hours_absent"])
        for each in rows
    }
    two, none = Decimal("2.0"), Decimal("0.0")
    assert found == {
        cast.wang.name: (two, none), cast.zhao.name: (none, two), cast.li.name: (two, none)
    }  # fmt: skip
