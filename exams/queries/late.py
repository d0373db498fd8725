"""Answers that were not counted when they came, and what may be decided about them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exams.enums import ExamState, LateCause, SittingState
from exams.models import Exam, LateDecision, LateResponse, Response
from exams.queries import outages
from exams.queries.papers import sheet_of
from exams.queries.scopes import NO_ROOM, in_place
from exams.rules import late
from exams.rules.outages import Outage


@dataclass(frozen=True, slots=True)
class Late:
    """One late response with what a decision rests on.

    ``late_by`` is in seconds, None before the sitting had a deadline. ``changed`` counts the items
    whose answer differs from the one that counts, ``filled`` those of them that have none so far.
    ``hindrance`` says why it cannot be counted (a reason of ``exams.late_not_admissible``), None
    where it can: then ``outage`` carries it.
    """

    row: LateResponse
    decision: LateDecision | None
    late_by: int | None
    items: int
    changed: int
    filled: int
    outage: Outage | None
    hindrance: str | None

    @property
    def admissible(self) -> bool:
        """Whether it can be counted now."""
        return self.decision is None and self.hindrance is None


def of_exam(
    exam: Exam, *, at: datetime, units: frozenset[int] | None = None, place: int | None = None
) -> list[Late]:
    """The exam's late responses, those of one person together and in their order.

    Args:
        units: only of people of these units; None for all.
        place: only of this place; None for all.
    """
    rows = LateResponse.objects.filter(sitting__exam_id=exam.pk)
    if units is not None:
        rows = rows.filter(sitting__enrolment__unit_id__in=units)
    if place is not None:
        rows = rows.filter(**in_place(place, "sitting__"))
    found = list(
        rows.select_related(
            "sitting__person", "sitting__room", "sitting__enrolment", "decision"
        ).order_by("sitting__person__pinyin_key", "sitting_id", "sequence", "received_at", "pk")
    )
    if not found:
        return []
    where = {place.key: place for place in outages.places(exam, at=at)}
    counting = _counting({row.sitting_id for row in found})
    blocked: set[int] = set()
    out = []
    for row in found:
        each = _one(exam, row, where, counting[row.sitting_id], row.sitting_id in blocked)
        if each.decision is None and row.cause == LateCause.DEADLINE.value:
            blocked.add(row.sitting_id)
        out.append(each)
    return out


def one(row: LateResponse, *, at: datetime) -> Late:
    """One late response, judged like the list judges it."""
    exam = row.sitting.exam
    place = row.sitting.room_id or NO_ROOM
    return next(each for each in of_exam(exam, at=at, place=place) if each.row.pk == row.pk)


def waiting(exam: Exam, *, at: datetime) -> int:
    """How many late responses an outage of ours may excuse that nobody has decided about."""
    undecided = LateResponse.objects.filter(
        sitting__exam_id=exam.pk, cause=LateCause.DEADLINE.value, decision__isnull=True
    )
    if not undecided.exists():
        return 0
    rows = of_exam(exam, at=at)
    return sum(each.decision is None and _excused(each) for each in rows)


def _excused(each: Late) -> bool:
    # Behind an older one that waits too, it may still be counted once that is decided.
    return each.outage is not None and each.hindrance in (None, "older_undecided")


def _counting(sittings: Iterable[int]) -> dict[int, dict[int, str]]:
    """The answer texts that count, by sitting and paper item."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Response.objects.filter(sitting_id__in=sittings)
    for sitting, item, answer in rows.values_list("sitting_id", "item_id", "answer"):
        found[sitting][item] = answer
    return found


def _one(
    exam: Exam,
    row: LateResponse,
    where: dict[int, outages.Place],
    counting: dict[int, str],
    blocked: bool,
) -> Late:
    sitting = row.sitting
    answers = texts_of(row)
    items = sheet_of(sitting.paper_id).row_ids
    changed = [key for key, text in answers.items() if counting.get(items[key], "null") != text]
    filled = sum(counting.get(items[key], "null") == "null" for key in changed)
    outage = _covering(row, where.get(sitting.room_id or NO_ROOM))
    hindrance = late.hindrance(
        cause=LateCause(row.cause),
        released=exam.state == ExamState.RELEASED.value,
        handed_in=sitting.handed_in_at is not None or sitting.state == SittingState.VOIDED.value,
        newer_counts=row.sequence <= sitting.last_sequence,
        older_open=blocked,
    )
    if hindrance is None and outage is None:
        hindrance = "no_outage"
    late_by = None
    if sitting.deadline_at is not None:
        late_by = late.late_seconds(deadline_at=sitting.deadline_at, received_at=row.received_at)
    return Late(
        row=row,
        decision=getattr(row, "decision", None),
        late_by=late_by,
        items=len(answers),
        changed=len(changed),
        filled=filled,
        outage=outage,
        hindrance=hindrance,
    )


def _covering(row: LateResponse, place: outages.Place | None) -> Outage | None:
    sitting = row.sitting
    if place is None or row.cause != LateCause.DEADLINE.value or sitting.deadline_at is None:
        return None
    sat = next((each for each in place.sat if each.sitting.pk == sitting.pk), None)
    if sat is None:
        return None
    return late.covering(
        place.uncredited(sitting),
        started_at=sat.worked.began_at,
        deadline_at=sitting.deadline_at,
        received_at=row.received_at,
        paused=sat.paused,
    )


def texts_of(row: LateResponse) -> dict[str, str]:
    """The canonical answer texts it carries, by item key."""
    answers: dict[str, Any] = json.loads(row.answers)
    return {
        key: json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        for key, value in answers.items()
    }
