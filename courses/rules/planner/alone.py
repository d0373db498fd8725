"""A unit by itself in given cohorts: whether its share and its quotas let everybody go."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from courses.rules.planner.groups import Reasons
from courses.rules.planner.instance import Instance, Member
from courses.rules.planner.limits import Limits, kind_of, rules_of

ANY = 1_000_000
"""The room where nothing limits it."""


def in_need(
    instance: Instance, runs: Mapping[str, Sequence[str]], reasons: Reasons
) -> tuple[int, ...]:
    """Units whose limits keep somebody from these cohorts, if people choose one after the other.

    `runs` are the slots of each course. Those with the fewest slots choose first, and where most
    room is left. Whoever all could seat in another order is named as well, so that this is a
    suspicion only; who is not named surely fits.
    """
    slots = {slot.key: slot for slot in reasons.slots}
    limits = [limit for limit in rules_of(instance, list(slots.values())) if limit.unit is not None]
    found = Limits(limits)
    members: dict[int, list[tuple[tuple[str, ...], Member]]] = defaultdict(list)
    for member in instance.members:
        broken = reasons.of(member)
        free = tuple(key for key in runs.get(member.course, ()) if not broken[key])
        members[member.unit].append((free, member))
    short = {unit for unit, rows in members.items() if not _fits(rows, found)}
    return tuple(sorted(short | _promised(instance)))


def _fits(rows: Iterable[tuple[tuple[str, ...], Member]], limits: Limits) -> bool:
    used: Counter[int] = Counter()
    for free, member in sorted(rows, key=lambda each: (len(each[0]), each[1].person)):
        kind = kind_of(member)
        best, most = None, 0
        for key in free:
            here = limits.of(kind, key)
            left = min((limit.room - used[id(limit)] for limit in here), default=ANY)
            if left > most:
                best, most = key, left
        if best is None:
            return False
        for limit in limits.of(kind, best):
            used[id(limit)] += 1
    return True


def _promised(instance: Instance) -> set[int]:
    """Units that are promised seats, which may be more than they have people for."""
    promised = {lock.unit for lock in instance.locks.quotas}
    return promised | {unit.key for unit in instance.units if any(q.minimum for q in unit.quotas)}
