"""The hours report: who owes, who is late, why, and as it was known on the day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from academy.people.enums import Role, StaffKind
from academy.people.models import Person
from academy.reporting import frames, listing
from academy.reporting.enums import Dimension, Way
from academy.reporting.reports.attainment import SPEC, UNFINISHED
from academy.reporting.rules.asking import Ask
from academy.shared.errors import CursorInvalid, NotFound
from courses.enums.hours import Event, WindowKind
from courses.operations import hours
from tests.cast import SYSTEM, Cast
from tests.make import exclusions, reporting
from tests.make import requirements as owed

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _two_requirements(cast: Cast, at: datetime) -> None:
    """60 hours a year for everybody, 8 for the staff of the licensing desk."""
    owed.edition(at=at, code="R1")
    owed.edition(at=at, code="R2", amount=Decimal("8.0"), staff_kinds=[StaffKind.APPROVAL])


def _ask(cast: Cast, at: datetime, **said: object) -> Ask:
    return reporting.everybody(cast, at=at, by=Dimension.REQUIREMENT, **said)


def test_who_met_which_requirement_by_unit(cast: Cast, at: datetime) -> None:
    owed.entry(cast.li, at=at)
    report = frames.read(SPEC, _ask(cast, at))
    south = [row for row in report.rows if row.key == "T002"]
    told = [(row.part, row["due"], row["met"], row["short"], row["earned"]) for row in south]
    assert told == [
        ("", 2, 1, 1, Decimal("16")),
        ("R1", 1, 0, 1, Decimal("8")),
        ("R2", 1, 1, 0, Decimal("8")),
    ]
    assert report.total["due"] == Person.objects.count() + 1


def test_hours_reversed_later_leave_the_day_as_it_was(cast: Cast, at: datetime) -> None:
    entry = owed.entry(cast.wang, at=at)
    told = frames.read(SPEC, _ask(cast, at))
    assert told.total["earned"] == Decimal("8")
    hours.reverse(actor=SYSTEM, entry=entry, reason="重复计时", at=at + DAY)
    assert frames.read(SPEC, _ask(cast, at)).digest == told.digest
    assert frames.read(SPEC, _ask(cast, at + DAY)).total["earned"] == 0


@pytest.mark.parametrize(
    ("days", "figure"),
    [(0, "soon"), (30, "soon"), (31, "later"), (-1, "late")],
)
def test_the_last_day_decides_soon_later_or_late(
    cast: Cast, at: datetime, days: int, figure: str
) -> None:
    """60 hours a year are due on 31 December; asked so many days before."""
    asked_at = datetime(2026, 12, 31, 1, tzinfo=UTC) - days * DAY
    if figure == "late":
        # Owed within a month of joining, which was over yesterday.
        asked_at = at
        Person.objects.update(joined_on=date(2026, 2, 1))
        owed.edition(at=at, code="R3", window=WindowKind.AFTER_EVENT, event=Event.JOINED, length=1)
    code = "R3" if figure == "late" else "R1"
    total = frames.read(SPEC, _ask(cast, asked_at, requirement=code)).total
    assert (total["short"], total[figure]) == (total["due"], total["due"])
    assert total.number("due") > 0


def test_everyone_unfinished_has_a_reason_and_a_last_day(cast: Cast, at: datetime) -> None:
    reporting.closed_cohort(cast, at=at)
    ask = _ask(cast, at)
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
    before = frames.read(SPEC, _ask(cast, at))
    exclusions.granted(
        exclusions.draft(cast.li), by=cast.hr, decider=cast.holder_of(Role.ACADEMY_ADMIN), at=at
    )
    ask = _ask(cast, at)
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
    whole = frames.read(SPEC, _ask(cast, at))
    parts = {row.part for row in whole.rows if row.part}
    assert len(parts) > 1
    counted = 0
    for code in parts:
        report = frames.read(SPEC, _ask(cast, at, requirement=code))
        assert {row.part for row in report.rows if row.part} == {code}
        counted += int(report.total.number("due"))
    assert counted == whole.total["due"]
    with pytest.raises(NotFound):
        frames.read(SPEC, reporting.everybody(cast, at=at, requirement="NONE"))


def test_a_cursor_of_nobody_is_refused(cast: Cast, at: datetime) -> None:
    from academy.shared.paging import cursor_of

    ask = _ask(cast, at)
    with pytest.raises(CursorInvalid):
        listing.page(
            SPEC, ask, [], figure="due", row="", part="", cursor=cursor_of((10**9, 0)), limit=5
        )
