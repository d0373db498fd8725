"""The weeks of a campaign, what it has to be held with, and who is away when."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from academy.campaign.absences import absences
from academy.campaign.planning import BUREAU, CohortPlan, houses, period, settings, weeks_needed
from academy.campaign.staff import StaffLine, staff_lines
from academy.people.enums import Sex, StaffKind
from courses.enums.planning import BlockKind
from courses.rules.calendar import Span
from courses.rules.workdays import runs_of

TODAY = date(2026, 11, 16)
SOMEBODY = staff_lines(34, seed=5, on=TODAY)[0]


def _people(kind: StaffKind, men: int, women: int = 0) -> list[StaffLine]:
    man = replace(SOMEBODY, staff_kind=kind, sex=Sex.MALE)
    return [man] * men + [replace(man, sex=Sex.FEMALE)] * women


@pytest.mark.parametrize(("staff", "count"), [(34, 1), (7199, 1), (7200, 1), (7201, 2), (14401, 3)])
def test_more_people_than_two_years_hold_need_more_houses(staff: int, count: int) -> None:
    assert houses(staff) == settings(staff).parallel == count


def test_half_filled_from_the_bureaus_size_on() -> None:
    assert [settings(staff).minimum for staff in (BUREAU - 1, BUREAU, BUREAU + 1)] == [0, 60, 60]


@pytest.mark.parametrize(
    ("men", "women", "weeks"), [(88, 32, 1), (89, 30, 2), (80, 40, 1), (79, 41, 2), (88, 33, 2)]
)
def test_beds_and_seats_say_how_many_weeks_are_needed(men: int, women: int, weeks: int) -> None:
    assert weeks_needed(_people(StaffKind.APPROVAL, men, women)) == weeks


@pytest.mark.parametrize(("officers", "weeks"), [(1, 1), (19, 19), (20, 10), (29, 15), (30, 10)])
def test_a_branch_sends_its_officers_in_turns(officers: int, weeks: int) -> None:
    assert weeks_needed(_people(StaffKind.ENFORCEMENT, officers)) == weeks


@pytest.mark.parametrize("today", [TODAY + timedelta(days=offset) for offset in range(7)], ids=str)
def test_the_last_close_out_is_past_when_the_campaign_is_laid_out(today: date) -> None:
    lines = _people(StaffKind.APPROVAL, 88)
    found = period(lines, today)
    assert (found.starts_on.weekday(), found.ends_on.weekday()) == (0, 6)
    # 1 week needed, a fifth of it begun, four to spare.
    assert len(runs_of(5, found)) == 6
    last = CohortPlan(1, found.ends_on - timedelta(days=4), found.ends_on, ())
    assert last.closing_at().date() <= today
    # and not needlessly long ago
    assert last.closing_at().date() + timedelta(days=14) > today


def test_absences_are_the_same_for_the_same_seed_and_leave_two_thirds_of_the_time() -> None:
    lines = staff_lines(1200, seed=5, on=TODAY)
    span = Span(date(2026, 3, 2), date(2026, 7, 5))
    drawn = absences(lines, span, seed=5)
    assert drawn == absences(lines, span, seed=5) != absences(lines, span, seed=6)
    assert {each.kind for each in drawn} == set(BlockKind) - {BlockKind.OTHER}
    assert len({each.line.staff_number for each in drawn}) == len(drawn)
    assert min(each.span.starts_on for each in drawn) >= span.starts_on
    assert max(each.span.ends_on for each in drawn) <= span.ends_on
    assert max((each.span.ends_on - each.span.starts_on).days + 1 for each in drawn) <= 126 // 3
    assert all(
        each.line.staff_kind is StaffKind.ENFORCEMENT
        for each in drawn
        if each.kind is BlockKind.DUTY
    )
    assert all(each.line.sex is Sex.FEMALE for each in drawn if each.kind is BlockKind.PREGNANCY)
