"""Who is in no denominator on the day of a report, and by whose approval."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from academy.reporting.enums import SENSITIVE, ExclusionReason
from academy.reporting.models.exclusion import ExclusionQuerySet
from academy.reporting.queries.days import ends_at
from academy.reporting.queries.exclusions import for_track, in_force
from academy.reporting.rules.asking import Ask
from academy.shared.clock import local_date
from courses.models import Track

_AT_ONCE = 500
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


def with_approvals(lines: list[dict[str, Any]], ask: Ask) -> list[dict[str, Any]]:
    """Add to each line of somebody left out the `approval` it rests on; a query for 500 people."""
    wanted = {line["person_id"] for line in lines if line.get("excluded")}
    found = _approvals(wanted, ask)
    for line in lines:
        line["approval"] = found.get(line["person_id"])
    return lines


def _approvals(person_ids: Collection[int], ask: Ask) -> dict[int, Approval]:
    ids, found = sorted(person_ids), dict[int, Approval]()
    for start in range(0, len(ids), _AT_ONCE):
        rows = in_force(ask.as_of, ends_at(ask), ids[start : start + _AT_ONCE])
        for person_id, reason, by, at in rows.order_by("-decided_at").values_list(
            "person_id", "reason", "decided_by__staff_number", "decided_at"
        ):
            discreet = ExclusionReason(reason) in SENSITIVE
            said = DISCREET if discreet else reason
            found[person_id] = Approval(said, by or "", local_date(at) if at else ask.as_of)
    return found
