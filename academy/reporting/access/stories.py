"""The door to cohort reports and training records."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from academy.people.models import Person
from academy.people.queries.persons import PersonFilter, persons
from academy.reporting.access.exclusions import ExclusionReach
from academy.reporting.access.reading import Reach, reach
from academy.reporting.errors import AsOfInFuture
from academy.reporting.models import Exclusion, Extract
from academy.reporting.queries import cohort_story, exclusions
from academy.reporting.reports.stories import person as person_record
from academy.reporting.reports.stories.person import Opened
from academy.reporting.rules import periods
from academy.reporting.rules.asking import Ask
from academy.shared.errors import NotFound
from courses.models import Cohort
from courses.models.cohort import CohortQuerySet


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
            scope=self.within.narrowed(unit, on),
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


def opened_again(reader: Person, extract: Extract, on: date) -> Opened | None:
    """Return the record that an extract is of, as `reader` may open it on a day; None for others.

    It tells the reasons that the extract told and no more: whoever lays the two side by side
    learns nothing about somebody's health, and no difference comes of who reads.

    Raises:
        NotFound: absent, no longer in reach, or a question that nobody can read.
    """
    if extract.report != person_record.CODE:
        return None
    asked = extract.parameters
    try:
        of, as_of = UUID(str(asked["person"])), date.fromisoformat(str(asked["as_of"]))
    except (KeyError, ValueError):
        raise NotFound(field="extract") from None
    told = frozenset(map(str, asked.get("disclosed", ())))
    if reader.public_id == of:
        found = own_record(reader, as_of=as_of, on=on)
    else:
        found = record_reach(reader, on).one(of, as_of=as_of)

    def discloses(row: Exclusion) -> bool:
        return str(row.public_id) in told

    return replace(found, discloses=discloses)


def _told(as_of: date | None, today: date) -> date:
    """Return the day that is told of, today where none was named."""
    if as_of is not None and as_of > today:
        raise AsOfInFuture(field="as_of", today=today)
    return as_of or today
