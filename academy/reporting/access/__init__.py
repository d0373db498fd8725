"""The door to reports: over which units a person reads, and what exactly was asked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from academy.people.access import roles_of, visible_units
from academy.people.enums import Role, StaffKind
from academy.people.models import Assignment, Person, Unit
from academy.people.queries.persons import PersonFilter, persons
from academy.people.queries.units import valid_on
from academy.reporting import labels
from academy.reporting.enums import SENSITIVE, Dimension, RankBand, Sitting, Step
from academy.reporting.errors import (
    PERIOD_REFUSAL,
    AsOfInFuture,
    DimensionUnknown,
    ParameterRepeated,
    ParameterUnknown,
)
from academy.reporting.models import (
    Board,
    BoardLine,
    BoardObjection,
    Exclusion,
    Extract,
    MakeUp,
    OutsideImport,
)
from academy.reporting.models.board import BoardQuerySet
from academy.reporting.models.exclusion import ExclusionQuerySet
from academy.reporting.models.makeup import MakeUpQuerySet
from academy.reporting.queries import boards, cohort_story, exclusions, makeups, places
from academy.reporting.queries.places import Place
from academy.reporting.reports.stories.person import Opened
from academy.reporting.rules import periods
from academy.reporting.rules.asking import Ask
from academy.reporting.specs import Spec
from academy.shared.errors import NotFound
from academy.shared.text import fold
from courses.models import Cohort
from courses.models.cohort import CohortQuerySet

READERS = (Role.HR, Role.ACADEMY_ADMIN, Role.AUDITOR, Role.UNIT_TRAINING_OFFICER)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a person may read: unit ids, and all units in official order."""

    scope: frozenset[int]
    every: list[Place]

    @property
    def choices(self) -> list[Place]:
        """The units in reach, in official order."""
        return [place for place in self.every if place.id in self.scope]

    def narrowed(self, code: str) -> frozenset[int]:
        """Return the named unit and all below it; "" is everything in reach.

        Raises:
            NotFound: no such unit, or not in reach: the two look alike.
        """
        if not code:
            return self.scope
        chosen = next((each.id for each in self.choices if each.code == code), None)
        if chosen is None:
            raise NotFound(field="unit")
        return places.below(frozenset({chosen}), self.every) & self.scope


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


def reach(person: Person, on: date) -> Reach:
    """Return what the person's reading roles reach on a day.

    Units that have ended stay with the unit they were last under, so that nobody's results
    vanish from a report when their squad or branch is merged.
    """
    every = places.places(on)
    granted = visible_units(person, *READERS, on=on)
    return Reach(places.below(granted, every), every)


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
        scope=within.narrowed(wish.unit),
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


def refuse_unknown(query: QueryDict, known: Collection[str]) -> None:
    """Refuse a parameter that is not `known`, or is there twice: neither may be passed over.

    Raises:
        ParameterUnknown, ParameterRepeated
    """
    for name, values in query.lists():
        if name not in known:
            # What was typed may be anything: it is quoted short, and never as markup.
            raise ParameterUnknown(field=name[:40], name=name[:40], known="、".join(known))
        if len(values) > 1:
            raise ParameterRepeated(field=name, name=name)


def extracts(person: Person, on: date) -> QuerySet[Extract]:
    """Return what a person may see of the files handed out: all, or those they took themselves.

    All is for who reads over every unit; whose reach is narrower would see other people's
    questions about units that are none of theirs.
    """
    within = reach(person, on)
    rows = Extract.objects.order_by("-made_at", "-pk")
    if within.scope and len(within.scope) == len(within.every):
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


EXCLUSION_ASKERS = (Role.HR, Role.ACADEMY_ADMIN, Role.UNIT_TRAINING_OFFICER)
EXCLUSION_DECIDERS = (Role.HR, Role.ACADEMY_ADMIN)


@dataclass(frozen=True, slots=True)
class ExclusionReach:
    """Which exclusions a person reads: of which units, and what of them."""

    within: Reach
    on: date

    @property
    def rows(self) -> ExclusionQuerySet:
        """Those asked for while the person served in reach, and those of who serves there now."""
        here = Assignment.objects.filter(
            valid_on(self.on), person=OuterRef("person"), unit__in=self.within.scope
        )
        return Exclusion.objects.filter(Q(unit__in=self.within.scope) | Exists(here))

    def discloses(self, row: Exclusion) -> bool:
        """Whether reason, evidence and words are shown.

        What speaks of somebody's health is for HR, academy, auditor and the officer of the unit
        that it was asked in; the officer of a later unit learns that it is, and until when.
        """
        return row.reason not in SENSITIVE or row.unit_id in self.within.scope

    def one(self, public_id: UUID) -> Exclusion:
        """Return one of them, or raise NotFound."""
        row = self.rows.select_related(*exclusions.SHOWN).filter(public_id=public_id).first()
        if row is None:
            raise NotFound
        return row


def exclusion_reach(person: Person, on: date) -> ExclusionReach:
    """Return which exclusions the person reads on a day; two or three queries."""
    return ExclusionReach(reach(person, on), on)


def exclusions_to_decide(person: Person, on: date) -> ExclusionQuerySet:
    """Return the exclusions, of whatever state, that the person's office decides on."""
    granted = visible_units(person, *EXCLUSION_DECIDERS, on=on)
    scope = places.below(granted, places.places(on))
    return Exclusion.objects.filter(unit__in=scope).select_related(*exclusions.SHOWN)


def chosen_exclusions(person: Person, public_ids: Collection[UUID], *, on: date) -> list[Exclusion]:
    """Return named exclusions that the person decides on; NotFound if one of them is not such."""
    rows = exclusions_to_decide(person, on).filter(public_id__in=set(public_ids))
    found = list(rows.order_by("asked_at", "pk"))
    if len(found) != len(set(public_ids)):
        raise NotFound
    return found


def people_to_exclude(person: Person, numbers: Collection[str], *, on: date) -> dict[str, Person]:
    """Return by staff number whom of these the person may ask to exclude; who is not is absent.

    They are those who serve in reach of the person's roles, or served there last before leaving.
    """
    granted = visible_units(person, *EXCLUSION_ASKERS, on=on)
    scope = places.below(granted, places.places(on))
    rows = persons(scope, PersonFilter(with_left=True), on=on).prefetch_related(None)
    found = list(rows.filter(staff_number__in={fold(each) for each in numbers}))
    unit_of = exclusions.units_of([each.pk for each in found], on)
    return {each.staff_number: each for each in found if unit_of[each.pk] in scope}


_Row = TypeVar("_Row", BoardObjection, BoardLine, OutsideImport)
BOARD_KEEPERS = (Role.HR, Role.ACADEMY_ADMIN)
BOARD_OBJECTORS = (Role.UNIT_LEADER, Role.UNIT_TRAINING_OFFICER)
BOARD_READERS = (*BOARD_KEEPERS, Role.AUDITOR, *BOARD_OBJECTORS)


@dataclass(frozen=True, slots=True)
class BoardReach:
    """What a person sees and does of boards on a day.

    Boards are about everybody and shown to everybody who reads them, once they are announced;
    drafts to keepers and auditors. `objects` are the units that the person may object for.
    """

    person: Person
    keeps: bool
    audits: bool
    objects: frozenset[int]

    @property
    def boards(self) -> BoardQuerySet:
        """The boards in reach."""
        rows = Board.objects.all()
        if self.keeps or self.audits:
            return rows
        return rows.filter(announced_at__isnull=False)

    @property
    def objections_of(self) -> frozenset[int] | None:
        """The units whose objections are read; None for all."""
        return None if self.keeps or self.audits else self.objects

    def one(self, public_id: UUID) -> Board:
        """Return one board in reach, or raise NotFound."""
        row = self.boards.select_related(*boards.SHOWN).filter(public_id=public_id).first()
        if row is None:
            raise NotFound
        return row

    def units_on(self, board: Board) -> list[Unit]:
        """Return the units on a board that the person may object for, in the board's order."""
        rows = board.lines.filter(unit__in=self.objects).select_related("unit")
        return [line.unit for line in rows.order_by("place")]


def board_reach(person: Person, on: date) -> BoardReach:
    """Return what the person sees and does of boards on a day."""
    roles = roles_of(person, on)
    return BoardReach(
        person=person,
        keeps=bool(roles & set(BOARD_KEEPERS)),
        audits=Role.AUDITOR in roles,
        objects=visible_units(person, *BOARD_OBJECTORS, on=on),
    )


def board_objection(person: Person, public_id: UUID, on: date) -> BoardObjection:
    """Return an objection that the person's office decides on, or raise NotFound."""
    rows = BoardObjection.objects.select_related("board", "unit", "raised_by", "decided_by")
    return _kept(person, rows, public_id, on)


def board_line(person: Person, public_id: UUID, on: date) -> BoardLine:
    """Return a line whose unit the person's office lets off the list, or raise NotFound."""
    return _kept(person, BoardLine.objects.select_related("board", "unit"), public_id, on)


def outside_import(person: Person, public_id: UUID, on: date) -> OutsideImport:
    """Return an import that the person's office may undo, or raise NotFound."""
    return _kept(person, OutsideImport.objects.all(), public_id, on)


def _kept(person: Person, rows: "QuerySet[_Row]", public_id: UUID, on: date) -> _Row:
    row = rows.filter(public_id=public_id).first()
    if row is None or not board_reach(person, on).keeps:
        raise NotFound
    return row


MAKE_UP_READERS = (*READERS, Role.UNIT_LEADER)
MAKE_UP_KEEPERS = (Role.HR, Role.ACADEMY_ADMIN)


@dataclass(frozen=True, slots=True)
class MakeUpReach:
    """Which make-ups a person reads, and of which units they may let people off."""

    person: Person
    within: Reach
    keeps: frozenset[int]
    on: date

    @property
    def rows(self) -> MakeUpQuerySet:
        """Those opened in reach, those of who serves there now, and one's own."""
        here = Assignment.objects.filter(
            valid_on(self.on), person=OuterRef("person"), unit__in=self.within.scope
        )
        return MakeUp.objects.filter(
            Q(person=self.person) | Q(unit__in=self.within.scope) | Exists(here)
        )

    def one(self, public_id: UUID) -> MakeUp:
        """Return one of them, or raise NotFound."""
        row = self.rows.select_related(*makeups.SHOWN).filter(public_id=public_id).first()
        if row is None:
            raise NotFound
        return row

    def may_withdraw(self, row: MakeUp) -> bool:
        """Whether it is the person's office to let its person off; never oneself."""
        return row.unit_id in self.keeps and row.person_id != self.person.pk


def make_up_reach(person: Person, on: date) -> MakeUpReach:
    """Return which make-ups the person reads on a day; a few queries."""
    every = places.places(on)
    granted = visible_units(person, *MAKE_UP_READERS, on=on)
    keeps = visible_units(person, *MAKE_UP_KEEPERS, on=on)
    within = Reach(places.below(granted, every), every)
    return MakeUpReach(person, within, places.below(keeps, every), on)


def make_up_to_withdraw(person: Person, public_id: UUID, on: date) -> MakeUp:
    """Return a make-up of the units that the person keeps, or raise NotFound."""
    reach = make_up_reach(person, on)
    row = reach.one(public_id)
    if row.unit_id not in reach.keeps:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class CohortReach:
    """Which cohorts' reports a person reads, and over which units."""

    within: Reach

    @property
    def entire(self) -> bool:
        """Whether the person reads over every unit."""
        return self.within.scope >= {place.id for place in self.within.every}

    @property
    def rows(self) -> CohortQuerySet:
        """The cohorts that have begun: all, or those in which somebody in reach had a seat."""
        return cohort_story.cohorts(self.within.scope, everything=self.entire)

    def one(self, public_id: UUID) -> Cohort:
        """Return one of them, or raise NotFound: absent and out of reach look alike."""
        found = self.rows.filter(public_id=public_id).first()
        if found is None:
            raise NotFound(field="cohort")
        return found

    def asked(self, cohort: Cohort, *, unit: str, as_of: date | None, today: date) -> Ask:
        """Return the question about one of them.

        Raises:
            AsOfInFuture: such a day cannot be told of.
            NotFound: the unit is not in reach.
        """
        on = _told(as_of, today)
        return Ask(
            scope=self.within.narrowed(unit),
            period=periods.year_of(cohort.starts_on),
            as_of=on,
            cohort=cohort.public_id,
            unit=unit,
        )


def cohort_reach(person: Person, on: date) -> CohortReach:
    """Return which cohorts' reports the person reads on a day; two or three queries."""
    return CohortReach(reach(person, on))


@dataclass(frozen=True, slots=True)
class RecordReach:
    """Whose training records a person opens: of who serves in reach, or served there last."""

    within: Reach
    on: date

    @property
    def rows(self) -> QuerySet[Person]:
        """The people on the staff in reach."""
        return persons(self.within.scope, PersonFilter(), on=self.on).prefetch_related(None)

    def one(self, public_id: UUID, *, as_of: date | None) -> Opened:
        """Return a person's record to be read; of somebody's health only what may be known.

        Raises:
            AsOfInFuture: such a day cannot be told of.
            NotFound: absent and out of reach look alike.
        """
        found = Person.objects.filter(public_id=public_id).first()
        units = exclusions.units_of([found.pk], self.on) if found else {}
        if found is None or units.get(found.pk) not in self.within.scope:
            raise NotFound(field="person")
        discloses = ExclusionReach(self.within, self.on).discloses
        return Opened(found, _told(as_of, self.on), discloses)


def record_reach(person: Person, on: date) -> RecordReach:
    """Return whose records the person opens on a day; two or three queries."""
    return RecordReach(reach(person, on), on)


def own_record(person: Person, *, as_of: date | None, on: date) -> Opened:
    """Return a person's own record to be read, with every reason.

    Raises:
        AsOfInFuture: such a day cannot be told of.
    """
    return Opened(person, _told(as_of, on), lambda _row: True)


def _told(as_of: date | None, today: date) -> date:
    """Return the day that is told of, today where none was named."""
    if as_of is not None and as_of > today:
        raise AsOfInFuture(field="as_of", today=today)
    return as_of or today
