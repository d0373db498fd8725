"""From nomination to the academy's decision, and every rule that can stand in the way."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from academy.notices.models import Notice
from academy.people.models import Assignment, Succession, UnitEdition
from courses.enums import CohortState, EnrolmentState, OverQuota, SeatWhy
from courses.enums.planning import BlockKind
from courses.errors import (
    AlreadyCertified,
    AlreadyFurther,
    EnrolmentDeclined,
    EnrolmentReturned,
    HoursNotOwed,
    NominationsClosed,
    NotApproved,
    NotEndorsed,
    OwnNomination,
    PersonBlocked,
    QuotaUnitEnded,
    ReasonRequired,
    SameCourseElsewhere,
    UnitEnded,
)
from courses.errors import (
    OverQuota as OverQuotaRefusal,
)
from courses.models import Enrolment, RuleOverride
from courses.operations import cohorts, decisions, enrolments
from tests.cast import SYSTEM, Cast
from tests.make import courses as make
from tests.make import enrolling, people, requirements

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def topics_of(person_id: int) -> list[str]:
    rows = Notice.objects.filter(person_id=person_id).order_by("pk")
    return [topic.removeprefix("courses.") for topic in rows.values_list("topic", flat=True)]


def test_officer_leader_academy_seat(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    (row,) = enrolling.nominated(cast, cohort, [cast.wang], at=at)
    with pytest.raises(NotEndorsed):
        decisions.approve(actor=SYSTEM, enrolment=row, at=at)
    with pytest.raises(NotApproved):
        enrolments.enrol(actor=SYSTEM, cohort=cohort, person=cast.wang, at=at)
    decisions.endorse(actor=enrolling.leader(cast), enrolment=row, at=at)
    assert decisions.endorse(actor=enrolling.leader(cast), enrolment=row, at=at).endorsed_at == at
    decisions.approve(actor=SYSTEM, enrolment=row, at=at)
    fresh = make.enrolment_of(cohort, cast.wang)
    assert (fresh.state, fresh.nominated_at, fresh.endorsed_at) == ("enrolled", at, at)
    assert (fresh.approved_at, fresh.enrolled_at, fresh.waiting_number) == (at, at, None)
    with pytest.raises(AlreadyFurther):
        decisions.approve(actor=SYSTEM, enrolment=row, at=at)
    assert topics_of(cast.wang.pk) == ["nominated", "endorsed", "seated"]
    assert topics_of(cast.leader.pk) == ["to_endorse", "unit_decided"]
    assert topics_of(cast.officer.pk) == ["endorsed_by_leader", "unit_decided"]


def test_nobody_endorses_what_they_nominated(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    row = enrolments.nominate(actor=enrolling.leader(cast), cohort=cohort, person=cast.wang, at=at)
    with pytest.raises(OwnNomination):
        decisions.endorse(actor=enrolling.leader(cast), enrolment=row, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=row.pk).update(
            state="endorsed", endorsed_at=at, endorsed_by=row.nominated_by
        )


def test_returned_may_be_nominated_again(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    (row,) = enrolling.nominated(cast, cohort, [cast.wang], at=at)
    leader = enrolling.leader(cast)
    with pytest.raises(ReasonRequired):
        decisions.return_(actor=leader, enrolment=row, reason=" ", at=at)
    gone = decisions.return_(actor=leader, enrolment=row, reason="当周有专项行动", at=at)
    assert (gone.state, gone.reason, gone.declined_at) == ("returned", "当周有专项行动", at)
    with pytest.raises(EnrolmentReturned):
        decisions.approve(actor=SYSTEM, enrolment=row, at=at)
    enrolling.nominated(cast, cohort, [cast.wang], at=at)
    fresh = make.enrolment_of(cohort, cast.wang)
    assert (fresh.state, fresh.reason, fresh.declined_at) == ("nominated", "", None)
    assert "unit_returned" in topics_of(cast.officer.pk)


def test_declined_may_be_nominated_again(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    (row,) = enrolling.endorsed(cast, cohort, [cast.wang], at=at)
    decisions.decline(actor=SYSTEM, enrolment=row, reason="本年度已参训", at=at)
    with pytest.raises(EnrolmentDeclined):
        enrolments.enrol(actor=SYSTEM, cohort=cohort, person=cast.wang, at=at)
    enrolling.nominated(cast, cohort, [cast.wang], at=at)
    fresh = make.enrolment_of(cohort, cast.wang)
    assert (fresh.state, fresh.endorsed_at, fresh.endorsed_by) == ("nominated", None, "")
    assert topics_of(cast.wang.pk)[2:3] == ["declined"]


def test_a_nomination_holds_a_place_of_the_quota(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=10)
    cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={cast.east.pk: 1}, at=at)
    (row,) = enrolling.nominated(cast, cohort, [cast.wang], at=at)
    for enter in (enrolments.nominate, enrolments.enrol):
        with pytest.raises(OverQuotaRefusal):
            enter(actor=SYSTEM, cohort=cohort, person=cast.zhao, at=at)
    decisions.return_(actor=enrolling.leader(cast), enrolment=row, reason="换人", at=at)
    assert enrolling.nominated(cast, cohort, [cast.zhao], at=at)


@pytest.mark.parametrize(("late", "open_"), [(-SECOND, True), (0 * SECOND, False), (SECOND, False)])
def test_deadline_of_nominations(at: datetime, cast: Cast, late: timedelta, open_: bool) -> None:
    cohort = make.cohort(at=at)
    enrolling.notice(cohort, at=at)
    when = at + enrolling.NOMINATIONS_OPEN + late
    if open_:
        assert enrolling.nominated(cast, cohort, [cast.wang], at=when)
        return
    with pytest.raises(NominationsClosed):
        enrolling.nominated(cast, cohort, [cast.wang], at=when)
    report = enrolments.nominate_many(
        actor=SYSTEM, cohort=cohort, persons=[cast.wang], at=when, override_reason="补报"
    )
    assert len(report.done) == 1


def test_a_notice_that_was_not_issued_binds_nobody(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    enrolling.notice(cohort, at=at, issue=False)
    assert enrolling.nominated(cast, cohort, [cast.wang], at=at + timedelta(days=4))


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (BlockKind.DUTY, "值班"),
        (BlockKind.LEAVE, "休假"),
        (BlockKind.SECONDMENT, "借调"),
        (BlockKind.MEDICAL, "其他安排"),
        (BlockKind.PREGNANCY, "其他安排"),
        (BlockKind.OTHER, "其他安排"),
    ],
)
def test_blocked_days_are_named_and_health_is_not(
    at: datetime, cast: Cast, kind: BlockKind, shown: str
) -> None:
    cohort = make.cohort(at=at)
    enrolling.block(cast.wang, kind=kind, at=at)
    with pytest.raises(PersonBlocked) as caught:
        enrolments.nominate(actor=SYSTEM, cohort=cohort, person=cast.wang, at=at)
    assert caught.value.facts["kind"] == shown
    assert kind.value not in str(caught.value.problem())


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "clash"),
    [
        (date(2026, 3, 1), date(2026, 3, 8), False),
        (date(2026, 3, 1), date(2026, 3, 9), True),
        (date(2026, 3, 13), date(2026, 3, 20), True),
        (date(2026, 3, 14), date(2026, 3, 20), False),
    ],
)
def test_a_block_counts_from_its_first_to_its_last_day(
    at: datetime, cast: Cast, starts_on: date, ends_on: date, clash: bool
) -> None:
    cohort = make.cohort(at=at)
    row = enrolling.block(cast.wang, starts_on=starts_on, ends_on=ends_on, at=at)
    report = enrolments.nominate_many(actor=SYSTEM, cohort=cohort, persons=[cast.wang], at=at)
    assert [each.refusal.code for each in report.refused] == ["courses.person_blocked"] * clash
    row.lifted_at = at
    row.save()
    assert enrolments.nominate(actor=SYSTEM, cohort=cohort, person=cast.wang, at=at).pk


def test_a_live_place_in_the_same_course_stands_in_the_way(at: datetime, cast: Cast) -> None:
    make.cohort(at=at, number=1, persons=[cast.wang])
    later = make.cohort(at=at, number=2, starts_on=date(2026, 4, 6), ends_on=date(2026, 4, 10))
    with pytest.raises(SameCourseElsewhere) as caught:
        enrolments.nominate(actor=SYSTEM, cohort=later, person=cast.wang, at=at)
    assert caught.value.facts["other"] == "第 1 期执法骨干班"


@pytest.mark.parametrize(
    ("ends_on", "refused"),
    [(date(2026, 6, 3), True), (date(2026, 6, 4), False), (date(2026, 6, 5), False)],
)
def test_who_holds_the_course_comes_only_to_renew_it(
    at: datetime, cast: Cast, ends_on: date, refused: bool
) -> None:
    syllabus = make.syllabus(at=at, valid_months=6)
    make.cohort(at=at, number=1, of=syllabus, state=CohortState.CLOSED, persons=[cast.wang])
    later = make.cohort(at=at, number=2, of=syllabus, starts_on=ends_on, ends_on=ends_on)
    if not refused:
        assert enrolments.nominate(actor=SYSTEM, cohort=later, person=cast.wang, at=at).pk
        return
    for enter in (enrolments.nominate, enrolments.enrol):
        with pytest.raises(AlreadyCertified) as caught:
            enter(actor=SYSTEM, cohort=later, person=cast.wang, at=at)
        assert caught.value.facts["until"] == "2026-09-02"


def test_a_cohort_for_those_who_owe_hours(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    enrolling.notice(cohort, at=at, owing_only=True)
    with pytest.raises(HoursNotOwed):
        enrolments.nominate(actor=SYSTEM, cohort=cohort, person=cast.wang, at=at)
    requirements.edition(at=at, units=[cast.east])
    report = enrolments.nominate_many(
        actor=SYSTEM, cohort=cohort, persons=[cast.wang, cast.li], at=at
    )
    assert [row.person_id for row in report.done] == [cast.wang.pk]
    assert [each.refusal.code for each in report.refused] == ["courses.hours_not_owed"]


def test_a_unit_that_ended_names_its_successor(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    UnitEdition.objects.filter(unit=cast.east).update(valid_until=date(2026, 3, 1))
    Succession.objects.create(unit=cast.south, predecessor=cast.east, on=date(2026, 3, 1))
    with pytest.raises(UnitEnded) as caught:
        enrolments.nominate(actor=SYSTEM, cohort=cohort, person=cast.wang, at=at)
    said = {"unit": "测试市城管局东湖分局", "successor": "测试市城管局南桥分局"}
    assert caught.value.facts == {"person": "王建国", **said}
    with pytest.raises(QuotaUnitEnded) as no:
        cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas={cast.east.pk: 1}, at=at)
    assert no.value.facts == said


def test_an_admin_sets_a_rule_aside_and_it_stays_on_record(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at, capacity=1)
    enrolling.block(cast.wang, at=at)
    Assignment.objects.filter(person=cast.li).update(valid_until=date(2026, 3, 1))
    report = enrolments.nominate_many(
        actor=SYSTEM, cohort=cohort, persons=[cast.wang, cast.li], at=at, override_reason="带班"
    )
    assert [row.person_id for row in report.done] == [cast.wang.pk]
    assert [each.refusal.code for each in report.refused] == ["courses.no_assignment"]
    kept = RuleOverride.objects.get()
    assert (kept.rule, kept.reason, kept.made_by) == (SeatWhy.BLOCKED, "带班", "tests")
    decisions.endorse(actor=enrolling.leader(cast), enrolment=report.done[0], at=at)
    assert decisions.approve(actor=SYSTEM, enrolment=report.done[0], at=at).state == "enrolled"


def test_rules_are_asked_again_at_approval(at: datetime, cast: Cast) -> None:
    cohort = make.cohort(at=at)
    rows = enrolling.endorsed(cast, cohort, [cast.wang, cast.zhao], at=at)
    enrolling.block(cast.wang, at=at)
    report = decisions.approve_many(actor=SYSTEM, enrolments=rows, at=at)
    assert [row.person_id for row in report.done] == [cast.zhao.pk]
    assert [each.refusal.code for each in report.refused] == ["courses.person_blocked"]
    assert make.enrolment_of(cohort, cast.wang).state == EnrolmentState.ENDORSED


def test_over_quota_as_the_notice_says(at: datetime, cast: Cast) -> None:
    for number, over in enumerate((OverQuota.REFUSE, OverQuota.WAIT), 1):
        cohort = make.cohort(
            at=at,
            number=number,
            of=make.syllabus(at=at, code=f"L{number}"),
            starts_on=date(2026, 3 + number, 6),
            ends_on=date(2026, 3 + number, 10),
        )
        quotas = {cast.east.pk: 1}
        cohorts.set_quotas(actor=SYSTEM, cohort=cohort, quotas=quotas, at=at)
        enrolling.notice(cohort, at=at, over_quota=over, number=f"〔2026〕{number}号")
        report = enrolments.nominate_many(
            actor=SYSTEM, cohort=cohort, persons=[cast.wang, cast.zhao], at=at
        )
        beyond = [row.beyond_quota for row in report.done]
        assert beyond == ([False] if over is OverQuota.REFUSE else [False, True])


DECIDE_QUERIES = {"endorse": 18, "approve": 32, "return": 19}


@pytest.mark.parametrize("count", [3, 30])
def test_decisions_cost_the_same_number_of_queries(
    at: datetime, cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    everybody = people.people(count, unit=cast.east, at=at)
    cohort = make.cohort(at=at)
    rows = enrolling.nominated(cast, cohort, everybody, at=at)
    leader = enrolling.leader(cast)
    with django_assert_num_queries(DECIDE_QUERIES["return"]):
        decisions.return_many(actor=leader, enrolments=rows, reason="换人", at=at)
    rows = enrolling.nominated(cast, cohort, everybody, at=at)
    with django_assert_num_queries(DECIDE_QUERIES["endorse"]):
        decisions.endorse_many(actor=leader, enrolments=rows, at=at)
    with django_assert_num_queries(DECIDE_QUERIES["approve"]):
        report = decisions.approve_many(actor=SYSTEM, enrolments=rows, at=at)
    assert len(report.done) == count
