"""Teaching: all or nothing, twice is once, nobody in two places."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from academy.audit.models import Entry
from courses.enums import CohortState
from courses.enums.teaching import DayPart, QualificationLevel
from courses.errors.cohorts import ReasonRequired
from courses.errors.teaching import (
    CohortOver,
    DoubleBooked,
    InstructorUnavailable,
    NotQualified,
    OutsideCohortDays,
    SlotsMissing,
    SubjectNotInSyllabus,
    TeachingHoursInvalid,
)
from courses.models import Cohort, CohortLead, Instructor, Teaching
from courses.operations import cohorts, instructors, teaching
from courses.queries.teaching import Taught, hours_of_year, ledger_of, plan_of
from courses.rules.teaching import Slot
from tests.cast import FOUNDED_ON, SYSTEM, Cast
from tests.make import courses as make
from tests.make.courses import ENDS_ON, STARTS_ON
from tests.make.teaching import instructor, outside, qualified, slot, subject, teach

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_lines_are_written_once(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    who = instructor(cast.instructor, at=at, of=cohort.syllabus.course)
    both = [slot(), slot(part=DayPart.AFTERNOON, hours="3.0")]
    first = teach(cohort, who, *both, at=at)
    assert [(each.part, each.hours) for each in first] == [
        ("morning", Decimal("4.0")), ("afternoon", Decimal("3.0"))
    ]  # fmt: skip
    assert teach(cohort, who, *both, at=at) == first
    assert len(teach(cohort, who, *both, slot(part=DayPart.EVENING), at=at)) == 3
    assert Entry.objects.filter(verb="courses.teaching_assigned").count() == 3


def test_nobody_teaches_in_two_places(at: datetime, cast: Cast) -> None:
    one, two = (make.cohort(at=at, number=number) for number in (1, 2))
    who = instructor(cast.instructor, at=at, of=one.syllabus.course)
    teach(one, who, at=at)
    # All or nothing: the afternoon would be free, the morning is not.
    with pytest.raises(DoubleBooked) as no:
        teach(two, who, slot(part=DayPart.AFTERNOON), slot(), at=at)
    assert no.value.facts["cohort"] == one.name
    with pytest.raises(DoubleBooked):
        teach(one, who, slot(), sequence=2, at=at)
    with pytest.raises(DoubleBooked):
        teach(one, who, slot(hours="3.0"), at=at)
    assert Teaching.objects.count() == 1
    teach(two, who, slot(part=DayPart.AFTERNOON), at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Teaching.objects.create(
            cohort=two, subject=subject(two), instructor=who, taught_on=STARTS_ON,
            part="morning", hours=1, recorded_at=at,
        )  # fmt: skip


def test_refusals(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    stranger = instructor(cast.li, at=at)
    who = instructor(cast.instructor, at=at, of=cohort.syllabus.course)
    other = make.syllabus(at=at, code="SAFE")

    def assign(*slots: Slot, **facts: Any) -> None:
        teaching.assign(
            **{"actor": SYSTEM, "cohort": cohort, "subject": subject(cohort), "instructor": who,
               "slots": slots, "at": at, **facts}
        )  # fmt: skip

    cases: list[tuple[type[Exception], list[Slot], dict[str, Any]]] = [
        (SubjectNotInSyllabus, [slot()], {"subject": other.subjects.get(sequence=1)}),
        (SlotsMissing, [], {}),
        (TeachingHoursInvalid, [slot(hours="6.1")], {}),
        (OutsideCohortDays, [slot(ENDS_ON + DAY)], {}),
        (NotQualified, [slot()], {"instructor": stranger}),
        (InstructorUnavailable, [slot()], {"instructor": _by_offer(cohort, at)}),
    ]
    for refusal, slots, facts in cases:
        with pytest.raises(refusal):
            assign(*slots, **facts)
    cohorts.cancel(actor=SYSTEM, cohort=cohort, reason="台风", at=at)
    with pytest.raises(CohortOver):
        assign(slot())
    assert not Teaching.objects.exists()


def _by_offer(cohort: Cohort, at: datetime) -> Instructor:
    return outside("按约", at=at, of=cohort.syllabus.course, offered_only=True)


def test_a_cancelled_cohort_gives_its_half_days_back(at: datetime, cast: Cast) -> None:
    syllabus = make.syllabus(at=at)
    one, two = (make.cohort(at=at, number=number, of=syllabus) for number in (1, 2))
    who = instructor(cast.instructor, at=at, of=syllabus.course)
    teach(one, who, at=at)
    cohorts.cancel(actor=SYSTEM, cohort=one, reason="台风", at=at)
    teach(two, who, at=at)
    assert Teaching.objects.standing().get().cohort == two
    assert Teaching.objects.get(cohort=one).withdrawn_at == at


def test_withdrawn_with_a_reason(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    who = instructor(cast.instructor, at=at, of=cohort.syllabus.course)
    line = teach(cohort, who, at=at)[0]
    with pytest.raises(ReasonRequired):
        teaching.withdraw(actor=SYSTEM, teaching=line, reason=" ", at=at)
    for _ in range(2):
        gone = teaching.withdraw(actor=SYSTEM, teaching=line, reason="病假", at=at)
        assert (gone.withdrawn_at, gone.reason) == (at, "病假")
    assert teach(cohort, who, at=at)[0] != line
    assert Entry.objects.filter(verb="courses.teaching_withdrawn").count() == 1


def test_lead_is_qualified_throughout(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    who = instructor(cast.instructor, at=at)

    def name() -> CohortLead:
        return teaching.name_lead(actor=SYSTEM, cohort=cohort, instructor=who, at=at)

    with pytest.raises(NotQualified):
        name()
    instructors.qualify(
        actor=SYSTEM, instructor=who, course=cohort.syllabus.course,
        level=QualificationLevel.SENIOR,
        valid_from=FOUNDED_ON, valid_until=ENDS_ON + DAY, evidence="证书", at=at,
    )  # fmt: skip
    assert name() == name()
    second = instructor(cast.li, at=at, of=cohort.syllabus.course)
    lead = teaching.name_lead(actor=SYSTEM, cohort=cohort, instructor=second, at=at)
    assert CohortLead.objects.get() == lead
    assert lead.instructor == second
    instructors.end(actor=SYSTEM, instructor=who, until=ENDS_ON, at=at)
    with pytest.raises(InstructorUnavailable):
        name()
    cohorts.cancel(actor=SYSTEM, cohort=cohort, reason="台风", at=at)
    with pytest.raises(CohortOver):
        name()


def test_hours_of_a_year(at: datetime, cast: Cast, django_assert_num_queries: Any) -> None:
    cohort = make.cohort(at=at, state=CohortState.PUBLISHED)
    who = instructor(cast.instructor, at=at, of=cohort.syllabus.course)
    idle = outside("罗文", at=at)
    teach(cohort, who, slot(), slot(STARTS_ON + DAY, hours="3.5"), at=at)
    for shift, taught, ahead in ((0, "0.0", "7.5"), (1, "4.0", "3.5"), (2, "7.5", "0.0")):
        with django_assert_num_queries(1):
            found = hours_of_year([who.pk, idle.pk], 2026, on=STARTS_ON + shift * DAY)
        assert found == {who.pk: Taught(Decimal(taught), Decimal(ahead)), idle.pk: Taught()}
    assert hours_of_year([who.pk], 2025, on=STARTS_ON) == {who.pk: Taught()}
    assert [each.hours for each in ledger_of(who, 2026)] == [Decimal("4.0"), Decimal("3.5")]
    assert not ledger_of(who, 2027).exists()


def test_plan_counts_two_instructors_at_once_once(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    for who in (instructor(cast.instructor, at=at), outside("罗文", at=at)):
        teach(cohort, qualified(who, cohort.syllabus.course, at=at), at=at)
    first, second = plan_of(cohort)
    assert (first.planned, first.covered, first.missing) == (
        Decimal("8.0"), Decimal("4.0"), Decimal("20.0")
    )  # fmt: skip
    assert (second.lines, second.missing) == ([], Decimal("16.0"))
