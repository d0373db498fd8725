"""What units are to reach on a day, as was known on that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet

from academy.reporting.enums import TargetFigure
from academy.reporting.models import Target
from academy.reporting.queries.places import Place
from academy.reporting.rules import targets as rules
from academy.reporting.rules.targets import Goal, Setting
from academy.shared.clock import end_of


@dataclass(frozen=True, slots=True)
class Goals:
    """What every unit is to reach of one figure on one day."""

    rates: dict[int | None, int]
    parents: dict[int, int | None]
    fallback: int | None

    def of(self, unit: int | None) -> Goal:
        """Return what a unit is to reach; None is the whole bureau."""
        return rules.goal_of(unit, self.rates, self.parents, self.fallback)

    def over(self, scope: frozenset[int]) -> Goal:
        """Return what a scope is to reach together: its topmost unit's; the whole bureau's if
        that has nothing above it, or if it has several."""
        tops = [unit for unit in scope if self.parents.get(unit) not in scope]
        alone = tops[0] if len(tops) == 1 and self.parents.get(tops[0]) is not None else None
        return self.of(alone)


def goals(figure: TargetFigure, on: date, every: Sequence[Place]) -> Goals:
    """Return what is to be reached on a day, as known by its end (of a day to come: as planned
    now); one query.
    """
    rows = Target.objects.filter(
        figure=figure.value, valid_from__lte=on, recorded_at__lt=end_of(on)
    )
    told = [Setting(row.unit_id, row.valid_from, row.recorded_at, row.pk, row.rate) for row in rows]
    return Goals(
        rates=rules.own(told, on),
        parents={place.id: place.parent_id for place in every},
        fallback=settings.ACADEMY_TARGET_RATE if figure is TargetFigure.HOURS else None,
    )


def changes(figure: TargetFigure, scope: frozenset[int]) -> QuerySet[Target]:
    """Return what was set for some units and for the whole bureau."""
    rows = Target.objects.filter(Q(unit__isnull=True) | Q(unit__in=scope), figure=figure.value)
    return rows.select_related("unit", "set_by")
