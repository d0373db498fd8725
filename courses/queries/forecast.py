"""Passes that lapse and hours still owed, as seats of a course by unit and quarter."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from academy.people.models import Assignment
from academy.people.queries import kinds
from academy.people.queries.units import valid_on
from courses.enums import CompletionVerdict
from courses.enums.hours import Metric
from courses.models import Completion, Course, RequirementEdition, Syllabus
from courses.models.hours import RESIDENTIAL
from courses.queries.owing import Ask, Owing, editions_on, standings


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year, 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    def after(self, count: int) -> "Quarter":
        """The quarter so many later."""
        year, place = divmod(self.year * 4 + self.number - 1 + count, 4)
        return Quarter(year, place + 1)


@dataclass(frozen=True, slots=True)
class Need:
    """Seats of a course that one person needs in a quarter, and by which day."""

    person_id: int
    unit_id: int
    quarter: Quarter
    seats: int
    by: date
    lapses: bool


def needs(course: Course, *, on: date, quarters: int, unit_ids: Collection[int]) -> list[Need]:
    """Return one line for each person and quarter, from the quarter of `on` on.

    A pass that lapses needs one seat in the quarter of its last day, unless a later window of the
    same course outlasts it. Hours still owed need as many runs of the course as would give them,
    by the day they are owed; of several needs of one person in one quarter the largest counts,
    for one run serves them all. What is overdue falls into the quarter of `on`.
    """
    found: dict[tuple[int, Quarter], Need] = {}
    syllabus = Syllabus.objects.filter(course=course).in_force(on).first()
    last = Quarter.of(on).after(quarters - 1)
    for need in [*_lapsing(course, on, unit_ids), *_owed(course, syllabus, on, unit_ids)]:
        key = (need.person_id, need.quarter)
        known = found.get(key)
        if need.quarter <= last and (known is None or need.seats > known.seats):
            found[key] = need
    return sorted(found.values(), key=lambda each: (each.quarter, each.unit_id, each.person_id))


Place = tuple[int, int, int, int]


def place_of(need: Need) -> Place:
    """Return where a need stands in the order of `needs`: year, quarter, unit, person."""
    return need.quarter.year, need.quarter.number, need.unit_id, need.person_id


def page(found: list[Need], *, after: Place | None, limit: int) -> tuple[list[Need], Place | None]:
    """Return at most `limit` needs behind a place, and the place of the last if more follow."""
    rest = found if after is None else [each for each in found if place_of(each) > after]
    shown = rest[:limit]
    return shown, place_of(shown[-1]) if len(rest) > limit else None


def _lapsing(course: Course, on: date, unit_ids: Collection[int]) -> list[Need]:
    rows = Completion.objects.filter(
        verdict=CompletionVerdict.PASSED.value, enrolment__cohort__syllabus__course=course
    ).values_list("enrolment__person_id", "valid_until_on")
    ends: dict[int, date] = {}
    for person_id, until in rows:
        ends[person_id] = max(ends.get(person_id, date.min), until or date.max)
    serving = Assignment.objects.filter(valid_on(on), unit_id__in=list(unit_ids))
    found = []
    for person_id, unit_id in serving.values_list("person_id", "unit_id"):
        end = ends.get(person_id, date.max)
        if end == date.max:
            continue
        day = end - timedelta(days=1)
        quarter = Quarter.of(max(day, on))
        found.append(Need(person_id, unit_id, quarter, 1, day, lapses=True))
    return found


def _owed(
    course: Course, syllabus: Syllabus | None, on: date, unit_ids: Collection[int]
) -> list[Need]:
    if syllabus is None:
        return []
    editions = [row for row in editions_on(on) if _served_by(row, course)]
    short = standings(Ask(on, unit_ids=frozenset(unit_ids)), editions, short_only=True)
    named = {each.person_id for each in short} if syllabus.staff_kinds else set()
    of_day = kinds.kinds_on(named, on)
    return [
        _need(each, syllabus, on)
        for each in short
        if not syllabus.staff_kinds or of_day.get(each.person_id) in syllabus.staff_kinds
    ]


def _served_by(edition: RequirementEdition, course: Course) -> bool:
    """Whether a run of the course helps against what the edition asks."""
    if edition.metric == Metric.COMPLETION:
        return edition.course_id == course.pk
    categories = {row.category_id for row in edition.recognitions.all()}
    tracks = {row.pk for row in edition.tracks.all()}
    return (not categories or RESIDENTIAL in categories) and (
        not tracks or course.track_id in tracks
    )


def _need(owing: Owing, syllabus: Syllabus, on: date) -> Need:
    due_on = owing.standing.due_on
    seats = 1
    if owing.edition.metric == Metric.HOURS:
        runs = owing.standing.missing / Decimal(syllabus.hours)
        seats = int(runs.to_integral_value(rounding=ROUND_CEILING))
    quarter = Quarter.of(max(due_on, on))
    return Need(owing.person_id, owing.unit_id, quarter, seats, due_on, lapses=False)
