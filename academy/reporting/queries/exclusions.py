"""Who is left out of the denominators on a day, as was known at an instant."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Q, QuerySet

from academy.people.models import Assignment, Person
from academy.reporting.enums import SENSITIVE, ExclusionReason, ExclusionState
from academy.reporting.models import Exclusion
from academy.reporting.models.exclusion import ExclusionQuerySet
from academy.shared.errors import NotFound
from courses.models import Track

SHOWN = ("person", "unit", "track", "asked_by", "decided_by", "taken_back_by")


def in_force(
    on: date | OuterRef,
    known_at: datetime,
    persons: "Collection[int] | QuerySet[Person] | None" = None,
) -> ExclusionQuerySet:
    """Return who is excluded on a day, as it was known just before `known_at`.

    An exclusion counts if it was granted before that instant, was not revoked before it, and its
    days contain `on`. `persons` narrows it to people, by id. As a subquery:
    `Exists(in_force(on, known_at).filter(person=OuterRef("person")))`; `on` may be an OuterRef to
    a date as well. One that is narrowed to a track excludes its person from that track alone:
    `for_track` says which count there.
    """
    rows = Exclusion.objects.known_at(known_at).covering(on)
    return rows if persons is None else rows.of(persons)


def for_track(track: "int | OuterRef | None") -> Q:
    """Return the condition "counts in this track": those narrowed to it, and those to none.

    None stands for figures of all tracks together, in which only those narrowed to none count.
    """
    every = Q(track__isnull=True)
    return every if track is None else every | Q(track=track)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of exclusions is narrowed by; empty means everything."""

    state: ExclusionState | None = None
    reason: ExclusionReason | None = None
    units: frozenset[int] | None = None
    on: date | None = None
    text: str = ""


def narrowed(
    rows: ExclusionQuerySet, wanted: Wanted, *, open_units: Collection[int]
) -> ExclusionQuerySet:
    """Return the rows that are wanted.

    A search for a reason that speaks of health finds it only in `open_units`, where it is shown:
    else the search itself would tell.
    """
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state.value)
    if wanted.reason is not None:
        rows = rows.filter(reason=wanted.reason.value)
        if wanted.reason in SENSITIVE:
            rows = rows.filter(unit__in=open_units)
    if wanted.units is not None:
        rows = rows.filter(unit__in=wanted.units)
    if wanted.on is not None:
        rows = rows.covering(wanted.on)
    if wanted.text:
        named = Q(person__name__icontains=wanted.text)
        rows = rows.filter(named | Q(person__staff_number__istartswith=wanted.text))
    return rows


def granted_of(person_ids: Iterable[int]) -> dict[int, list[Exclusion]]:
    """Return the granted exclusions of people, by person id; absent if none; one query."""
    found: dict[int, list[Exclusion]] = {}
    rows = Exclusion.objects.of(set(person_ids)).filter(state=ExclusionState.GRANTED.value)
    for row in rows.select_related("track").order_by("valid_from", "pk"):
        found.setdefault(row.person_id, []).append(row)
    return found


def units_of(person_ids: Iterable[int], on: date) -> dict[int, int]:
    """Return the unit each person serves in on a day, or served in last; one query."""
    found: dict[int, int] = {}
    rows = Assignment.objects.filter(person__in=set(person_ids)).order_by("valid_from")
    for person_id, unit_id, begins in rows.values_list("person_id", "unit_id", "valid_from"):
        if begins <= on or person_id not in found:
            found[person_id] = unit_id
    return found


def track_of(code: str) -> Track | None:
    """Return the track that a request is narrowed to; None for "", which narrows nothing.

    Raises:
        NotFound: there is no such track.
    """
    if not code:
        return None
    row = Track.objects.filter(code=code).first()
    if row is None:
        raise NotFound(field="track")
    return row
