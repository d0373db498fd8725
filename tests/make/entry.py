"""Builders for coming into an exam: rooms, seats, rules of the day, circumstances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from academy.people.models import Person
from exams.models import Exam, Policy, Room, Sitting
from exams.operations import policies, rooms, seating, sittings
from exams.queries.policies import policy_of, terms_of
from exams.rules.entry import Circumstances
from tests import keep
from tests.cast import SYSTEM

INSIDE, OUTSIDE = "10.3.0.7", "10.4.0.7"
NETWORKS = ("10.3.0.0/24",)
KEY = "0f9bef2cf99a720a768b9da2dd903be71b4467494a64c63f814752cb8e631cff"


@keep.kept
def room(
    *,
    at: datetime,
    name: str = "一号考场",
    capacity: int = 30,
    networks: Sequence[str] = (),
    separate: bool = False,
) -> Room:
    """A room in use."""
    return rooms.open_(
        actor=SYSTEM, name=name, capacity=capacity, networks=networks, separate=separate, at=at
    )


@keep.kept
def policy(exam: Exam, *, at: datetime, reason: str = "", **changes: Any) -> Policy:
    """The exam's rules of the day with ``changes`` made to them."""
    terms = replace(terms_of(policy_of(exam)), **changes)
    return policies.set_(actor=SYSTEM, exam=exam, terms=terms, reason=reason, at=at)


@keep.kept
def seated(exam: Exam, *halls: Room, at: datetime) -> seating.Seating:
    """Everybody due has a seat in ``halls``."""
    return seating.assign(actor=SYSTEM, exam=exam, rooms=halls, at=at)


@keep.kept
def place(exam: Exam, person: Person, *, at: datetime) -> Sitting:
    """The person's place, laid out and not checked in."""
    sittings.prepare(actor=SYSTEM, exam=exam, at=at)
    return Sitting.objects.standing().get(exam=exam, person=person)


def came(address: str = INSIDE, code: str = "", **proofs: str) -> Circumstances:
    """How a request came."""
    return Circumstances(address, code, **proofs)
