"""Small years to plan: two units, cohorts of a week, and whatever a test changes."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from academy.people.enums import Sex
from courses.rules.calendar import Span
from courses.rules.planner.instance import Instance, Member, Slot, Unit

MONDAY = date(2026, 3, 2)
LAW, DESK = "综合执法", "行政审批"
MEN, WOMEN = Sex.MALE, Sex.FEMALE
DONGCHENG, CHANGAN = 1, 2


def week(number: int, *, weeks: int = 1) -> Span:
    """Monday to Saturday of the numbered week, or of several."""
    first = MONDAY + timedelta(weeks=number)
    return Span(first, first + timedelta(days=7 * weeks - 2))


def slot(number: int, *, key: str | None = None, **changed: Any) -> Slot:
    """A slot of the numbered week with ten seats: eight beds for men, four for women."""
    usual = Slot(
        key=key or f"w{number}",
        span=week(number),
        courses=(LAW,),
        capacity=10,
        beds_men=8,
        beds_women=4,
    )
    return replace(usual, **changed)


def people(count: int, *, first: int = 1, **changed: Any) -> list[Member]:
    """So many men of the first unit owed the same course, none of them enforcement staff."""
    usual = Member(person=0, course=LAW, unit=DONGCHENG, sex=MEN)
    return [replace(usual, person=first + number, **changed) for number in range(count)]


def units(**changed: Any) -> tuple[Unit, ...]:
    """Two units with forty enforcement staff each; changes are those of the first."""
    return (
        replace(Unit(DONGCHENG, "东城分局", strength=40), **changed),
        Unit(CHANGAN, "长安分局", strength=40),
    )


def year(members: list[Member], slots: list[Slot], **changed: Any) -> Instance:
    """An instance of them."""
    usual = Instance(members=tuple(members), slots=tuple(slots), units=units())
    return replace(usual, **changed)
