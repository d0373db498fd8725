"""Days on which several slots run at once, and what a unit can still spare on them."""

from collections.abc import Iterable, Sequence
from datetime import date

from courses.rules.calendar import Span
from courses.rules.planner.instance import Rules, Slot, Unit


def at_once(slots: Iterable[Slot]) -> list[tuple[str, ...]]:
    """The largest sets of slots that share a day, in order of time; a lone slot is a set too."""
    ordered = sorted(slots, key=lambda slot: (slot.span.starts_on, slot.key))
    found: list[frozenset[str]] = []
    for day in sorted({slot.span.starts_on for slot in ordered}):
        running = frozenset(slot.key for slot in ordered if covers(slot.span, day))
        # A set that starts no slot of its own was seen before, as part of an earlier one.
        found = [each for each in found if not each <= running]
        if not any(running <= each for each in found):
            found.append(running)
    place = {slot.key: index for index, slot in enumerate(ordered)}
    return [tuple(sorted(each, key=place.__getitem__)) for each in found]


def covers(span: Span, day: date) -> bool:
    """Whether the day belongs to the span."""
    return span.starts_on <= day <= span.ends_on


def may_be_away(unit: Unit, rules: Rules) -> int:
    """How many of the unit's enforcement staff may be away at once: rounded down, but at least
    `away_at_least` unless the percentage is 0."""
    percent = rules.away_percent if unit.away_percent is None else unit.away_percent
    if percent == 0:
        return 0
    return max(rules.away_at_least, unit.strength * percent // 100)


def percent_for(people: int, strength: int) -> int:
    """The smallest whole percentage of `strength` that lets `people` be away at once."""
    return -(-people * 100 // strength) if strength else 100


def spare(unit: Unit, slots: Sequence[Slot], rules: Rules) -> list[tuple[frozenset[str], int]]:
    """(slots of one day, how many the unit can spare together for them), the strictest only."""
    allowed = may_be_away(unit, rules)
    days = {slot.span.starts_on for slot in slots}
    days |= {absence.span.starts_on for absence in unit.absences}
    tightest: dict[frozenset[str], int] = {}
    for day in sorted(days):
        running = frozenset(slot.key for slot in slots if covers(slot.span, day))
        if not running:
            continue
        absent = sum(each.people for each in unit.absences if covers(each.span, day))
        left = max(0, allowed - absent)
        tightest[running] = min(left, tightest.get(running, left))
    return [
        (running, left)
        for running, left in tightest.items()
        if not any(running < other and left >= less for other, less in tightest.items())
    ]
