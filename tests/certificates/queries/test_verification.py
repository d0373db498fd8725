"""What the register says of a certificate and of a file, on the days that matter."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates import credential, signing
from certificates.enums import Validity
from certificates.models import Certificate
from certificates.operations import revocations
from certificates.queries import status, verification
from certificates.rules import bitstring
from certificates.rules.verdicts import Verdict
from tests.cast import Cast
from tests.make import certificates as make
from tests.make import proofs
from tests.make.identities import forger
from tests.make.printings import printed, reissued, unregistered

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def expiring(certificate: Certificate, expires_on: date) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(expires_on=expires_on)
    certificate.refresh_from_db()


def verdict(content: bytes, on: date = ON) -> Verdict:
    return verification.by_file(content, signing.ring(), on=on).verdict


# -- certificates ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "validity"), [(-1, Validity.VALID), (0, Validity.EXPIRED), (1, Validity.EXPIRED)]
)
def test_until_when(days: int, validity: Validity, cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    expiring(certificate, date(2029, 3, 2))
    on = date(2029, 3, 2) + timedelta(days=days)
    found = verification.by_token(certificate.token, on=on)
    assert found is not None
    assert found.validity is validity
    assert found.in_force == (validity is Validity.VALID)


def test_who_was_revoked_does_not_expire_as_well(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    expiring(certificate, date(2029, 3, 2))
    revocations.revoke(actor=make.APPROVER, certificate=certificate, reason="有误", at=at)
    found = verification.by_token(certificate.token, on=date(2030, 1, 1))
    assert found is not None
    assert (found.validity, found.reason, found.ended_at) == (Validity.REVOKED, "有误", at)


def test_namesakes_are_told_apart_by_number(cast: Cast, at: datetime) -> None:
    first = make.certificate(cast.wang, at=at)
    second = make.certificate(cast.zhao, at=at, number=2)
    Certificate.objects.filter(pk=second.pk).update(name=first.name)
    for row in (first, second):
        found = verification.by_number(row.number, first.name, on=ON)
        assert found is not None
        assert found.token == row.token
    assert verification.by_number(first.number, "别人", on=ON) is None


def test_empty_words_are_not_shown(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    facts = certificate.facts | {"result": "", "expires": ""}
    facts.pop("issuer_en", None)
    Certificate.objects.filter(pk=certificate.pk).update(facts=facts)
    found = verification.by_token(certificate.token, on=ON)
    assert found is not None
    assert not {"result", "expires", "issuer_en"} & found.words.keys()
    assert all(found.words.values())


def test_as_many_queries_for_many_prints_as_for_one(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)

    def count() -> int:
        with CaptureQueriesContext(connection) as done:
            assert verification.by_token(certificate.token, on=ON) is not None
        return len(done)

    printed(certificate, at=at)
    alone = count()
    for number in range(3):
        reissued(certificate, at=at)
        printed(certificate, at=at, text=f"0 0 {number} rg")
    assert count() == alone == 3


# -- files ----------------------------------------------------------------------------------------


def test_an_original(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    content, _rendition = printed(certificate, at=at)
    found = verification.by_file(content, signing.ring(), on=ON)
    assert (found.verdict, found.known, found.differing) == (Verdict.VALID, True, ())
    assert found.finding is not None
    assert found.finding.token == certificate.token


def test_an_earlier_printing(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    before, _rendition = printed(certificate, at=at)
    assert verdict(before) is Verdict.VALID
    reissued(certificate, at=at)
    after, _rendition = printed(certificate, at=at, text="0 0 1 rg")
    assert (verdict(before), verdict(after)) == (Verdict.REISSUED, Verdict.VALID)


def test_a_genuine_file_of_what_no_longer_holds(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    content, _rendition = printed(certificate, at=at)
    expiring(certificate, date(2027, 3, 2))
    assert verdict(content, date(2027, 3, 2)) is Verdict.EXPIRED
    reissued(certificate, at=at)
    assert verdict(content, date(2027, 3, 2)) is Verdict.EXPIRED
    revocations.revoke(actor=make.APPROVER, certificate=certificate, reason="有误", at=at)
    assert verdict(content) is Verdict.REVOKED


def test_altered_yet_the_register_is_shown(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    content, _rendition = printed(certificate, at=at)
    changed = content.replace(b"1 0 0 rg", b"0 1 0 rg", 1)
    found = verification.by_file(changed, signing.ring(), on=ON)
    assert (found.verdict, found.known) == (Verdict.ALTERED, False)
    assert found.finding is not None
    assert found.finding.words["name"] == certificate.name


def test_foreign(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    printed(certificate, at=at)
    forged = proofs.signed(
        proofs.pdf(proofs.badge(forger(), token=certificate.token)), signer=forger()
    )
    found = verification.by_file(forged, signing.ring(), on=ON)
    assert (found.verdict, found.finding) == (Verdict.FOREIGN, None)


def test_signed_by_us_and_not_in_the_register(cast: Cast, at: datetime) -> None:
    """Who has got hold of the key still cannot write into the register."""
    assert verdict(proofs.signed()) is Verdict.CONTRADICTED
    certificate = make.certificate(cast.wang, at=at)
    other = unregistered(certificate, at=at, name="别人", result="成绩100分，评定为优秀")
    found = verification.by_file(other, signing.ring(), on=ON)
    assert found.verdict is Verdict.CONTRADICTED
    assert set(found.differing) == {"name", "result"}


def test_signed_by_us_but_of_unknown_digest(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    found = verification.by_file(unregistered(certificate, at=at), signing.ring(), on=ON)
    assert (found.verdict, found.known) == (Verdict.VALID, False)


# -- status lists ---------------------------------------------------------------------------------


def claims(number: int, at: datetime) -> dict[str, object]:
    found = status.published(number, signing.signer(), at=at)
    assert found is not None
    return credential.unseal(found.content, signing.ring())


def bit(certificate: Certificate, at: datetime) -> bool:
    subject = claims(certificate.status_list.number, at)["credentialSubject"]
    assert isinstance(subject, dict)
    return bitstring.is_set(subject["encodedList"], certificate.status_index)


def test_the_bits_of_what_ended(cast: Cast, at: datetime) -> None:
    rows = list(
        make.issued(
            make.closed_cohort(persons=[cast.wang, cast.zhao], at=at), at=at
        ).certificates.order_by("pk")
    )
    assert [bit(row, at) for row in rows] == [False, False]
    revocations.revoke(actor=make.APPROVER, certificate=rows[0], reason="有误", at=at)
    assert [bit(row, at) for row in rows] == [True, False]
    superseded = {"state": "superseded", "superseded_at": at}
    Certificate.objects.filter(pk=rows[1].pk).update(**superseded)
    assert [bit(row, at) for row in rows] == [True, True]


@pytest.mark.parametrize("place", [0, 7, 8, 131_071])
def test_the_first_and_the_last_bit(place: int, cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    Certificate.objects.filter(pk=certificate.pk).update(status_index=place)
    certificate.refresh_from_db()
    assert not bit(certificate, at)
    revocations.revoke(actor=make.APPROVER, certificate=certificate, reason="有误", at=at)
    assert bit(certificate, at)


def test_the_same_until_something_changes_or_the_day_ends(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    number, signer = certificate.status_list.number, signing.signer()

    def etag(when: datetime) -> str:
        found = status.published(number, signer, at=when)
        assert found is not None
        return found.etag

    first = etag(at)
    cache.clear()
    assert etag(at + timedelta(hours=1)) == first
    assert etag(at + timedelta(days=1)) != first
    revocations.revoke(actor=make.APPROVER, certificate=certificate, reason="有误", at=at)
    assert etag(at) != first


def test_for_how_long_it_is_good(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    said = claims(certificate.status_list.number, at)
    assert said["validFrom"] == "2026-03-01T16:00:00Z"  # midnight in Dongguan
    assert said["validUntil"] == "2026-03-08T16:00:00Z"
    assert isinstance(said["exp"], int)
    assert said["exp"] - at.timestamp() > 6 * 86_400


def test_as_many_queries_for_many_ended_as_for_one(cast: Cast, at: datetime) -> None:
    rows = list(
        make.issued(
            make.closed_cohort(persons=[cast.wang, cast.zhao, cast.li], at=at), at=at
        ).certificates.order_by("pk")
    )
    counts, number = [], rows[0].status_list.number
    for row in rows:
        revocations.revoke(actor=make.APPROVER, certificate=row, reason="有误", at=at)
        for _again in range(2):
            with CaptureQueriesContext(connection) as done:
                status.published(number, signing.signer(), at=at)
            counts.append(len(done))
    assert counts == [3, 2] * 3


def test_no_such_list(at: datetime, tmp_path: Path) -> None:
    assert status.published(9, signing.signer(), at=at) is None
