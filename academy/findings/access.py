"""The doors to findings: those of one's units, and those one owns; a stranger meets a 404."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from academy.findings.enums import FindingState, FindingVerb
from academy.findings.errors import FindingOwnerInvalid
from academy.findings.models import Finding
from academy.findings.models.finding import FindingQuerySet
from academy.findings.rules.transitions import finding_move
from academy.people.access import visible_units
from academy.people.enums import Role
from academy.people.models import Person
from academy.people.queries.persons import PersonFilter, persons
from academy.shared.errors import NotFound

#: Who moves deadlines and withdraws.
KEEPERS = (Role.ACADEMY_ADMIN, Role.HR)
#: Who gives findings to others and looks again.
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

    def may(self, verb: FindingVerb, row: Finding) -> bool:
        """Whether a verb is theirs at all, wherever the finding stands."""
        mine = row.owner_id == self.person.pk
        leads, keeps = row.unit_id in self.leads, row.unit_id in self.keeps
        unit = mine or leads or row.unit_id in self.assists
        if verb in (_V.EXTEND, _V.WITHDRAW):
            return keeps
        if verb in (_V.ASSIGN, _V.PASS, _V.FAIL):
            return keeps or leads
        return unit or (keeps and verb is _V.ADD_EVIDENCE)

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


def owner_by_number(person: Person, staff_number: str, *, on: date) -> Person:
    """Return somebody of the units one hands findings out in, or raise FindingOwnerInvalid."""
    scope = visible_units(person, *RECHECKERS, on=on)
    rows = persons(scope, PersonFilter(), on=on)
    found = rows.filter(staff_number=staff_number.strip()).first()
    if found is None:
        raise FindingOwnerInvalid(field="owner")
    return found
