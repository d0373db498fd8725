"""Who is in no denominator, and by whose approval.

Reports about people leave out whom an exclusion covers on the day of the report; reports about
places in cohorts leave out a place whose cohort's days an exclusion meets.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery

from academy.reporting.enums import SENSITIVE, ExclusionReason
from academy.reporting.models import Exclusion
from academy.reporting.models.exclusion import ExclusionQuerySet
from academy.reporting.queries.days import ends_at
from academy.reporting.queries.exclusions import for_track, in_force
from academy.reporting.rules.asking import Ask
from academy.reporting.rules.exclusions import Term, leaves_out
from academy.shared.clock import local_date
from courses.enums import HoursSource, OutcomeVerdict
from courses.models import Enrolment, ExamOutcome, HoursEntry, Track
from courses.models.enrolment import EnrolmentQuerySet

_AT_ONCE = 500
_DECIDED = ("reason", "decided_by__staff_number", "decided_at")
COHORT = ("cohort__starts_on", "cohort__ends_on", "cohort__syllabus__course__track__code")
"""What a line must hold of its cohort, to tell which exclusion meets it."""
DISCREET = "discreet"
"""Stands for a reason that speaks of somebody's health, on lists that go further."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Why somebody is left out, who approved it (staff number), and when."""

    reason: str
    by: str
    on: date


def left_out(ask: Ask, track_id: int | None = None) -> ExclusionQuerySet:
    """Return the exclusions that count for a question: in force that day, as known at its end.

    Of those narrowed to a track only where the figures are of that track alone.
    """
    if track_id is None and ask.track:
        track_id = Track.objects.filter(code=ask.track).values_list("pk", flat=True).first()
    return in_force(ask.as_of, ends_at(ask)).filter(for_track(track_id))


def seats_left_out(ask: Ask) -> EnrolmentQuerySet:
    """Return the places that named exclusions leave out, as known at the end of the day.

    One in force on a day of the cohort, for its track or for every one, leaves the place out unless
    its person sat an exam of the cohort or has its hours: an exclusion excuses who was not there,
    and takes no result away, neither a pass nor a failure.
    """
    before, way = ends_at(ask), "person__exclusions__"
    ends_after = Q(**{f"{way}valid_until__isnull": True}) | Q(
        **{f"{way}valid_until__gt": F("cohort__starts_on")}
    )
    of_track = Q(**{f"{way}track__isnull": True}) | Q(
        **{f"{way}track": F("cohort__syllabus__course__track")}
    )
    # All conditions of the exclusion in one filter: they are to hold of the same one.
    met = Enrolment.objects.filter(
        ends_after,
        of_track,
        **{
            f"{way}in": Exclusion.objects.known_at(before),
            f"{way}valid_from__lte": F("cohort__ends_on"),
        },
    )
    sat = ExamOutcome.objects.filter(
        ~Q(verdict=OutcomeVerdict.ABSENT.value), enrolment=OuterRef("pk"), recorded_at__lt=before
    )
    credited = HoursEntry.objects.filter(
        ~Q(reversal__recorded_at__lt=before),
        completion__enrolment=OuterRef("pk"),
        source=HoursSource.COMPLETION.value,
        recorded_at__lt=before,
    )
    return met.filter(~Exists(sat), ~Exists(credited))


def spared(ask: Ask, enrolment: str = "pk", way: str = "") -> FilteredRelation:
    """Return the join from an enrolment to itself where it is left out, and to nothing elsewhere.

    `enrolment` is the column of its key, `way` leads to it ("enrolment__"). A condition in place of
    the join would be copied into each figure that rests on it, and run once for each.
    """
    itself, seats = f"{way}cohort__enrolments", Subquery(seats_left_out(ask).values("pk"))
    is_left_out = Q(**{f"{itself}__pk": F(enrolment), f"{itself}__pk__in": seats})
    return FilteredRelation(itself, condition=is_left_out)


def with_seat_approvals(
    lines: list[dict[str, Any]], ask: Ask, way: str = ""
) -> list[dict[str, Any]]:
    """Add to each line of a place that is `named` the `approval` it rests on, None to others.

    `way` leads from the line to its enrolment ("enrolment__"). Of several the one that was granted
    first. A query for 500 people.
    """
    person = f"{way}person_id"
    found = _granted({line[person] for line in lines if line["named"]}, ask)
    for line in lines:
        starts_on, ends_on, track = (line[f"{way}{column}"] for column in COHORT)
        line["approval"] = next(
            (
                approval
                for term, approval in found.get(line[person], ())
                if line["named"] and leaves_out(term, starts_on, ends_on, track)
            ),
            None,
        )
    return lines


def _granted(person_ids: Collection[int], ask: Ask) -> dict[int, list[tuple[Term, Approval]]]:
    """Return what people were granted as known at the end of the day, the first decided first."""
    found: dict[int, list[tuple[Term, Approval]]] = {}
    for some in _batches(person_ids):
        rows = Exclusion.objects.known_at(ends_at(ask)).of(some).order_by("decided_at", "pk")
        for person_id, first, until, track, *decided in rows.values_list(
            "person_id", "valid_from", "valid_until", "track__code", *_DECIDED
        ):
            term = Term(first, until, track or "")
            found.setdefault(person_id, []).append((term, _approval(*decided)))
    return found


def with_approvals(lines: list[dict[str, Any]], ask: Ask) -> list[dict[str, Any]]:
    """Add to each line of somebody left out the `approval` it rests on; a query for 500 people."""
    wanted = {line["person_id"] for line in lines if line.get("excluded")}
    found = _approvals(wanted, ask)
    for line in lines:
        line["approval"] = found.get(line["person_id"])
    return lines


def _approvals(person_ids: Collection[int], ask: Ask) -> dict[int, Approval]:
    found = dict[int, Approval]()
    for some in _batches(person_ids):
        rows = in_force(ask.as_of, ends_at(ask), some).order_by("-decided_at")
        for person_id, *decided in rows.values_list("person_id", *_DECIDED):
            found[person_id] = _approval(*decided)
    return found


def _batches(person_ids: Collection[int]) -> Iterator[list[int]]:
    ids = sorted(person_ids)
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _approval(reason: str, by: str, at: datetime) -> Approval:
    discreet = ExclusionReason(reason) in SENSITIVE
    return Approval(DISCREET if discreet else reason, by, local_date(at))
