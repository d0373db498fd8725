"""The hours report: who owes, who is late, why, and as it was known on the day."""

from datetime import date, datetime, timedelta

import pytest

from academy.people.enums import Role
from academy.reporting import frames, listing
from academy.reporting.enums import Way
from academy.reporting.reports.attainment import SPEC, UNFINISHED
from academy.shared.errors import CursorInvalid, NotFound
from courses.models import HoursEntry
from courses.operations import hours, requirements
from tests.cast import SYSTEM, Cast
from tests.make import exclusions, reporting

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _usual(cast: Cast, at: datetime) -> None:
    requirements.publish_usual(actor=SYSTEM, at=at - 30 * DAY)


def test_hours_reversed_later_leave_the_day_as_it_was(cast: Cast, at: datetime) -> None:
    reporting.closed_cohort(cast, at=at)
    told = frames.read(SPEC, reporting.everybody(cast, at=at))
    assert told.total.number("earned") > 0
    entry = HoursEntry.objects.get(person=cast.wang)
    hours.reverse(actor=SYSTEM, entry=entry, reason="重复计时", at=at + DAY)
    assert frames.read(SPEC, reporting.everybody(cast, at=at)).digest == told.digest
    after = frames.read(SPEC, reporting.everybody(cast, at=at + DAY))
    assert after.total.number("earned") < told.total.number("earned")


def test_everyone_unfinished_has_a_reason_and_a_last_day(cast: Cast, at: datetime) -> None:
    reporting.closed_cohort(cast, at=at)
    ask = reporting.everybody(cast, at=at)
    lines = [each.values for each in listing.listed(UNFINISHED, UNFINISHED.sources[0], ask)]
    report = frames.read(UNFINISHED, ask)
    assert len(lines) == report.total["short"]
    reasons = {str(line["name"]): line["reason"] for line in lines}
    assert reasons["孙审计"] == Way.WITHDRAWN
    assert reasons["郑人事"] == Way.ABSENT
    assert reasons["陈联络"] == Way.FAILED
    assert {Way.NONE} <= set(reasons.values())
    assert all(isinstance(line["due_on"], date) for line in lines)


def test_who_is_left_out_owes_nothing_and_is_listed(cast: Cast, at: datetime) -> None:
    before = frames.read(SPEC, reporting.everybody(cast, at=at))
    exclusions.granted(
        exclusions.draft(cast.li), by=cast.hr, decider=cast.holder_of(Role.ACADEMY_ADMIN), at=at
    )
    ask = reporting.everybody(cast, at=at)
    after = frames.read(SPEC, ask)
    moved = before.total.number("due") - after.total.number("due")
    assert moved == after.total["excluded"]
    assert moved > 0
    left_out = listing.listed(SPEC, SPEC.sources[0], ask, "excluded")
    assert {each.values["name"] for each in left_out} == {"李秀英"}
    assert {each.values["reason"] for each in left_out} == {""}
    unfinished = listing.listed(UNFINISHED, UNFINISHED.sources[0], ask)
    assert "李秀英" not in {each.values["name"] for each in unfinished}


def test_one_requirement_alone(cast: Cast, at: datetime) -> None:
    whole = frames.read(SPEC, reporting.everybody(cast, at=at))
    parts = {row.part for row in whole.rows if row.part}
    assert len(parts) > 1
    counted = 0
    for code in parts:
        report = frames.read(SPEC, reporting.everybody(cast, at=at, requirement=code))
        assert {row.part for row in report.rows if row.part} == {code}
        counted += int(report.total.number("due"))
    assert counted == whole.total["due"]
    with pytest.raises(NotFound):
        frames.read(SPEC, reporting.everybody(cast, at=at, requirement="NONE"))


def test_a_cursor_of_nobody_is_refused(cast: Cast, at: datetime) -> None:
    from academy.shared.paging import cursor_of

    ask = reporting.everybody(cast, at=at)
    with pytest.raises(CursorInvalid):
        listing.page(
            SPEC, ask, [], figure="due", row="", part="", cursor=cursor_of((10**9, 0)), limit=5
        )
