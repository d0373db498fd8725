"""Whether an instance is in order: nothing twice, and every key leads somewhere."""

from collections import Counter

from courses.rules.planner.instance import Instance


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
    lost = {
        "unit of member": {each.unit for each in instance.members} - units,
        "house of slot": {each.house for each in instance.slots if each.house is not None}
        - set(named["house"]),
        "slot of lock": {each.slot for each in instance.locks.slots}
        | {each.slot for each in instance.locks.seats}
        | {each.slot for each in instance.locks.quotas},
        "slot of quota": {quota.slot for unit in instance.units for quota in unit.quotas},
        "member of lock": {(each.person, each.course) for each in instance.locks.seats}
        - set(named["member"]),
        "unit of lock": {each.unit for each in instance.locks.quotas} - units,
    }
    for name in ("slot of lock", "slot of quota"):
        lost[name] = lost[name] - slots
    for name, keys_lost in lost.items():
        if keys_lost:
            raise ValueError(f"unknown {name}: {min(map(str, keys_lost))}")
