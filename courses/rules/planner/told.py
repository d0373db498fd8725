"""What is told beside the seats: quotas, and why somebody has none."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from courses.enums.planning import PlanRule
from courses.rules.planner.groups import Grouping
from courses.rules.planner.instance import Instance
from courses.rules.planner.plan import Cohort, LeftOver, Seat, UnitSeats


def quotas_of(instance: Instance, seats: Collection[Seat]) -> tuple[UnitSeats, ...]:
    unit = {member.person: member.unit for member in instance.members}
    counted = Counter((unit[seat.person], seat.slot) for seat in seats)
    return tuple(UnitSeats(*key, people) for key, people in sorted(counted.items()))


def left_over_of(
    grouping: Grouping, cohorts: Collection[Cohort], seats: Collection[Seat]
) -> tuple[LeftOver, ...]:
    """Everybody without a seat: their own rules keep them out, or the opened slots are full."""
    seated = {(seat.person, seat.course) for seat in seats}
    runs: dict[str, set[str]] = defaultdict(set)
    for cohort in cohorts:
        runs[cohort.course].add(cohort.slot)
    found = []
    for member in grouping.instance.members:
        if (member.person, member.course) in seated:
            continue
        reasons = grouping.reasons.of(member)
        fit = tuple(key for key in reasons if key in runs[member.course] and not reasons[key])
        found.append(LeftOver(member.person, member.course, _why(reasons, fit), fit))
    return tuple(sorted(found, key=lambda each: (each.person, each.course)))


def _why(reasons: Mapping[str, frozenset[PlanRule]], fit: Sequence[str]) -> PlanRule:
    if fit:
        return PlanRule.CAPACITY
    own = Counter(rule for broken in reasons.values() for rule in broken)
    own.pop(PlanRule.COURSE, None)
    if not own:
        return PlanRule.COURSE
    return max(sorted(own), key=lambda rule: own[rule])
