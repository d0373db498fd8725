"""Who is told of a leave: who decides next, the trainee, and those who look for the missing.

Never why somebody asks: that may concern their health.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.urls import reverse

from academy.notices.topics import Topic
from academy.people.enums import Role
from academy.people.models import Person
from academy.shared import clock
from courses import topics
from courses.enums.attendance import LeaveStep
from courses.models import CohortLead, Leave
from courses.operations import telling
from courses.queries import audience
from courses.rules.deadlines import said


def _facts(row: Leave) -> dict[str, object]:
    return {
        "person": row.enrolment.person.name,
        "starts": said(row.starts_at),
        "ends": said(row.ends_at),
    }


def _tutors(row: Leave, *, at: datetime) -> set[int]:
    """The class tutor; the academy's admins where none of the staff is named."""
    lead = CohortLead.objects.filter(
        cohort=row.enrolment.cohort_id,
        instructor__person__isnull=False,
        instructor__person__left_on__isnull=True,
    )
    found = set(lead.values_list("instructor__person__pk", flat=True))
    return found - {row.enrolment.person_id} or _admins(row, at=at)


def _admins(row: Leave, *, at: datetime) -> set[int]:
    on = clock.local_date(at)
    return audience.holders([row.enrolment.unit_id], Role.ACADEMY_ADMIN, on=on)


def waiting(row: Leave, step: LeaveStep, *, deciders: Collection[str], at: datetime) -> None:
    """Tell who may take this step, but for the trainee and who has consented already."""
    if step is LeaveStep.TUTOR:
        persons = _tutors(row, at=at)
    elif step is LeaveStep.UNIT:
        on = clock.local_date(at)
        persons = audience.holders([row.enrolment.unit_id], Role.UNIT_LEADER, on=on)
    else:
        persons = _admins(row, at=at)
    known = Person.objects.filter(public_id__in=deciders).values_list("pk", flat=True)
    persons -= {row.enrolment.person_id, *known}
    telling.people(
        topics.LEAVE_WAITS,
        row.enrolment.cohort,
        persons,
        path=reverse("courses:leaves_waiting"),
        key=f"{row.public_id}:{step.value}",
        at=at,
        facts=_facts(row),
    )


def trainee(topic: Topic, row: Leave, *, at: datetime, key: str = "", reason: str = "") -> None:
    """Tell the trainee what was decided."""
    telling.people(
        topic,
        row.enrolment.cohort,
        {row.enrolment.person_id},
        path=reverse("courses:my_leaves"),
        key=f"{row.public_id}:{key}",
        at=at,
        facts={**_facts(row), "reason": reason},
    )


def closed(rows: Sequence[Leave], *, reason: str, at: datetime) -> None:
    """Tell people who leave a cohort that their leave went with their place."""
    for row in rows:
        trainee(topics.LEAVE_CLOSED, row, at=at, reason=reason)


def overdue(row: Leave, *, at: datetime) -> None:
    """Tell tutor, officers and leaders of the unit that somebody is not back."""
    on = clock.local_date(at)
    unit = audience.holders([row.enrolment.unit_id], *telling.UNIT, on=on)
    tutors = _tutors(row, at=at)
    cohort = row.enrolment.cohort
    for persons, path in (
        (tutors, reverse("courses:leaves", args=[cohort.public_id])),
        (unit - tutors, reverse("courses:enrolment", args=[row.enrolment.public_id])),
    ):
        telling.people(
            topics.LEAVE_OVERDUE,
            cohort,
            persons,
            path=path,
            key=str(row.public_id),
            at=at,
            facts=_facts(row),
        )
