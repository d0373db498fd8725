"""The units that send people, and how many of their staff are away whatever is planned.

Of a unit's enforcement staff only a share may be away at once. Who is in another cohort, on leave,
pregnant, ill or seconded is away. Who has duty is at work: duty keeps a person from being sent,
but takes nothing of the share; nor does a block of another kind, which says nothing about where
the person is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from academy.people.enums import StaffKind
from academy.people.queries import units
from courses.enums.planning import BlockKind
from courses.models import Block, PlanBound, PlanLine
from courses.queries import plan_demand, plan_places
from courses.rules.calendar import Span
from courses.rules.plan_settings import Asked
from courses.rules.planner import instance as ask

AWAY = (BlockKind.LEAVE, BlockKind.PREGNANCY, BlockKind.MEDICAL, BlockKind.SECONDMENT)
"""Blocks whose person is not at work."""


Absences = Mapping[int, tuple[ask.Absence, ...]]
"""By branch the days on which its enforcement staff are away, whatever is planned."""


def of(
    nodes: Sequence[units.UnitNode],
    strength: Mapping[int, int],
    absences: Absences,
    asked: Asked,
    quotas: Mapping[int, tuple[ask.Quota, ...]],
) -> tuple[ask.Unit, ...]:
    """Every branch with its strength, own share, absences and decided quotas."""
    branch = plan_demand.branches(nodes)
    return tuple(
        ask.Unit(
            key=node.id,
            name=node.short_name or node.name,
            strength=strength.get(node.id, 0),
            away_percent=asked.settings.shares.get(node.code),
            absences=absences.get(node.id, ()),
            quotas=quotas.get(node.id, ()),
        )
        for node in nodes
        if branch[node.id] == node.id
    )


def strength_of(people: Iterable[plan_demand.Staff]) -> Counter[int]:
    """How many enforcement staff each branch has."""
    return Counter(one.branch for one in people if one.kind is StaffKind.ENFORCEMENT)


def quotas(lines: Iterable[PlanLine]) -> dict[int, tuple[ask.Quota, ...]]:
    """By unit what was decided about its seats in these lines, as far as they are open."""
    slots = {line.pk: line.slot for line in lines if line.cohort_id is None}
    found: dict[int, tuple[ask.Quota, ...]] = {}
    for each in PlanBound.objects.filter(line__in=slots).order_by("line_id", "unit_id"):
        quota = ask.Quota(slots[each.line_id], each.minimum, each.maximum)
        found[each.unit_id] = (*found.get(each.unit_id, ()), quota)
    return found


Gone = tuple[int, Span]
"""A person on leave, pregnant, ill or seconded, and the days."""


def gone(spans: Sequence[Span]) -> list[Gone]:
    """Whoever is away by a block on a day of these spans, of whatever staff."""
    rows = Block.objects.standing().filter(kind__in=[kind.value for kind in AWAY])
    found = rows.filter(touching(spans)).order_by("pk")
    return [
        (person, Span(first, last))
        for person, first, last in found.values_list("person_id", "starts_on", "ends_on")
    ]


def touching(spans: Sequence[Span]) -> Q:
    """The condition that a row of days has one in common with one of these spans."""
    wanted = Q(pk__in=[])
    for span in spans:
        wanted |= Q(starts_on__lte=span.ends_on, ends_on__gte=span.starts_on)
    return wanted


def absences(
    people: Iterable[plan_demand.Staff],
    away: Iterable[plan_places.Away],
    gone: Iterable[Gone],
    spans: Sequence[Span],
) -> Absences:
    """By branch the days of these spans on which its staff are away; nobody twice on one day."""
    where = {one.person: one for one in people}
    days: dict[int, list[Span]] = defaultdict(list)
    for each in away:
        if each.enforces and each.person in where:
            days[each.person].append(each.span)
    for person, span in gone:
        if person in where and where[person].kind is StaffKind.ENFORCEMENT:
            days[person].append(span)
    counted: dict[int, Counter[Span]] = defaultdict(Counter)
    for person, own in days.items():
        within = (_common(each, span) for each in own for span in spans if each.overlaps(span))
        counted[where[person].branch].update(joined(within))
    return {
        unit: tuple(
            ask.Absence(span, count)
            for span, count in sorted(
                found.items(), key=lambda pair: (pair[0].starts_on, pair[0].ends_on)
            )
        )
        for unit, found in counted.items()
    }


def _common(one: Span, two: Span) -> Span:
    return Span(max(one.starts_on, two.starts_on), min(one.ends_on, two.ends_on))


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same days in spans that share none."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.starts_on, each.ends_on)):
        if found and found[-1].overlaps(span):
            found[-1] = Span(found[-1].starts_on, max(found[-1].ends_on, span.ends_on))
        else:
            found.append(span)
    return found
