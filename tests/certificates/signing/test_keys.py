"""Where the academy's key comes from, and what is refused."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as make_ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jws
from joserfc.jwk import KeySet, RSAKey
from pytest_django import Settings

from certificates import credential, signing
from certificates.signing import KeyUnusable, Ring, keys
from tests.make import proofs
from tests.make.identities import Identity
from tests.make.production import ROOT, environment


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    keys._loaded.cache_clear()
    yield
    keys._loaded.cache_clear()


@pytest.fixture(scope="module")
def academy() -> Identity:
    return Identity("签发", by=Identity("根", authority=True))


@pytest.fixture(scope="module")
def retired() -> Identity:
    return Identity("签发（旧）", by=Identity("旧根", authority=True))


def configure(settings: Settings, folder: Path, key: bytes, chain: bytes = b"") -> None:
    (folder / "key.pem").write_bytes(key)
    settings.CERTIFICATE_KEY = str(folder / "key.pem")
    settings.CERTIFICATE_CHAIN_FILE = ""
    if chain:
        (folder / "chain.pem").write_bytes(chain)
        settings.CERTIFICATE_CHAIN_FILE = str(folder / "chain.pem")


def test_a_development_key_is_made_once(settings: Settings, tmp_path: Path) -> None:
    settings.CERTIFICATE_KEY, settings.DATA_DIR = "", tmp_path / "data"
    first = signing.signer()
    [file] = (tmp_path / "data" / "keys").iterdir()
    assert (file.name, oct(file.stat().st_mode & 0o777)) == ("certificate.pem", "0o600")
    keys._loaded.cache_clear()
    again = signing.signer()
    assert again is not first
    assert again.key_id == first.key_id
    [holder] = signing.ring().holders
    assert holder.name == "城市管理培训学院（开发 DEVELOPMENT）"
    assert signing.is_development(signing.ring())
    [root] = holder.issuers
    holder.certificate.verify_directly_issued_by(root)


def test_a_long_issuer_leaves_room_for_what_it_is(settings: Settings, tmp_path: Path) -> None:
    settings.CERTIFICATE_KEY, settings.DATA_DIR = "", tmp_path
    settings.ACADEMY_ISSUER = "城" * 70
    [holder] = signing.ring().holders
    assert holder.name == "城" * 13 + signing.DEVELOPMENT


def test_processes_that_begin_at_once_share_one_key(tmp_path: Path) -> None:
    code = "from certificates import signing; print(signing.signer().key_id)"
    own = environment(tmp_path, DJANGO_SETTINGS_MODULE="academy.settings.dev", CERTIFICATE_KEY="")
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, env=own, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    said = {process.communicate(timeout=60)[0] for process in started}
    assert len(said) == 1
    assert len(said.pop().strip()) == 64
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["certificate.pem"]


def test_production_makes_no_key(settings: Settings, tmp_path: Path) -> None:
    settings.CERTIFICATE_KEY, settings.DATA_DIR = "", tmp_path / "data"
    settings.ACADEMY_PRODUCTION = True
    with pytest.raises(KeyUnusable):
        signing.signer()
    assert not (tmp_path / "data").exists()


def test_key_and_chain_from_files(settings: Settings, tmp_path: Path, academy: Identity) -> None:
    configure(settings, tmp_path, academy.private(), academy.public())
    signer = signing.signer()
    assert (signer.key_id, signer.certificate) == (academy.key_id, academy.certificate)
    assert signer.chain == academy.chain
    academy.key.public_key().verify(signer.sign(b"words"), b"words", PKCS1v15(), SHA256())
    assert Ring.read(signing.chain_pem().encode()) == signing.ring()


def test_key_and_chain_in_one_file(settings: Settings, tmp_path: Path, academy: Identity) -> None:
    configure(settings, tmp_path, academy.pem())
    assert signing.signer().key_id == academy.key_id


def test_a_self_signed_certificate_may_call_itself_an_authority(
    settings: Settings, tmp_path: Path
) -> None:
    """As `openssl req -x509` makes them."""
    own = Identity(authority=True)
    configure(settings, tmp_path, own.pem())
    assert (signing.signer().key_id, signing.signer().chain) == (own.key_id, ())


def test_retired_keys_still_count(
    settings: Settings, tmp_path: Path, academy: Identity, retired: Identity
) -> None:
    before = proofs.badge(retired)
    configure(settings, tmp_path, academy.private(), academy.public() + retired.public())
    ring = signing.ring()
    assert [holder.key_id for holder in ring.holders] == [academy.key_id, retired.key_id]
    assert credential.read(before, ring)["jti"].endswith(f"{proofs.TOKEN}/")
    configure(settings, tmp_path, academy.private(), academy.public())
    (tmp_path / "chain.pem").rename(tmp_path / "other.pem")
    settings.CERTIFICATE_CHAIN_FILE = str(tmp_path / "other.pem")
    with pytest.raises(credential.CredentialForged):
        credential.read(before, signing.ring())


def test_others_read_the_published_keys(
    settings: Settings, tmp_path: Path, academy: Identity, retired: Identity
) -> None:
    configure(settings, tmp_path, academy.private(), academy.public() + retired.public())
    published = signing.public_keys()
    found = KeySet([RSAKey.import_key(key) for key in published["keys"]])
    reader = jws.JWSRegistry(algorithms=["RS256"])
    reader.max_header_length = 2048  # the header brings its key, as Open Badges want it
    for identity, key in zip((academy, retired), published["keys"], strict=True):
        token = proofs.badge(identity).decode()
        read = jws.deserialize_compact(token, RSAKey.import_key(key), registry=reader)
        assert b"OpenBadgeCredential" in read.payload
        assert key["kid"] == identity.key_id
        assert "d" not in key
    assert len(found.keys) == 2


def _ec() -> bytes:
    key = make_ec(SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize("case", ["missing", "empty", "other", "small", "no chain", "not its own"])
def test_what_is_no_key(case: str, settings: Settings, tmp_path: Path, academy: Identity) -> None:
    if case == "small":
        configure(settings, tmp_path, Identity(bits=1024).pem())
    elif case == "other":
        configure(settings, tmp_path, _ec(), academy.public())
    elif case == "no chain":
        configure(settings, tmp_path, academy.private())
    elif case == "not its own":
        configure(settings, tmp_path, academy.private(), Identity().public())
    else:
        configure(settings, tmp_path, b"", academy.public())
    if case == "missing":
        (tmp_path / "key.pem").unlink()
    with pytest.raises(KeyUnusable):
        signing.signer()


def test_certificates_that_nobody_can_order() -> None:
    """Two that name each other as issuers don't make the reader go round for ever."""
    own = Identity("甲")
    assert [holder.key_id for holder in Ring.read(own.public() * 2).holders] == [own.key_id]
    with pytest.raises(ValueError, match="no X.509"):
        Ring.read(b"")
    broken = own.public().replace(b"MII", b"AAA")
    with pytest.raises(ValueError, match="no X.509"):
        Ring.read(broken)
    assert x509.load_pem_x509_certificate(own.public()) == own.x509


def test_nothing_shows_the_pin(settings: Settings) -> None:
    settings.CERTIFICATE_KEY = "pkcs11:object=x"
    settings.CERTIFICATE_PKCS11_PIN = "0000-secret"
    assert "0000-secret" not in repr(keys._named())
