"""Builders of requirements and ledger lines; every row is written by an operation."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from academy.people.enums import StaffKind
from academy.people.models import Person, Unit
from courses.enums import HoursSource
from courses.enums.hours import Metric, WindowKind
from courses.models import Course, HoursEntry, RequirementEdition, Track
from courses.operations import catalogue, hours, requirements
from courses.operations.hours import EntryLine
from courses.operations.usual import Draft
from courses.rules.requirements import Spec
from tests import keep
from tests.cast import SYSTEM

IN_FORCE = date(2020, 1, 1)


def spec(**said: Any) -> Spec:
    """Return a spec of 60 hours a calendar year, but for what is said."""
    usual: dict[str, Any] = {
        "metric": Metric.HOURS,
        "amount": Decimal("60.0"),
        "window": WindowKind.CALENDAR_YEAR,
        "valid_from": IN_FORCE,
    }
    return Spec(**{**usual, **said})


@keep.kept
def edition(
    *,
    at: datetime,
    code: str = "R1",
    course: Course | None = None,
    staff_kinds: Sequence[StaffKind] = (),
    units: Sequence[Unit] = (),
    tracks: Sequence[Track] = (),
    **said: Any,
) -> RequirementEdition:
    """Publish an edition of requirement `code`, 60 hours a calendar year but for what is said."""
    row = requirements.create(actor=SYSTEM, code=code, name=f"要求{code}", at=at)
    draft = Draft(
        spec(course_id=course.pk if course else None, **said),
        regulation="干部教育培训工作条例",
        article="第十四条",
        course=course,
        staff_kinds=staff_kinds,
        units=units,
        tracks=tracks,
    )
    return requirements.publish(actor=SYSTEM, requirement=row, draft=draft, at=at)


@keep.kept
def track(*, at: datetime, code: str = "LAW") -> Track:
    """Return a track."""
    return catalogue.create_track(actor=SYSTEM, code=code, name=f"综合执法{code}", at=at)


def line(person: Person, *, at: datetime, **said: Any) -> EntryLine:
    """Return a line of 8 hours of residential training on 2 March 2026, but for what is said."""
    usual: dict[str, Any] = {
        "person": person,
        "track": said.pop("track", None) or track(at=at),
        "hours": Decimal("8.0"),
        "category": "residential",
        "source": HoursSource.OUTSIDE,
        "earned_on": date(2026, 3, 2),
        "evidence": "培训证明",
    }
    return EntryLine(**{**usual, **said})


@keep.kept
def entry(person: Person, *, at: datetime, **said: Any) -> HoursEntry:
    """Enter such a line."""
    return hours.record_entry(actor=SYSTEM, line=line(person, at=at, **said), at=at)
