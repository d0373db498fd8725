"""The doors to findings: those of one's units, and those one owns; a stranger meets a 404."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from academy.findings.enums import FindingState, FindingVerb
from academy.findings.errors import FindingOwnerInvalid, FindingPersonInvalid
from academy.findings.kinds import INSPECTION
from academy.findings.models import Finding
from academy.findings.models.finding import FindingQuerySet
from academy.findings.rules.deadlines import overdue
from academy.findings.rules.transitions import finding_move
from academy.people.access import visible_units
from academy.people.enums import Role
from academy.people.models import Person, Unit
from academy.people.queries import units
from academy.people.queries.persons import PersonFilter, persons
from academy.shared.errors import NotFound

#: Who moves deadlines and withdraws.
KEEPERS = (Role.ACADEMY_ADMIN, Role.HR)
#: Who opens findings by hand, gives them to others and looks again.
RECHECKERS = (*KEEPERS, Role.UNIT_LEADER)
#: Who sees the findings of their units.
READERS = (*RECHECKERS, Role.UNIT_TRAINING_OFFICER, Role.AUDITOR)

_V = FindingVerb


@dataclass(frozen=True, slots=True)
class Office:
    """What somebody does with findings on a day: over which units as what."""

    person: Person
    keeps: frozenset[int]
    leads: frozenset[int]
    assists: frozenset[int]
    on: date

    def may(self, verb: FindingVerb, row: Finding) -> bool:
        """Whether a verb is theirs at all, wherever the finding stands."""
        mine = row.owner_id == self.person.pk
        leads, keeps = row.unit_id in self.leads, row.unit_id in self.keeps
        unit = mine or leads or row.unit_id in self.assists
        if verb is _V.WITHDRAW:
            return keeps or self._takes_back(row)
        if verb is _V.EXTEND:
            return keeps
        if verb in (_V.ASSIGN, _V.PASS, _V.FAIL):
            return keeps or leads
        return unit or (keeps and verb is _V.ADD_EVIDENCE)

    def _takes_back(self, row: Finding) -> bool:
        """Whether it is what they opened by hand themselves, and nobody is pressed for it yet."""
        mine = (row.kind, row.opened_by) == (INSPECTION.code, str(self.person.public_id))
        waits = row.state in (FindingState.OPEN, FindingState.WITHDRAWN)
        return mine and waits and row.unit_id in self.leads and not overdue(row.due_on, self.on)

    def deeds(self, row: Finding) -> frozenset[FindingVerb]:
        """What they can do now: theirs, possible where it stands, and not with their own work."""
        state = FindingState(row.state)
        hands = {row.rectified_by, str(row.owner.public_id)}
        own = str(self.person.public_id) in hands
        return frozenset(
            verb
            for verb in FindingVerb
            if self.may(verb, row)
            and finding_move(state, verb).why is None
            and state in (FindingState.OPEN, FindingState.RECTIFIED)
            and not (own and verb in (_V.PASS, _V.FAIL))
        )


def office_of(person: Person, *, on: date) -> Office:
    """Return what the person does with findings."""
    return Office(
        person=person,
        keeps=visible_units(person, *KEEPERS, on=on),
        leads=visible_units(person, Role.UNIT_LEADER, on=on),
        assists=visible_units(person, Role.UNIT_TRAINING_OFFICER, on=on),
        on=on,
    )


def scope_of(person: Person, *, on: date) -> frozenset[int]:
    """Return the units whose findings a person sees."""
    return visible_units(person, *READERS, on=on)


def findings_for(person: Person, *, on: date) -> FindingQuerySet:
    """Return the findings a person sees: of their units, and their own."""
    return Finding.objects.filter(Q(owner=person) | Q(unit_id__in=scope_of(person, on=on)))


def finding_for(person: Person, public_id: UUID, *, on: date) -> Finding:
    """Return one visible finding with unit, owner and person, or raise NotFound."""
    rows = findings_for(person, on=on).select_related("unit", "owner", "person")
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def finding_to(verb: FindingVerb, person: Person, public_id: UUID, *, on: date) -> Finding:
    """Return a visible finding with which the verb is the person's to do, or raise NotFound."""
    row = finding_for(person, public_id, on=on)
    if not office_of(person, on=on).may(verb, row):
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Named:
    """Whom and what a finding that is opened by hand names: all of it within one's reach."""

    unit: Unit
    owner: Person
    person: Person | None


def named(person: Person, *, unit: str, owner: str, about: str, on: date) -> Named:
    """Return what a new finding names: a unit by its code, people by their staff numbers.

    Raises:
        NotFound: no unit of the day that one opens findings in.
        FindingOwnerInvalid, FindingPersonInvalid
    """
    nodes = units.tree(on)
    found = next((each.id for each in nodes if each.code == unit.strip()), None)
    if found is None or found not in opens_in(person, on=on):
        raise NotFound(field="unit")
    owned = owner_by_number(person, owner, on=on)
    subject = None
    if about.strip():
        subject = _by_number(units.below([found], nodes), about, on=on)
        if subject is None:
            raise FindingPersonInvalid(field="person")
    return Named(Unit.objects.get(pk=found), owned, subject)


def opens_in(person: Person, *, on: date) -> frozenset[int]:
    """Return the units in which somebody opens findings by hand."""
    return visible_units(person, *RECHECKERS, on=on)


def owner_by_number(person: Person, staff_number: str, *, on: date) -> Person:
    """Return somebody of the units one hands findings out in, or raise FindingOwnerInvalid."""
    found = _by_number(opens_in(person, on=on), staff_number, on=on)
    if found is None:
        raise FindingOwnerInvalid(field="owner")
    return found


def _by_number(scope: frozenset[int], staff_number: str, *, on: date) -> Person | None:
    rows = persons(scope, PersonFilter(), on=on)
    return rows.filter(staff_number=staff_number.strip()).first()
