"""Years to be planned, drawn by a seed: the towns are Dongguan's, the people are made up."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from academy.campaign.units import unit_lines
from academy.people.enums import Sex
from courses.rules.calendar import Span
from courses.rules.planner.instance import (
    Absence,
    Closure,
    Hall,
    Instance,
    Instructor,
    Member,
    Slot,
    Unit,
)

ENFORCEMENT, APPROVAL, SAFETY = COURSES = ("综合执法", "行政审批", "安全生产")
FIRST_MONDAY = date(2026, 3, 2)
FESTIVAL = Closure("劳动节", Span(date(2026, 5, 1), date(2026, 5, 5)))


@dataclass(frozen=True, slots=True)
class Size:
    """How large a year is; `abreast` cohorts begin in the same week."""

    people: int
    cohorts: int
    abreast: int = 1


USUAL = Size(people=3_600, cohorts=34)
LARGE = Size(people=20_000, cohorts=160, abreast=4)


def year(size: Size, seed: int, *, blocked: float = 0.15) -> Instance:
    """One course owed by everybody; cohorts of 128 beds; days of their own for some."""
    draw = random.Random(seed)
    slots = _slots(size)
    members = _members(size, slots, draw, blocked)
    return Instance(
        members=tuple(members),
        slots=tuple(slots),
        units=tuple(_units(members, slots, draw)),
        halls=tuple(Hall(f"礼堂{n}", 150) for n in range(1, size.abreast + 2)),
        instructors=tuple(_instructors(size, slots, draw)),
        closures=(FESTIVAL,),
    )


def without_beds(instance: Instance, women: int) -> Instance:
    """The same year with so many beds for women in every cohort."""
    slots = tuple(replace(slot, beds_women=women) for slot in instance.slots)
    return replace(instance, slots=slots)


def _slots(size: Size) -> list[Slot]:
    weeks = -(-size.cohorts // size.abreast)
    found: list[Slot] = []
    monday = FIRST_MONDAY
    while len(found) < weeks * size.abreast:
        span = Span(monday, monday + timedelta(days=5))
        monday += timedelta(days=7)
        if span.overlaps(FESTIVAL.span):
            continue
        found += [
            Slot(
                key=f"{span.starts_on:%m%d}-{number}",
                span=span,
                courses=COURSES,
                capacity=128,
                beds_men=96,
                beds_women=32,
                minimum=40,
                halls=tuple(f"礼堂{n}" for n in range(1, size.abreast + 2)),
                instructors=2,
            )
            for number in range(1, size.abreast + 1)
        ]
    return found[: size.cohorts]


def _members(size: Size, slots: list[Slot], draw: random.Random, blocked: float) -> list[Member]:
    weights = [line.weight for line in unit_lines()]
    days = (slots[-1].span.ends_on - FIRST_MONDAY).days
    found = []
    for person in range(1, size.people + 1):
        course = draw.choices(COURSES, (60, 25, 15))[0]
        pressed = draw.random() < 0.2
        due = FIRST_MONDAY + timedelta(days=draw.randrange(days // 2, days))
        found.append(
            Member(
                person=person,
                course=course,
                unit=draw.choices(range(len(weights)), weights)[0],
                sex=Sex.FEMALE if draw.random() < 0.25 else Sex.MALE,
                counts_away=course == ENFORCEMENT,
                blocked=_blocks(draw, days) if draw.random() < blocked else (),
                due_on=due if pressed else None,
            )
        )
    return found


def _blocks(draw: random.Random, days: int) -> tuple[Span, ...]:
    found = []
    for _ in range(draw.randint(1, 3)):
        first = FIRST_MONDAY + timedelta(days=draw.randrange(days))
        found.append(Span(first, first + timedelta(days=draw.randint(2, 40))))
    return tuple(found)


def _units(members: list[Member], slots: list[Slot], draw: random.Random) -> list[Unit]:
    found = []
    for key, line in enumerate(unit_lines()):
        strength = sum(each.counts_away for each in members if each.unit == key)
        away = tuple(
            Absence(draw.choice(slots).span, draw.randint(1, 2)) for _ in range(draw.randint(0, 4))
        )
        found.append(Unit(key, line.name, strength, absences=away))
    return found


def _instructors(size: Size, slots: list[Slot], draw: random.Random) -> list[Instructor]:
    return [
        Instructor(
            key=f"教官{number}",
            courses=tuple(draw.sample(COURSES, 2)),
            busy=tuple(slot.span for slot in draw.sample(slots, 3)),
        )
        for number in range(1, 8 * size.abreast + 1)
    ]
