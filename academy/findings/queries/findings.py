"""Findings as lists, numbers and one history."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from academy.findings.enums import EntryKind, FindingState
from academy.findings.models import Finding, FindingEntry
from academy.findings.models.finding import FindingQuerySet
from academy.people.enums import Role
from academy.people.models import Grant, Person
from academy.people.queries.units import valid_on


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed by; empty means everything. `live` leaves out what has ended."""

    state: FindingState | None = None
    live: bool = False
    unit_ids: frozenset[int] | None = None
    kind: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many findings stand where; the overdue are among the open."""

    open: int
    overdue: int
    rectified: int
    closed: int


def narrowed(rows: FindingQuerySet, wanted: Wanted, *, on: date) -> FindingQuerySet:
    """Return the findings that are wanted, each with unit, owner and person."""
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state.value)
    if wanted.live:
        rows = rows.live()
    if wanted.unit_ids is not None:
        rows = rows.in_units(wanted.unit_ids)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.overdue:
        rows = rows.overdue_on(on)
    return rows.select_related("unit", "owner", "person")


def counts(rows: FindingQuerySet, *, on: date) -> Counts:
    """Count findings by where they stand, in one query."""
    states = {
        each.value: Count("pk", filter=Q(state=each.value))
        for each in (FindingState.OPEN, FindingState.RECTIFIED, FindingState.CLOSED)
    }
    late = Count("pk", filter=Q(state=FindingState.OPEN.value, due_on__lt=on))
    return Counts(**rows.aggregate(**states, overdue=late))


def entries_of(finding: Finding) -> "list[FindingEntry]":
    """Return a finding's whole history, the oldest line first."""
    rows = FindingEntry.objects.filter(finding=finding).select_related("owner")
    return list(rows.order_by("at", "pk"))


@dataclass(frozen=True, slots=True)
class LastSaid:
    """What was last said of a finding: by the report that it was put right, and by a recheck."""

    report: str = ""
    verdict: EntryKind | None = None
    reason: str = ""


def last_said(findings: Iterable[Finding]) -> dict[int, LastSaid]:
    """Return by id of finding what was last said; absent where nothing was; one query."""
    verdicts = (EntryKind.RECHECK_PASSED, EntryKind.RECHECK_FAILED)
    kinds = [each.value for each in (EntryKind.RECTIFIED, *verdicts)]
    rows = FindingEntry.objects.filter(finding__in=[each.pk for each in findings], kind__in=kinds)
    found: dict[int, LastSaid] = {}
    for key, kind, text in rows.order_by("pk").values_list("finding_id", "kind", "text"):
        last = found.get(key, LastSaid())
        if kind in verdicts:
            found[key] = replace(last, verdict=EntryKind(kind), reason=text)
        else:
            found[key] = LastSaid(report=text)
    return found


def usual_owners(scope: Collection[int], *, on: date) -> list[dict[str, str]]:
    """Return who most often puts things right: officers and leaders of these units, by pinyin."""
    offices = [Role.UNIT_TRAINING_OFFICER.value, Role.UNIT_LEADER.value]
    held = Grant.objects.filter(valid_on(on), unit_id__in=list(scope), role__in=offices)
    rows = Person.objects.filter(pk__in=held.values("person"), left_on__isnull=True)
    found = rows.order_by("pinyin_key", "pk").values_list("staff_number", "name")
    return [{"staff_number": number, "name": name} for number, name in found]


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """Return the names of people by the key under which the log knows them; others are absent."""
    ids: Collection[UUID] = {each for key in keys if (each := _uuid(key)) is not None}
    people = Person.objects.filter(public_id__in=ids).values_list("public_id", "name")
    return {str(key): name for key, name in people}


def _uuid(key: str) -> UUID | None:
    """What the system and machines are called is no public id."""
    try:
        return UUID(key)
    except ValueError:
        return None
