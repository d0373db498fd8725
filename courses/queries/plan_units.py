"""The units that send people, and how many of their staff are away whatever is planned.

Of a unit's enforcement staff only a share may be away at once. Who is in another cohort, on leave,
pregnant, ill or seconded is away. Who has duty is at work: duty keeps a person from being sent,
but takes nothing of the share; nor does a block of another kind, which says nothing about where
the person is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

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


def of(
    nodes: Sequence[units.UnitNode],
    people: Sequence[plan_demand.Staff],
    away: Sequence[plan_places.Away],
    asked: Asked,
    span: Span,
    quotas: Mapping[int, tuple[ask.Quota, ...]],
) -> tuple[ask.Unit, ...]:
    """Every branch with its strength, own share, absences in a span and decided quotas."""
    branch = plan_demand.branches(nodes)
    officers = [one for one in people if one.kind is StaffKind.ENFORCEMENT]
    strength = Counter(one.branch for one in officers)
    absences = _absences(people, officers, away, span)
    return tuple(
        ask.Unit(
            key=node.id,
            name=node.short_name or node.name,
            strength=strength[node.id],
            away_percent=asked.settings.shares.get(node.code),
            absences=absences.get(node.id, ()),
            quotas=quotas.get(node.id, ()),
        )
        for node in nodes
        if branch[node.id] == node.id
    )


def quotas(lines: Iterable[PlanLine]) -> dict[int, tuple[ask.Quota, ...]]:
    """By unit what was decided about its seats in these lines, as far as they are open."""
    slots = {line.pk: line.slot for line in lines if line.cohort_id is None}
    found: dict[int, tuple[ask.Quota, ...]] = {}
    for each in PlanBound.objects.filter(line__in=slots).order_by("line_id", "unit_id"):
        quota = ask.Quota(slots[each.line_id], each.minimum, each.maximum)
        found[each.unit_id] = (*found.get(each.unit_id, ()), quota)
    return found


def _absences(
    people: Sequence[plan_demand.Staff],
    officers: Sequence[plan_demand.Staff],
    away: Sequence[plan_places.Away],
    span: Span,
) -> dict[int, tuple[ask.Absence, ...]]:
    """By branch the days on which its staff are away; nobody counts twice on one day."""
    where = {one.person: one.branch for one in people}
    enforcing = {one.person for one in officers}
    days: dict[int, list[Span]] = defaultdict(list)
    for each in away:
        if each.enforces and each.person in where:
            days[each.person].append(each.span)
    rows = Block.objects.standing().touching(span).filter(kind__in=[kind.value for kind in AWAY])
    for person, first, last in rows.order_by().values_list("person_id", "starts_on", "ends_on"):
        if person in enforcing:
            days[person].append(Span(max(first, span.starts_on), min(last, span.ends_on)))
    counted: dict[int, Counter[Span]] = defaultdict(Counter)
    for person, spans in days.items():
        counted[where[person]].update(joined(spans))
    return {
        unit: tuple(
            ask.Absence(span, count)
            for span, count in sorted(
                spans.items(), key=lambda pair: (pair[0].starts_on, pair[0].ends_on)
            )
        )
        for unit, spans in counted.items()
    }


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same days in spans that share none."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.starts_on, each.ends_on)):
        if found and found[-1].overlaps(span):
            found[-1] = Span(found[-1].starts_on, max(found[-1].ends_on, span.ends_on))
        else:
            found.append(span)
    return found
