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
    HallNotInUse,
    HallTaken,
    HallTooSmall,
    InstructorUnavailable,
    NotQualified,
    OutsideCohortDays,
    SlotsMissing,
    SubjectNotInSyllabus,
    TeachingTimesInvalid,
)
from courses.models import Cohort, CohortLead, Instructor, Teaching
from courses.operations import cohorts, instructors, residence, teaching
from courses.queries.teaching import Taught, hours_of_year, ledger_of, plan_of
from courses.rules.periods import Slot
from tests.cast import FOUNDED_ON, SYSTEM, Cast
from tests.make import courses as make
from tests.make.courses import ENDS_ON, STARTS_ON
from tests.make.teaching import at_times, hall, instructor, outside, qualified, slot, subject, teach

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_lines_are_written_once(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    who = instructor(cast.instructor, at=at, of=cohort.syllabus.course)
    both = [slot(), slot(part=DayPart.AFTERNOON, hours="3.0")]
    first = teach(cohort, who, *both, at=at)
    assert [(str(each.times), each.hours) for each in first] == [
        ("08:30–11:30", Decimal("4.0")), ("14:00–16:15", Decimal("3.0"))
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


def _written(cohort: Cohort, who: Instructor, slot: Slot, at: datetime, **facts: Any) -> Teaching:
    """A line past the operations, as only a defect would write it."""
    return Teaching.objects.create(
        cohort=cohort, subject=subject(cohort), instructor=who, taught_on=slot.day,
        begins=slot.times.begins, ends=slot.times.ends, hours=1, recorded_at=at, **facts,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("begins", "ends", "fits"),
    [("08:00", "08:29", True), ("08:00", "08:30", True), ("08:00", "08:31", False),
     ("09:59", "10:30", False), ("10:00", "10:30", True), ("09:00", "09:10", False)],
)  # fmt: skip
def test_the_schema_keeps_instructors_and_halls_apart(
    at: datetime, cast: Cast, begins: str, ends: str, fits: bool
) -> None:
    one, two = (make.cohort(at=at, number=number) for number in (1, 2))
    who, other, room = instructor(cast.instructor, at=at), outside("罗文", at=at), hall(at=at)
    both: dict[str, Any] = {"hall": room, "books_hall": True}
    _written(one, who, at_times("08:30", "10:00"), at, **both)
    wanted = at_times(begins, ends)
    for instructor_, facts in ((who, {}), (other, both)):
        with transaction.atomic():
            if fits:
                _written(two, instructor_, wanted, at, **facts)
            else:
                with pytest.raises(IntegrityError), transaction.atomic():
                    _written(two, instructor_, wanted, at, **facts)
            transaction.set_rollback(True)
    # Moved there later, it is refused as well; withdrawn, or booking neither, it is not.
    far = _written(two, who, at_times("20:00", "21:00"), at)
    moved = Teaching.objects.filter(pk=far.pk)
    if not fits:
        with pytest.raises(IntegrityError), transaction.atomic():
            moved.update(begins=wanted.times.begins, ends=wanted.times.ends)
    _written(two, who, wanted, at, books_instructor=False)
    moved.update(withdrawn_at=at, reason="改期")
    moved.update(begins=wanted.times.begins, ends=wanted.times.ends)


def test_several_periods_of_a_half_day(at: datetime, cast: Cast) -> None:
    one, two = (make.cohort(at=at, number=number) for number in (1, 2))
    who = instructor(cast.instructor, at=at, of=one.syllabus.course)
    first, second = at_times("08:30", "10:00"), at_times("10:20", "11:50")
    lines = [*teach(one, who, first, at=at), *teach(two, who, second, at=at)]
    assert [each.hours for each in lines] == [Decimal("2.0")] * 2
    with pytest.raises(DoubleBooked) as no:
        teach(one, who, at_times("09:30", "10:21"), at=at)
    assert no.value.facts["cohort"] == one.name
    assert hours_of_year([who.pk], 2026, on=STARTS_ON)[who.pk].ahead == Decimal("4.0")


def test_two_cohorts_together_are_taught_once(at: datetime, cast: Cast) -> None:
    syllabus = make.syllabus(at=at)
    one, two = (make.cohort(at=at, number=n, of=syllabus, capacity=30) for n in (1, 2))
    who = instructor(cast.instructor, at=at, of=syllabus.course)
    room = hall(seats=60, at=at)
    host = teach(one, who, room=room, at=at)[0]
    with pytest.raises(DoubleBooked):
        teach(two, who, at=at)
    with pytest.raises(DoubleBooked):
        teach(two, who, slot(hours="3.9"), at=at, together=True)
    guest = teach(two, who, at=at, together=True)[0]
    assert (guest.hall, guest.books_instructor, guest.books_hall) == (room, False, False)
    assert teach(two, who, at=at, together=True) == [guest]
    assert hours_of_year([who.pk], 2026, on=STARTS_ON)[who.pk].ahead == Decimal("4.0")
    assert [plan_of(each)[0].covered for each in (one, two)] == [Decimal("4.0")] * 2
    # The line that booked goes: the other books in its place.
    teaching.withdraw(actor=SYSTEM, teaching=host, reason="调课", at=at)
    guest.refresh_from_db()
    assert (guest.books_instructor, guest.books_hall) == (True, True)
    assert hours_of_year([who.pk], 2026, on=STARTS_ON)[who.pk].ahead == Decimal("4.0")
    with pytest.raises(DoubleBooked):
        teach(one, who, at=at)


def test_halls_are_kept_apart(at: datetime, cast: Cast) -> None:
    syllabus = make.syllabus(at=at)
    one, two = (make.cohort(at=at, number=n, of=syllabus, capacity=30) for n in (1, 2))
    who = instructor(cast.instructor, at=at, of=syllabus.course)
    second = outside("罗文", at=at, of=syllabus.course)
    room, small = hall(seats=59, at=at), hall("小教室", seats=29, at=at)
    teach(one, who, room=room, at=at)
    with pytest.raises(HallTaken) as no:
        teach(two, second, room=room, at=at)
    assert no.value.facts["cohort"] == one.name
    # A second instructor beside the first in the same cohort is no second use of the hall.
    beside = teach(one, second, room=room, at=at)[0]
    assert (beside.books_instructor, beside.books_hall) == (True, False)
    with pytest.raises(HallTooSmall):
        teach(two, who, at=at, together=True)
    with pytest.raises(HallTooSmall):
        teach(two, who, slot(part=DayPart.EVENING), room=small, at=at)
    day = STARTS_ON + DAY
    residence.shut(actor=SYSTEM, hall=room, starts_on=day, ends_on=day, reason="检修", at=at)
    with pytest.raises(HallNotInUse):
        teach(one, who, slot(day), room=room, at=at)


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
        (TeachingTimesInvalid, [slot(hours="6.1")], {}),
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
