"""An instance in order: nothing twice, every key leads somewhere, every list sorted."""

from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import replace

from courses.rules.planner.instance import Instance, Locks


def refuse_disorder(instance: Instance) -> None:
    """Raise ValueError for keys that are there twice, or that lead nowhere."""
    named: dict[str, list[object]] = {
        "member": [(each.person, each.course) for each in instance.members],
        "slot": [each.key for each in instance.slots],
        "unit": [each.key for each in instance.units],
        "hall": [each.key for each in instance.halls],
        "instructor": [each.key for each in instance.instructors],
        "house": [each.key for each in instance.houses],
        "lock of slot": [each.slot for each in instance.locks.slots],
        "lock of quota": [(each.unit, each.slot) for each in instance.locks.quotas],
    }
    for name, keys in named.items():
        twice = [key for key, times in Counter(keys).items() if times > 1]
        if twice:
            raise ValueError(f"{name} twice: {twice[0]}")
    slots, units = set(named["slot"]), set(named["unit"])
    locks = instance.locks
    quotas = [quota for unit in instance.units for quota in unit.quotas]
    houses = {each.house for each in instance.slots if each.house is not None}
    locked: set[object] = {
        *(each.slot for each in locks.slots),
        *(each.slot for each in locks.seats),
        *(each.slot for each in locks.quotas),
    }
    seats: set[object] = {(each.person, each.course) for each in locks.seats}
    lost: dict[str, AbstractSet[object]] = {
        "unit of member": {each.unit for each in instance.members} - units,
        "house of slot": {*houses} - set(named["house"]),
        "slot of lock": locked - slots,
        "slot of quota": {quota.slot for quota in quotas} - slots,
        "member of lock": seats - set(named["member"]),
        "unit of lock": {each.unit for each in locks.quotas} - units,
    }
    for name, keys_lost in lost.items():
        if keys_lost:
            raise ValueError(f"unknown {name}: {min(map(str, keys_lost))}")


def in_order(instance: Instance) -> Instance:
    """The same instance with its lists sorted, so that the plan does not depend on their order."""
    locks = instance.locks
    seats = sorted(locks.seats, key=lambda each: (each.person, each.course, each.slot))
    return replace(
        instance,
        members=tuple(sorted(instance.members, key=lambda each: (each.person, each.course))),
        slots=tuple(sorted(instance.slots, key=lambda each: (each.span.starts_on, each.key))),
        units=tuple(sorted(instance.units, key=lambda each: each.key)),
        halls=tuple(sorted(instance.halls, key=lambda each: each.key)),
        instructors=tuple(sorted(instance.instructors, key=lambda each: each.key)),
        houses=tuple(sorted(instance.houses, key=lambda each: each.key)),
        locks=Locks(
            slots=tuple(sorted(locks.slots, key=lambda each: each.slot)),
            seats=tuple(seats),
            quotas=tuple(sorted(locks.quotas, key=lambda each: (each.unit, each.slot))),
        ),
    )
