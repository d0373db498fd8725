"""The key of a server that is being developed: made once, and never to be mistaken for a real one.

Its root lives only until the certificate is signed. Everything lies in one file, so that of
several processes that begin at once either all or nothing of one of them stays.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

DEVELOPMENT = "（开发 DEVELOPMENT）"
_NAME = 64  # bytes: RFC 5280 counts characters, the library that writes it is stricter

# A server under development may be shown any day of the calendar, so its certificate has no
# beginning or end that could get in the way.
_FROM = datetime(2000, 1, 1, tzinfo=UTC)
_UNTIL = datetime(2099, 12, 31, tzinfo=UTC)


def make(file: Path, *, organisation: str) -> None:
    """Write key, certificate and root to ``file`` unless it is there; the first to link wins.

    Args:
        organisation: whose certificate it says it is, before it says that this is development.
    """
    if file.exists():
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}.{os.urandom(4).hex()}.tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(_pem(organisation))
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def is_development(certificate: x509.Certificate) -> bool:
    """Say whether the certificate calls itself one of development."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return any(str(name.value).endswith(DEVELOPMENT) for name in names)


def _pem(organisation: str) -> bytes:
    root_key, key = (generate_private_key(65537, 2048) for _ in range(2))
    root_name, name = _name("证书根", organisation), _name(organisation, organisation)
    root = (
        _builder(root_name, root_name, root_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()), False)
        .sign(root_key, SHA256())
    )
    certificate = (
        _builder(name, root_name, key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), False
        )
        .sign(root_key, SHA256())
    )
    return b"".join(
        (
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
            certificate.public_bytes(Encoding.PEM),
            root.public_bytes(Encoding.PEM),
        )
    )


def _name(called: str, organisation: str) -> x509.Name:
    common_name = _cut(called, _NAME - len(DEVELOPMENT.encode())) + DEVELOPMENT
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _cut(organisation, _NAME)),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _cut(text: str, size: int) -> str:
    """Return as much of the text as goes into so many bytes."""
    return text.encode()[:size].decode(errors="ignore")


def _builder(subject: x509.Name, issuer: x509.Name, key: RSAPrivateKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
