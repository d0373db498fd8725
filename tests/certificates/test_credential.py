"""Credentials before openbadgeslib as a judge, and what forgers try."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib import OB3Verifier
from openbadgeslib.ob3.verifier import OB3VerificationError

from certificates import credential
from certificates.credential import CredentialForged
from certificates.rules import bitstring
from certificates.signing import Ring
from tests.make import proofs
from tests.make.identities import Identity, forger

FAR = date(2099, 1, 1)


@pytest.fixture(scope="module")
def academy() -> Identity:
    return Identity("签发")


@pytest.fixture(scope="module")
def ring(academy: Identity) -> Ring:
    return Ring.read(academy.public())


def outside(academy: Identity) -> OB3Verifier:
    key = academy.key.public_key()
    return OB3Verifier(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def parts(token: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    head, body, _signature = token.split(b".")
    return json.loads(_decoded(head)), json.loads(_decoded(body))


def _decoded(text: bytes) -> bytes:
    return base64.urlsafe_b64decode(text + b"==")


def _encoded(value: object) -> bytes:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")


def test_openbadgeslib_finds_nothing_wrong(academy: Identity) -> None:
    token = proofs.badge(academy, expires_on=FAR, place=(3, 131_071))
    found = outside(academy).verify(token.decode())
    assert found.issuer.name == "城市管理培训学院"
    assert found.achievement.name == "执法办案基础"
    assert {each.identity_type: each.identity_hash for each in found.identifiers} == {
        "name": "王建国",
        "identifier": "演示城管培〔2026〕第0001号",
    }
    assert found.issuance_date == proofs.AT
    assert found.expiration_date == datetime(2098, 12, 31, 16, tzinfo=UTC)  # midnight in Dongguan
    [status] = found.credential_status
    assert status["statusListIndex"] == "131071"


def status_list(academy: Identity, *places: int) -> bytes:
    now = datetime.now(UTC)
    issuer, address = f"{proofs.BASE}/verify/issuer/", f"{proofs.BASE}/verify/status/1"
    claims = {
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validUntil": (now + timedelta(days=1)).isoformat(),
        "credentialSubject": {
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": bitstring.encoded(places),
        },
        "iss": issuer,
    }
    return credential.seal(claims, academy)


@pytest.mark.parametrize("place", [0, 1, 7, 8, 131_070, 131_071])
def test_openbadgeslib_reads_our_status_lists(place: int, academy: Identity) -> None:
    token = proofs.badge(academy, place=(1, place)).decode()
    others = {0, 1, 7, 8, 131_070, 131_071} - {place}
    asked: list[str] = []

    def fetch(content: bytes) -> Callable[[str], bytes]:
        def get(address: str) -> bytes:
            asked.append(address)
            return content

        return get

    judge = outside(academy)
    judge.verify(token, check_status=True, download=fetch(status_list(academy, *others)))
    with pytest.raises(OB3VerificationError, match="is set at index"):
        judge.verify(token, check_status=True, download=fetch(status_list(academy, place)))
    assert set(asked) == {f"{proofs.BASE}/verify/status/1"}


def test_nothing_identifies_the_holder_elsewhere(academy: Identity) -> None:
    _header, claims = parts(proofs.badge(academy))
    said = json.dumps(claims, ensure_ascii=False)
    assert "0014" not in said
    assert "441900" not in said


def test_the_same_arguments_give_the_same_bytes(academy: Identity) -> None:
    assert proofs.badge(academy) == proofs.badge(academy)


def test_what_it_says_of_its_certificate(academy: Identity, ring: Ring) -> None:
    token = proofs.badge(academy, expires_on=date(2029, 3, 2), place=(7, 42))
    said = credential.said(credential.read(token, ring))
    assert said.token == proofs.TOKEN
    assert said.words == {
        name: proofs.WORDS[name]
        for name in ("number", "name", "course", "issuer", "hours", "result")
    }
    assert (said.issued_at, said.status) == (proofs.AT, (7, 42))
    assert said.expires_at == datetime(2029, 3, 1, 16, tzinfo=UTC)


def test_of_a_completion_it_says_no_result(academy: Identity, ring: Ring) -> None:
    said = credential.said(credential.read(proofs.badge(academy, result=""), ring))
    assert "result" not in said.words


@pytest.mark.parametrize("part", [0, 1, 2])
def test_one_changed_character_is_enough(part: int, academy: Identity, ring: Ring) -> None:
    pieces = proofs.badge(academy).split(b".")
    for place in range(0, len(pieces[part]), max(1, len(pieces[part]) // 40)):
        changed = bytearray(pieces[part])
        changed[place] = ord("A") if changed[place] != ord("A") else ord("B")
        forged = b".".join([*pieces[:part], bytes(changed), *pieces[part + 1 :]])
        with pytest.raises(CredentialForged):
            credential.read(forged, ring)


def test_other_spellings_of_the_same_bytes(academy: Identity, ring: Ring) -> None:
    token = proofs.badge(academy)
    credential.read(token + b"\n", ring)  # as a file ends
    with pytest.raises(CredentialForged):
        credential.read(token + b"==", ring)


def test_the_key_that_a_forger_brings_along(academy: Identity, ring: Ring) -> None:
    header, claims = parts(proofs.badge(academy))
    other = forger()
    own = _encoded(header) + b"." + _encoded(claims | {"name": "x"})
    signed_by_forger = own + b"." + base64.urlsafe_b64encode(other.sign(own)).rstrip(b"=")
    for forged in (proofs.badge(other), signed_by_forger):
        with pytest.raises(CredentialForged):
            credential.read(forged, ring)


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "PS256"},
        {"alg": ["RS256"]},
        {"crit": ["b64"]},
        {"x5t#S256": None},
        {"x5t#S256": "x"},
        {"x5t#S256": 7},
    ],
)
def test_other_headers(header: dict[str, Any], academy: Identity, ring: Ring) -> None:
    given, claims = parts(proofs.badge(academy))
    signed = _encoded(given | header) + b"." + _encoded(claims)
    signature = base64.urlsafe_b64encode(academy.sign(signed)).rstrip(b"=")
    with pytest.raises(CredentialForged):
        credential.read(signed + b"." + signature, ring)


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "é", "a" * 70_000, "e30.e30.e30.e30"])
def test_what_is_no_token(token: str, ring: Ring) -> None:
    with pytest.raises(CredentialForged):
        credential.read(token, ring)


@pytest.mark.parametrize("claims", [{}, {"type": "VerifiableCredential"}, {"type": None}])
def test_what_is_signed_and_no_badge(claims: dict[str, Any], academy: Identity, ring: Ring) -> None:
    with pytest.raises(CredentialForged):
        credential.read(credential.seal(claims, academy), ring)


@pytest.mark.parametrize("lacking", ["credentialSubject", "id", "validFrom", "credentialStatus"])
def test_a_badge_that_is_not_such_as_ours(lacking: str, academy: Identity, ring: Ring) -> None:
    _header, claims = parts(proofs.badge(academy))
    del claims[lacking]
    with pytest.raises(CredentialForged):
        credential.said(credential.read(credential.seal(claims, academy), ring))
