"""Whom a decision on an exam day concerns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from exams.models import Exam, Sitting

#: The place of those to whom no room was assigned.
NO_ROOM = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """Sittings of one exam: those of a place, or those named, among the people one may see.

    ``place`` is a room's key, 0 for those without a room, None for the whole exam. ``units`` are
    those whose people are meant, None for all; ``chosen`` are sittings' public ids.
    """

    exam: Exam
    place: int | None = None
    units: frozenset[int] | None = None
    chosen: frozenset[UUID] | None = None

    def sittings(self) -> QuerySet[Sitting]:
        """The standing sittings meant, in the order in which they are locked."""
        rows = Sitting.objects.standing().filter(exam_id=self.exam.pk)
        if self.units is not None:
            rows = rows.filter(enrolment__unit_id__in=self.units)
        if self.chosen is not None:
            rows = rows.filter(public_id__in=self.chosen)
        if self.place is not None:
            rows = rows.filter(**in_place(self.place))
        return rows.order_by("pk")

    def locked(self) -> QuerySet[Sitting]:
        """The same, locked until the transaction ends."""
        return self.sittings().select_for_update(of=("self",), no_key=True)

    def facts(self) -> dict[str, object]:
        """How the log names the scope of a decision that was not about one person alone."""
        return {"place": self.place, "chosen": self.chosen is not None}


def in_place(place: int, prefix: str = "") -> dict[str, Any]:
    """The filter for sittings of a place; ``prefix`` leads to the sitting, as ``sitting__``."""
    if place == NO_ROOM:
        return {f"{prefix}room__isnull": True}
    return {f"{prefix}room_id": place}
