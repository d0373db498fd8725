"""Withdrawing certificates."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from academy.audit.models import Entry
from certificates.errors import NotIssued, ReasonRequired
from certificates.models import Certificate, Revocation
from certificates.operations import revocations
from tests.cast import Cast
from tests.make import certificates as make

pytestmark = pytest.mark.django_db


def test_reason_author_and_time(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    later = at + timedelta(days=1)
    row = revocations.revoke(
        actor=make.APPROVER, certificate=certificate, reason=" 成绩登记有误 ", at=later
    )
    assert (row.state, row.revoked_at) == ("revoked", later)
    written = Revocation.objects.get()
    assert (written.reason, written.author_key, written.revoked_at) == (
        "成绩登记有误",
        "approver",
        later,
    )
    assert Entry.objects.filter(verb="certificates.certificate_revoked").count() == 1


def test_twice_with_the_same_reason_is_done_already_another_is_refused(
    cast: Cast, at: datetime
) -> None:
    certificate = make.certificate(cast.wang, at=at)
    for _ in range(2):
        revocations.revoke(
            actor=make.APPROVER, certificate=certificate, reason="成绩登记有误", at=at
        )
    with pytest.raises(NotIssued):
        revocations.revoke(actor=make.APPROVER, certificate=certificate, reason="别的", at=at)
    assert Revocation.objects.count() == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Revocation.objects.update(reason="改写")


@pytest.mark.parametrize(("length", "refused"), [(0, True), (1, False), (200, False), (201, True)])
def test_length_of_the_reason(cast: Cast, at: datetime, length: int, refused: bool) -> None:
    certificate = make.certificate(cast.wang, at=at)
    reason = "错" * length
    if refused:
        with pytest.raises(ReasonRequired):
            revocations.revoke(actor=make.APPROVER, certificate=certificate, reason=reason, at=at)
    else:
        row = revocations.revoke(actor=make.APPROVER, certificate=certificate, reason=reason, at=at)
        assert row.state == "revoked"


@pytest.mark.parametrize(
    "change",
    [
        {"state": "revoked"},
        {"state": "lost"},
        {"state": "superseded"},
        {"serial": 0},
        {"revoked_at": datetime.fromisoformat("2026-03-02T01:00:00+00:00")},
    ],
)
def test_the_schema_refuses_contradictions(
    cast: Cast, at: datetime, change: dict[str, object]
) -> None:
    make.certificate(cast.wang, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.update(**change)


def test_an_expired_one_may_be_revoked(cast: Cast, at: datetime) -> None:
    (certificate,) = make.expiring([cast.wang], at=at, months=1)
    later = at + timedelta(days=60)
    row = make.revoked(certificate, at=later)
    assert (row.state, row.revoked_at) == ("revoked", later)
