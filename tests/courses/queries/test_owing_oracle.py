"""The database against a slow reader of careers, day by day, that shares no code with it."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.people.enums import StaffKind
from academy.people.models import Assignment, Person, Rank, Unit
from academy.people.operations import staff_kinds
from academy.people.operations.staff_kinds import KindChange
from courses.enums.hours import Event, JudgedOn, WindowKind
from courses.models import RequirementEdition
from courses.operations import hours
from courses.queries.owing import Ask, by_unit, standings
from tests.cast import SYSTEM, Cast
from tests.make import people
from tests.make import requirements as make

FIRST, LAST = date(2023, 1, 1), date(2026, 12, 31)
DAYS = st.dates(FIRST, LAST)
RANKS = (1, 5, 9)
KINDS = (StaffKind.ENFORCEMENT, StaffKind.AUXILIARY, StaffKind.LEGAL_REVIEW)


@dataclass
class Stint:
    """From `start` on in a unit (0, 1; None: away) with a rank (None: without)."""

    start: date
    unit: int | None
    rank: int | None


@dataclass
class Life:
    """A career, the staff kinds from their days on, and what was earned.

    What was earned is (day, hours in tenths, category, reversed).
    """

    stints: list[Stint]
    kinds: list[tuple[date, StaffKind]]
    entries: list[tuple[date, int, str, bool]] = field(default_factory=list)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    days = sorted(draw(st.sets(DAYS, min_size=1, max_size=5)))
    stints = [
        Stint(day, draw(st.sampled_from([0, 0, 1, 1, None])), draw(st.sampled_from([None, *RANKS])))
        for day in days
    ]
    if stints[0].unit is None:
        stints[0].unit = 0
    line = st.tuples(
        DAYS, st.integers(1, 400), st.sampled_from(["residential", "online"]), st.booleans()
    )
    turns = sorted(draw(st.sets(DAYS, max_size=3)))
    kinds = [(day, draw(st.sampled_from(KINDS))) for day in [date.min, *turns]]
    return Life(stints, kinds, draw(st.lists(line, max_size=6, unique_by=lambda each: each[:3])))


RULES = st.sampled_from(
    [
        {},
        {"pro_rata": True},
        {"staff_kinds": [StaffKind.ENFORCEMENT]},
        {"staff_kinds": [StaffKind.LEGAL_REVIEW, StaffKind.AUXILIARY], "pro_rata": True},
        {"staff_kinds": [StaffKind.ENFORCEMENT], "judged": JudgedOn.WINDOW_END},
        {"judged": JudgedOn.WINDOW_END, "rank_from": 5},
        {"window": WindowKind.ROLLING_YEARS, "length": 2, "rank_to": 5, "pro_rata": True},
        {"categories": {"residential": None, "online": Decimal("20.0")}},
        {"categories": {"online": None}},
        {"window": WindowKind.AFTER_EVENT, "length": 1, "event": Event.JOINED},
        {"window": WindowKind.AFTER_EVENT, "length": 12, "event": Event.ASSIGNED},
        {"window": WindowKind.AFTER_EVENT, "length": 6, "event": Event.PROMOTED},
        {"for_event": Event.PROMOTED, "for_months": 12},
        {"for_event": Event.ASSIGNED, "for_months": 3, "judged": JudgedOn.WINDOW_END},
    ]
)


def _stint(life: Life, day: date) -> Stint | None:
    found = None
    for stint in life.stints:
        if stint.start <= day:
            found = stint
    return found if found and found.unit is not None else None


def _kind(life: Life, day: date) -> StaffKind:
    """Walk through the changes of kind, the last one up to the day counts."""
    found = life.kinds[0][1]
    for since, kind in life.kinds:
        if since <= day:
            found = kind
    return found


def _served(life: Life) -> list[Stint]:
    return [stint for stint in life.stints if stint.unit is not None]


def _event_on(life: Life, event: Event, until: date) -> date | None:
    """The latest such event, found by walking through the served stints in pairs."""
    served = _served(life)
    if event is Event.JOINED:
        return served[0].start if served[0].start <= until else None
    days = [stint.start for stint in served]
    if event is Event.PROMOTED:
        days = [
            new.start
            for old, new in pairwise(served)
            if old.rank is not None and new.rank is not None and new.rank < old.rank
        ]
    return max((day for day in days if day <= until), default=None)


def _later(day: date, months: int) -> date:
    """Step month by month on the first of the month, then clamp: no arithmetic of ours."""
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        if month == 0:
            year, month = year - 1, 12
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _expected(life: Life, said: dict[str, Any], on: date) -> tuple[int, int, int, date] | None:
    """Return unit, owed and earned in tenths, and the due day; None outside the population."""
    judged = date(on.year, 12, 31) if said.get("judged") is JudgedOn.WINDOW_END else on
    stint = _stint(life, judged)
    if stint is None:
        return None
    if ("rank_from" in said or "rank_to" in said) and stint.rank is None:
        return None
    if not said.get("rank_from", 0) <= (stint.rank or 0) <= said.get("rank_to", 99):
        return None
    if "staff_kinds" in said and _kind(life, judged) not in said["staff_kinds"]:
        return None
    if "for_event" in said:
        event = _event_on(life, said["for_event"], judged)
        if event is None or event <= _later(judged, -said["for_months"]):
            return None
    window = _window(life, said, on)
    if window is None:
        return None
    first, due, owed = window
    return stint.unit or 0, owed, _earned(life, said, first, on), due


def _window(life: Life, said: dict[str, Any], on: date) -> tuple[date, date, int] | None:
    window = said.get("window", WindowKind.CALENDAR_YEAR)
    length, owed = said.get("length", 1), 600
    if window is WindowKind.CALENDAR_YEAR:
        first, due = date(on.year, 1, 1), date(on.year, 12, 31)
    elif window is WindowKind.ROLLING_YEARS:
        first, due = _later(on + timedelta(days=1), -12 * length), on
    else:
        event = _event_on(life, said["event"], on)
        if event is None:
            return None
        first, due = event, _later(event, length) - timedelta(days=1)
    joined = _served(life)[0].start
    if said.get("pro_rata") and joined > first:
        months, day = 0, joined.replace(day=1)
        while day <= due:
            months, day = months + 1, _later(day, 1)
        exact = Decimal(600) * min(months, 12 * length) / (12 * length)
        owed = int(exact + Decimal("0.5"))
    return first, due, owed


def _earned(life: Life, said: dict[str, Any], first: date, on: date) -> int:
    earned = 0
    for category in ("residential", "online"):
        allowed = said.get("categories")
        if allowed is not None and category not in allowed:
            continue
        given = 0
        for day, tenths, kind, taken_back in life.entries:
            if kind == category and first <= day <= on and not taken_back:
                given += tenths
        cap = (allowed or {}).get(category)
        earned += given if cap is None else min(given, int(cap * 10))
    return earned


def _live(
    life: Life, person: Person, units: list[Unit], ranks: dict[int, Rank], at: datetime
) -> None:
    Person.objects.filter(pk=person.pk).update(
        joined_on=_served(life)[0].start, staff_kind=life.kinds[0][1]
    )
    for (_since, was), (on, became) in pairwise(life.kinds):
        staff_kinds.keep([KindChange(person.pk, was, became)], on=on, said_at=None)
        Person.objects.filter(pk=person.pk).update(staff_kind=became)
    Assignment.objects.filter(person=person).update(withdrawn_at=at)
    for place, stint in enumerate(life.stints):
        if stint.unit is None:
            continue
        after = life.stints[place + 1].start if place + 1 < len(life.stints) else None
        Assignment.objects.create(
            person=person,
            unit=units[stint.unit],
            rank=ranks.get(stint.rank or 0),
            valid_from=stint.start,
            valid_until=after,
        )
    for day, tenths, category, taken_back in life.entries:
        row = make.entry(
            person, at=at, earned_on=day, hours=Decimal(tenths) / 10, category=category
        )
        if taken_back:
            hours.reverse(actor=SYSTEM, entry=row, reason="重复登记", at=at)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(careers=st.lists(lives(), min_size=1, max_size=3), said=RULES, on=DAYS)
def test_the_database_agrees_with_the_oracle(
    cast: Cast, careers: list[Life], said: dict[str, Any], on: date
) -> None:
    at = datetime(2027, 1, 1, tzinfo=UTC)
    units = [cast.east, cast.south]
    with transaction.atomic():
        ranks = {
            order: Rank.objects.create(name=f"职级{order}", official_order=order) for order in RANKS
        }
        crowd = people.people(len(careers), unit=cast.east, at=at)
        for life, person in zip(careers, crowd, strict=True):
            _live(life, person, units, ranks, at)
        row = make.edition(at=at, **said)
        ask = Ask(on, person_ids=tuple(person.pk for person in crowd))
        found = {each.person_id: each for each in standings(ask)}
        expected = {
            person.pk: line
            for life, person in zip(careers, crowd, strict=True)
            if (line := _expected(life, said, on)) is not None
        }
        assert {
            pk: (
                units.index(Unit.objects.get(pk=each.unit_id)),
                int(each.standing.owed * 10),
                int(each.standing.earned * 10),
                each.standing.due_on,
            )
            for pk, each in found.items()
        } == expected
        _units_add_up(row, ask, expected, on)
        transaction.set_rollback(True)


def _units_add_up(
    row: RequirementEdition,
    ask: Ask,
    expected: dict[int, tuple[int, int, int, date]],
    on: date,
) -> None:
    """The lines by unit are the sums of the people's."""
    lines = by_unit(ask, [row])
    short = [(owed - earned, due) for _u, owed, earned, due in expected.values() if earned < owed]
    assert sum(line.people for line in lines) == len(expected)
    assert sum(line.short for line in lines) == len(short)
    assert sum(line.late for line in lines) == sum(due < on for _missing, due in short)
    missing = sum((line.missing for line in lines), Decimal(0))
    assert missing == Decimal(sum(tenths for tenths, _due in short)) / 10
