"""补发: printed anew under the same number."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from academy.audit.models import Entry
from academy.jobs.models import Job
from certificates.errors import CauseRequired, ReissueNotCurrent
from certificates.models import Certificate, Reissue
from certificates.operations import reissues
from tests.cast import Cast
from tests.make import certificates as make

pytestmark = pytest.mark.django_db


def reissue(certificate: Certificate, at: datetime, reason: str = "遗失") -> Reissue:
    return reissues.reissue(actor=make.APPROVER, certificate=certificate, reason=reason, at=at)


def test_number_and_facts_stay(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    number, facts = certificate.number, dict(certificate.facts)
    first = reissue(certificate, at)
    second = reissue(certificate, at + timedelta(days=1))
    certificate.refresh_from_db()
    assert (certificate.number, certificate.facts, certificate.state) == (number, facts, "issued")
    assert [(row.ordinal, str(row.reissued_on)) for row in (first, second)] == [
        (1, "2026-03-02"),
        (2, "2026-03-03"),
    ]
    assert first.author_key == "approver"
    told = Entry.objects.filter(verb="certificates.certificate_reissued").order_by("sequence")
    assert [entry.facts for entry in told] == [
        {"number": number, "ordinal": 1},
        {"number": number, "ordinal": 2},
    ]
    jobs = Job.objects.filter(kind="certificates.render_one").order_by("pk")
    assert [job.payload for job in jobs] == [{"certificate_id": certificate.pk}] * 2
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Reissue.objects.update(reason="改写")


def test_pressed_twice_is_one(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    first = reissue(certificate, at)
    assert reissue(certificate, at + timedelta(minutes=1), reason=" 遗失 ") == first
    assert reissue(certificate, at, reason="污损").ordinal == 2
    midnight = datetime.fromisoformat("2026-03-02T16:00:00+00:00")
    assert reissue(certificate, midnight - timedelta(seconds=1)) == first
    assert reissue(certificate, midnight).ordinal == 3
    assert Job.objects.filter(kind="certificates.render_one").count() == 3


def test_only_what_is_valid(cast: Cast, at: datetime) -> None:
    (certificate,) = make.expiring([cast.wang], at=at, months=1)
    expired = datetime.fromisoformat("2026-04-01T16:00:00+00:00")
    assert reissue(certificate, expired - timedelta(seconds=1)).ordinal == 1
    with pytest.raises(ReissueNotCurrent):
        reissue(certificate, expired)
    revoked = make.revoked(make.certificate(cast.li, at=at, number=2), at=at)
    with pytest.raises(ReissueNotCurrent):
        reissue(revoked, at)
    old = make.certificate(cast.zhao, at=at, number=3)
    successor = make.corrected(old, at=at)
    with pytest.raises(ReissueNotCurrent):
        reissue(old, at)
    assert make.reissued(successor, at=at).reissues.count() == 1


@pytest.mark.parametrize(("length", "refused"), [(0, True), (1, False), (200, False), (201, True)])
def test_length_of_the_reason(cast: Cast, at: datetime, length: int, refused: bool) -> None:
    certificate = make.certificate(cast.wang, at=at)
    if refused:
        with pytest.raises(CauseRequired):
            reissue(certificate, at, reason="失" * length)
    else:
        assert reissue(certificate, at, reason="失" * length).ordinal == 1
