"""Telling trainee and unit what became of a place: the last beat of the enrolment operations."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.urls import reverse

from academy.notices.operations import notices
from academy.notices.topics import Topic
from academy.people.enums import Role
from academy.shared import clock
from courses.models import Cohort, Enrolment
from courses.queries import audience

UNIT = (audience.OFFICER, audience.LEADER)
OFFICERS = (audience.OFFICER,)
LEADERS = (audience.LEADER,)


def trainees(
    topic: Topic, cohort: Cohort, rows: Sequence[Enrolment], *, at: datetime, **facts: object
) -> None:
    """Tell the people of these enrolments, in one go."""
    _tell(topic, cohort, {row.person_id for row in rows}, reverse("courses:mine"), at, facts)


def units_of(
    topic: Topic,
    cohort: Cohort,
    rows: Iterable[Enrolment],
    *,
    to: Collection[Role] = UNIT,
    at: datetime,
    **facts: object,
) -> None:
    """Tell officers and leaders of the units of these enrolments."""
    units_by_id(topic, cohort, {row.unit_id for row in rows}, to=to, at=at, facts=facts)


def units_by_id(
    topic: Topic,
    cohort: Cohort,
    unit_ids: Collection[int],
    *,
    to: Collection[Role] = UNIT,
    at: datetime,
    facts: Mapping[str, object],
    key: str = "",
) -> None:
    """Tell officers and leaders of these units."""
    if not unit_ids:
        return
    persons = audience.holders(unit_ids, *to, on=clock.local_date(at))
    path = reverse("courses:unit_places", args=[cohort.public_id])
    if tuple(to) == LEADERS:
        path = reverse("courses:to_endorse")
    _tell(topic, cohort, persons, path, at, facts, key=key)


def people(
    topic: Topic,
    cohort: Cohort,
    persons: Collection[int],
    *,
    path: str,
    key: str,
    at: datetime,
    facts: Mapping[str, object],
) -> None:
    """Tell these people; `key` names the event within the cohort, of which each is told once."""
    _tell(topic, cohort, persons, path, at, facts, key=key)


def _tell(
    topic: Topic,
    cohort: Cohort,
    persons: Collection[int],
    path: str,
    at: datetime,
    facts: Mapping[str, object],
    *,
    key: str = "",
) -> None:
    if not persons:
        return
    said: dict[str, object] = {
        "cohort": cohort.name,
        "starts_on": cohort.starts_on,
        "ends_on": cohort.ends_on,
        **facts,
    }
    notices.tell(
        topic=topic,
        persons=persons,
        facts=said,
        path=path,
        key=f"{topic.code}:{cohort.public_id}:{key or at.isoformat()}",
        at=at,
    )
