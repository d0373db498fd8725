"""The door to reports: over which units a person reads, and what exactly was asked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from academy.people.access import roles_of, visible_units
from academy.people.enums import Role, StaffKind
from academy.people.models import Person
from academy.reporting import labels
from academy.reporting.enums import Dimension, RankBand, Sitting, Step
from academy.reporting.errors import (
    PERIOD_REFUSAL,
    DimensionUnknown,
)
from academy.reporting.models import (
    Extract,
)
from academy.reporting.queries import places
from academy.reporting.queries.places import Place
from academy.reporting.rules import periods
from academy.reporting.rules.asking import Ask
from academy.reporting.specs import Spec
from academy.shared.errors import NotFound

READERS = (Role.HR, Role.ACADEMY_ADMIN, Role.AUDITOR, Role.UNIT_TRAINING_OFFICER)
DASHBOARD = (*READERS, Role.UNIT_LEADER)
"""Who sees the dashboard and the names behind it; a leader those of their units."""
DASHBOARD_REFRESHERS = (Role.HR, Role.ACADEMY_ADMIN)
TARGET_KEEPERS = (Role.HR, Role.ACADEMY_ADMIN)
"""Who sets what units are to reach; everybody who sees the dashboard reads it."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a person may read on a day: unit ids, and all units in official order."""

    scope: frozenset[int]
    every: list[Place]
    on: date

    @property
    def choices(self) -> list[Place]:
        """The units in reach, in official order."""
        return [place for place in self.every if place.id in self.scope]

    @property
    def is_whole(self) -> bool:
        """Whether it is every unit there is."""
        return bool(self.scope) and len(self.scope) == len(self.every)

    def then(self, day: date) -> list[Place]:
        """Return all units as they stood on a day that is asked about; a query if it is another."""
        return self.every if day == self.on else places.places(day)

    def narrowed(self, code: str, day: date | None = None) -> frozenset[int]:
        """Return the named unit and all that was below it on a day; "" is everything in reach.

        Raises:
            NotFound: no such unit, or not in reach: the two look alike.
        """
        if not code:
            return self.scope
        chosen = next((each.id for each in self.choices if each.code == code), None)
        if chosen is None:
            raise NotFound(field="unit")
        return places.below(frozenset({chosen}), self.then(day or self.on)) & self.scope


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader typed, read but not yet completed: None and "" mean "not said"."""

    starts_on: date | None = None
    until_on: date | None = None
    as_of: date | None = None
    track: str = ""
    cohort: UUID | None = None
    unit: str = ""
    staff_kind: StaffKind | None = None
    rank_band: RankBand | None = None
    by: Dimension | None = None
    sitting: Sitting | None = None
    step: Step | None = None
    requirement: str = ""


def reach(person: Person, on: date, roles: Collection[Role] = READERS) -> Reach:
    """Return what the person's reading roles reach on a day.

    Units that have ended stay with the unit they were last under, so that nobody's results
    vanish from a report when their squad or branch is merged.
    """
    every = places.places(on)
    granted = visible_units(person, *roles, on=on)
    return Reach(places.below(granted, every), every, on)


def asked(spec: Spec, wish: Wish, within: Reach, today: date) -> Ask:
    """Return the question a reader put, completed and checked.

    Raises:
        PeriodEmpty, PeriodInFuture, AsOfInFuture: such days cannot be reported.
        DimensionUnknown: the report's rows cannot be told apart like that.
        NotFound: the unit is not in reach.
    """
    as_of = wish.as_of or today
    period = periods.completed(wish.starts_on, wish.until_on, as_of)
    why = periods.why_not(period, as_of=as_of, today=today)
    if why is not None:
        raise PERIOD_REFUSAL[why](field=_FIELD[why], starts_on=period.starts_on, today=today)
    return Ask(
        scope=within.narrowed(wish.unit, as_of),
        period=period,
        as_of=as_of,
        track=wish.track,
        cohort=wish.cohort,
        unit=wish.unit,
        staff_kind=wish.staff_kind,
        rank_band=wish.rank_band,
        by=_dimension(spec, wish.by),
        sitting=wish.sitting or Sitting.FIRST,
        step=wish.step or Step.MONTH,
        requirement=wish.requirement,
    )


def _dimension(spec: Spec, wanted: Dimension | None) -> Dimension:
    """Return what a report's rows are told apart by: what was wanted, else its first choice.

    Raises:
        DimensionUnknown: the report's rows cannot be told apart by that.
    """
    if wanted is None:
        return spec.dimensions[0] if spec.dimensions else Dimension.STAFF_KIND
    if wanted not in spec.dimensions:
        known = "、".join(str(labels.DIMENSION[each]) for each in spec.dimensions)
        raise DimensionUnknown(field="by", by=labels.DIMENSION[wanted], known=known)
    return wanted


_FIELD = {
    periods.PeriodWhy.EMPTY: "until",
    periods.PeriodWhy.FROM_IN_FUTURE: "from",
    periods.PeriodWhy.AS_OF_IN_FUTURE: "as_of",
}


def extracts(person: Person, on: date) -> QuerySet[Extract]:
    """Return what a person may see of the files handed out: all, or those they took themselves.

    All is for who reads over every unit; whose reach is narrower would see other people's
    questions about units that are none of theirs.
    """
    rows = Extract.objects.order_by("-made_at", "-pk")
    if reach(person, on).is_whole:
        return rows
    return rows.filter(made_by=str(person.public_id))


def extract(person: Person, extract_id: UUID, on: date) -> Extract:
    """Return one of them, whose units all are still within reach.

    Raises:
        NotFound: absent, or not to be seen: the two look alike.
    """
    found = extracts(person, on).filter(public_id=extract_id).first()
    if found is None or not set(found.parameters.get("scope", [])) <= reach(person, on).scope:
        raise NotFound(field="extract")
    return found


def covers(person: Person, scope: Collection[int], on: date) -> bool:
    """Return whether a person serves and reads all of some units on a day."""
    if not person.is_active or not roles_of(person, on) & set(READERS):
        return False
    return set(scope) <= reach(person, on).scope


def figure(spec: Spec, code: str) -> str:
    """Return a figure of a report by its code.

    Raises:
        NotFound: the report has no such figure.
    """
    if code not in spec.figures:
        raise NotFound(field="figure")
    return code
