"""What a plan breaks, found without the model: loops over persons and days, nothing shared.

The planner's own constraints speak of counts and of interchangeable people; here every person and
every day is looked at by itself, so that a mistake in the one is seen by the other. A plan that a
person has edited is checked by the same loops.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from academy.people.enums import Sex
from courses.enums.planning import PlanRule
from courses.rules.calendar import Span
from courses.rules.planner.check_cohorts import cohort_breaches
from courses.rules.planner.instance import Instance, Member, Slot, Unit
from courses.rules.planner.plan import Breach, Place, Plan, Seat


def check(instance: Instance, plan: Plan) -> list[Breach]:
    """Every breach of every rule, ordered by rule; none for a plan that can be carried out."""
    found = [
        *_demand(instance, plan),
        *_seats(instance, plan),
        *_own_days(instance, plan),
        *_several_courses(instance, plan),
        *_sizes(instance, plan),
        *_houses(instance, plan),
        *_shares(instance, plan),
        *_quotas(instance, plan),
        *_locks(instance, plan),
        *cohort_breaches(instance, plan),
    ]
    return sorted(found, key=lambda breach: (breach.rule, repr(breach.place)))


def days_of(span: Span) -> Iterator[date]:
    """Every day of the span."""
    day = span.starts_on
    while day <= span.ends_on:
        yield day
        day += timedelta(days=1)


def _demand(instance: Instance, plan: Plan) -> Iterator[Breach]:
    """Everybody owed has one seat, and nobody else has any."""
    seats = Counter((seat.person, seat.course) for seat in plan.seats)
    told = {(each.person, each.course) for each in plan.left_over}
    owed = set()
    for member in instance.members:
        owed.add((member.person, member.course))
        place = Place(persons=(member.person,), unit=member.unit, course=member.course)
        count = seats[member.person, member.course]
        missing = count == 0 and not (
            instance.rules.allow_leftover and (member.person, member.course) in told
        )
        if missing or count > 1:
            yield Breach(PlanRule.DEMAND, place, asked=count, allowed=1)
    for (person, course), count in seats.items():
        if (person, course) not in owed:
            place = Place(persons=(person,), course=course)
            yield Breach(PlanRule.DEMAND, place, asked=count, allowed=0)


def _seats(instance: Instance, plan: Plan) -> Iterator[Breach]:
    """A seat is in a slot that is opened for its course."""
    opened = {(cohort.slot, cohort.course) for cohort in plan.cohorts}
    for seat in plan.seats:
        if (seat.slot, seat.course) not in opened:
            place = Place(slots=(seat.slot,), persons=(seat.person,), course=seat.course)
            yield Breach(PlanRule.COURSE, place)


def _taken(instance: Instance, plan: Plan) -> Iterator[tuple[Seat, Member, Slot]]:
    """Seats of people who are owed them, in slots that exist."""
    members = {(each.person, each.course): each for each in instance.members}
    slots = {slot.key: slot for slot in instance.slots}
    for seat in plan.seats:
        if (seat.person, seat.course) in members and seat.slot in slots:
            yield seat, members[seat.person, seat.course], slots[seat.slot]


def _own_days(instance: Instance, plan: Plan) -> Iterator[Breach]:
    for seat, member, slot in _taken(instance, plan):
        place = Place(
            slots=(slot.key,), unit=member.unit, persons=(seat.person,), course=seat.course
        )
        days = set(days_of(slot.span))
        if any(day in days for span in member.blocked for day in days_of(span)):
            yield Breach(PlanRule.BLOCK, place)
        if member.not_before is not None and min(days) < member.not_before:
            yield Breach(PlanRule.NOT_BEFORE, place)
        if member.due_on is not None and max(days) > member.due_on:
            yield Breach(PlanRule.DEADLINE, place)


def _several_courses(instance: Instance, plan: Plan) -> Iterator[Breach]:
    """Nobody is in two places on one day; what has to come first has ended before."""
    days: dict[int, Counter[date]] = defaultdict(Counter)
    spans: dict[tuple[int, str], Span] = {}
    where: dict[int, list[str]] = defaultdict(list)
    owed = {(each.person, each.course) for each in instance.members}
    for seat, _, slot in _taken(instance, plan):
        days[seat.person].update(days_of(slot.span))
        spans[seat.person, seat.course] = slot.span
        where[seat.person].append(slot.key)
    for person, counted in days.items():
        if any(times > 1 for times in counted.values()):
            place = Place(slots=tuple(sorted(where[person])), persons=(person,))
            yield Breach(PlanRule.OVERLAP, place, asked=max(counted.values()), allowed=1)
    for seat, member, slot in _taken(instance, plan):
        for earlier in member.after:
            if earlier == seat.course or (seat.person, earlier) not in owed:
                continue
            first = spans.get((seat.person, earlier))
            if first is None or not first.ends_on < slot.span.starts_on:
                place = Place(slots=(slot.key,), persons=(seat.person,), course=seat.course)
                yield Breach(PlanRule.PREREQUISITE, place)


def _sizes(instance: Instance, plan: Plan) -> Iterator[Breach]:
    """Seats, beds of each sex, and the fewest people of an opened slot."""
    people: Counter[str] = Counter()
    sexes: Counter[tuple[str, Sex]] = Counter()
    for _, member, slot in _taken(instance, plan):
        people[slot.key] += 1
        sexes[slot.key, member.sex] += 1
    opened = {cohort.slot for cohort in plan.cohorts}
    for slot in instance.slots:
        place = Place(slots=(slot.key,))
        men, women = sexes[slot.key, Sex.MALE], sexes[slot.key, Sex.FEMALE]
        if people[slot.key] > slot.capacity:
            yield Breach(PlanRule.CAPACITY, place, people[slot.key], slot.capacity)
        if men > slot.beds_men:
            yield Breach(PlanRule.BEDS_MEN, place, men, slot.beds_men)
        if women > slot.beds_women:
            yield Breach(PlanRule.BEDS_WOMEN, place, women, slot.beds_women)
        if slot.key in opened and people[slot.key] < slot.minimum:
            yield Breach(PlanRule.MINIMUM, place, people[slot.key], slot.minimum)


def _houses(instance: Instance, plan: Plan) -> Iterator[Breach]:
    """On every day, the beds that the slots of a house share."""
    nights: Counter[tuple[str, Sex, date]] = Counter()
    for _, member, slot in _taken(instance, plan):
        if slot.house is not None:
            for day in days_of(slot.span):
                nights[slot.house, member.sex, day] += 1
    for house in instance.houses:
        for sex, beds, rule in (
            (Sex.MALE, house.beds_men, PlanRule.BEDS_MEN),
            (Sex.FEMALE, house.beds_women, PlanRule.BEDS_WOMEN),
        ):
            taken = [n for (key, of, _), n in nights.items() if key == house.key and of == sex]
            if max(taken, default=0) > beds:
                yield Breach(rule, Place(resource=house.key), max(taken), beds)


def _shares(instance: Instance, plan: Plan) -> Iterator[Breach]:
    """On every day, the enforcement staff away for training or whatever else.

    Where too many are away already, nobody more may be; that they are is no fault of the plan.
    """
    training: Counter[tuple[int, date]] = Counter()
    for _, member, slot in _taken(instance, plan):
        if member.counts_away:
            training.update((member.unit, day) for day in days_of(slot.span))
    away: Counter[tuple[int, date]] = Counter()
    for unit in instance.units:
        for absence in unit.absences:
            for day in days_of(absence.span):
                away[unit.key, day] += absence.people
    for unit in instance.units:
        allowed = _allowed_away(instance, unit)
        worst = max(
            (
                people + away[key, day]
                for (key, day), people in training.items()
                if key == unit.key and people + away[key, day] > allowed
            ),
            default=None,
        )
        if worst is not None:
            yield Breach(PlanRule.SHARE_AWAY, Place(unit=unit.key), worst, allowed)


def _allowed_away(instance: Instance, unit: Unit) -> int:
    """The whole part of the share, but `away_at_least` if there is a share at all."""
    share = unit.away_percent if unit.away_percent is not None else instance.rules.away_percent
    if share <= 0:
        return 0
    whole = (unit.strength * share - (unit.strength * share) % 100) // 100
    return max(instance.rules.away_at_least, whole)


def _quotas(instance: Instance, plan: Plan) -> Iterator[Breach]:
    """Seats of a unit in a slot: within the instance's bounds and the plan's own quota."""
    seats = _by_unit(instance, plan)
    given = {(each.unit, each.slot): each.seats for each in plan.quotas}
    opened = {cohort.slot for cohort in plan.cohorts}
    for unit in instance.units:
        for quota in unit.quotas:
            place = Place(slots=(quota.slot,), unit=unit.key)
            count = seats[unit.key, quota.slot]
            if quota.slot in opened and count < quota.minimum:
                yield Breach(PlanRule.QUOTA_MINIMUM, place, count, quota.minimum)
            if quota.maximum is not None and count > quota.maximum:
                yield Breach(PlanRule.QUOTA_MAXIMUM, place, count, quota.maximum)
    for (unit_key, slot), count in seats.items():
        if count > given.get((unit_key, slot), 0):
            place = Place(slots=(slot,), unit=unit_key)
            yield Breach(PlanRule.QUOTA_MAXIMUM, place, count, given.get((unit_key, slot), 0))


def _by_unit(instance: Instance, plan: Plan) -> Counter[tuple[int, str]]:
    return Counter((member.unit, slot.key) for _, member, slot in _taken(instance, plan))


def _locks(instance: Instance, plan: Plan) -> Iterator[Breach]:
    """Decisions on seats and quotas; those on cohorts are looked at with the cohorts."""
    seats = {(seat.person, seat.course): seat.slot for seat in plan.seats}
    owed = {(each.person, each.course) for each in instance.members}
    for lock in instance.locks.seats:
        if (lock.person, lock.course) in owed:
            there = seats.get((lock.person, lock.course)) == lock.slot
            if there is not lock.seated:
                place = Place(slots=(lock.slot,), persons=(lock.person,), course=lock.course)
                yield Breach(PlanRule.LOCK, place)
    by_unit = _by_unit(instance, plan)
    for decided in instance.locks.quotas:
        count = by_unit[decided.unit, decided.slot]
        if count != decided.seats:
            place = Place(slots=(decided.slot,), unit=decided.unit)
            yield Breach(PlanRule.LOCK, place, count, decided.seats)


def kinds(breaches: Iterable[Breach]) -> set[PlanRule]:
    """The rules that are broken."""
    return {breach.rule for breach in breaches}
