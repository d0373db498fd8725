"""Builders for what makes exams fair: contacts of a room, an outage, late answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from exams.errors import SittingClosed
from exams.models import Contact, Exam, LateResponse, Policy, Room, Sitting
from exams.rules.outages import BUCKET_SECONDS
from tests import keep
from tests.make import exams as make

SECOND = timedelta(seconds=1)


def contacts(
    of: Exam, *, from_at: datetime, until: datetime, place: int = 0, every: int = 20
) -> None:
    """A place heard of every ``every`` seconds from ``from_at`` on, before ``until``."""
    seconds = range(0, int((until - from_at).total_seconds()), every)
    rows = [
        Contact(exam=of, place=place, bucket=bucket(from_at + number * SECOND))
        for number in seconds
    ]
    Contact.objects.bulk_create(rows, ignore_conflicts=True)


def bucket(at: datetime) -> int:
    """The number of the span of five seconds into which ``at`` falls."""
    return int(at.timestamp()) // BUCKET_SECONDS


def silence(
    of: Exam,
    *,
    started_at: datetime,
    began_at: datetime,
    ended_at: datetime,
    until: datetime,
    place: int = 0,
) -> None:
    """A place heard of all the time but between the two instants (whole fives of seconds)."""
    contacts(of, from_at=started_at, until=began_at, place=place, every=5)
    contacts(of, from_at=ended_at, until=until, place=place, every=5)


@keep.kept
def late(of: Sitting, answers: dict[str, Any], *, at: datetime, sequence: int = 2) -> LateResponse:
    """Answers that come after the deadline and are kept aside."""
    with pytest.raises(SittingClosed):
        make.save(of, answers, at=at, sequence=sequence)
    return LateResponse.objects.get(sitting=of, sequence=sequence)


@keep.kept
def room(name: str, *, at: datetime) -> Room:
    """A room for thirty."""
    return Room.objects.create(name=name, capacity=30, opened_at=at)


@keep.kept
def policy(of: Exam, *, at: datetime, **rules: Any) -> Policy:
    """The exam's rules of the day, with ``rules`` other than the defaults."""
    row, _fresh = Policy.objects.update_or_create(exam=of, defaults={"set_at": at, **rules})
    return row
