"""From proposal to numbered certificates."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from academy.audit.models import Entry
from academy.jobs.models import Job
from academy.people.enums import Sex, UnitKind
from academy.people.models import Person
from academy.people.operations import units
from certificates.enums import BatchState, LineReason
from certificates.errors import (
    BatchIssued,
    BatchNotApproved,
    BatchWithdrawn,
    CohortNotClosed,
    NobodyEligible,
    SecondPersonRequired,
)
from certificates.models import Batch, Certificate, Series, Template
from certificates.operations import batches, revocations
from courses.enums import AttemptKind, CohortState
from courses.operations import cohorts, enrolments
from tests.cast import SYSTEM, Cast
from tests.make import certificates as make
from tests.make import courses as make_courses
from tests.make import people as make_people

pytestmark = pytest.mark.django_db


def test_a_line_for_everybody_refusals_with_reasons(cast: Cast, at: datetime) -> None:
    odd = make_people.person(9, unit=cast.south, at=at, name="王𠀣")
    gone = make_people.person(8, unit=cast.south, at=at, name="何退训")
    persons = [cast.wang, cast.li, cast.zhao, odd, gone]
    cohort = make_courses.cohort(at=at, state=CohortState.RUNNING, persons=persons)
    enrolments.withdraw(
        actor=SYSTEM,
        enrolment=make_courses.enrolment_of(cohort, gone),
        reason="病假过长",
        at=at,
    )
    for person, score in ((cast.wang, "86.5"), (cast.li, "59"), (cast.zhao, None), (odd, "70")):
        make_courses.outcome(make_courses.enrolment_of(cohort, person), at=at, score=score)
    cohort = cohorts.close_out(actor=SYSTEM, cohort=cohort, at=at)

    batch = make.proposed(cohort, at=at)

    lines = batch.lines.values_list("position", "enrolment__person__name", "reason", "detail")
    assert list(lines) == [
        (1, "王建国", "", ""),
        (2, "赵䶮", "absent", ""),
        (3, "何退训", "withdrawn", ""),
        (4, "李秀英", "failed", ""),
        (5, "王𠀣", "glyph_missing", "𠀣"),
    ]  # fmt: skip
    issued = batches.issue(
        actor=make.APPROVER,
        batch=batches.approve(actor=make.APPROVER, batch=batch, at=at),
        at=at,
    )
    assert [each.name for each in issued.certificates.all()] == ["王建国"]


def test_facts_are_frozen_as_printed(cast: Cast, at: datetime) -> None:
    number = make_people.id_number(1)
    person = make_people.person(7, unit=cast.east, at=at, name="欧阳若曦", sex=Sex.FEMALE)
    Person.objects.filter(pk=person.pk).update(id_number=number)
    cohort = make.closed_cohort(persons=[person], at=at, scores={"P00007": "95"}, number=12)
    certificate = make.issued(cohort, at=at).certificates.get()
    site = "http://127.0.0.1:8000/verify/"
    assert certificate.facts == {
        "document_title": "培训合格证 演示城管培〔2026〕第0001号 欧阳若曦",
        "number": "演示城管培〔2026〕第0001号",
        "name": "欧阳若曦",
        "sex": "女",
        "id_label": "公民身份号码",
        "id_number": f"999999********{number[-4:]}",
        "unit": "测试市城管局东湖分局",
        "course": "执法办案基础LAW",
        "cohort": "第12期",
        "period": "2026年3月9日至3月13日",
        "hours": "40学时",
        "result": "成绩95分，评定为优秀",
        "issuer": "城市管理培训学院",
        "issuer_en": "Urban Management Training Academy",
        "issued_on": "二〇二六年三月二日",
        "expires": "",
        "seal_text": "演示专用章",
        "notice": "演示样本 · 不具证明效力 · SPECIMEN",
        "verify_site": site,
        "verify_url": f"{site}{certificate.token}/",
    }
    assert number not in str(certificate.facts)
    Person.objects.filter(pk=person.pk).update(name="欧阳改名")
    certificate.refresh_from_db()
    assert (certificate.name, certificate.facts["name"]) == ("欧阳若曦", "欧阳若曦")


def test_a_squad_is_named_with_its_branch_and_as_of_the_day(cast: Cast, at: datetime) -> None:
    squad = units.found(
        actor=SYSTEM,
        code="T00101",
        kind=UnitKind.SQUAD,
        name="第一中队",
        short_name="一中队",
        official_order=1,
        parent=cast.east,
        valid_from=datetime(2020, 1, 1, tzinfo=UTC).date(),
        at=at,
    )
    person = make_people.person(7, unit=squad, at=at)
    cohort = make.closed_cohort(persons=[person], at=at)
    units.edit(
        actor=SYSTEM,
        unit=cast.east,
        name="测试市城管局新湖分局",
        short_name="新湖",
        official_order=2,
        parent=cast.bureau,
        valid_from=datetime(2026, 4, 1, tzinfo=UTC).date(),
        at=at,
    )
    later = at + timedelta(days=60)
    certificate = make.issued(cohort, at=later).certificates.get()
    assert certificate.facts["unit"] == "测试市城管局东湖分局第一中队"
    assert certificate.facts["issued_on"] == "二〇二六年五月一日"


def test_the_year_of_the_number_is_the_local_one_of_issue(cast: Cast) -> None:
    at = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)  # 23:59 in Dongguan
    first = make.certificate(cast.wang, at=at)
    second = make.certificate(cast.li, at=at + timedelta(minutes=1), number=2)
    assert (first.number, second.number) == (
        "演示城管培〔2026〕第0001号",
        "演示城管培〔2027〕第0001号",
    )
    assert str(second.issued_on) == "2027-01-01"


def test_a_made_up_score_says_so(cast: Cast, at: datetime) -> None:
    cohort = make_courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    enrolment = make_courses.enrolment_of(cohort, cast.wang)
    make_courses.outcome(enrolment, at=at, score="50")
    make_courses.outcome(enrolment, at=at, score="88", attempt=AttemptKind.MAKE_UP)
    cohorts.close_out(actor=SYSTEM, cohort=cohort, at=at)
    certificate = make.issued(cohort, at=at).certificates.get()
    assert certificate.facts["result"] == "成绩60分（补考），评定为合格"


def test_a_cohort_that_is_not_closed_is_refused(cast: Cast, at: datetime) -> None:
    cohort = make_courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang])
    with pytest.raises(CohortNotClosed):
        make.proposed(cohort, at=at)
    assert Batch.objects.count() == 0


def test_proposing_again_is_the_same_batch(cast: Cast, at: datetime) -> None:
    cohort = make.closed_cohort(persons=[cast.wang, cast.li], at=at)
    batch = make.proposed(cohort, at=at)
    assert make.proposed(cohort, at=at) == batch
    approved = batches.approve(actor=make.APPROVER, batch=batch, at=at)
    assert make.proposed(cohort, at=at) == approved
    issued = batches.issue(actor=make.APPROVER, batch=batch, at=at)
    assert make.proposed(cohort, at=at) == issued
    assert Batch.objects.count() == 1


def test_a_second_person_must_approve(cast: Cast, at: datetime) -> None:
    batch = make.proposed(make.closed_cohort(persons=[cast.wang], at=at), at=at)
    with pytest.raises(SecondPersonRequired):
        batches.approve(actor=make.PROPOSER, batch=batch, at=at)
    batch.refresh_from_db()
    assert batch.state == BatchState.PROPOSED
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(
            state="approved", approved_at=at, approved_by=batch.proposed_by
        )


def test_steps_in_order_and_asked_twice(cast: Cast, at: datetime) -> None:
    batch = make.proposed(make.closed_cohort(persons=[cast.wang], at=at), at=at)
    with pytest.raises(BatchNotApproved):
        batches.issue(actor=make.APPROVER, batch=batch, at=at)
    for _ in range(2):
        assert batches.approve(actor=make.APPROVER, batch=batch, at=at).state == "approved"
    for _ in range(2):
        assert batches.issue(actor=make.APPROVER, batch=batch, at=at).state == "issued"
    assert batches.approve(actor=make.PROPOSER, batch=batch, at=at).state == "issued"
    with pytest.raises(BatchIssued):
        batches.withdraw(actor=make.APPROVER, batch=batch, at=at)
    assert Certificate.objects.count() == 1
    verbs = Entry.objects.filter(verb__startswith="certificates.").values_list("verb", flat=True)
    steps = verbs.exclude(verb="certificates.template_published").order_by("sequence")
    assert list(steps) == [
        "certificates.batch_proposed",
        "certificates.batch_approved",
        "certificates.batch_issued",
        "certificates.certificate_issued",
    ]


def test_withdrawn_then_proposed_anew(cast: Cast, at: datetime) -> None:
    cohort = make.closed_cohort(persons=[cast.wang], at=at)
    batch = make.proposed(cohort, at=at)
    for _ in range(2):
        assert batches.withdraw(actor=make.PROPOSER, batch=batch, at=at).state == "withdrawn"
    for step in (batches.approve, batches.issue):
        with pytest.raises(BatchWithdrawn):
            step(actor=make.APPROVER, batch=batch, at=at)
    anew = make.proposed(cohort, at=at)
    assert anew != batch
    assert anew.state == BatchState.PROPOSED


def test_nobody_due(cast: Cast, at: datetime) -> None:
    cohort = make.closed_cohort(persons=[cast.wang], at=at, scores={"T1001": "59"})
    batch = make.proposed(cohort, at=at)
    with pytest.raises(NobodyEligible):
        batches.approve(actor=make.APPROVER, batch=batch, at=at)


def test_standing_is_judged_again_at_issue(cast: Cast, at: datetime) -> None:
    cohort = make.closed_cohort(persons=[cast.wang, cast.li], at=at)
    batch = make.approved(cohort, at=at)
    Person.objects.filter(pk=cast.wang.pk).update(name="王𠀣")
    issued = batches.issue(actor=make.APPROVER, batch=batch, at=at)
    assert [each.number for each in issued.certificates.all()] == ["演示城管培〔2026〕第0001号"]
    refused = issued.lines.refused().get()
    assert (refused.enrolment.person_id, refused.reason) == (
        cast.wang.pk,
        LineReason.GLYPH_MISSING,
    )


def test_a_revoked_one_may_be_issued_anew_under_a_new_number(cast: Cast, at: datetime) -> None:
    cohort = make.closed_cohort(persons=[cast.wang], at=at)
    first = make.issued(cohort, at=at).certificates.get()
    revocations.revoke(actor=make.APPROVER, certificate=first, reason="成绩登记有误", at=at)
    second = make.issued(cohort, at=at).certificates.get()
    assert [row.number for row in Certificate.objects.order_by("serial")] == [
        "演示城管培〔2026〕第0001号",
        "演示城管培〔2026〕第0002号",
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=first.pk).update(state="issued", revoked_at=None)
    assert second.completion_id == first.completion_id


def test_numbers_go_on_from_batch_to_batch(cast: Cast, at: datetime) -> None:
    one = make.issued(make.closed_cohort(persons=[cast.wang, cast.li], at=at), at=at)
    two = make.issued(make.closed_cohort(persons=[cast.zhao], at=at, number=2), at=at)
    assert (one.first_serial, one.last_serial) == (1, 2)
    assert (two.first_serial, two.last_serial) == (3, 3)
    assert Series.objects.get().next_number == 4
    assert one.template == two.template == Template.objects.get(name="qualification-kai")


def test_a_failed_issue_leaves_no_gap(cast: Cast, at: datetime) -> None:
    batch = make.approved(make.closed_cohort(persons=[cast.wang], at=at), at=at)
    with transaction.atomic():
        batches.issue(actor=make.APPROVER, batch=batch, at=at)
        transaction.set_rollback(True)
    assert not Series.objects.exists()
    assert batches.issue(actor=make.APPROVER, batch=batch, at=at).first_serial == 1


def test_the_prefix_is_a_setting(cast: Cast, at: datetime, settings: object) -> None:
    settings.ACADEMY_CERTIFICATE_PREFIX = "莞城管培"  # type: ignore[attr-defined]  # fixture
    settings.ACADEMY_SEAL_TEXT = "培训专用章"  # type: ignore[attr-defined]  # fixture
    certificate = make.certificate(cast.wang, at=at)
    assert certificate.number == "莞城管培〔2026〕第0001号"
    assert certificate.facts["notice"] == ""


def test_statements_do_not_grow_with_people(cast: Cast, at: datetime) -> None:
    counts = []
    for number, size in ((1, 2), (2, 9)):
        persons = make_people.people(size, unit=cast.east, at=at, start=number * 100)
        cohort = make.closed_cohort(persons=persons, at=at, number=number)
        with CaptureQueriesContext(
            connection,
        ) as proposing:
            batch = make.proposed(cohort, at=at)
        batch = batches.approve(actor=make.APPROVER, batch=batch, at=at)
        with CaptureQueriesContext(connection) as issuing:
            batches.issue(actor=make.APPROVER, batch=batch, at=at)
        counts.append((len(proposing), len(issuing)))
    first, second = counts
    assert second[0] <= first[0]  # the first also published the template
    assert second[1] <= first[1]  # the first also opened the series


def test_jobs_come_in_chunks(cast: Cast, at: datetime) -> None:
    persons = make_people.people(batches.CHUNK + 1, unit=cast.east, at=at)
    batch = make.issued(make.closed_cohort(persons=persons, at=at), at=at)
    jobs = Job.objects.filter(kind="certificates.render").order_by("pk")
    assert [job.payload for job in jobs] == [
        {"batch_id": batch.pk, "first_serial": 1},
        {"batch_id": batch.pk, "first_serial": batches.CHUNK + 1},
    ]
