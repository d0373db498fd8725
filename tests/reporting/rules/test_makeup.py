"""When a course is to be made up, until when, and who hears of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from academy.reporting.enums import MakeUpCause, MakeUpState
from academy.reporting.rules import makeup
from academy.reporting.rules.exclusions import Term
from academy.reporting.rules.makeup import Cause, Ended, Level, MakeUpWhy

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
DAY = timedelta(days=1)
ON = date(2026, 3, 2)
UNTIL = date(2027, 3, 2)
DUE = date(2026, 5, 31)
AFTER = makeup.after_days([1, 14, 30])


def ended(key: int, verdict: str, at: datetime = AT, until: date | None = None) -> Ended:
    return Ended(key, verdict, at, until)


def cause(history: list[Ended], on: date = ON, settled_at: datetime | None = None) -> str:
    found = makeup.cause_on(history, on, settled_at=settled_at)
    return "" if found is None else f"{found.kind} {found.key}"


@pytest.mark.parametrize("verdict", ["failed", "absent", "withdrawn"])
def test_what_was_not_passed_is_to_be_made_up(verdict: str) -> None:
    assert cause([ended(1, verdict)]) == f"{verdict} 1"


def test_nothing_happened_or_a_pass_for_ever_is_nothing_to_make_up() -> None:
    assert cause([]) == ""
    assert cause([ended(1, "passed")], date(2999, 1, 1)) == ""


def test_a_pass_answers_what_came_before_it_and_nothing_after() -> None:
    failed = ended(1, "failed")
    assert cause([failed, ended(2, "passed", AT + DAY)]) == ""
    assert cause([ended(2, "passed", AT - DAY), failed]) == "failed 1"


def test_of_one_instant_the_number_decides() -> None:
    assert cause([ended(1, "failed"), ended(2, "passed")]) == ""
    assert cause([ended(2, "failed"), ended(1, "passed")]) == "failed 2"


def test_of_several_the_first_counts() -> None:
    rows = [ended(3, "absent", AT + DAY), ended(1, "passed", AT - DAY), ended(2, "failed")]
    assert cause(rows) == "failed 2"


@pytest.mark.parametrize(
    ("day", "expected"),
    [(UNTIL - DAY, ""), (UNTIL, "lapsed 1"), (UNTIL + DAY, "lapsed 1")],
)
def test_a_pass_lapses_on_the_first_day_it_does_not_hold(day: date, expected: str) -> None:
    assert cause([ended(1, "passed", until=UNTIL)], day) == expected


def test_the_pass_that_lasts_longest_lapses() -> None:
    longer = ended(1, "passed", until=UNTIL + DAY)
    shorter = ended(2, "passed", AT + DAY, until=UNTIL)
    assert cause([longer, shorter], UNTIL) == ""
    assert cause([longer, shorter], UNTIL + DAY) == "lapsed 1"
    assert cause([longer, ended(2, "passed", AT + DAY)], UNTIL + DAY) == ""


def test_who_failed_before_the_lapse_makes_up_the_failure() -> None:
    rows = [ended(1, "passed", until=UNTIL), ended(2, "failed", AT + DAY)]
    assert cause(rows, ON) == cause(rows, UNTIL) == "failed 2"


@pytest.mark.parametrize(
    ("settled_at", "expected"),
    [(AT - timedelta(microseconds=1), "failed 1"), (AT, ""), (AT + DAY, "")],
)
def test_what_was_settled_is_settled(settled_at: datetime, expected: str) -> None:
    assert cause([ended(1, "failed")], settled_at=settled_at) == expected


def test_a_lapse_begins_with_the_local_day() -> None:
    assert makeup.lapse_at(UNTIL) == datetime(2027, 3, 1, 16, tzinfo=UTC)
    found = makeup.cause_on([ended(1, "passed", until=UNTIL)], UNTIL)
    assert found is not None
    assert found.at == makeup.lapse_at(UNTIL)
    assert makeup.place_of(MakeUpCause.LAPSED, 1, found.at) == found.place
    assert makeup.place_of(MakeUpCause.FAILED, 7, AT) == (AT, 7)


def test_the_first_pass_after_the_cause_is_the_answer() -> None:
    rows = [
        ended(4, "passed", AT + 2 * DAY),
        ended(3, "passed", AT + DAY),
        ended(2, "failed", AT + DAY),
        ended(1, "passed"),
    ]
    answer = makeup.answer(rows, (AT, 1))
    assert answer is not None
    assert answer.key == 3
    assert makeup.answer(rows, (AT + 2 * DAY, 4)) is None


@pytest.mark.parametrize(
    ("kind", "opened_on", "due"),
    [
        (MakeUpCause.FAILED, ON, DUE),
        (MakeUpCause.FAILED, DUE - DAY, DUE),
        (MakeUpCause.FAILED, DUE, DUE),
        (MakeUpCause.FAILED, DUE + DAY, DUE + DAY),
        (MakeUpCause.LAPSED, ON, ON),
        (MakeUpCause.LAPSED, ON + DAY, ON + DAY),
    ],
)
def test_the_last_day_in_time(kind: MakeUpCause, opened_on: date, due: date) -> None:
    assert makeup.due_on(Cause(kind, 1, (AT, 1)), opened_on, days=90) == due


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        (0, []), (1, [1]), (2, [1]), (13, [1]), (14, [1, 2]), (15, [1, 2]),
        (29, [1, 2]), (30, [1, 2, 3]), (31, [1, 2, 3]),
    ],
)  # fmt: skip
def test_levels(over: int, expected: list[int]) -> None:
    assert makeup.levels(DUE, DUE + over * DAY, AFTER) == expected
    assert makeup.levels(DUE, DUE + over * DAY, AFTER, told=expected) == []


def test_what_was_told_is_not_told_again_and_in_a_pause_nobody_is() -> None:
    assert makeup.levels(DUE, DUE + 30 * DAY, AFTER, told=[1, 3]) == [Level.LEADER]
    assert makeup.levels(None, DUE + 30 * DAY, AFTER) == []


def test_each_level_has_its_days() -> None:
    assert AFTER == {Level.OFFICER: 1, Level.LEADER: 14, Level.ACADEMY: 30}
    for days in ([1, 14], [1, 14, 30, 60]):
        with pytest.raises(ValueError, match="zip"):
            makeup.after_days(days)


@pytest.mark.parametrize(
    ("term", "begin"),
    [
        (Term(DUE + 6 * DAY, None), DUE),  # has not begun
        (Term(DUE + 5 * DAY, None), None),
        (Term(DUE, DUE + 6 * DAY), None),
        (Term(DUE, DUE + 5 * DAY), DUE + 4 * DAY),  # its last day was yesterday
        (Term(DUE - 9 * DAY, DUE), DUE),  # over before the deadline
        (Term(DUE, None, "LAW"), None),
        (Term(DUE, None, "SAFE"), DUE),  # of another track
    ],
)
def test_an_exclusion_pauses_and_its_end_begins_anew(term: Term, begin: date | None) -> None:
    assert makeup.counted_from(DUE, [term], DUE + 5 * DAY, track="LAW") == begin


@pytest.mark.parametrize(
    ("state", "reason", "by_themselves", "why"),
    [
        (MakeUpState.OPEN, "调离岗位", False, None),
        (MakeUpState.OPEN, "", False, MakeUpWhy.NO_REASON),
        (MakeUpState.OPEN, "字" * 300, False, None),
        (MakeUpState.OPEN, "字" * 301, False, MakeUpWhy.TOO_LONG),
        (MakeUpState.OPEN, "调离岗位", True, MakeUpWhy.ABOUT_THEM),
        (MakeUpState.WITHDRAWN, "调离岗位", False, None),
        (MakeUpState.PASSED, "调离岗位", False, MakeUpWhy.ENDED),
        (MakeUpState.LEFT, "调离岗位", False, MakeUpWhy.ENDED),
    ],
)
def test_who_may_be_let_off(
    state: MakeUpState, reason: str, by_themselves: bool, why: MakeUpWhy | None
) -> None:
    found = makeup.why_not_withdraw(state, reason=reason, by_themselves=by_themselves)
    assert found is why
