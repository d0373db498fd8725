"""Who owed what on a day, as was known then: whatever was said later of that day."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from academy.people.enums import StaffKind
from academy.people.models import Assignment, FormerJoining, Person, Rank
from academy.people.operations import staff_kinds
from academy.people.operations.staff_kinds import KindChange
from academy.shared.clock import end_of
from courses.enums.hours import Event, JudgedOn, Metric, WindowKind
from courses.models import RequirementEdition
from courses.operations import requirements
from courses.operations.usual import Draft
from courses.queries.owing import Ask, by_unit, editions_on, standings
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import exclusions
from tests.make import requirements as make

DAY = timedelta(days=1)
ON = date(2026, 3, 2)
"""The day asked about, which is that of `at`."""
BEFORE = date(2026, 2, 20)


def _owing(row: RequirementEdition, on: date = ON, *, known: date | None) -> dict[str, Any]:
    """Return unit, hours owed and last day by staff number, of those whom the edition is for."""
    ask = Ask(on, known_before=end_of(known) if known else None)
    numbers = dict(Person.objects.values_list("pk", "staff_number"))
    codes = dict(Assignment.every.values_list("unit_id", "unit__code"))
    found = standings(ask, [row])
    assert sum(line.people for line in by_unit(ask, [row])) == len(found)
    return {
        numbers[each.person_id]: (
            codes[each.unit_id],
            each.standing.owed,
            each.standing.due_on,
        )
        for each in found
    }


@pytest.mark.parametrize("judged", [JudgedOn.AS_OF, JudgedOn.WINDOW_END])
@pytest.mark.parametrize("moved_on", [BEFORE, ON, ON + DAY, ON + 40 * DAY])
def test_a_move_that_is_said_on_the_next_day(
    cast: Cast, at: datetime, judged: JudgedOn, moved_on: date
) -> None:
    """Also where the year's last day is judged by: an end that is not known yet is none."""
    row = make.edition(at=at, judged=judged)
    told = _owing(row, known=ON)
    assert told["T1001"][0] == "T001"
    exclusions.moved(cast.wang, cast.south, on=moved_on, at=at + DAY)
    assert _owing(row, known=ON) == told
    there = moved_on <= (date(2026, 12, 31) if judged is JudgedOn.WINDOW_END else ON)
    for known in (ON + DAY, None):
        assert _owing(row, known=known)["T1001"][0] == ("T002" if there else "T001")


def test_a_place_that_is_taken_back(cast: Cast, at: datetime) -> None:
    row = make.edition(at=at)
    told = _owing(row, known=ON)
    Assignment.objects.filter(person=cast.wang).update(withdrawn_at=at + DAY)
    assert _owing(row, known=ON) == told
    for known in (ON + DAY, None):
        assert set(told) - set(_owing(row, known=known)) == {"T1001"}


def test_a_kind_that_is_said_on_the_next_day(cast: Cast, at: datetime) -> None:
    row = make.edition(at=at, staff_kinds=[StaffKind.ENFORCEMENT])
    told = _owing(row, known=ON)
    assert set(told) == {"T1001", "T0005"}
    change = KindChange(cast.wang.pk, StaffKind.ENFORCEMENT, StaffKind.AUXILIARY)
    staff_kinds.keep([change], on=BEFORE, said_at=at + DAY)
    Person.objects.filter(pk=cast.wang.pk).update(staff_kind=StaffKind.AUXILIARY)
    assert _owing(row, known=ON) == told
    for known in (ON + DAY, None):
        assert set(_owing(row, known=known)) == {"T0005"}


@pytest.mark.parametrize("event", [Event.ASSIGNED, Event.PROMOTED])
def test_an_event_counts_once_it_is_said(cast: Cast, at: datetime, event: Event) -> None:
    row = make.edition(at=at, window=WindowKind.AFTER_EVENT, event=event, length=12)
    low, high = (
        Rank.objects.create(name=name, official_order=order)
        for name, order in (("四级主任科员", 9), ("三级主任科员", 8))
    )
    exclusions.moved(cast.wang, cast.east, on=date(2025, 1, 1), at=None)
    was = Assignment.objects.filter(person=cast.wang, valid_until=None)
    was.update(withdrawn_at=at - 30 * DAY)
    place = {"person": cast.wang, "unit": cast.east}
    Assignment.objects.create(
        **place, rank=low, valid_from=date(2025, 1, 1), recorded_at=at - 30 * DAY
    )
    told = _owing(row, known=ON)
    Assignment.objects.filter(person=cast.wang, valid_until=None).update(
        valid_until=BEFORE, closed_at=at + DAY
    )
    Assignment.objects.create(**place, rank=high, valid_from=BEFORE, recorded_at=at + DAY)
    assert _owing(row, known=ON) == told
    due = {known: _owing(row, known=known)["T1001"][2] for known in (ON + DAY, None)}
    assert due == {ON + DAY: date(2027, 2, 19), None: date(2027, 2, 19)}
    assert ("T1001" in told) is (event is Event.ASSIGNED)


@pytest.mark.parametrize("pro_rata", [True, False])
def test_a_joining_day_that_was_on_the_file(cast: Cast, at: datetime, pro_rata: bool) -> None:
    if pro_rata:
        row = make.edition(at=at, pro_rata=True)
    else:
        row = make.edition(at=at, window=WindowKind.AFTER_EVENT, event=Event.JOINED, length=12)
    days: list[date | None] = [date(2026, 1, 5), None, date(2026, 7, 1), date(2026, 2, 5)]
    for number, (was, becomes) in enumerate(pairwise(days), start=1):
        if number == 1:
            Person.objects.filter(pk=cast.wang.pk).update(joined_on=was)
        FormerJoining.objects.create(person=cast.wang, joined_on=was, replaced_at=at + number * DAY)
        Person.objects.filter(pk=cast.wang.pk).update(joined_on=becomes)
    asked = date(2026, 12, 1)
    for number, day in enumerate(days):
        said = _owing(row, asked, known=ON + number * DAY).get("T1001")
        if pro_rata:
            months = 12 if day is None else 13 - day.month
            assert said is not None
            assert said[1] == Decimal(5 * months)
        else:
            due = date(day.year + 1, day.month, day.day) - DAY if day else None
            assert (said[2] if said else None) == due
    assert _owing(row, asked, known=None) == _owing(row, asked, known=ON + 3 * DAY)


def test_an_edition_counts_from_its_publication_and_ends_when_that_is_said(
    cast: Cast, at: datetime
) -> None:
    first = make.edition(at=at)
    spec = make.spec(valid_from=BEFORE, amount=Decimal(90))
    second = requirements.publish(
        actor=SYSTEM,
        requirement=first.requirement,
        draft=Draft(spec, regulation="新规定"),
        at=at + DAY,
    )
    first.refresh_from_db()
    assert (first.valid_until, first.closed_at) == (BEFORE, at + DAY)
    for known, told in (
        (ON - DAY, []),
        (ON, [first]),
        (ON + DAY, [second]),
        (None, [second]),
    ):
        before = end_of(known) if known else None
        assert editions_on(ON, known_before=before) == told
        assert {each.edition for each in standings(Ask(ON, known_before=before))} == set(told)
    assert editions_on(BEFORE - DAY, known_before=end_of(ON + DAY)) == [first]


def test_an_end_that_is_said_keeps_its_instant(cast: Cast, at: datetime) -> None:
    row = make.edition(at=at)
    requirements.end(actor=SYSTEM, edition=row, valid_until=ON + DAY, at=at)
    row.refresh_from_db()
    assert (row.valid_until, row.closed_at) == (ON + DAY, at)


def test_the_page_of_a_day_of_knowledge_tells_what_was_known(
    cast: Cast, at: datetime, client_of: ClientOf
) -> None:
    make.edition(at=at, metric=Metric.HOURS)
    exclusions.moved(cast.wang, cast.south, on=BEFORE, at=at + DAY)
    reader: Client = client_of(cast.hr)

    def units(known: str) -> dict[str, int]:
        reply = reader.get(f"/api/v1/hours/units?on={ON}&known={known}")
        return {each["unit"]: each["people"] for each in reply.json()["items"]}

    then, now = units(f"{ON}"), units(f"{ON + DAY}")
    assert (then["T001"] - now["T001"], now["T002"] - then["T002"]) == (1, 1)
