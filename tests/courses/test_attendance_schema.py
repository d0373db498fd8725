"""What the database itself holds of roll-calls, leave and conduct."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from courses.enums import CohortState
from courses.enums.attendance import Formation, LeaveKind, Presence
from courses.models import Cohort, Leave, RollCall, RollCallLine
from tests.cast import Cast
from tests.make import courses as make

DAY = date(2026, 3, 10)


def _call(cohort: Cohort, begins: str, ends: str, *, lesson: bool = True, at: datetime) -> RollCall:
    formation = Formation.LESSON if lesson else Formation.DRILL
    return RollCall.objects.create(
        cohort=cohort,
        formation=formation.value,
        called_on=DAY,
        begins=time.fromisoformat(begins),
        ends=time.fromisoformat(ends),
        hours=Decimal("2.0" if lesson else "0.0"),
        recorded_by="caller",
        recorded_at=at,
    )


@pytest.mark.parametrize(
    ("begins", "lesson", "stands"),
    [("09:59", True, False), ("10:00", True, True), ("09:59", False, True)],
)
def test_a_cohort_has_one_lesson_at_a_time(
    cast: Cast, at: datetime, begins: str, lesson: bool, stands: bool
) -> None:
    cohort = make.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    _call(cohort, "08:30", "10:00", at=at)
    if stands:
        _call(cohort, begins, "11:40", lesson=lesson, at=at)
        return
    with pytest.raises(DatabaseError), transaction.atomic():
        _call(cohort, begins, "11:40", lesson=lesson, at=at)
    RollCall.objects.update(voided_at=at, voided_by="caller", void_reason="点错")
    _call(cohort, begins, "11:40", lesson=lesson, at=at)


def test_lines_are_for_good_and_a_correction_says_why(cast: Cast, at: datetime) -> None:
    cohort = make.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    line = RollCallLine(
        roll_call=_call(cohort, "08:30", "10:00", at=at),
        enrolment=make.enrolment_of(cohort, cast.wang),
        presence=Presence.ABSENT.value,
        recorded_by="caller",
        recorded_at=at,
    )
    line.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        RollCallLine.objects.update(presence=Presence.PRESENT.value)
    line.pk, line.revision, line.presence = None, 1, Presence.PRESENT.value
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)
    line.reason = "看错名单"
    line.save(force_insert=True)
    assert [each.presence for each in RollCallLine.objects.current()] == [Presence.PRESENT]


def test_why_somebody_asks_leave_is_encrypted(cast: Cast, at: datetime) -> None:
    cohort = make.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    row = Leave.objects.create(
        enrolment=make.enrolment_of(cohort, cast.wang),
        kind=LeaveKind.SICK.value,
        starts_at=at,
        ends_at=at.replace(hour=23),
        hours=Decimal(0),
        reason="复查",
        asked_at=at,
        asked_by="wang",
    )
    assert Leave.objects.get().reason == "复查"
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM courses_leave WHERE id = %s", [row.pk])
        kept = cursor.fetchone()
    assert kept is not None
    assert "复查" not in kept[0]
