"""结业证书 and 培训合格证 side by side, by what the course gives."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.people.models import Person
from certificates.enums import BatchState, CertificateKind, LineReason
from certificates.errors import TemplateMissing
from certificates.models import Batch, Certificate, Portrait, StatusList
from certificates.operations import batches, serials
from certificates.rules.fields import FACTS
from tests.cast import Cast
from tests.make import certificates as make
from tests.make import people as make_people

pytestmark = pytest.mark.django_db


def portrait(person: Person, *, at: datetime, digest: str = "a") -> Portrait:
    return Portrait.objects.create(
        person=person, jpeg=b"jpeg", sha256=digest * 64, stored_at=at, stored_by="tests"
    )


def test_who_failed_gets_one_for_attending(cast: Cast, at: datetime) -> None:
    cohort = make.closed_cohort(
        persons=[cast.wang, cast.li, cast.zhao],
        at=at,
        scores={"T2001": "59", "T1002": None},
    )
    passed = make.issued(cohort, at=at)
    attended = make.issued(cohort, at=at, kind=make.COMPLETION)
    assert [row.name for row in passed.certificates.order_by("serial")] == ["王建国"]
    assert [row.name for row in attended.certificates.order_by("serial")] == ["王建国", "李秀英"]
    assert list(attended.lines.refused().values_list("reason", flat=True)) == [LineReason.ABSENT]
    assert [row.number for row in Certificate.objects.order_by("pk")] == [
        f"演示城管培〔2026〕第000{number}号" for number in (1, 2, 3)
    ]
    failed = attended.certificates.get(person=cast.li)
    assert failed.facts["hours"] == "40学时"
    assert failed.facts["result"] == ""
    assert failed.facts["document_title"].startswith("结业证书 ")
    assert attended.template.name == "completion-kai"
    assert sorted(failed.facts) == sorted(FACTS)


def test_batches_of_two_kinds_are_open_side_by_side(cast: Cast, at: datetime) -> None:
    cohort = make.closed_cohort(persons=[cast.wang], at=at)
    found = {kind: make.proposed(cohort, at=at, kind=kind) for kind in CertificateKind}
    assert {kind: make.proposed(cohort, at=at, kind=kind) for kind in CertificateKind} == found
    assert Batch.objects.count() == 2
    for kind in CertificateKind:
        assert make.issued(cohort, at=at, kind=kind).state == BatchState.ISSUED
    assert make.proposed(cohort, at=at, kind=make.COMPLETION) == found[make.COMPLETION]


def test_template_prefix_and_months_are_the_course_s(cast: Cast, at: datetime) -> None:
    cohort = make.closed_cohort(persons=[cast.wang], at=at)
    make.award(cohort, at=at, months=36, prefix="莞城", template_name="qualification-song")
    certificate = make.issued(cohort, at=at).certificates.get()
    assert certificate.number == "莞城〔2026〕第0001号"
    assert certificate.template.name == "qualification-song"
    assert (certificate.issued_on, certificate.expires_on) == (date(2026, 3, 2), date(2029, 3, 2))
    assert certificate.facts["expires"] == "有效期至2029年3月1日"
    other = make.issued(cohort, at=at, kind=make.COMPLETION).certificates.get()
    assert other.number == "演示城管培〔2026〕第0001号"
    assert (other.expires_on, other.facts["expires"]) == (None, "")


@pytest.mark.parametrize("name", ["nothing", "completion-kai"])
def test_a_template_that_is_not_there_or_of_the_other_kind(
    cast: Cast, at: datetime, name: str
) -> None:
    cohort = make.closed_cohort(persons=[cast.wang], at=at)
    make.award(cohort, at=at, template_name=name)
    with pytest.raises(TemplateMissing) as refusal:
        make.proposed(cohort, at=at)
    assert refusal.value.facts == {"name": name}
    assert Batch.objects.count() == 0


def test_the_newest_photo_is_kept_as_of_issue(cast: Cast, at: datetime) -> None:
    portrait(cast.wang, at=at)
    newest = portrait(cast.wang, at=at, digest="b")
    cohort = make.closed_cohort(persons=[cast.wang, cast.li], at=at)
    batch = make.issued(cohort, at=at)
    portrait(cast.wang, at=at, digest="c")
    found = {row.person_id: row.portrait_id for row in batch.certificates.all()}
    assert found == {cast.wang.pk: newest.pk, cast.li.pk: None}


def test_a_full_status_list_is_followed_by_another(cast: Cast, at: datetime) -> None:
    size = StatusList.SIZE
    StatusList.objects.create(number=1, next_index=size - 1)
    found = serials.take_places(count=3)
    assert [(row.number, index) for row, index in found] == [(1, size - 1), (2, 0), (2, 1)]
    found = serials.take_places(count=1)
    assert [(row.number, index) for row, index in found] == [(2, 2)]
    StatusList.objects.filter(number=2).update(next_index=size)
    assert [(row.number, index) for row, index in serials.take_places(count=1)] == [(3, 0)]


def test_each_has_a_place_of_its_own(cast: Cast, at: datetime) -> None:
    make.issued(make.closed_cohort(persons=[cast.wang, cast.li], at=at), at=at)
    make.certificate(cast.zhao, at=at, number=2)
    places = Certificate.objects.order_by("pk").values_list("status_list__number", "status_index")
    assert list(places) == [(1, 0), (1, 1), (1, 2)]


def test_statements_do_not_grow_with_people(cast: Cast, at: datetime) -> None:
    make.certificate(cast.wang, at=at, number=9, kind=make.COMPLETION)
    counts = []
    for number, size in ((1, 1), (2, 3)):
        persons = make_people.people(size, unit=cast.east, at=at, start=number * 100)
        for person in persons:
            portrait(person, at=at)
        cohort = make.closed_cohort(persons=persons, at=at, number=number)
        make.proposed(cohort, at=at)
        batch = make.approved(cohort, at=at, kind=make.COMPLETION)
        with CaptureQueriesContext(connection) as issuing:
            batches.issue(actor=make.APPROVER, batch=batch, at=at)
        counts.append(len(issuing))
    assert counts[0] == counts[1]
