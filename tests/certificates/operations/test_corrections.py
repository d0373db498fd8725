"""Replacing a certificate whose facts were wrong."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from academy.audit.models import Entry
from academy.jobs.models import Job
from academy.people.models import Person
from certificates.enums import BatchState, CertificateState, LineReason
from certificates.errors import (
    CauseRequired,
    CorrectionNotCurrent,
    NobodyEligible,
    NothingToCorrect,
    NotIssued,
    SecondPersonRequired,
    UnderCorrection,
)
from certificates.models import Batch, Certificate, Portrait
from certificates.operations import batches, corrections, revocations
from tests.cast import Cast
from tests.make import certificates as make

pytestmark = pytest.mark.django_db
LATER = timedelta(days=30)


def propose(certificate: Certificate, at: datetime, reason: str = "姓名更正") -> Batch:
    return corrections.propose(actor=make.PROPOSER, certificate=certificate, reason=reason, at=at)


def rename(person: Person, name: str = "王更名") -> None:
    Person.objects.filter(pk=person.pk).update(name=name)


def test_the_old_one_is_superseded_by_a_new_number(cast: Cast, at: datetime) -> None:
    (old,) = make.expiring([cast.wang], at=at, months=12)
    successor = make.corrected(old, at=at + LATER)
    assert (old.state, old.superseded_at) == (CertificateState.SUPERSEDED, at + LATER)
    assert (old.name, old.facts["name"]) == ("王建国", "王建国")
    assert successor.supersedes == old
    assert old.successor == successor
    assert (successor.name, successor.facts["name"]) == ("王更名", "王更名")
    assert (old.number[-5:], successor.number[-5:]) == ("0001号", "0002号")
    assert successor.token != old.token
    assert successor.status_index != old.status_index
    # It says something else, and is not good for longer.
    assert successor.expires_on == old.expires_on
    assert successor.facts["expires"] == old.facts["expires"]
    assert successor.issued_on == old.issued_on + LATER
    batch = successor.batch
    assert (batch.corrects, batch.reason, batch.lines.count()) == (old, "姓名更正", 1)
    told = Entry.objects.get(verb="certificates.certificate_superseded")
    assert told.subject_key == str(old.public_id)
    assert told.facts == {"number": old.number, "successor": successor.number}
    assert Entry.objects.filter(verb="certificates.certificate_issued").count() == 2
    job = Job.objects.order_by("-pk").first()
    assert job is not None
    assert job.payload == {"batch_id": batch.pk, "first_serial": 2}


def test_two_people_as_for_any_batch(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    rename(cast.wang)
    batch = propose(certificate, at)
    with pytest.raises(SecondPersonRequired):
        batches.approve(actor=make.PROPOSER, batch=batch, at=at)
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.ISSUED


def test_nothing_to_correct(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    with pytest.raises(NothingToCorrect) as refusal:
        propose(certificate, at + LATER)
    assert refusal.value.facts == {"number": certificate.number}
    assert Batch.objects.count() == 1


def test_what_was_put_right_again_meanwhile_is_not_issued(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    batch = make.correction(certificate, at=at)
    rename(cast.wang, "王建国")
    with pytest.raises(NothingToCorrect):
        batches.issue(actor=make.APPROVER, batch=batch, at=at)
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.ISSUED


def test_a_new_photo_is_something_to_correct(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    Portrait.objects.create(
        person=cast.wang, jpeg=b"jpeg", sha256="a" * 64, stored_at=at, stored_by="tests"
    )
    assert propose(certificate, at).lines.due().count() == 1


def test_one_at_a_time(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    rename(cast.wang)
    batch = propose(certificate, at)
    assert propose(certificate, at) == batch
    with pytest.raises(UnderCorrection):
        propose(certificate, at, reason="别的")
    with pytest.raises(UnderCorrection):
        corrections.propose(actor=make.APPROVER, certificate=certificate, reason="姓名更正", at=at)
    batches.withdraw(actor=make.PROPOSER, batch=batch, at=at)
    assert propose(certificate, at, reason="别的") != batch


def test_what_is_out_of_force_is_not_corrected(cast: Cast, at: datetime) -> None:
    (certificate,) = make.expiring([cast.wang], at=at, months=1)
    rename(cast.wang)
    last = datetime.fromisoformat("2026-04-01T15:59:59+00:00")  # 23:59:59 in Dongguan
    with pytest.raises(CorrectionNotCurrent):
        propose(certificate, last + timedelta(seconds=1))
    batch = propose(certificate, last)
    batches.approve(actor=make.APPROVER, batch=batch, at=last)
    with pytest.raises(CorrectionNotCurrent):
        batches.issue(actor=make.APPROVER, batch=batch, at=last + timedelta(seconds=1))
    assert batches.issue(actor=make.APPROVER, batch=batch, at=last).state == BatchState.ISSUED
    certificate.refresh_from_db()
    with pytest.raises(CorrectionNotCurrent):
        propose(certificate, last)


def test_revoked_while_under_correction(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    batch = make.correction(certificate, at=at)
    make.revoked(certificate, at=at)
    with pytest.raises(CorrectionNotCurrent):
        batches.issue(actor=make.APPROVER, batch=batch, at=at)
    assert Certificate.objects.count() == 1
    batches.withdraw(actor=make.APPROVER, batch=batch, at=at)


def test_what_was_superseded_is_not_revoked(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    successor = make.corrected(certificate, at=at)
    with pytest.raises(NotIssued):
        make.revoked(certificate, at=at)
    assert make.revoked(successor, at=at).state == CertificateState.REVOKED
    assert successor.supersedes_id == certificate.pk


def test_a_name_no_font_can_draw_blocks_the_line(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    rename(cast.wang, "王𠀣")
    batch = propose(certificate, at)
    line = batch.lines.get()
    assert (line.reason, line.detail) == (LineReason.GLYPH_MISSING, "𠀣")
    with pytest.raises(NobodyEligible):
        batches.approve(actor=make.APPROVER, batch=batch, at=at)


def test_a_correction_may_be_corrected(cast: Cast, at: datetime) -> None:
    first = make.certificate(cast.wang, at=at)
    second = make.corrected(first, at=at)
    third = make.corrected(second, at=at, name="王又更名")
    numbers = list(Certificate.objects.order_by("serial").values_list("state", flat=True))
    assert numbers == ["superseded", "superseded", "issued"]
    assert third.supersedes == second


def test_the_other_kind_stays(cast: Cast, at: datetime) -> None:
    cohort = make.closed_cohort(persons=[cast.wang], at=at)
    attended = make.issued(cohort, at=at, kind=make.COMPLETION).certificates.get()
    passed = make.issued(cohort, at=at).certificates.get()
    make.corrected(passed, at=at)
    attended.refresh_from_db()
    assert attended.state == CertificateState.ISSUED
    assert make.corrected(attended, at=at).kind == make.COMPLETION


def test_a_cohort_is_proposed_beside_an_open_correction(cast: Cast, at: datetime) -> None:
    cohort = make.closed_cohort(persons=[cast.wang], at=at)
    certificate = make.issued(cohort, at=at).certificates.get()
    batch = make.correction(certificate, at=at)
    assert make.proposed(cohort, at=at) == certificate.batch
    revocations.revoke(actor=make.APPROVER, certificate=certificate, reason="错", at=at)
    assert make.proposed(cohort, at=at) not in (batch, certificate.batch)


@pytest.mark.parametrize(("length", "refused"), [(0, True), (1, False), (200, False), (201, True)])
def test_length_of_the_reason(cast: Cast, at: datetime, length: int, refused: bool) -> None:
    certificate = make.certificate(cast.wang, at=at)
    rename(cast.wang)
    if refused:
        with pytest.raises(CauseRequired):
            propose(certificate, at, reason=" " + "错" * length)
    else:
        assert propose(certificate, at, reason=" " + "错" * length).reason == "错" * length


def test_the_schema_allows_one_successor(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    make.corrected(certificate, at=at)
    other = make.certificate(cast.li, at=at, number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=other.pk).update(supersedes=certificate)
