"""Which exclusions can be asked, what may become of them, and whose days overlap."""

from datetime import date, timedelta

import pytest

from academy.reporting.enums import ExclusionMove, ExclusionReason, ExclusionState
from academy.reporting.rules import exclusions
from academy.reporting.rules.exclusions import TEXT_LENGTH, ExclusionWhy, SecondWhy, Term

MARCH = Term(date(2026, 3, 1), date(2026, 4, 1))
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "days", "expected"), [(0, -1, True), (0, 0, True), (0, 1, False), (0, None, False)]
)
def test_days_end_after_they_begin(first: int, days: int | None, expected: bool) -> None:
    begins = date(2026, 3, 1) + timedelta(days=first)
    term = Term(begins, None if days is None else begins + timedelta(days=days))
    why = exclusions.why_not_ask(term, reason=ExclusionReason.NEW, words="", evidence="名册")
    assert (why is ExclusionWhy.PERIOD) is expected


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "track", "expected"),
    [
        (date(2026, 2, 23), date(2026, 2, 28), "LAW", False),
        (date(2026, 2, 23), date(2026, 3, 1), "LAW", True),
        (date(2026, 2, 23), date(2026, 3, 2), "LAW", True),
        (date(2026, 3, 30), date(2026, 4, 3), "LAW", True),
        (date(2026, 3, 31), date(2026, 4, 3), "LAW", True),
        (date(2026, 4, 1), date(2026, 4, 3), "LAW", False),
        (date(2026, 3, 1), date(2026, 3, 1), "SAFE", False),
    ],
)
def test_a_day_in_common_leaves_out_of_a_cohort(
    starts_on: date, ends_on: date, track: str, expected: bool
) -> None:
    law = Term(MARCH.starts_on, MARCH.until_on, "LAW")
    assert exclusions.leaves_out(law, starts_on, ends_on, track) is expected
    assert exclusions.leaves_out(MARCH, starts_on, ends_on, track) is (expected or track == "SAFE")


@pytest.mark.parametrize(
    ("first", "until", "fine"),
    [
        (date(1999, 12, 31), None, False),
        (date(2000, 1, 1), None, True),
        (date(2000, 1, 2), None, True),
        (date(2026, 1, 1), date(2999, 12, 30), True),
        (date(2026, 1, 1), date(2999, 12, 31), True),
        (date(2026, 1, 1), date(3000, 1, 1), False),
    ],
)
def test_years_out_of_all_reason(first: date, until: date | None, fine: bool) -> None:
    why = exclusions.why_not_ask(
        Term(first, until), reason=ExclusionReason.NEW, words="", evidence="名册"
    )
    assert (why is None) is fine


@pytest.mark.parametrize(
    ("reason", "words", "evidence", "expected"),
    [
        (ExclusionReason.OTHER, " ", "文号", ExclusionWhy.WORDS),
        (ExclusionReason.OTHER, "挂职锻炼", "文号", None),
        (ExclusionReason.SICK, "", " \n", ExclusionWhy.EVIDENCE),
        (ExclusionReason.SICK, "", "证明", None),
        (ExclusionReason.SICK, "", "字" * (TEXT_LENGTH - 1), None),
        (ExclusionReason.SICK, "", "字" * TEXT_LENGTH, None),
        (ExclusionReason.SICK, "", "字" * (TEXT_LENGTH + 1), ExclusionWhy.TOO_LONG),
        (ExclusionReason.SICK, "字" * (TEXT_LENGTH + 1), "证明", ExclusionWhy.TOO_LONG),
    ],
)
def test_words_and_evidence(
    reason: ExclusionReason, words: str, evidence: str, expected: ExclusionWhy | None
) -> None:
    assert exclusions.why_not_ask(MARCH, reason=reason, words=words, evidence=evidence) is expected


@pytest.mark.parametrize(("shift", "expected"), [(-1, True), (0, False), (1, False)])
def test_overlap_at_the_end(shift: int, expected: bool) -> None:
    assert MARCH.until_on is not None
    later = Term(MARCH.until_on + shift * DAY, None)
    assert MARCH.overlaps(later) is expected
    assert later.overlaps(MARCH) is expected


@pytest.mark.parametrize(("shift", "expected"), [(-1, False), (0, False), (1, True)])
def test_overlap_at_the_beginning(shift: int, expected: bool) -> None:
    earlier = Term(date(2026, 2, 1), MARCH.starts_on + shift * DAY)
    assert MARCH.overlaps(earlier) is expected
    assert earlier.overlaps(MARCH) is expected


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [("", "", True), ("", "LAW", True), ("LAW", "LAW", True), ("LAW", "SAFETY", False)],
)
def test_every_track_overlaps_with_each(one: str, two: str, expected: bool) -> None:
    first, second = (Term(MARCH.starts_on, None, track) for track in (one, two))
    assert first.overlaps(second) is expected
    assert second.overlaps(first) is expected


def test_the_last_day_belongs_to_it() -> None:
    assert MARCH.last_on == date(2026, 3, 31)
    assert Term(MARCH.starts_on, None).last_on is None


@pytest.mark.parametrize(
    ("decider", "expected"), [(1, SecondWhy.ABOUT_THEM), (2, SecondWhy.ASKED_IT), (3, None)]
)
def test_a_second_person(decider: int, expected: SecondWhy | None) -> None:
    assert exclusions.why_not_second(decider=decider, asker=2, person=1) is expected


def test_who_asked_for_oneself_is_told_that_it_is_about_them() -> None:
    assert exclusions.why_not_second(decider=1, asker=1, person=1) is SecondWhy.ABOUT_THEM


def test_what_may_become_of_it() -> None:
    s, m = ExclusionState, ExclusionMove
    allowed = {
        (state, move): exclusions.moved(state, move)
        for state in s
        for move in m
        if exclusions.moved(state, move) is not None
    }
    assert allowed == {
        (s.ASKED, m.GRANT): s.GRANTED,
        (s.ASKED, m.REFUSE): s.REFUSED,
        (s.ASKED, m.WITHDRAW): s.WITHDRAWN,
        (s.GRANTED, m.GRANT): s.GRANTED,
        (s.GRANTED, m.REVOKE): s.REVOKED,
        (s.REFUSED, m.REFUSE): s.REFUSED,
        (s.WITHDRAWN, m.WITHDRAW): s.WITHDRAWN,
        (s.REVOKED, m.REVOKE): s.REVOKED,
    }
